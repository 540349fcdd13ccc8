use proptest::prelude::*;

use super::*;

const PICTURE: (u32, u32) = (1600, 1200);

/// Corners of a sheet of this shape before a camera: turned about all three axes, seen by a lens of `focal` times the
/// picture's longest side, its middle away from the picture's.
fn seen(aspect: f32, turns: [f32; 3], focal: f32) -> [Point; 4] {
    let [pitch, yaw, roll] = turns;
    let focal = focal * 1600.0;
    [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y)| {
        let (x, y) = (x * aspect.sqrt() * 300.0, y / aspect.sqrt() * 300.0);
        let (x, y) = (x * roll.cos() - y * roll.sin(), x * roll.sin() + y * roll.cos());
        let (y, z) = (y * pitch.cos(), y * pitch.sin());
        let (x, z) = (x * yaw.cos() + z * yaw.sin(), z * yaw.cos() - x * yaw.sin());
        let depth = focal + z;
        (800.0 + 60.0 + x * focal / depth, 600.0 - 40.0 + y * focal / depth)
    })
}

fn near(a: Point, b: Point) -> bool {
    (a.0 - b.0).abs() < 0.05 && (a.1 - b.1).abs() < 0.05
}

#[test]
fn four_pairs_fix_a_map() {
    let square = [(0.0, 0.0), (100.0, 0.0), (100.0, 60.0), (0.0, 60.0)];
    let slanted = [(12.0, 30.0), (210.0, 8.0), (190.0, 160.0), (40.0, 140.0)];
    let map = Homography::between(square, slanted).unwrap();
    let back = map.inverse().unwrap();
    for (from, to) in square.into_iter().zip(slanted) {
        assert!(near(map.apply(from).unwrap(), to), "corner to corner");
        assert!(near(back.apply(to).unwrap(), from), "and back");
    }
    let inside = map.apply((50.0, 30.0)).unwrap();
    assert!(near(back.apply(inside).unwrap(), (50.0, 30.0)), "what lies between comes back too");
    let on_a_line = [(0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 5.0)];
    assert!(Homography::between(square, on_a_line).is_none(), "a line is no plane");
}

#[test]
fn what_is_no_outline_is_told() {
    let refused = |corners: [Point; 4]| Outline::of(corners, PICTURE).unwrap_err();
    let (a, b, c) = ((100.0, 100.0), (900.0, 100.0), (900.0, 700.0));
    assert_eq!(refused([a, b, c, (100.0, 1400.0)]), CornersError::Outside);
    assert_eq!(refused([a, b, c, (f32::NAN, 1.0)]), CornersError::Outside, "no number is no place");
    assert_eq!(refused([a, b, c, b]), CornersError::NotFourSided, "two in one place");
    assert_eq!(refused([a, b, c, (500.0, 100.0)]), CornersError::NotFourSided, "three on a line");
    assert_eq!(refused([a, b, c, (700.0, 250.0)]), CornersError::NotFourSided, "one between the others");
    let tiny = [(100.0, 100.0), (109.0, 100.0), (109.0, 108.0), (100.0, 108.0)];
    assert_eq!(refused(tiny), CornersError::TooSmall);
    let ribbon = [(100.0, 100.0), (1500.0, 100.0), (1500.0, 160.0), (100.0, 160.0)];
    assert_eq!(refused(ribbon), CornersError::TooSlanted);
    assert!(
        Outline::of([(-20.0, 5.0), b, c, (100.0, 700.0)], PICTURE).is_ok(),
        "a little outside is a thick finger"
    );
}

proptest! {
    #[test]
    fn the_shape_of_a_sheet_is_told_by_its_corners(
        aspect in prop::sample::select(vec![85.6f32 / 54.0, 105.0 / 74.0, 125.0 / 176.0, 210.0 / 297.0]),
        pitch in -0.4f32..0.4, yaw in -0.4f32..0.4, roll in -0.4f32..0.4, focal in 0.7f32..1.2,
    ) {
        let outline = Outline::of(seen(aspect, [pitch, yaw, roll], focal), PICTURE).unwrap();
        let told = outline.aspect(PICTURE);
        prop_assert!((told / aspect).ln().abs() < 0.1, "{told} for {aspect}");
    }

    #[test]
    fn corners_may_come_in_any_order(order in Just([0usize, 1, 2, 3]).prop_shuffle(), roll in -0.5f32..0.5) {
        let corners = seen(1.4, [0.3, -0.2, roll], 1.2);
        let outline = Outline::of(corners, PICTURE).unwrap();
        let mixed: Vec<Point> = order.iter().map(|i| corners[*i]).collect();
        let mixed = Outline::of([mixed[0], mixed[1], mixed[2], mixed[3]], PICTURE).unwrap();
        prop_assert_eq!(outline, mixed);
        let [a, b, c, d] = outline.corners();
        prop_assert!(a.0 < b.0 && d.0 < c.0 && a.1 < d.1 && b.1 < c.1, "from the top left, clockwise");
    }

    #[test]
    fn no_corners_panic(values in prop::array::uniform8(any::<f32>()), near in prop::array::uniform8(-5f32..60.0)) {
        for [a, b, c, d, e, f, g, h] in [values, near] {
            let corners = [(a, b), (c, d), (e, f), (g, h)];
            if let Ok(outline) = Outline::of(corners, (60, 50)) {
                let aspect = outline.aspect((60, 50));
                prop_assert!(aspect.is_finite() || aspect.is_nan() || aspect > 0.0);
            }
            let _ = Homography::between(corners, [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]);
        }
    }
}
