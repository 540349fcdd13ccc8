//! PDF pages as pictures (scans sent as PDF, the signed request form).

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::object::{Name, Object, dict::keys};
use hayro::hayro_syntax::{LoadPdfError, Pdf};
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::RgbImage;

use super::normalise::LONGEST_SIDE;
use super::{IntakeError, Limits};

/// Pages narrower than this against their length are no documents, and would render as slivers.
const MIN_ASPECT: f32 = 0.02;

/// Renders all pages, each at the size in which it will be kept.
pub fn pages(bytes: &[u8], limits: &Limits) -> Result<Vec<RgbImage>, IntakeError> {
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
    refuse_huge_pictures(&pdf, limits)?;
    let cache = RenderCache::new();
    pdf.pages()
        .iter()
        .map(|page| {
            let (width, height) = page.render_dimensions();
            let (long, short) = (width.max(height), width.min(height));
            if !(long.is_finite() && short > 0.0 && short / long >= MIN_ASPECT) {
                return Err(IntakeError::Damaged);
            }
            #[expect(clippy::cast_precision_loss, reason = "a few thousand pixels")]
            let scale = LONGEST_SIDE as f32 / long;
            let pixmap = render(
                page,
                &cache,
                &InterpreterSettings::default(),
                &RenderSettings::default(),
                &PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE },
            );
            let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
            let rgb: Vec<u8> =
                pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
            RgbImage::from_raw(width, height, rgb).ok_or(IntakeError::Damaged)
        })
        .collect()
}

/// Pictures inside are decoded at their full size whatever the page's, so what they declare counts too.
fn refuse_huge_pictures(pdf: &Pdf, limits: &Limits) -> Result<(), IntakeError> {
    for object in pdf.objects() {
        let Object::Stream(stream) = object else { continue };
        let dict = stream.dict();
        if dict.get::<Name<'_>>(keys::SUBTYPE).is_none_or(|n| &*n != b"Image") {
            continue;
        }
        let side = |key| dict.get::<i32>(key).map_or(0, |n| u64::from(n.unsigned_abs()));
        let (width, height) = (side(keys::WIDTH), side(keys::HEIGHT));
        if width.saturating_mul(height) > limits.pixels {
            return Err(IntakeError::TooManyPixels { width, height, limit: limits.pixels });
        }
    }
    Ok(())
}

/// A whole PDF ends with this mark, some bytes of slack allowed.
fn has_no_end(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(1024)..];
    !tail.windows(5).any(|w| w == b"%%EOF")
}
