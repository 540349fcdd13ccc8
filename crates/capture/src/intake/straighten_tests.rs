use image::Rgb;
use proptest::prelude::*;

use super::*;

const COLOURS: [[u8; 3]; 4] = [[200, 30, 30], [30, 160, 60], [40, 60, 190], [240, 220, 60]];

/// A card of four colours lying slanted on a grey table.
fn photographed(corners: [Point; 4], size: (u32, u32)) -> RgbImage {
    let flat = [(0.0, 0.0), (2.0, 0.0), (2.0, 2.0), (0.0, 2.0)];
    let to_flat = Homography::between(corners, flat).unwrap();
    RgbImage::from_fn(size.0, size.1, |x, y| {
        let place = to_flat.apply((real(x) + 0.5, real(y) + 0.5)).unwrap();
        let on = |v: f32| (0.0..2.0).contains(&v);
        if !(on(place.0) && on(place.1)) {
            return Rgb([128; 3]);
        }
        Rgb(COLOURS[usize::from(place.0 >= 1.0) + 2 * usize::from(place.1 >= 1.0)])
    })
}

#[test]
fn a_slanted_card_comes_out_whole_and_upright() {
    let corners = [(120.0, 90.0), (700.0, 130.0), (680.0, 470.0), (90.0, 520.0)];
    let picture = photographed(corners, (800, 600));
    let card = straighten(&picture, [corners[2], corners[0], corners[3], corners[1]], Sheet::Card).unwrap();
    let (width, height) = card.dimensions();
    assert!(width >= 590 && height >= 340, "nothing of its {width} × {height} pixels is lost");
    for (index, colour) in COLOURS.into_iter().enumerate() {
        let column = u32::try_from(index % 2).unwrap();
        let row = u32::try_from(index / 2).unwrap();
        for (dx, dy) in [(0.06, 0.06), (0.44, 0.06), (0.25, 0.25), (0.06, 0.44), (0.44, 0.44)] {
            let x = whole(real(width) * (0.5 * real(column) + dx));
            let y = whole(real(height) * (0.5 * real(row) + dy));
            assert_eq!(card.get_pixel(x, y).0, colour, "quarter {index} at {dx}, {dy}");
        }
    }
    let edge = card.get_pixel(width / 4, 1).0;
    assert!(edge[0] > 150, "the table is cut away: {edge:?}");
}

#[test]
fn a_known_sheet_has_its_shape_to_the_pixel() {
    let corners = [(100.0, 100.0), (1012.0, 104.0), (1010.0, 676.0), (98.0, 680.0)];
    let picture = RgbImage::new(1100, 800);
    let of = |sheet: Sheet| {
        let (width, height) = straighten(&picture, corners, sheet).unwrap().dimensions();
        real(width) / real(height)
    };
    assert!((of(Sheet::Card) - 85.6 / 54.0).abs() < 0.003, "1.58, a card");
    assert!((of(Sheet::Any) - 85.6 / 54.0).abs() < 0.003, "found among all");
    assert!((of(Sheet::A4) - 1.59).abs() < 0.03, "no A4: what the corners say");
}

#[test]
fn large_photographs_are_shrunk_without_losing_thin_lines() {
    let lines = RgbImage::from_fn(6000, 4000, |x, _| if x % 6 < 3 { Rgb([0; 3]) } else { Rgb([200; 3]) });
    let corners = [(0.0, 0.0), (6000.0, 0.0), (6000.0, 4000.0), (0.0, 4000.0)];
    let small = straighten(&lines, corners, Sheet::Any).unwrap();
    assert_eq!(small.width(), LONGEST_SIDE, "no larger than a page is kept");
    let (mut sum, mut count) = (0u64, 0u64);
    for pixel in small.pixels() {
        sum += u64::from(pixel.0[0]);
        count += 1;
    }
    assert!((sum / count).abs_diff(100) <= 2, "black and white stay in balance: {}", sum / count);
}

#[test]
fn a_kept_page_is_straightened_and_kept() {
    let corners = [(40.0, 30.0), (260.0, 36.0), (262.0, 170.0), (38.0, 166.0)];
    let page = normalise(photographed(corners, (300, 200))).unwrap();
    let card = straighten_page(&page.jpeg, corners, Sheet::Card).unwrap();
    assert!(card.width > card.height && card.width >= 220, "{} × {}", card.width, card.height);
    let outside =
        straighten_page(&page.jpeg, [(0.0, 0.0), (900.0, 0.0), (900.0, 90.0), (0.0, 90.0)], Sheet::Any);
    assert_eq!(outside, Err(StraightenError::Corners(CornersError::Outside)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_corners_panic(
        values in prop::array::uniform8(-10f32..130.0),
        size in (1u32..120, 1u32..120),
        sheet in prop::sample::select(vec![Sheet::Any, Sheet::Card, Sheet::OpenPassport]),
    ) {
        let [a, b, c, d, e, f, g, h] = values;
        let picture = RgbImage::new(size.0, size.1);
        if let Ok(cut) = straighten(&picture, [(a, b), (c, d), (e, f), (g, h)], sheet) {
            prop_assert!(cut.width().max(cut.height()) <= LONGEST_SIDE);
            prop_assert!(cut.width().min(cut.height()) >= 16);
        }
    }
}
