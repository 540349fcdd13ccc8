//! A line of a zone read by the recogniser made for nothing else. It says for each few pixels what stands there, so a
//! character is a stretch in which something does.

use image::imageops;
use rten_tensor::NdTensor;

use super::line::{Glyph, LineReading};
use super::models::{ModelError, Models};
use crate::mrz::reading::SYMBOLS;
use crate::picture::{Pyramid, TextLine, real, real_len};

/// Height of the strips the recogniser was trained on, and the width each of its steps stands for.
const STRIP: u32 = 32;
const STEP: f32 = 4.0;
/// Room at either end of the line, in capital heights: boxes often cut the first letter.
const LEAD: f32 = 0.9;
/// Characters in as much of a line as capitals are high, at the least. Upside down or not of a zone, a line shows fewer.
const CHARACTERS_PER_HEIGHT: f32 = 0.7;
/// What keeps even grounds from being stretched to full contrast, in grey levels; as in training.
const CALM: f32 = 4.0;

/// Reads a line. `margin` is the height of the strip in capital heights.
pub fn read_zone_line(
    models: &Models,
    pyramid: &Pyramid<'_>,
    line: &TextLine,
    margin: f32,
) -> Result<LineReading, ModelError> {
    let (strip, scale) = pyramid.strip(line, STRIP, margin, LEAD);
    let grey = imageops::grayscale(&strip);
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let steps = models.recognise_zone(NdTensor::from_data([1, 1, height, width], standard(grey.as_raw())))?;
    let start = -real(strip.width()) / 2.0;
    let expected = CHARACTERS_PER_HEIGHT * line.length / line.height;
    Ok(decode(&steps, expected, |at| (start + (at + 0.5) * STEP) / scale))
}

/// Brightness and contrast taken out.
fn standard(grey: &[u8]) -> Vec<f32> {
    let n = real_len(grey.len().max(1));
    let mean = grey.iter().map(|v| f32::from(*v)).sum::<f32>() / n;
    let spread = (grey.iter().map(|v| (f32::from(*v) - mean).powi(2)).sum::<f32>() / n).sqrt();
    grey.iter().map(|v| (f32::from(*v) - mean) / (spread + CALM)).collect()
}

/// Each stretch of steps that hold anything is one character.
fn decode(steps: &[[f32; SYMBOLS + 1]], expected: f32, place: impl Fn(f32) -> f32) -> LineReading {
    let mut glyphs = Vec::new();
    let (mut good, mut all) = (0.0f32, 0.0f32);
    let mut from = None;
    for at in 0..=steps.len() {
        let holds = steps.get(at).is_some_and(|step| step[0] < 0.5);
        match (from, holds) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                let glyph = glyph(&steps[start..at], start, &place);
                good += glyph.weights.iter().copied().fold(0.0, f32::max);
                all += 1.0;
                glyphs.push(glyph);
                from = None;
            }
            _ => {}
        }
    }
    LineReading { likeness: good / all.max(expected).max(20.0), glyphs }
}

/// Belief and place averaged over the steps of a stretch, by how sure each is that something stands there.
fn glyph(steps: &[[f32; SYMBOLS + 1]], start: usize, place: &impl Fn(f32) -> f32) -> Glyph {
    let mut weights = [0.0; SYMBOLS];
    let (mut mass, mut centre) = (0.0, 0.0);
    for (at, step) in (start..).zip(steps) {
        let sure = 1.0 - step[0];
        mass += sure;
        centre += sure * real_len(at);
        for (weight, probability) in weights.iter_mut().zip(&step[1..]) {
            *weight += probability;
        }
    }
    let total = weights.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    for weight in &mut weights {
        *weight /= total;
    }
    Glyph { at: place(centre / mass.max(f32::MIN_POSITIVE)), weights }
}

#[cfg(test)]
#[path = "zone_line_tests.rs"]
mod tests;
