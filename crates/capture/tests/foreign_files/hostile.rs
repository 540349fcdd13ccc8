//! A folder of hostile files, made by code, each through the real child process, each with what must come of it: pages,
//! a refusal with its reason, or a child that ends alone. None may cost more time or memory than it was given.

use std::time::{Duration, Instant};

use image::ImageFormat;
use lopdf::{Object, Stream, dictionary};
use sportello_capture::intake::{IntakeError, Limits};
use sportello_capture::worker::{Worker, WorkerError};

use crate::made;
use crate::made::png::{chunk, deflated, deflated_zeros};
use crate::made::tiff::{Picture, Value};
use crate::made::{encoded, pdf, quarters};

/// What must come of a file.
#[derive(Debug)]
enum Outcome {
    Pages(usize),
    Refused(IntakeError),
    /// Refused, for a reason that depends on where exactly it is broken.
    RefusedSomehow,
    /// Pages or a refusal: which of them is the decoder's affair.
    Survived,
    /// The child ends at its limits.
    Stopped,
}

use Outcome::{Pages, Refused, RefusedSomehow, Stopped, Survived};

const PIXELS: u64 = 60_000_000;
/// Of a file that is meant to run into it; the others have the usual one.
const SHORT: Duration = Duration::from_secs(4);

#[track_caller]
fn assert_outcomes(cases: Vec<(&str, Vec<u8>, Outcome)>) {
    for (what, bytes, expected) in cases {
        let mut worker = Worker::new(env!("CARGO_BIN_EXE_decode-worker").into());
        if matches!(expected, Stopped) {
            worker.time = SHORT;
        }
        let start = Instant::now();
        let found = worker.intake(&bytes, &Limits::default());
        let took = start.elapsed();
        let right = match (&expected, &found) {
            (Pages(count), Ok(taken)) => taken.pages.len() == *count,
            (Refused(error), Err(WorkerError::Refused(found))) => error == found,
            (RefusedSomehow, Err(WorkerError::Refused(_)))
            | (Survived, Ok(_) | Err(WorkerError::Refused(_)))
            | (Stopped, Err(WorkerError::Died | WorkerError::TimedOut { .. })) => true,
            _ => false,
        };
        let found = found.map(|taken| taken.pages.len());
        println!("{what}: {} bytes, {} ms, {found:?}", bytes.len(), took.as_millis());
        assert!(right, "{what}: {found:?} instead of {expected:?}");
        assert!(took < worker.time + Duration::from_secs(2), "{what}: {took:?}");
    }
    assert_memory(2 << 30);
}

/// The most that any child of this process has held.
#[cfg(target_os = "linux")]
#[track_caller]
fn assert_memory(most: u64) {
    use nix::sys::resource::{UsageWho, getrusage};
    let held = u64::try_from(getrusage(UsageWho::RUSAGE_CHILDREN).unwrap().max_rss()).unwrap() * 1024;
    println!("the largest child held {} MB", held >> 20);
    assert!(held <= most, "a child held {held} bytes");
}

#[cfg(not(target_os = "linux"))]
fn assert_memory(_: u64) {}

fn many_pixels(width: u64, height: u64) -> Outcome {
    Refused(IntakeError::TooManyPixels { width, height, limit: PIXELS })
}

fn whole(format: ImageFormat) -> Vec<u8> {
    encoded(quarters(64, 48), format)
}

fn patched(mut bytes: Vec<u8>, at: usize, with: &[u8]) -> Vec<u8> {
    bytes[at..at + with.len()].copy_from_slice(with);
    bytes
}

fn jpeg_claiming(side: u16) -> Vec<u8> {
    let jpeg = whole(ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|w| w == [0xff, 0xc0]).unwrap();
    patched(jpeg, frame + 5, &[side.to_be_bytes(), side.to_be_bytes()].concat())
}

fn tiff(picture: Picture) -> Vec<u8> {
    made::tiff::file(true, &[picture])
}

#[test]
fn headers_that_claim_too_much() {
    let big = 30_000u32;
    let le16 = [30_000u16.to_le_bytes(), 30_000u16.to_le_bytes()].concat();
    let le32 = [big.to_le_bytes(), big.to_le_bytes()].concat();
    let webp = encoded(quarters(64, 48), ImageFormat::WebP);
    // Two sides less one, of 14 bits each.
    let webp = patched(webp, 21, &(11_999u32 + (11_999 << 14)).to_le_bytes());
    assert_outcomes(vec![
        ("PNG", made::png::file((big, big), 8, 2, &[], &deflated(&[0; 100])), many_pixels(30_000, 30_000)),
        ("JPEG", jpeg_claiming(30_000), many_pixels(30_000, 30_000)),
        ("WebP", webp, many_pixels(12_000, 12_000)),
        ("GIF", patched(made::gif(64, 48, 1), 6, &le16), many_pixels(30_000, 30_000)),
        ("BMP", patched(whole(ImageFormat::Bmp), 18, &le32), many_pixels(30_000, 30_000)),
        ("TIFF", tiff(Picture::new((big, big), 1, 8, 1, vec![0; 100])), many_pixels(30_000, 30_000)),
        (
            "a PNG that is long and thin",
            made::png::file((2_000_000, 16), 1, 0, &[], &deflated(&[0; 100])),
            many_pixels(2_000_000, 16),
        ),
        (
            "1 × 1",
            encoded(quarters(1, 1), ImageFormat::Png),
            Refused(IntakeError::TooSmall { width: 1, height: 1 }),
        ),
    ]);
}

