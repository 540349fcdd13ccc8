use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, RgbaImage};
use lopdf::{Document, Object, Stream, dictionary};
use proptest::prelude::*;

use super::*;

fn picture(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        if x < width / 2 && y < height / 2 { Rgb([200, 30, 30]) } else { Rgb([240; 3]) }
    })
}

fn encoded(image: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(image.clone()).write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// A PDF of `pages` empty pages, with a picture object that claims `claim` pixels each way.
fn pdf(pages: usize, claim: i64) -> Document {
    let mut document = Document::with_version("1.7");
    let root = document.new_object_id();
    let content =
        document.add_object(Stream::new(dictionary! {}, b"0.9 0.1 0.1 rg 0 0 100 100 re f".to_vec()));
    document.add_object(Stream::new(
        dictionary! { "Type" => "XObject", "Subtype" => "Image", "Width" => claim, "Height" => claim,
        "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8 },
        vec![0],
    ));
    let kids: Vec<Object> = (0..pages)
        .map(|_| {
            document
                .add_object(dictionary! { "Type" => "Page", "Parent" => root, "Contents" => content,
                "MediaBox" => vec![0.into(), 0.into(), 200.into(), 100.into()] })
                .into()
        })
        .collect();
    document.objects.insert(
        root,
        dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => i64::try_from(pages).unwrap() }.into(),
    );
    let catalogue = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    document.trailer.set("Root", catalogue);
    document
}

fn saved(mut document: Document) -> Vec<u8> {
    let mut out = Vec::new();
    document.save_to(&mut out).unwrap();
    out
}

/// An Exif block that says only this orientation, put behind the start marker.
fn with_orientation(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

#[test]
fn pictures_of_each_format_come_out_as_one_jpeg() {
    for (format, ours) in [
        (ImageFormat::Jpeg, FileFormat::Jpeg),
        (ImageFormat::Png, FileFormat::Png),
        (ImageFormat::WebP, FileFormat::WebP),
    ] {
        let bytes = encoded(&picture(300, 200), format);
        let taken = intake(&bytes, &Limits::default()).unwrap();
        assert_eq!(taken.format, ours, "told by the first bytes");
        assert_eq!(taken.original_sha256, sha256_hex(&bytes), "the hash is of the file as given");
        let [page] = &taken.pages[..] else { panic!("a picture is one page") };
        assert_eq!((page.width, page.height), (300, 200), "small pictures keep their size");
        assert_eq!(page.sha256, sha256_hex(&page.jpeg), "the page's hash is of the bytes that are kept");
        assert_eq!(decode_normalised(&page.jpeg).unwrap().dimensions(), (300, 200), "own pages decode");
    }
}

#[test]
fn orientation_is_applied_and_metadata_is_gone() {
    let turned = with_orientation(&encoded(&picture(300, 200), ImageFormat::Jpeg), 6);
    let taken = intake(&turned, &Limits::default()).unwrap();
    let page = &taken.pages[0];
    assert_eq!((page.width, page.height), (200, 300), "orientation 6 is a quarter turn");
    let red = decode_normalised(&page.jpeg).unwrap();
    assert!(red.get_pixel(180, 20).0[1] < 90, "the red corner moves from top left to top right");
    assert!(!page.jpeg.windows(4).any(|w| w == b"Exif"), "no metadata is kept");
}

#[test]
fn large_pictures_are_shrunk_and_transparent_ones_laid_on_white() {
    let taken = intake(&encoded(&picture(3000, 1000), ImageFormat::Png), &Limits::default()).unwrap();
    assert_eq!((taken.pages[0].width, taken.pages[0].height), (2400, 800), "longest side 2400");
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(RgbaImage::new(40, 40)).write_to(&mut out, ImageFormat::Png).unwrap();
    let taken = intake(&out.into_inner(), &Limits::default()).unwrap();
    let page = decode_normalised(&taken.pages[0].jpeg).unwrap();
    assert!(page.get_pixel(20, 20).0[0] > 250, "clear pixels are paper, not black");
}

#[test]
fn the_same_pixels_give_the_same_bytes() {
    let large =
        RgbImage::from_fn(3600, 1000, |x, y| Rgb([x, y, x + y].map(|v| u8::try_from(v * 7 % 251).unwrap())));
    let page = normalise(large.clone()).unwrap();
    assert_eq!(normalise(large).unwrap(), page, "one after the other");
    let known = "fbdf61abf36acd946f10647f725a8bf1327aa684700024cdf99d89e06f2bfde4";
    assert_eq!(page.sha256, known, "and on every machine");
}

#[test]
fn pdf_pages_are_rendered() {
    let taken = intake(&saved(pdf(2, 10)), &Limits::default()).unwrap();
    assert_eq!(taken.pages.len(), 2, "every page");
    assert_eq!((taken.pages[0].width, taken.pages[0].height), (2400, 1200), "at the size that is kept");
    let page = decode_normalised(&taken.pages[0].jpeg).unwrap();
    assert!(page.get_pixel(600, 600).0[1] < 60, "the red square is drawn");
    assert!(page.get_pixel(1800, 600).0[1] > 240, "the rest is paper");
}

#[test]
fn refusals_say_why() {
    let jpeg = encoded(&picture(300, 200), ImageFormat::Jpeg);
    let png = encoded(&picture(200, 200), ImageFormat::Png);
    let webp = encoded(&picture(200, 200), ImageFormat::WebP);
    let few = Limits { bytes: 1 << 20, pixels: 50_000, side: 20_000, pages: 1 };
    let whole_pdf = saved(pdf(1, 10));
    let mut bomb = png.clone();
    bomb[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let crc = crc32(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.to_be_bytes());
    let mut encrypted = pdf(1, 10);
    encrypted.trailer.set("Encrypt", dictionary! { "Filter" => "Standard", "V" => 1, "R" => 2 });
    let cases: Vec<(&str, Vec<u8>, IntakeError)> = vec![
        ("0 bytes", vec![], IntakeError::Empty),
        ("2 MB", vec![0; 2 << 20], IntakeError::TooLarge { bytes: 2 << 20, limit: 1 << 20 }),
        (
            "60,000 pixels",
            jpeg.clone(),
            IntakeError::TooManyPixels { width: 300, height: 200, limit: 50_000 },
        ),
        (
            "a header that claims 30,000 × 30,000",
            bomb,
            IntakeError::TooManyPixels { width: 30_000, height: 30_000, limit: 50_000 },
        ),
        (
            "a PDF with a picture that claims 30,000 × 30,000",
            saved(pdf(1, 30_000)),
            IntakeError::TooManyPixels { width: 30_000, height: 30_000, limit: 50_000 },
        ),
        ("two pages", saved(pdf(2, 10)), IntakeError::TooManyPages { pages: 2, limit: 1 }),
        ("no pages", saved(pdf(0, 10)), IntakeError::NoPages),
        ("encrypted", saved(encrypted), IntakeError::Encrypted),
        ("half a PDF", whole_pdf[..20].to_vec(), IntakeError::Truncated),
        ("half a JPEG", jpeg[..jpeg.len() / 2].to_vec(), IntakeError::Truncated),
        ("half a PNG", png[..png.len() / 2].to_vec(), IntakeError::Truncated),
        ("half a WebP", webp[..webp.len() / 2].to_vec(), IntakeError::Truncated),
        ("1 × 1", encoded(&picture(1, 1), ImageFormat::Png), IntakeError::TooSmall { width: 1, height: 1 }),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(), IntakeError::PhoneFormat { name: "HEIC".into() }),
        ("a TIFF that ends after its head", b"II*\0aaaa".to_vec(), IntakeError::Truncated),
        ("text", b"hello".to_vec(), IntakeError::UnknownFormat),
    ];
    for (what, bytes, error) in cases {
        assert_eq!(intake(&bytes, &few).map(|_| ()), Err(error), "{what}");
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Well-formed beginnings with noise after them reach deeper than noise alone.
    #[test]
    fn no_bytes_panic(
        which in 0usize..5,
        cut in any::<prop::sample::Index>(),
        noise in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..12),
    ) {
        let mut bytes = match which {
            0 => encoded(&picture(60, 40), ImageFormat::Jpeg),
            1 => encoded(&picture(60, 40), ImageFormat::Png),
            2 => encoded(&picture(60, 40), ImageFormat::WebP),
            3 => saved(pdf(1, 10)),
            _ => vec![0; 64],
        };
        for (at, byte) in noise {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if which == 4 {
            bytes.truncate(cut.index(bytes.len()));
        }
        let limits = Limits { pixels: 1_000_000, ..Limits::default() };
        if let Ok(taken) = intake(&bytes, &limits) {
            prop_assert!(!taken.pages.is_empty(), "what is taken has a page");
        }
    }
}
