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
/// Brightness and contrast are taken out over so many columns around each; as in training.
const AROUND: usize = 96;
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
    let steps =
        models.recognise_zone(NdTensor::from_data([1, 1, height, width], standard(grey.as_raw(), width)))?;
    let start = -real(strip.width()) / 2.0;
    let expected = CHARACTERS_PER_HEIGHT * line.length / line.height;
    Ok(decode(&steps, expected, |at| (start + (at + 0.5) * STEP) / scale))
}

/// Brightness and contrast taken out, column by column: a shadow may fall on a part of a line.
fn standard(grey: &[u8], width: usize) -> Vec<f32> {
    let mut sums = vec![(0.0f32, 0.0f32); width];
    for row in grey.chunks_exact(width.max(1)) {
        for (sum, value) in sums.iter_mut().zip(row) {
            let value = f32::from(*value);
            *sum = (sum.0 + value, sum.1 + value * value);
        }
    }
    let rows = real_len(grey.len() / width.max(1));
    let mut whole = vec![(0.0f64, 0.0f64)];
    for (first, second) in sums {
        let (a, b) = whole[whole.len() - 1];
        whole.push((a + f64::from(first / rows), b + f64::from(second / rows)));
    }
    let around: Vec<(f32, f32)> = (0..width)
        .map(|at| {
            let (low, high) = (at.saturating_sub(AROUND / 2), (at + AROUND / 2 + 1).min(width));
            let n = f64::from(real_len(high - low));
            let (mean, square) = ((whole[high].0 - whole[low].0) / n, (whole[high].1 - whole[low].1) / n);
            narrow(mean, (square - mean * mean).max(0.0).sqrt())
        })
        .collect();
    grey.chunks_exact(width.max(1))
        .flat_map(|row| {
            row.iter().zip(&around).map(|(v, (mean, spread))| (f32::from(*v) - mean) / (spread + CALM))
        })
        .collect()
}

#[expect(clippy::cast_possible_truncation, reason = "grey levels")]
fn narrow(mean: f64, spread: f64) -> (f32, f32) {
    (mean as f32, spread as f32)
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