#[test]
fn bombs_of_pictures() {
    let side = 7_700u32;
    let rows = |bytes: u64| deflated_zeros(u64::from(side) * (1 + u64::from(side) * bytes));
    let more_than_said =
        Picture::new((64, 48), 2, 8, 3, deflated_zeros(400 << 20)).with(259, Value::Short(vec![8]));
    let most = Picture::new((side, side), 1, 8, 1, deflated_zeros(u64::from(side) * u64::from(side)))
        .with(259, Value::Short(vec![8]));
    let profile = [b"p\0\0".as_slice(), &deflated_zeros(400 << 20)].concat();
    let text = [b"t\0\0".as_slice(), &deflated_zeros(400 << 20)].concat();
    assert_outcomes(vec![
        ("the largest grey PNG", made::png::file((side, side), 8, 0, &[], &rows(1)), Pages(1)),
        ("the largest PNG of 16 bits", made::png::file((side, side), 16, 6, &[], &rows(8)), Pages(1)),
        ("a PNG with more rows than it says", made::png::file((64, 48), 8, 2, &[], &rows(3)), Survived),
        (
            "a colour profile that fills the memory",
            made::png::with_chunk(&whole(ImageFormat::Png), "iCCP", &profile),
            Survived,
        ),
        (
            "a text that fills the memory",
            made::png::with_chunk(&whole(ImageFormat::Png), "zTXt", &text),
            Survived,
        ),
        ("a TIFF with more than it says", tiff(more_than_said), Pages(1)),
        ("the largest TIFF", tiff(most), Pages(1)),
    ]);
}

/// A WebP of so many frames.
fn animated_webp(frames: usize) -> Vec<u8> {
    let still = whole(ImageFormat::WebP);
    let part = |name: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        [name, &length, content, if content.len() % 2 == 1 { &[0] } else { &[] }].concat()
    };
    let size = [63, 0, 0, 47, 0, 0];
    let head = part(b"VP8X", &[&[0b10, 0, 0, 0], &size[..]].concat());
    let loops = part(b"ANIM", &[0; 6]);
    let frame = part(b"ANMF", &[&[0; 6], &size[..], &[100, 0, 0, 0], &still[12..]].concat());
    part(b"RIFF", &[b"WEBP", &head[..], &loops, &frame.repeat(frames)].concat())
}

#[test]
fn animations_give_their_first_picture() {
    assert_outcomes(vec![
        ("a GIF of 300 frames", made::gif(64, 48, 300), Pages(1)),
        ("a WebP of 300 frames", animated_webp(300), Pages(1)),
    ]);
}

#[test]
fn tiffs_with_knots() {
    let page = Picture::new((64, 48), 2, 8, 3, quarters(64, 48).into_raw());
    let one = tiff(page.clone());
    let first = u32::from_le_bytes(one[4..8].try_into().unwrap());
    let end = one.len() - 4;
    let tiles = page.clone().with(322, Value::Long(0)).with(323, Value::Long(0));
    let far = page.clone().with(273, Value::Long(u32::MAX - 5));
    let strips = page.clone().with(278, Value::Long(0));
    let samples = Picture::new((64, 48), 2, 8, 3, vec![0; 64 * 48 * 3]).with(277, Value::Short(vec![60_000]));
    let pages = |count: u64| Refused(IntakeError::TooManyPages { pages: count, limit: 10 });
    let thumbnails = page.clone().with(254, Value::Long(1));
    assert_outcomes(vec![
        (
            "a chain that bites its tail",
            patched(one.clone(), end, &first.to_le_bytes()),
            Refused(IntakeError::Damaged),
        ),
        ("a chain that ends nowhere", patched(one, end, &[0xff; 4]), Refused(IntakeError::Truncated)),
        (
            "10,000 pages",
            made::tiff::file(true, &vec![Picture { strip: vec![0; 8], ..page }; 10_000]),
            pages(10_000),
        ),
        ("nothing but thumbnails", tiff(thumbnails), Refused(IntakeError::NoPages)),
        ("tiles of no size", tiff(tiles), Survived),
        ("a strip beyond the end", tiff(far), RefusedSomehow),
        ("strips of no rows", tiff(strips), RefusedSomehow),
        ("60,000 samples a pixel", tiff(samples), RefusedSomehow),
    ]);
}

