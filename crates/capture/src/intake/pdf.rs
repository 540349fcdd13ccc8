//! PDF pages as pictures (scans sent as PDF, the signed request form).

use std::io::Read;

use flate2::read::ZlibDecoder;
use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::object::{Array, Name, Object, Stream, dict::keys};
use hayro::hayro_syntax::page::Page;
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::RgbImage;

use super::decoded::Decoded;
use super::normalise::LONGEST_SIDE;
use super::{IntakeError, Limits};

/// Pages narrower than this against their length are no documents, and would render as slivers.
const MIN_ASPECT: f32 = 0.02;

/// Deflate makes one byte of at most so many.
const DEFLATE_AT_MOST: u64 = 1040;
/// The widest pixel a picture inside can have: four inks.
const BYTES_PER_PIXEL: u64 = 4;

/// Renders all pages, each at the size in which it will be kept, and gives them to `keep` one by one. Scripts, forms
/// and attachments are never looked at.
pub fn pages(
    bytes: &[u8],
    limits: &Limits,
    keep: &mut dyn FnMut(Decoded) -> Result<(), IntakeError>,
) -> Result<(), IntakeError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|e| match e {
        LoadPdfError::Decryption(_) => IntakeError::Encrypted,
        LoadPdfError::Invalid if has_no_end(bytes) => IntakeError::Truncated,
        LoadPdfError::Invalid => IntakeError::Damaged,
    })?;
    let count = pdf.pages().len() as u64;
    if count == 0 {
        return Err(IntakeError::NoPages);
    }
    if count > u64::from(limits.pages) {
        return Err(IntakeError::TooManyPages { pages: count, limit: u64::from(limits.pages) });
    }
    for object in pdf.objects() {
        if let Object::Stream(stream) = object {
            refuse_huge_picture(&stream, limits)?;
            refuse_bomb(&stream, limits)?;
        }
    }
    let cache = RenderCache::new();
    for page in pdf.pages().iter() {
        keep(Decoded::plain(rendered(page, &cache)?))?;
    }
    Ok(())
}

fn rendered<'a>(page: &'a Page<'a>, cache: &RenderCache<'a>) -> Result<RgbImage, IntakeError> {
    let (width, height) = page.render_dimensions();
    let (long, short) = (width.max(height), width.min(height));
    if !(long.is_finite() && short > 0.0 && short / long >= MIN_ASPECT) {
        return Err(IntakeError::Damaged);
    }
    #[expect(clippy::cast_precision_loss, reason = "a few thousand pixels")]
    let scale = LONGEST_SIDE as f32 / long;
    let pixmap = render(
        page,
        cache,
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
    );
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    let rgb: Vec<u8> = pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    RgbImage::from_raw(width, height, rgb).ok_or(IntakeError::Damaged)
}

/// Pictures inside are decoded at their full size whatever the page's, so what they declare counts too.
fn refuse_huge_picture(stream: &Stream<'_>, limits: &Limits) -> Result<(), IntakeError> {
    let dict = stream.dict();
    if dict.get::<Name<'_>>(keys::SUBTYPE).is_none_or(|n| &*n != b"Image") {
        return Ok(());
    }
    let side = |key| dict.get::<i32>(key).map_or(0, i32::unsigned_abs);
    limits.allow_picture(side(keys::WIDTH), side(keys::HEIGHT))
}

/// What is packed may be no larger than the largest picture; packed twice, it is still counted to the end. What hides
/// behind other packings is for the limits of the process.
fn refuse_bomb(stream: &Stream<'_>, limits: &Limits) -> Result<(), IntakeError> {
    let packed = times_deflated(stream);
    let raw = stream.raw_data();
    let limit = limits.pixels.saturating_mul(BYTES_PER_PIXEL);
    let at_most = (0..packed).fold(raw.len() as u64, |size, _| size.saturating_mul(DEFLATE_AT_MOST));
    if packed == 0 || at_most <= limit {
        return Ok(());
    }
    let mut unpacked: Box<dyn Read + '_> = Box::new(raw.as_ref());
    for _ in 0..packed {
        unpacked = Box::new(ZlibDecoder::new(unpacked));
    }
    // What cannot be unpacked to its end is as large as it came; the reader will say that it is damaged.
    let mut counted = unpacked.take(limit + 1);
    let mut size = 0;
    let mut piece = vec![0; 1 << 16];
    while let Ok(length @ 1..) = counted.read(&mut piece) {
        size += length as u64;
    }
    if size > limit { Err(IntakeError::TooLargeUnpacked { limit }) } else { Ok(()) }
}

/// How often a stream was deflated, from the outside in.
fn times_deflated(stream: &Stream<'_>) -> usize {
    let deflated = |name: &Name<'_>| matches!(&**name, b"FlateDecode" | b"Fl");
    [keys::FILTER, keys::F]
        .into_iter()
        .map(|key| match stream.dict().get::<Array<'_>>(key) {
            Some(names) => names.iter::<Name<'_>>().take_while(deflated).count(),
            None => usize::from(stream.dict().get::<Name<'_>>(key).is_some_and(|name| deflated(&name))),
        })
        .sum()
}

/// A whole PDF ends with this mark, some bytes of slack allowed.
fn has_no_end(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    !tail.windows(5).any(|w| w == b"%%EOF")
}
