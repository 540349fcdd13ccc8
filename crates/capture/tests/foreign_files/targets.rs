//! What the fuzzers run, one function for each target, and what they start from. `fuzzed` runs the same on a few
//! thousand changed seeds; `fuzz/` on as many as time allows.

use image::ImageFormat;
use lopdf::{Object, dictionary};
use sportello_capture::intake::{FileFormat, Limits, intake};
use sportello_capture::mrz::reading::{MrzReading, SYMBOLS};
use sportello_capture::mrz::{Format, parse, repair::repair};
use sportello_capture::worker::is_message;
use time::macros::date;

use crate::made::tiff::{Picture, Value};
use crate::made::{self, encoded, pdf, quarters};

/// One target: its name, what it does with any bytes, and what it starts from.
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]),
    pub seeds: fn() -> Vec<Vec<u8>>,
}

pub const TARGETS: [Target; 5] = [
    Target { name: "mrz_lines", run: mrz_lines, seeds: zones },
    Target { name: "mrz_weights", run: mrz_weights, seeds: weights },
    Target { name: "pictures", run: pictures, seeds: picture_files },
    Target { name: "pdfs", run: pdfs, seeds: pdf_files },
    Target { name: "messages", run: messages, seeds: wires },
];

/// Any text as the lines of a zone; what is repaired has the shape of its format and can be parsed.
pub fn mrz_lines(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().collect();
    let today = date!(2026 - 3 - 14);
    if let Ok(zone) = parse(&lines, today) {
        let _ = zone.all_checks_pass();
    }
    for format in Format::ALL {
        if let Some(reading) = MrzReading::from_text(format, &lines) {
            assert_repaired(&reading);
        }
    }
}

/// Any belief in any character.
pub fn mrz_weights(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let format = Format::ALL[usize::from(*first) % Format::ALL.len()];
    let mut values = rest.iter().copied().cycle();
    let mut weight = || values.next().map_or(0.0, |byte| f32::from(byte) / 255.0);
    let mut slot = || std::array::from_fn::<f32, SYMBOLS, _>(|_| weight());
    let mut line = || (0..format.line_length()).map(|_| slot()).collect();
    let slots = (0..format.line_count()).map(|_| line()).collect();
    assert_repaired(&MrzReading { format, slots });
}

fn assert_repaired(reading: &MrzReading) {
    let repaired = repair(reading);
    assert_eq!(repaired.lines.len(), reading.format.line_count(), "as many lines as the format has");
    for line in &repaired.lines {
        assert_eq!(line.chars().count(), reading.format.line_length(), "as long as the format's");
    }
}

/// Few pixels and pages: what is large is the business of the hostile files.
fn limits() -> Limits {
    Limits { pixels: 40_000, pages: 3, ..Limits::default() }
}

/// Any bytes as a picture.
pub fn pictures(bytes: &[u8]) {
    if let Ok(taken) = intake(bytes, &limits()) {
        assert!(!taken.pages.is_empty(), "what is taken has a page");
    }
}

/// Any bytes as a PDF.
pub fn pdfs(bytes: &[u8]) {
    if let Ok(taken) = intake(bytes, &limits())
        && taken.format == FileFormat::Pdf
    {
        assert!((1..=3).contains(&taken.pages.len()), "no more pages than allowed");
    }
}

/// Any bytes between host and child.
pub fn messages(bytes: &[u8]) {
    let _ = is_message(bytes);
}

fn zones() -> Vec<Vec<u8>> {
    [
        "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6",
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10",
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL8988901C4XXX4009078F9612109<<<<<<<<",
    ]
    .map(|zone| zone.as_bytes().to_vec())
    .to_vec()
}

fn weights() -> Vec<Vec<u8>> {
    (0..5u8)
        .map(|format| (0..200u8).map(|at| if at == 0 { format } else { at.wrapping_mul(37) }).collect())
        .collect()
}

fn picture_files() -> Vec<Vec<u8>> {
    let image = quarters(48, 32);
    let still = image.clone().into_raw();
    let deflated =
        Picture::new((48, 32), 2, 8, 3, made::png::deflated(&still)).with(259, Value::Short(vec![8]));
    let table = Value::Short((0..48).collect());
    let palette = Picture::new((48, 32), 3, 4, 1, vec![0x12; 24 * 32]).with(320, table);
    let bits = Picture::new((48, 32), 0, 1, 1, vec![0x5a; 6 * 32]);
    let formats = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Bmp];
    let mut files: Vec<Vec<u8>> = formats.iter().map(|format| encoded(image.clone(), *format)).collect();
    files.push(made::gif(48, 32, 2));
    files.push(made::jpeg::inks(6, 4, true, |x, y| [x, y, 9, 7].map(|v| u8::try_from(v * 20).unwrap())));
    files.push(made::webp_with_exif(&image, 6));
    files.push(made::png::with_chunk(&files[1], "eXIf", &made::exif(3)));
    files.push(made::tiff::file(true, &[Picture::new((48, 32), 2, 8, 3, still), bits]));
    files.push(made::tiff::file(false, &[deflated, palette]));
    files
}

/// Pages like strips: they are drawn at the width that is kept, and quickly.
fn thin(mut document: lopdf::Document) -> Vec<u8> {
    let pages: Vec<_> = document.get_pages().into_values().collect();
    for page in pages {
        let sides: Vec<Object> = vec![0.into(), 0.into(), 200.into(), 5.into()];
        document.get_dictionary_mut(page).unwrap().set("MediaBox", sides);
    }
    pdf::saved(document)
}

fn pdf_files() -> Vec<Vec<u8>> {
    let jpeg = encoded(quarters(48, 32), ImageFormat::Jpeg);
    let grey = made::png::deflated(&[120; 48 * 32]);
    let text = pdf::pages(1, pdf::content(b"BT /F 3 Tf 1 1 Td (Rossi) Tj ET"), |_| {
        let font = dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Helvetica" };
        dictionary! { "Font" => dictionary! { "F" => font } }.into()
    });
    vec![
        thin(pdf::plain(2)),
        thin(pdf::with_picture(pdf::picture((48, 32), "DeviceRGB", "DCTDecode", jpeg))),
        thin(pdf::with_picture(pdf::picture((48, 32), "DeviceGray", "FlateDecode", grey))),
        thin(pdf::with_picture(pdf::picture((48, 32), "DeviceGray", "CCITTFaxDecode", vec![0x35; 90]))),
        thin(text),
    ]
}

fn wires() -> Vec<Vec<u8>> {
    let said = [
        r#"{"body":{"kind":"intake","limits":{"bytes":9,"pixels":9,"side":9,"pages":9}},"parts":[3]}"#,
        r#"{"body":{"kind":"refused","error":{"kind":"too_many_pages","pages":9,"limit":1}},"parts":[]}"#,
        r#"{"body":{"kind":"read_document","models":"/m","today":[2026,73]},"parts":[1,2]}"#,
    ];
    let framed = |header: &str| {
        let length = u32::try_from(header.len()).unwrap().to_le_bytes();
        [b"SPW1".as_slice(), &length, header.as_bytes(), b"abc"].concat()
    };
    said.into_iter().map(framed).collect()
}
