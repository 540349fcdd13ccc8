//! Whole files of every format, and the one picture that comes out of each.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use moxcms::ColorProfile;
use sportello_capture::intake::{FileFormat, Intake, IntakeError, Limits, decode_normalised, intake};

use crate::made;
use crate::made::tiff::{Picture, Value};
use crate::made::{QUARTERS, encoded, exif, quarters};

fn taken(bytes: &[u8]) -> Intake {
    intake(bytes, &Limits::default()).unwrap()
}

fn only_page(bytes: &[u8]) -> RgbImage {
    let taken = taken(bytes);
    assert_eq!(taken.pages.len(), 1, "a picture is one page");
    decode_normalised(&taken.pages[0].jpeg).unwrap()
}

/// The colours in the middle of each quarter, as far as JPEG keeps them.
#[track_caller]
fn assert_quarters(page: &RgbImage, expected: [[u8; 3]; 4], what: &str) {
    let (width, height) = page.dimensions();
    for (index, colour) in expected.into_iter().enumerate() {
        let column = u32::try_from(index % 2).unwrap();
        let row = u32::try_from(index / 2).unwrap();
        let found = page.get_pixel(width * (1 + 2 * column) / 4, height * (1 + 2 * row) / 4).0;
        let near = found.iter().zip(colour).all(|(a, b)| a.abs_diff(b) <= 6);
        assert!(near, "{what}: quarter {index} is {found:?}, not {colour:?}");
    }
}

/// A byte of a number between 0 and 255.
fn rounded(value: f32) -> u8 {
    (0..=u8::MAX)
        .min_by(|a, b| (f32::from(*a) - value).abs().total_cmp(&(f32::from(*b) - value).abs()))
        .unwrap()
}

fn grey(colour: [u8; 3]) -> u8 {
    colour[1]
}

/// Samples of [`quarters`], pixel by pixel.
fn samples<const N: usize>(size: (u32, u32), of: impl Fn([u8; 3]) -> [u8; N]) -> Vec<u8> {
    quarters(size.0, size.1).pixels().flat_map(|pixel| of(pixel.0)).collect()
}

#[test]
fn every_format_gives_the_same_picture() {
    let image = quarters(64, 48);
    let tiff = made::tiff::file(true, &[Picture::new((64, 48), 2, 8, 3, image.clone().into_raw())]);
    let files = [
        (encoded(image.clone(), ImageFormat::Jpeg), FileFormat::Jpeg),
        (encoded(image.clone(), ImageFormat::Png), FileFormat::Png),
        (encoded(image.clone(), ImageFormat::WebP), FileFormat::WebP),
        (encoded(image.clone(), ImageFormat::Bmp), FileFormat::Bmp),
        (made::gif(64, 48, 3), FileFormat::Gif),
        (tiff, FileFormat::Tiff),
    ];
    for (bytes, format) in files {
        assert_eq!(taken(&bytes).format, format, "told by the first bytes");
        assert_quarters(&only_page(&bytes), QUARTERS, &format!("{format:?}"));
    }
}

#[test]
fn the_orientation_is_applied_wherever_it_is_said() {
    let image = quarters(64, 48);
    // A quarter turn to the right: what was at the bottom left comes to the top left.
    let turned = [QUARTERS[2], QUARTERS[0], QUARTERS[3], QUARTERS[1]];
    let jpeg = encoded(image.clone(), ImageFormat::Jpeg);
    let in_jpeg = [b"Exif\0\0".as_slice(), &exif(6)].concat();
    let strip = image.clone().into_raw();
    let picture = Picture::new((64, 48), 2, 8, 3, strip).with(274, Value::Short(vec![6]));
    let files = [
        ("JPEG", made::jpeg::with_segment(&jpeg, 0xe1, &in_jpeg)),
        ("PNG", made::png::with_chunk(&encoded(image.clone(), ImageFormat::Png), "eXIf", &exif(6))),
        ("WebP", made::webp_with_exif(&image, 6)),
        ("TIFF", made::tiff::file(false, &[picture])),
    ];
    for (what, bytes) in files {
        let page = only_page(&bytes);
        assert_eq!(page.dimensions(), (48, 64), "{what}: upright");
        assert_quarters(&page, turned, what);
        assert!(!taken(&bytes).pages[0].jpeg.windows(4).any(|w| w == b"Exif"), "{what}: no metadata is kept");
    }
}

