//! PNG, WebP, GIF and BMP: dimensions first, pixels only when they are allowed. Of an animation the first frame.

use std::io::Cursor;

use image::codecs::{bmp::BmpDecoder, gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, Limits as DecoderLimits, RgbImage};

use super::decoded::Decoded;
use super::{FileFormat, IntakeError, Limits, colour};

/// Widest pixel the decoders make: four channels of 16 bits.
const BYTES_PER_PIXEL: u64 = 8;
/// What a decoder may hold beside the pixels: tables, colour profiles, one row.
const OVERHEAD: u64 = 64 * 1024 * 1024;

/// What a decoder may ask for.
pub fn allowance(limits: &Limits) -> u64 {
    limits.pixels.saturating_mul(BYTES_PER_PIXEL).saturating_add(OVERHEAD)
}

/// Decodes one picture. Transparent ones are laid on white.
pub fn decode(bytes: &[u8], format: FileFormat, limits: &Limits) -> Result<Decoded, IntakeError> {
    if !is_whole(bytes, format) {
        return Err(IntakeError::Truncated);
    }
    let reader = Cursor::new(bytes);
    match format {
        FileFormat::Png => {
            // Compressed colour profiles are unpacked with the header.
            let decoder = PngDecoder::with_limits(reader, decoder_limits(limits)).map_err(|e| told(&e))?;
            finish(decoder, limits)
        }
        FileFormat::WebP => finish(WebPDecoder::new(reader).map_err(|e| told(&e))?, limits),
        FileFormat::Gif => finish(GifDecoder::new(reader).map_err(|e| told(&e))?, limits),
        FileFormat::Bmp => finish(BmpDecoder::new(reader).map_err(|e| told(&e))?, limits),
        FileFormat::Jpeg | FileFormat::Tiff | FileFormat::Pdf => Err(IntakeError::UnknownFormat),
    }
}

fn decoder_limits(limits: &Limits) -> DecoderLimits {
    let mut decoder_limits = DecoderLimits::default();
    decoder_limits.max_alloc = Some(allowance(limits));
    decoder_limits
}

fn finish(mut decoder: impl ImageDecoder, limits: &Limits) -> Result<Decoded, IntakeError> {
    let (width, height) = decoder.dimensions();
    limits.allow_picture(width, height)?;
    decoder.set_limits(decoder_limits(limits)).map_err(|e| told(&e))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().unwrap_or_default();
    let image = DynamicImage::from_decoder(decoder).map_err(|e| told(&e))?;
    Ok(Decoded { image: on_white(image), profile, orientation })
}

/// Scans saved with transparency would come out black otherwise.
fn on_white(image: DynamicImage) -> RgbImage {
    if !image.color().has_alpha() {
        return image.into_rgb8();
    }
    let rgba = image.into_rgba8();
    let mut out = RgbImage::new(rgba.width(), rgba.height());
    for (to, from) in out.pixels_mut().zip(rgba.pixels()) {
        let [r, g, b, alpha] = from.0;
        to.0 = colour::on_white([r, g, b], alpha);
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
        FileFormat::Png => bytes.windows(4).any(|w| w == b"IEND"),
        FileFormat::WebP => match bytes.get(4..8) {
            Some(&[a, b, c, d]) => bytes.len() as u64 >= 8 + u64::from(u32::from_le_bytes([a, b, c, d])),
            _ => false,
        },
        _ => true,
    }
}