#[test]
fn two_formats_in_one_file() {
    let (jpeg, png, gif) = (whole(ImageFormat::Jpeg), whole(ImageFormat::Png), made::gif(64, 48, 1));
    let plain = pdf::saved(pdf::plain(1));
    let join = |parts: &[&[u8]]| parts.concat();
    assert_outcomes(vec![
        ("JPEG, then ZIP", join(&[&jpeg, b"PK\x03\x04 and so on PK\x05\x06"]), Pages(1)),
        ("PNG, then PDF", join(&[&png, &plain]), Pages(1)),
        ("PDF behind a PNG's first bytes", join(&[&png[..33], &plain]), RefusedSomehow),
        ("PDF, then PNG", join(&[&plain, &png]), Survived),
        ("GIF, then a page", join(&[&gif, b"<script>alert(1)</script>"]), Pages(1)),
        ("a page that begins as a GIF", b"GIF89a=1;/*<html>*/alert(1)".to_vec(), RefusedSomehow),
        ("a page, then GIF", join(&[b"<html>", &gif]), Refused(IntakeError::UnknownFormat)),
        ("a page that speaks of PDF", b"<!doctype html> %PDF-1.7".to_vec(), RefusedSomehow),
        ("a text", b"Rossi, Ada".to_vec(), Refused(IntakeError::UnknownFormat)),
        ("nothing", Vec::new(), Refused(IntakeError::Empty)),
        ("zeros", vec![0; 1 << 20], Refused(IntakeError::UnknownFormat)),
    ]);
}

#[test]
fn files_that_were_not_copied_whole() {
    let deflated_tiff = Picture::new((64, 48), 2, 8, 3, deflated(quarters(64, 48).as_raw()));
    let files = [
        ("JPEG", whole(ImageFormat::Jpeg)),
        ("PNG", whole(ImageFormat::Png)),
        ("WebP", whole(ImageFormat::WebP)),
        ("BMP", whole(ImageFormat::Bmp)),
        ("TIFF", tiff(deflated_tiff.with(259, Value::Short(vec![8])))),
    ];
    for (what, bytes) in files {
        let cuts = (1..8).map(|eighth| bytes.len() * eighth / 8).chain([3, 9, 17, bytes.len() - 13]);
        assert_outcomes(cuts.map(|at| (what, bytes[..at].to_vec(), RefusedSomehow)).collect());
    }
    // These have no end that must be there: what is left may still show something.
    let lenient = [("GIF", made::gif(64, 48, 2)), ("PDF", pdf::saved(pdf::plain(2)))];
    for (what, bytes) in lenient {
        let cuts = (1..8).map(|eighth| bytes.len() * eighth / 8).chain([3, 9, bytes.len() - 2]);
        assert_outcomes(cuts.map(|at| (what, bytes[..at].to_vec(), Survived)).collect());
    }
}

#[test]
fn bombs_in_pdfs() {
    let flate = |bytes: Vec<u8>| pdf::picture((100, 100), "DeviceGray", "FlateDecode", bytes);
    let unpacked = || Refused(IntakeError::TooLargeUnpacked { limit: PIXELS * 4 });
    let mut twice = flate(deflated(&deflated_zeros(400 << 20)));
    twice.dict.set("Filter", vec![Object::Name(b"FlateDecode".into()), Object::Name(b"FlateDecode".into())]);
    let packed = Stream::new(dictionary! { "Filter" => "FlateDecode" }, deflated_zeros(400 << 20));
    let inline = b"q 200 0 0 100 0 0 cm BI /W 30000 /H 30000 /BPC 8 /CS /G ID aaaa EI Q";
    let claims =
        |filter: &str| pdf::with_picture(pdf::picture((30_000, 30_000), "DeviceGray", filter, vec![0; 64]));
    let none = |_: &mut lopdf::Document| Object::Dictionary(dictionary! {});
    assert_outcomes(vec![
        ("a picture that claims 30,000 × 30,000", pdf::saved(claims("")), many_pixels(30_000, 30_000)),
        ("JBIG2 that claims 30,000 × 30,000", pdf::saved(claims("JBIG2Decode")), many_pixels(30_000, 30_000)),
        (
            "a small picture with 400 MB",
            pdf::saved(pdf::with_picture(flate(deflated_zeros(400 << 20)))),
            unpacked(),
        ),
        ("packed twice", pdf::saved(pdf::with_picture(twice)), unpacked()),
        ("400 MB of instructions", pdf::saved(pdf::pages(1, packed, none)), unpacked()),
        ("a picture among the instructions", pdf::saved(pdf::pages(1, pdf::content(inline), none)), Survived),
        (
            "10,000 pages",
            pdf::saved(pdf::plain(10_000)),
            Refused(IntakeError::TooManyPages { pages: 10_000, limit: 10 }),
        ),
    ]);
}