#[test]
fn wide_and_narrow_samples_come_out_alike() {
    let wide = |colour: [u8; 3]| colour.map(|c| u16::from(c) << 8 | 0x12);
    let rgb16 = image::ImageBuffer::<Rgb<u16>, _>::from_fn(64, 48, |x, y| {
        Rgb(wide(quarters(64, 48).get_pixel(x, y).0))
    });
    assert_quarters(
        &only_page(&encoded(DynamicImage::from(rgb16), ImageFormat::Png)),
        QUARTERS,
        "PNG of 16 bits",
    );
    let rows = made::png::deflated(&[0, 0xff, 0xff, 0xff, 0, 0, 0].repeat(48));
    let bilevel = made::png::file((48, 48), 1, 0, &[], &rows);
    let page = only_page(&bilevel);
    assert!(page.get_pixel(10, 20).0[0] > 245 && page.get_pixel(40, 20).0[0] < 10, "PNG of one bit");
    let half = RgbaImage::from_fn(64, 48, |x, _| Rgba([0, 0, 0, if x < 32 { 0 } else { 255 }]));
    let alpha = encoded(half, ImageFormat::Png);
    let page = only_page(&alpha);
    assert!(page.get_pixel(10, 20).0[0] > 245 && page.get_pixel(50, 20).0[0] < 10, "clear is paper");
}

#[test]
fn every_kind_of_tiff_that_scanners_write() {
    let size = (64, 48);
    let inks = |c: [u8; 3]| [255 - c[0], 255 - c[1], 255 - c[2], 0];
    let big_endian_16 = |c: [u8; 3]| [c[0], 7, c[1], 7, c[2], 7];
    let plain = samples(size, |c| c);
    let luma = |c: [u8; 3]| {
        let [r, g, b] = c.map(f32::from);
        let y = 0.299 * r + 0.587 * g + 0.114 * b;
        [y, 128.0 + (b - y) / 1.772, 128.0 + (r - y) / 1.402].map(rounded)
    };
    let whole_luma = Picture::new(size, 6, 8, 3, samples(size, luma)).with(530, Value::Short(vec![1, 1]));
    let clear = Picture::new(size, 2, 8, 4, samples(size, |c| [c[0], c[1], c[2], 255]));
    let cases = [
        ("RGB", true, Picture::new(size, 2, 8, 3, plain.clone())),
        ("RGB, big-endian", false, Picture::new(size, 2, 8, 3, plain.clone())),
        ("RGB of 16 bits", false, Picture::new(size, 2, 16, 3, samples(size, big_endian_16))),
        ("inks", true, Picture::new(size, 5, 8, 4, samples(size, inks))),
        ("luma and chroma", true, whole_luma),
        ("with alpha", true, clear.with(338, Value::Short(vec![2]))),
        (
            "deflated",
            true,
            Picture::new(size, 2, 8, 3, made::png::deflated(&plain)).with(259, Value::Short(vec![8])),
        ),
    ];
    for (what, little, picture) in cases {
        assert_quarters(&only_page(&made::tiff::file(little, &[picture])), QUARTERS, what);
    }
    // Three planes, one after the other, each with a strip of its own.
    let planes: Vec<Vec<u8>> = (0..3).map(|i| samples(size, move |c| [c[i]])).collect();
    let planar = Picture::new(size, 2, 8, 3, planes.concat()).with(284, Value::Short(vec![2]));
    assert_quarters(&only_page(&made::tiff::planar(planar, 3)), QUARTERS, "planes apart");
    let greys = QUARTERS.map(|c| [grey(c); 3]);
    let white_is_zero = Picture::new(size, 0, 8, 1, samples(size, |c| [255 - grey(c)]));
    for (what, picture) in [
        ("grey", Picture::new(size, 1, 8, 1, samples(size, |c| [grey(c)]))),
        ("white is zero", white_is_zero),
    ] {
        assert_quarters(&only_page(&made::tiff::file(true, &[picture])), greys, what);
    }
}

#[test]
fn tiffs_with_palettes_and_single_bits() {
    let size = (64, 48);
    let place = |c: [u8; 3]| QUARTERS.iter().position(|q| *q == c).unwrap();
    let table = |wide: bool, entries: usize| {
        let of = move |i: usize, at: usize| {
            QUARTERS.get(at).map_or(0, |q| u16::from(q[i]) << if wide { 8 } else { 0 })
        };
        Value::Short((0..3).flat_map(|i| (0..entries).map(move |at| of(i, at))).collect())
    };
    let bytes = samples(size, |c| [u8::try_from(place(c)).unwrap()]);
    let nibbles: Vec<u8> = bytes.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    for (what, depth, strip, wide) in [
        ("of a byte", 8, bytes.clone(), true),
        ("of four bits", 4, nibbles, true),
        ("of narrow colours", 8, bytes, false),
    ] {
        let entries = 1 << depth;
        let picture = Picture::new(size, 3, depth, 1, strip).with(320, table(wide, entries));
        for little in [true, false] {
            let file = made::tiff::file(little, std::slice::from_ref(&picture));
            assert_quarters(&only_page(&file), QUARTERS, &format!("palette {what}"));
        }
    }
    // Rows of 20 pixels end within a byte.
    let strip = [0b1111_1111, 0b1100_0000, 0b0000_0000].repeat(20);
    for (photometric, left) in [(1, 255), (0, 0)] {
        let file = made::tiff::file(true, &[Picture::new((20, 20), photometric, 1, 1, strip.clone())]);
        let page = only_page(&file);
        assert!(page.get_pixel(4, 10).0[0].abs_diff(left) < 12, "single bits, {photometric}");
        assert!(page.get_pixel(16, 10).0[0].abs_diff(255 - left) < 12, "single bits, {photometric}");
    }
}

