//! The quick way to rows of evenly spaced dark characters: no model, a few milliseconds.
//!
//! Works on pictures sharp enough for characters to stand apart; others are left to the detector.

use image::{RgbImage, imageops};

use super::blobs::{Blob, blobs};
use crate::picture::{Integral, TextLine, real, real_len, shrunk, whole};

/// Characters of a zone are still ten pixels high here when the document fills half the picture.
const WORK_SIDE: u32 = 1600;
/// Half the side of the box whose mean is paper to the pixel in its middle.
const NEIGHBOURHOOD: usize = 16;
/// How much darker than its neighbourhood ink is, in per cent, and in grey levels.
const DARKER_PERCENT: u64 = 14;
const DARKER_LEVELS: u64 = 14;
/// A row of fewer characters is no line of a zone.
const MIN_CHARACTERS: usize = 14;
/// Share of gaps between neighbours that must be one, two or three pitches wide: zones are printed at fixed pitch.
const EVEN_SHARE: f32 = 0.6;

/// Rows of evenly spaced characters, in pixels of `image`, horizontal and vertical ones.
pub fn locate(image: &RgbImage) -> Vec<TextLine> {
    let (small, factor) = shrunk(image, WORK_SIDE);
    let grey = imageops::grayscale(&small);
    let (width, height) = grey.dimensions();
    let integral = Integral::of(&grey);
    let (w, h) = (width as usize, height as usize);
    let mask: Vec<bool> = grey
        .as_raw()
        .iter()
        .enumerate()
        .map(|(at, value)| {
            let (x, y) = (at % w, at / w);
            let low = (x.saturating_sub(NEIGHBOURHOOD), y.saturating_sub(NEIGHBOURHOOD));
            let high = ((x + NEIGHBOURHOOD + 1).min(w), (y + NEIGHBOURHOOD + 1).min(h));
            let mean = integral.mean(low, high);
            let value = u64::from(*value);
            value * 100 < mean * (100 - DARKER_PERCENT) && value + DARKER_LEVELS < mean
        })
        .collect();
    let characters: Vec<Blob> = blobs(&mask, width)
        .into_iter()
        .filter(|b| b.count >= 6 && b.width().max(b.height()) <= 70.0 && b.width().max(b.height()) >= 5.0)
        .collect();
    [false, true]
        .into_iter()
        .flat_map(|vertical| rows(&characters, vertical))
        .map(|line| TextLine { x: line.x + 0.5, y: line.y + 0.5, ..line }.scaled(factor))
        .collect()
}

/// A character seen along the direction of the rows sought.
#[derive(Clone, Copy)]
struct Character {
    along: f32,
    across: f32,
    height: f32,
}

fn rows(blobs: &[Blob], vertical: bool) -> Vec<TextLine> {
    let mut characters: Vec<Character> = blobs
        .iter()
        .map(|b| {
            let (x, y) = b.middle();
            if vertical {
                Character { along: y, across: x, height: b.width() }
            } else {
                Character { along: x, across: y, height: b.height() }
            }
        })
        .filter(|c| c.height >= 4.0)
        .collect();
    characters.sort_by(|a, b| a.along.total_cmp(&b.along));
    chains(&characters)
        .into_iter()
        .filter_map(|chain| fit(&chain.iter().map(|at| characters[*at]).collect::<Vec<_>>(), vertical))
        .collect()
}

/// Joins each character to its nearest follower of like height on the same row.
fn chains(characters: &[Character]) -> Vec<Vec<usize>> {
    let mut taken = vec![false; characters.len()];
    let mut next = vec![None; characters.len()];
    for (at, one) in characters.iter().enumerate() {
        let mut nearest: Option<(f32, usize)> = None;
        for (other_at, other) in characters.iter().enumerate().skip(at + 1) {
            let gap = other.along - one.along;
            if gap > 3.6 * one.height.max(8.0) {
                break;
            }
            let alike = other.height < 2.0 * one.height && one.height < 2.0 * other.height;
            let level = (other.across - one.across).abs() < 0.18 * gap + 0.3 * one.height.min(other.height);
            let apart = gap > 0.35 * one.height.min(other.height);
            if alike && level && apart && !taken[other_at] && nearest.is_none_or(|n| gap < n.0) {
                nearest = Some((gap, other_at));
            }
        }
        if let Some((_, other)) = nearest {
            next[at] = Some(other);
            taken[other] = true;
        }
    }
    (0..characters.len())
        .filter(|at| !taken[*at])
        .map(|first| std::iter::successors(Some(first), |at| next[*at]).collect::<Vec<_>>())
        .filter(|chain| chain.len() >= MIN_CHARACTERS)
        .collect()
}

/// The line through a chain, if its characters stand evenly.
fn fit(chain: &[Character], vertical: bool) -> Option<TextLine> {
    let gaps: Vec<f32> = chain.windows(2).map(|w| w[1].along - w[0].along).collect();
    let pitch = middle_of(gaps.clone(), 0.5);
    let even = gaps
        .iter()
        .filter(|g| {
            let pitches = **g / pitch;
            pitches < 3.5 && (pitches - pitches.round()).abs() < 0.22 && pitches.round() >= 1.0
        })
        .count();
    if real_len(even) < EVEN_SHARE * real_len(gaps.len()) {
        return None;
    }
    let n = real_len(chain.len());
    let mean = |f: fn(&Character) -> f32| chain.iter().map(f).sum::<f32>() / n;
    let (along, across) = (mean(|c| c.along), mean(|c| c.across));
    let spread: f32 = chain.iter().map(|c| (c.along - along).powi(2)).sum();
    let lean: f32 = chain.iter().map(|c| (c.along - along) * (c.across - across)).sum();
    let slope = lean / spread.max(1.0);
    let height = middle_of(chain.iter().map(|c| c.height).collect(), 0.7);
    let (first, last) = (chain.first()?.along, chain.last()?.along);
    let (middle, length) = (f32::midpoint(first, last), (last - first) + pitch * 0.8);
    let centre = across + (middle - along) * slope;
    let stretch = (1.0 + slope * slope).sqrt();
    Some(if vertical {
        TextLine {
            x: centre,
            y: middle,
            angle: std::f32::consts::FRAC_PI_2 - slope.atan(),
            length: length * stretch,
            height: height / stretch,
        }
    } else {
        TextLine {
            x: middle,
            y: centre,
            angle: slope.atan(),
            length: length * stretch,
            height: height / stretch,
        }
    })
}

/// The value that `share` of all are not above.
fn middle_of(mut values: Vec<f32>, share: f32) -> f32 {
    values.sort_by(f32::total_cmp);
    let last = u32::try_from(values.len().saturating_sub(1)).unwrap_or(0);
    values.get(whole(real(last) * share) as usize).copied().unwrap_or(1.0).max(1.0)
}
