//! What ink covers before it is laid on paper: the shapes of a line of text, and what printing and wear make of them.

use ab_glyph::OutlinedGlyph;

use super::chance::{Chance, Noise, smooth};
use super::hands::Wear;
use crate::picture::{real_len, whole};

/// Share of each pixel that is inked, over a part of a sheet.
pub struct Mask {
    pub left: i32,
    pub top: i32,
    pub width: usize,
    pub height: usize,
    cover: Vec<f32>,
}

/// Around the letters, for ink that runs.
const ROOM: f32 = 5.0;

impl Mask {
    /// The shapes of glyphs where they stand; `None` for spaces alone.
    pub fn of(glyphs: &[OutlinedGlyph]) -> Option<Self> {
        let (mut left, mut top, mut right, mut bottom) = (f32::MAX, f32::MAX, f32::MIN, f32::MIN);
        for bounds in glyphs.iter().map(OutlinedGlyph::px_bounds) {
            (left, right) = (left.min(bounds.min.x), right.max(bounds.max.x));
            (top, bottom) = (top.min(bounds.min.y), bottom.max(bounds.max.y));
        }
        if glyphs.is_empty() || right - left > 16_000.0 || bottom - top > 16_000.0 {
            return None;
        }
        let (left, top) = (pixel(left - ROOM), pixel(top - ROOM));
        let mut mask = Self::blank(left, top, size(right + ROOM) - left, size(bottom + ROOM) - top);
        for glyph in glyphs {
            let bounds = glyph.px_bounds();
            let (from_x, from_y) = (pixel(bounds.min.x) - left, pixel(bounds.min.y) - top);
            glyph.draw(|dx, dy, cover| {
                let x = usize::try_from(from_x).unwrap_or(0) + dx as usize;
                let y = usize::try_from(from_y).unwrap_or(0) + dy as usize;
                mask.raise(x, y, cover);
            });
        }
        Some(mask)
    }

    /// Nothing inked yet.
    pub fn blank(left: i32, top: i32, width: i32, height: i32) -> Self {
        let (width, height) = (usize::try_from(width).unwrap_or(0), usize::try_from(height).unwrap_or(0));
        Self { left, top, width, height, cover: vec![0.0; width * height] }
    }

    pub fn at(&self, x: usize, y: usize) -> f32 {
        if x < self.width && y < self.height { self.cover[y * self.width + x] } else { 0.0 }
    }

    fn raise(&mut self, x: usize, y: usize, cover: f32) {
        if x < self.width && y < self.height {
            let here = &mut self.cover[y * self.width + x];
            *here = here.max(cover);
        }
    }

    /// A round spot of ink, its middle in pixels of the sheet.
    pub fn spot(&mut self, (x, y): (f32, f32), radius: f32) {
        let (x, y) = (x - real_i32(self.left), y - real_i32(self.top));
        for row in whole(y - radius - 1.0)..=whole(y + radius + 1.0) {
            for column in whole(x - radius - 1.0)..=whole(x + radius + 1.0) {
                let (dx, dy) = (crate::picture::real(column) + 0.5 - x, crate::picture::real(row) + 0.5 - y);
                let cover = (radius + 0.5 - dx.hypot(dy)).clamp(0.0, 1.0);
                self.raise(column as usize, row as usize, cover);
            }
        }
    }

    /// A box of ink, in pixels of the sheet, its edges between pixels as they fall.
    pub fn block(&mut self, from: (f32, f32), to: (f32, f32)) {
        let (left, top) = (real_i32(self.left), real_i32(self.top));
        let share = |at: f32, low: f32, high: f32| ((at + 1.0).min(high) - at.max(low)).clamp(0.0, 1.0);
        for row in whole(from.1 - top)..=whole(to.1 - top) {
            for column in whole(from.0 - left)..=whole(to.0 - left) {
                let across = share(crate::picture::real(column) + left, from.0, to.0);
                let down = share(crate::picture::real(row) + top, from.1, to.1);
                self.raise(column as usize, row as usize, across * down);
            }
        }
    }