/// Forms that draw the next one ten times each, `levels` deep; with 0 one that draws itself.
fn forms(levels: usize) -> Vec<u8> {
    let document = pdf::pages(1, pdf::content(b"/F Do"), |document| {
        let ids: Vec<_> = (0..levels.max(1)).map(|_| document.new_object_id()).collect();
        for (level, id) in ids.iter().enumerate() {
            let next = ids.get(level + 1).unwrap_or(&ids[0]);
            let instructions: &[u8] = match (levels, level + 1 < levels) {
                (0, _) => b"/F Do",
                (_, true) => b"/F Do /F Do /F Do /F Do /F Do /F Do /F Do /F Do /F Do /F Do",
                (_, false) => b"0 0 10 10 re f",
            };
            let dict = dictionary! { "Type" => "XObject", "Subtype" => "Form",
            "BBox" => vec![0.into(), 0.into(), 200.into(), 100.into()],
            "Resources" => dictionary! { "XObject" => dictionary! { "F" => *next } } };
            document.objects.insert(*id, Stream::new(dict, instructions.to_vec()).into());
        }
        dictionary! { "XObject" => dictionary! { "F" => ids[0] } }.into()
    });
    pdf::saved(document)
}

#[test]
fn pdfs_with_knots() {
    let encrypted = {
        let mut document = pdf::plain(1);
        document.trailer.set("Encrypt", dictionary! { "Filter" => "Standard", "V" => 1, "R" => 2 });
        pdf::saved(document)
    };
    let scripted = {
        let mut document = pdf::plain(1);
        let id = pdf::catalogue(&document);
        let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
        document.get_dictionary_mut(id).unwrap().set("OpenAction", script);
        pdf::saved(document)
    };
    let own_parent = {
        let mut document = pdf::plain(1);
        let id = document
            .get_dictionary(pdf::catalogue(&document))
            .unwrap()
            .get(b"Pages")
            .unwrap()
            .as_reference()
            .unwrap();
        document.get_dictionary_mut(id).unwrap().set("Kids", vec![id.into()]);
        pdf::saved(document)
    };
    let sized = |side: [i64; 2]| {
        let mut document = pdf::plain(1);
        let page = *document.get_pages().get(&1).unwrap();
        let sides = vec![0.into(), 0.into(), side[0].into(), side[1].into()];
        document.get_dictionary_mut(page).unwrap().set("MediaBox", sides);
        pdf::saved(document)
    };
    let deep = {
        let nested = [b"[".repeat(2_000_000), b"]".repeat(2_000_000)].concat();
        [b"%PDF-1.7\n1 0 obj\n".as_slice(), &nested, b"\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF"].concat()
    };
    let noise = |filter: &str| {
        pdf::saved(pdf::with_picture(pdf::picture((64, 48), "DeviceGray", filter, vec![0xa5; 900])))
    };
    assert_outcomes(vec![
        ("encrypted", encrypted, Refused(IntakeError::Encrypted)),
        ("without pages", pdf::saved(pdf::plain(0)), Refused(IntakeError::NoPages)),
        ("with a script", scripted, Pages(1)),
        ("pages that are their own parent", own_parent, RefusedSomehow),
        ("a page of 30 kilometres", sized([100_000_000, 80_000_000]), Pages(1)),
        ("a page like a thread", sized([1, 100_000]), Refused(IntakeError::Damaged)),
        ("a form that draws itself", forms(0), Pages(1)),
        ("forms that draw ten billion squares", forms(11), Stopped),
        ("two million brackets", deep, RefusedSomehow),
        ("JBIG2 that is noise", noise("JBIG2Decode"), Pages(1)),
        ("JPEG 2000 that is noise", noise("JPXDecode"), Pages(1)),
        ("JPEG that is noise", noise("DCTDecode"), Pages(1)),
        ("fax that is noise", noise("CCITTFaxDecode"), Pages(1)),
    ]);
}

#[test]
fn chunks_that_lie() {
    let endless = [b"\x89PNG\r\n\x1a\n".as_slice(), &u32::MAX.to_be_bytes(), b"IHDR"].concat();
    let empty = [b"\x89PNG\r\n\x1a\n".as_slice(), &chunk("IEND", &[])].concat();
    let segments = [b"\xff\xd8".as_slice(), &b"\xff\xe1\0\x02".repeat(100_000)].concat();
    assert_outcomes(vec![
        ("a PNG with a chunk of four gigabytes", endless, RefusedSomehow),
        ("a PNG without a picture", empty, RefusedSomehow),
        ("a JPEG of nothing but segments", segments, RefusedSomehow),
    ]);
}
