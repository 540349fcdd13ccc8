//! A frame as a window shows it while one aims.

use image::{ExtendedColorType, RgbImage, codecs::jpeg::JpegEncoder};

use crate::picture::shrunk;

/// The longest side, and the quality: sharp enough to judge, small enough to flow.
const SIDE: u32 = 1280;
const QUALITY: u8 = 78;

/// The frame as JPEG, at most 1280 pixels long; `None` where it has no pixels.
pub fn preview(frame: &RgbImage) -> Option<Vec<u8>> {
    let (shown, _) = shrunk(frame, SIDE);
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode(shown.as_raw(), shown.width(), shown.height(), ExtendedColorType::Rgb8)
        .ok()?;
    Some(jpeg)
}
