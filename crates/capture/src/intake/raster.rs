//! JPEG, PNG and WebP: dimensions first, pixels only when they are allowed.

use std::io::Cursor;

use image::codecs::{jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder};
use image::{DynamicImage, ImageDecoder, ImageError, Limits as DecoderLimits, RgbImage};

use super::{FileFormat, IntakeError, Limits};

/// Widest pixel the decoders make: four channels of 16 bits.
const BYTES_PER_PIXEL: u64 = 8;
/// What a decoder may hold beside the pixels: tables, colour profiles, one row.
const OVERHEAD: u64 = 64 * 1024 * 1024;

/// Decodes one picture (the first frame of an animation), upright, on white where it is transparent.
pub fn decode(bytes: &[u8], format: FileFormat, limits: &Limits) -> Result<RgbImage, IntakeError> {
    let reader = Cursor::new(bytes);
    if !is_whole(bytes, format) {
        return Err(IntakeError::Truncated);
    }
    match format {
        FileFormat::Jpeg => finish(JpegDecoder::new(reader).map_err(|e| told(&e))?, limits),
        FileFormat::Png => finish(PngDecoder::new(reader).map_err(|e| told(&e))?, limits),
        FileFormat::WebP => finish(WebPDecoder::new(reader).map_err(|e| told(&e))?, limits),
        FileFormat::Pdf => Err(IntakeError::UnknownFormat),
    }
}

fn finish(mut decoder: impl ImageDecoder, limits: &Limits) -> Result<RgbImage, IntakeError> {
    let (width, height) = decoder.dimensions();
    let (width, height) = (u64::from(width), u64::from(height));
    if width.saturating_mul(height) > limits.pixels {
        return Err(IntakeError::TooManyPixels { width, height, limit: limits.pixels });
    }
    let mut decoder_limits = DecoderLimits::default();
    decoder_limits.max_alloc = Some(limits.pixels.saturating_mul(BYTES_PER_PIXEL).saturating_add(OVERHEAD));
    decoder.set_limits(decoder_limits).map_err(|e| told(&e))?;
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut image = DynamicImage::from_decoder(decoder).map_err(|e| told(&e))?;
    image.apply_orientation(orientation);
    Ok(on_white(image))
}

/// Scans saved with transparency would come out black otherwise.
fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    let mut out = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in out.pixels_mut().zip(rgba.pixels()) {
        let [r, g, b, a] = from.0.map(u32::from);
        let over = |c: u32| u8::try_from((c * a + 255 * (255 - a)) / 255).unwrap_or(u8::MAX);
        to.0 = [over(r), over(g), over(b)];
    }
    out
}

fn told(error: &ImageError) -> IntakeError {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(one) = cause {
        if let Some(io) = one.downcast_ref::<std::io::Error>()
            && io.kind() == std::io::ErrorKind::UnexpectedEof
        {
            return IntakeError::Truncated;
        }
        cause = one.source();
    }
    IntakeError::Damaged
}

/// Whether the file has the end its format prescribes; decoders fill up what is missing, or call it damage.
fn is_whole(bytes: &[u8], format: FileFormat) -> bool {
    match format {
        FileFormat::Jpeg => jpeg_is_whole(bytes),
        FileFormat::Png => bytes.windows(4).any(|w| w == b"IEND"),
        FileFormat::WebP => match bytes.get(4..8) {
            Some(&[a, b, c, d]) => bytes.len() as u64 >= 8 + u64::from(u32::from_le_bytes([a, b, c, d])),
            _ => false,
        },
        FileFormat::Pdf => true,
    }
}

/// The decoder fills what is missing with grey and says nothing, so look for the end marker: it must come after
/// the first scan (thumbnails inside the metadata have one of their own).
fn jpeg_is_whole(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xff, marker]) = bytes.get(at..at + 2) {
        match marker {
            0xda => return bytes[at..].windows(2).any(|w| w == [0xff, 0xd9]),
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            _ => match bytes.get(at + 2..at + 4) {
                Some(&[high, low]) => at += 2 + usize::from(u16::from_be_bytes([high, low])),
                _ => return false,
            },
        }
    }
    false
}
