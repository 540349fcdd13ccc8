//! The sure way to lines of text: PP-OCR's detector. Costs most of a reading, so it comes second.

use image::{RgbImage, imageops};
use rten_tensor::NdTensor;

use super::blobs::blobs;
use super::models::{ModelError, Models};
use crate::picture::{TextLine, real, whole};

/// The model works in steps of 32 pixels.
const STEP: u32 = 32;
/// Probability above which a pixel is text (as the model's authors set it).
const TEXT: f32 = 0.3;
/// The model marks the core of a line; the line is this much higher, and longer at either end by half of that.
const GROWTH: f32 = 1.35;
/// A line of a zone is at least this many times longer than high.
pub const ZONE_ASPECT: f32 = 9.0;

/// Lines of text, in pixels of `image`. `longest` is the size the detector works at; lines less than `aspect` times longer
/// than high are left out.
pub fn detect(
    models: &Models,
    image: &RgbImage,
    longest: u32,
    aspect: f32,
) -> Result<Vec<TextLine>, ModelError> {
    let scale = real(longest) / real(image.width().max(image.height()));
    let side = |s: u32| (whole(real(s) * scale / real(STEP) + 0.5)).max(1) * STEP;
    let (width, height) = (side(image.width()), side(image.height()));
    let small = imageops::resize(image, width, height, imageops::FilterType::Triangle);
    let map = models.detect(normalised(&small))?;
    let mask: Vec<bool> = map.iter().map(|p| *p > TEXT).collect();
    let (sx, sy) = (real(image.width()) / real(width), real(image.height()) / real(height));
    Ok(blobs(&mask, width)
        .iter()
        .filter(|b| b.count > 20)
        .filter_map(|b| {
            let ((x, y), angle, long, short) = b.rectangle();
            let height = short * GROWTH;
            let length = long + (height - short);
            // Both scales differ by rounding to steps only, so one factor serves for lengths.
            let factor = f32::midpoint(sx, sy);
            let angle = angle.rem_euclid(std::f32::consts::PI);
            let angle =
                if angle > 0.75 * std::f32::consts::PI { angle - std::f32::consts::PI } else { angle };
            (length > aspect * height).then_some(TextLine {
                x: (x + 0.5) * sx,
                y: (y + 0.5) * sy,
                angle,
                length: length * factor,
                height: height * factor,
            })
        })
        .collect())
}

/// Planes of blue, green, red, −1 to 1, as both models were trained.
pub fn normalised(image: &RgbImage) -> NdTensor<f32, 4> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let mut data = Vec::with_capacity(3 * width * height);
    for channel in [2, 1, 0] {
        data.extend(image.pixels().map(|p| f32::from(p.0[channel]) / 127.5 - 1.0));
    }
    NdTensor::from_data([1, 3, height, width], data)
}