    /// What printing and time make of the shapes; `cap` is the height of capitals in pixels.
    pub fn worn(mut self, wear: &Wear, cap: f32, seed: u64) -> Self {
        if wear.dots {
            self = self.dotted(cap / 7.0, seed);
        }
        if wear.bleed > 0.0 {
            self.bled((1.0 + wear.bleed * cap * 0.05).min(4.0), 1.0 + wear.bleed);
        }
        if wear.rub > 0.0 || wear.faint > 0.0 {
            self.rubbed(wear, cap, seed);
        }
        self
    }

    /// The same text struck by needles `step` pixels apart.
    fn dotted(&self, step: f32, seed: u64) -> Self {
        let mut out = Self { cover: vec![0.0; self.cover.len()], ..*self };
        let mut chance = Chance::of(seed);
        let (columns, rows) =
            (whole(real_len(self.width) / (step * 0.75)), whole(real_len(self.height) / step));
        for row in 0..rows {
            for column in 0..columns {
                let x = (crate::picture::real(column) + 0.5) * step * 0.75;
                let y = (crate::picture::real(row) + 0.5) * step;
                if self.mean(x, y, step * 0.42) > 0.46 {
                    let place = (x + real_i32(self.left), y + real_i32(self.top));
                    out.spot(place, step * chance.between(0.5, 0.6));
                }
            }
        }
        out
    }

    fn mean(&self, x: f32, y: f32, reach: f32) -> f32 {
        let (mut sum, mut count) = (0.0, 0.0_f32);
        for row in whole(y - reach)..=whole(y + reach) {
            for column in whole(x - reach)..=whole(x + reach) {
                sum += self.at(column as usize, row as usize);
                count += 1.0;
            }
        }
        sum / count.max(1.0)
    }

    /// Spreads ink by `reach` pixels and makes it fuller.
    fn bled(&mut self, reach: f32, fuller: f32) {
        let reach = whole(reach.round()).max(1) as usize;
        for vertical in [false, true] {
            let before = self.cover.clone();
            let (step, limit) = if vertical { (self.width, self.height) } else { (1, self.width) };
            for y in 0..self.height {
                for x in 0..self.width {
                    let at = if vertical { y } else { x };
                    let here = y * self.width + x;
                    let (low, high) = (reach.min(at), reach.min(limit - 1 - at));
                    let sum: f32 = (0..=low + high).map(|n| before[here + n * step - low * step]).sum();
                    self.cover[here] = sum / real_len(low + high + 1);
                }
            }
        }
        for cover in &mut self.cover {
            *cover = (*cover * fuller * 1.15 - 0.08).clamp(0.0, 1.0);
        }
    }

    fn rubbed(&mut self, wear: &Wear, cap: f32, seed: u64) {
        let (coarse, fine) = (Noise::of(seed), Noise::of(seed ^ 0xf1));
        for y in 0..self.height {
            for x in 0..self.width {
                let cover = &mut self.cover[y * self.width + x];
                if *cover > 0.0 {
                    let (u, v) = (real_len(x) / cap, real_len(y) / cap);
                    let patch = coarse.at(u * 0.7, v * 0.7) * 0.7 + fine.at(u * 5.0, v * 5.0) * 0.5;
                    let gone = wear.rub * smooth(patch + wear.rub * 0.6);
                    *cover *= (1.0 - gone) * (1.0 - 0.62 * wear.faint);
                }
            }
        }
    }
}

/// A coordinate of a picture that may lie left of it or above.
#[expect(clippy::cast_possible_truncation, reason = "a few thousand at most; `as` saturates")]
pub fn pixel(value: f32) -> i32 {
    value.floor() as i32
}

#[expect(clippy::cast_possible_truncation, reason = "a few thousand at most; `as` saturates")]
fn size(value: f32) -> i32 {
    value.ceil() as i32
}

/// The same as a real number.
#[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
pub fn real_i32(value: i32) -> f32 {
    value as f32
}
