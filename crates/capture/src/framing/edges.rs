//! Where brightness changes, how much, and across which direction.

use image::GrayImage;

use crate::picture::real;

/// Bins of direction over half a turn.
pub const BINS: usize = 64;
/// An edge stands out this many times from the mean of its picture.
const STANDS_OUT: f32 = 1.3;

/// The edges of a small grey picture.
pub struct Edges {
    pub width: usize,
    pub height: usize,
    /// Strength of each pixel's edge, 0 for those that do not stand out; saturated, so that a strong edge is no better
    /// than a clear one.
    pub strength: Vec<f32>,
    /// Direction across the edge, in bins of half a turn.
    pub across: Vec<u8>,
}

impl Edges {
    pub fn of(grey: &GrayImage) -> Self {
        let (width, height) = (grey.width() as usize, grey.height() as usize);
        let soft = softened(grey);
        let mut strength = vec![0.0; width * height];
        let mut across = vec![0; width * height];
        let mut sum = 0.0;
        for y in 1..height.saturating_sub(1) {
            for x in 1..width.saturating_sub(1) {
                let at = |dx: usize, dy: usize| soft[(y + dy - 1) * width + x + dx - 1];
                let gx = at(2, 0) + 2.0 * at(2, 1) + at(2, 2) - at(0, 0) - 2.0 * at(0, 1) - at(0, 2);
                let gy = at(0, 2) + 2.0 * at(1, 2) + at(2, 2) - at(0, 0) - 2.0 * at(1, 0) - at(2, 0);
                let size = gx.hypot(gy);
                sum += size;
                strength[y * width + x] = size;
                across[y * width + x] = bin(gy.atan2(gx));
            }
        }
        let mean = sum / real(u32::try_from(width * height).unwrap_or(1).max(1));
        let least = (mean * STANDS_OUT).max(12.0);
        for value in &mut strength {
            *value = if *value < least { 0.0 } else { (*value / (4.0 * least)).min(1.0) };
        }
        Self { width, height, strength, across }
    }

    /// Strength at a place if its edge runs across `direction`, a bin or two aside; 0 outside.
    pub fn towards(&self, x: f32, y: f32, direction: u8) -> f32 {
        let mut best = 0.0f32;
        let (middle_x, middle_y) = (x.round(), y.round());
        for dy in [-1.0, 0.0, 1.0] {
            for dx in [-1.0, 0.0, 1.0] {
                let (px, py) = (middle_x + dx, middle_y + dy);
                if px < 0.0 || py < 0.0 {
                    continue;
                }
                let (px, py) = (crate::picture::whole(px) as usize, crate::picture::whole(py) as usize);
                if px >= self.width || py >= self.height {
                    continue;
                }
                let at = py * self.width + px;
                if apart(self.across[at], direction) <= 4 {
                    best = best.max(self.strength[at]);
                }
            }
        }
        best
    }
}

/// The bin of a direction in radians.
pub fn bin(angle: f32) -> u8 {
    let turns = angle.rem_euclid(std::f32::consts::PI) / std::f32::consts::PI;
    u8::try_from(crate::picture::whole(turns * BINS_REAL) as usize % BINS).unwrap_or(0)
}

const BINS_REAL: f32 = 64.0;

/// Bins between two directions.
pub fn apart(one: u8, other: u8) -> usize {
    let apart = usize::from(one.abs_diff(other));
    apart.min(BINS - apart)
}

/// A mean over three by three pixels: print and grain disappear, the document's own edge stays.
fn softened(grey: &GrayImage) -> Vec<f32> {
    let (width, height) = (grey.width() as usize, grey.height() as usize);
    let raw = grey.as_raw();
    let mut rows = vec![0.0; width * height];
    for y in 0..height {
        for x in 0..width {
            let (low, high) = (x.saturating_sub(1), (x + 1).min(width - 1));
            rows[y * width + x] = (f32::from(raw[y * width + low])
                + f32::from(raw[y * width + x])
                + f32::from(raw[y * width + high]))
                / 3.0;
        }
    }
    let mut out = vec![0.0; width * height];
    for y in 0..height {
        let (low, high) = (y.saturating_sub(1), (y + 1).min(height - 1));
        for x in 0..width {
            out[y * width + x] = (rows[low * width + x] + rows[y * width + x] + rows[high * width + x]) / 3.0;
        }
    }
    out
}
