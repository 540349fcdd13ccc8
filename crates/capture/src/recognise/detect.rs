//! The sure way to lines of text: PP-OCR's detector. Costs most of a reading, so it comes second.

use image::{RgbImage, imageops};
use rten_tensor::NdTensor;

use super::blobs::blobs;
use super::models::{ModelError, Models};
use crate::picture::{TextLine, real, whole};

/// The model works in steps of 32 pixels.
const STEP: u32 = 32;
/// Pixels that go through the model at a time, and rows that bands of them have in common: each is seen with what is
/// around it.
const AT_ONCE: u32 = 420_000;
const OVERLAP: u32 = STEP;
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
    let mask: Vec<bool> = text_map(models, &small)?.into_iter().map(|p| p > TEXT).collect();
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

/// Probability of text for each pixel, row by row. A large picture goes through the model in bands, which need a part of
/// the memory.
fn text_map(models: &Models, image: &RgbImage) -> Result<Vec<f32>, ModelError> {
    let (width, height) = image.dimensions();
    let mut map = Vec::with_capacity(width as usize * height as usize);
    for band in bands(width, height) {
        let top = band.start.saturating_sub(OVERLAP);
        let bottom = (band.end + OVERLAP).min(height);
        let part = imageops::crop_imm(image, 0, top, width, bottom - top).to_image();
        let rows = models.detect(normalised(&part))?;
        let at = |row: u32| (row - top) as usize * width as usize;
        map.extend(rows.get(at(band.start)..at(band.end)).unwrap_or_default());
    }
    Ok(map)
}

/// Rows that are looked at together, in the model's steps.
fn bands(width: u32, height: u32) -> Vec<std::ops::Range<u32>> {
    let count = (width * height).div_ceil(AT_ONCE).max(1);
    let rows = height.div_ceil(count).next_multiple_of(STEP);
    (0..height).step_by(rows as usize).map(|top| top..(top + rows).min(height)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_cover_a_picture_once_in_whole_steps() {
        for (width, height, count) in
            [(640, 480, 1), (640, 640, 1), (1152, 864, 3), (864, 1152, 3), (1152, 1152, 4)]
        {
            let bands = bands(width, height);
            assert_eq!(bands.len(), count, "{width}×{height}");
            assert!(bands.iter().all(|band| band.start % STEP == 0 && band.end % STEP == 0), "{bands:?}");
            let ends = bands.iter().fold(0, |end, band| if band.start == end { band.end } else { u32::MAX });
            assert_eq!(ends, height, "one band begins where the one before ends: {bands:?}");
        }
    }
}