#[test]
fn pages_of_a_tiff_are_pages_and_its_thumbnails_are_not() {
    let page = Picture::new((64, 48), 2, 8, 3, quarters(64, 48).into_raw());
    let thumbnail = Picture::new((16, 16), 2, 8, 3, quarters(16, 16).into_raw()).with(254, Value::Long(1));
    let file = made::tiff::file(true, &[page.clone(), thumbnail, page.clone()]);
    let taken = taken(&file);
    assert_eq!(taken.pages.len(), 2, "the smaller copy is none");
    for page in &taken.pages {
        assert_quarters(&decode_normalised(&page.jpeg).unwrap(), QUARTERS, "each page");
    }
    let many = made::tiff::file(true, &vec![page; 11]);
    let refused = intake(&many, &Limits::default());
    assert_eq!(refused, Err(IntakeError::TooManyPages { pages: 11, limit: 10 }), "as for a PDF");
}

#[test]
fn inks_are_read_as_their_program_wrote_them() {
    let of = |x: u16, y: u16| {
        let c = QUARTERS[usize::from(x >= 4) + 2 * usize::from(y >= 3)];
        [255 - c[0], 255 - c[1], 255 - c[2], 0]
    };
    for adobe in [true, false] {
        let page = only_page(&made::jpeg::inks(8, 6, adobe, of));
        assert_quarters(&page, QUARTERS, if adobe { "Adobe's inks" } else { "plain inks" });
    }
    let black = only_page(&made::jpeg::inks(8, 6, true, |_, _| [0, 0, 0, 255]));
    assert!(black.get_pixel(20, 20).0[0] < 5, "black ink alone is black");
}

#[test]
fn colours_of_a_profile_become_those_of_the_screen() {
    let profile = ColorProfile::new_adobe_rgb().encode().unwrap();
    let packed = [b"p\0\0".as_slice(), &made::png::deflated(&profile)].concat();
    let green = RgbImage::from_pixel(64, 48, Rgb([60, 160, 60]));
    let png = made::png::with_chunk(&encoded(green, ImageFormat::Png), "iCCP", &packed);
    let found = only_page(&png).get_pixel(30, 20).0;
    assert!(found[0] < 40 && found[1].abs_diff(160) < 8, "a wider green has less red on a screen: {found:?}");
    let broken =
        made::png::with_chunk(&encoded(quarters(64, 48), ImageFormat::Png), "iCCP", b"p\0\0nonsense");
    assert_quarters(&only_page(&broken), QUARTERS, "a profile that cannot be read is left out");
}

#[test]
fn what_is_not_read_is_told_by_name() {
    let jpeg = encoded(quarters(64, 48), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    let as_kind = |marker: u8, depth: u8| {
        let mut other = jpeg.clone();
        other[frame + 1] = marker;
        other[frame + 4] = depth;
        other
    };
    let fax3 = Picture::new((64, 48), 0, 1, 1, vec![0; 100]).with(259, Value::Short(vec![3]));
    let other = |name: &str| IntakeError::Unsupported { name: name.to_owned() };
    let phone = |name: &str| IntakeError::PhoneFormat { name: name.to_owned() };
    let cases = [
        (as_kind(0xc1, 12), other("JPEG (12 bit)")),
        (as_kind(0xc3, 8), other("JPEG (lossless)")),
        (as_kind(0xc9, 8), other("JPEG (arithmetic)")),
        (made::tiff::file(true, &[fax3]), other("TIFF (special)")),
        (b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(), phone("HEIC")),
        (b"\0\0\0\x18ftypavif\0\0\0\0".to_vec(), phone("AVIF")),
        (b"PK\x03\x04aaaaaaaaaaaaaa".to_vec(), other("ZIP or office")),
        (b"BMaaaaaaaaaaaaaaaaaaaaaa".to_vec(), IntakeError::UnknownFormat),
        (b"<html>GIF89a".to_vec(), IntakeError::UnknownFormat),
    ];
    for (bytes, expected) in cases {
        assert_eq!(intake(&bytes, &Limits::default()).map(|_| ()), Err(expected));
    }
}
