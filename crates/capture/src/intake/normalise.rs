//! The one form in which a side of a document is kept: colour JPEG without metadata.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageReader, RgbImage};
use serde::{Deserialize, Serialize};

use super::{IntakeError, sha256_hex};

/// Longest side in pixels: a card fills it at about 700 dpi, a page at 200.
pub const LONGEST_SIDE: u32 = 2400;
const QUALITY: u8 = 90;
/// Nothing legible is smaller, and recognisers divide by sizes.
const SHORTEST_SIDE: u32 = 16;

/// A page as it is kept. Boxes of fields are in the pixels of this picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NormalisedPage {
    #[serde(skip)]
    pub jpeg: Vec<u8>,
    /// SHA-256 of `jpeg`, 64 hexadecimal digits.
    pub sha256: String,
    pub width: u32,
    pub height: u32,
}

/// Shrinks what is larger than needed and encodes it. The same pixels give the same bytes.
pub fn normalise(image: RgbImage) -> Result<NormalisedPage, IntakeError> {
    encoded(&shrunk(image)?)
}

/// At most [`LONGEST_SIDE`] long.
pub(super) fn shrunk(image: RgbImage) -> Result<RgbImage, IntakeError> {
    let long = image.width().max(image.height());
    if image.width().min(image.height()) < SHORTEST_SIDE {
        return Err(IntakeError::TooSmall { width: image.width(), height: image.height() });
    }
    if long <= LONGEST_SIDE {
        return Ok(image);
    }
    let scaled = |side: u32| {
        let side = (u64::from(side) * u64::from(LONGEST_SIDE)).div_ceil(u64::from(long));
        u32::try_from(side).unwrap_or(LONGEST_SIDE).max(SHORTEST_SIDE)
    };
    resized(&image, scaled(image.width()), scaled(image.height())).ok_or(IntakeError::Damaged)
}

/// Every pixel of the picture counts for the smaller one, by whole numbers: the same on every processor.
fn resized(image: &RgbImage, width: u32, height: u32) -> Option<RgbImage> {
    let from = ImageRef::new(image.width(), image.height(), image.as_raw(), PixelType::U8x3).ok()?;
    let mut to = Image::new(width, height, PixelType::U8x3);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new().resize(&from, &mut to, &options).ok()?;
    RgbImage::from_raw(width, height, to.into_vec())
}

/// The page as it is kept.
pub(super) fn encoded(image: &RgbImage) -> Result<NormalisedPage, IntakeError> {
    let (width, height) = image.dimensions();
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode(image.as_raw(), width, height, ExtendedColorType::Rgb8)
        .map_err(|_| IntakeError::Damaged)?;
    Ok(NormalisedPage { sha256: sha256_hex(&jpeg), jpeg, width, height })
}

/// The pixels of a page kept earlier. Only for bytes made by [`normalise`]: nothing foreign is decoded here.
pub fn decode_normalised(jpeg: &[u8]) -> Result<RgbImage, IntakeError> {
    let mut reader = ImageReader::new(std::io::Cursor::new(jpeg));
    reader.set_format(image::ImageFormat::Jpeg);
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    reader.limits(limits);
    Ok(reader.decode().map_err(|_| IntakeError::Damaged)?.into_rgb8())
}
