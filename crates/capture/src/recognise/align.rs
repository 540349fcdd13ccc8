//! From characters found on a line to the positions of a format: zones are printed at fixed pitch, so a character's
//! place tells its position, and runs of fillers are counted by their width and not by the recogniser.

use super::line::Glyph;
use crate::mrz::alphabet::FILLER;
use crate::mrz::reading::{SYMBOLS, Weights, index};
use crate::picture::real_len;

/// A line laid out on `slots.len()` positions.
#[derive(Debug, Clone, PartialEq)]
pub struct Aligned {
    pub slots: Vec<Weights>,
    pub grid: Grid,
    /// What had to be dropped, filled or shifted: 0 for a perfect fit.
    pub cost: f32,
}

/// Where positions are along a line, in pixels: evenly spaced on paper, and a little wider at the nearer end of a
/// document seen at an angle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    first: f32,
    pitch: f32,
    bend: f32,
}

impl Grid {
    /// The middle of a position; halves are the edges between two.
    pub fn place(&self, position: f32) -> f32 {
        self.first + (self.pitch + self.bend * position) * position
    }

    /// From the ends of the line, and the gaps in its two halves.
    fn guess(glyphs: &[Glyph], length: usize) -> Option<Self> {
        let (first, last) = (glyphs.first()?.at, glyphs.last()?.at);
        let gaps: Vec<f32> = glyphs.windows(2).map(|w| w[1].at - w[0].at).collect();
        let (left, right) = gaps.split_at(gaps.len() / 2);
        let all = real_len(length - 1);
        let bend = (median(right)? - median(left)?) / all;
        let even = (last - first) / all;
        // Gaps are measured in steps of the recogniser, so only a plain difference is believed.
        let bend = if bend.abs() * all < 0.05 * even {
            0.0
        } else {
            bend.clamp(-0.3 * even / all, 0.3 * even / all)
        };
        Some(Self { first, pitch: even - bend * all, bend })
    }
}

fn median(gaps: &[f32]) -> Option<f32> {
    let mut gaps = gaps.to_vec();
    gaps.sort_by(f32::total_cmp);
    // The middle half, averaged: single gaps are coarse.
    let quarter = gaps.len() / 4;
    let middle = gaps.get(quarter..gaps.len() - quarter).filter(|m| !m.is_empty())?;
    Some(middle.iter().sum::<f32>() / real_len(middle.len()))
}

/// Price of leaving a character out: cheap for a filler seen twice.
const DROP_FILLER: f32 = 0.6;
const DROP_OTHER: f32 = 2.5;
/// Price of a position where nothing was read.
const EMPTY: f32 = 1.2;
/// Price of standing one pitch off.
const SHIFT: f32 = 6.0;

/// Lays the lines of one zone, which begin and end together, on `length` positions each: where one has lost its ends, its
/// neighbours tell where they were. `None` if a line has too few characters or far too many.
pub fn align_zone(lines: &[&[Glyph]], length: usize) -> Option<Vec<Aligned>> {
    let mut alone: Vec<Aligned> = lines.iter().map(|glyphs| align(glyphs, length)).collect::<Option<_>>()?;
    let best = alone.iter().min_by(|a, b| a.cost.total_cmp(&b.cost))?.grid;
    for (aligned, glyphs) in alone.iter_mut().zip(lines) {
        if let Some(beside) = settle(glyphs, length, best).filter(|beside| beside.cost < aligned.cost) {
            *aligned = beside;
        }
    }
    Some(alone)
}

/// Lays the characters of one line on `length` positions; `None` if there are too few or far too many.
pub fn align(glyphs: &[Glyph], length: usize) -> Option<Aligned> {
    if glyphs.len() * 10 < length * 6 || glyphs.len() * 10 > length * 14 {
        return None;
    }
    let grid = if glyphs.len() == length {
        refit(glyphs, &(0..length).map(Some).collect::<Vec<_>>())?
    } else {
        Grid::guess(glyphs, length)?
    };
    settle(glyphs, length, grid)
}

/// Lays characters and fits the grid in turns, from a first grid.
fn settle(glyphs: &[Glyph], length: usize, mut grid: Grid) -> Option<Aligned> {
    let mut best: Option<(f32, Vec<Option<usize>>)> = None;
    for _ in 0..4 {
        let (cost, layout) = lay(glyphs, length, grid);
        if best.as_ref().is_some_and(|(known, _)| *known <= cost + 1e-3) {
            break;
        }
        grid = refit(glyphs, &layout).unwrap_or(grid);
        best = Some((cost, layout));
    }
    let (cost, layout) = best?;
    let slots = layout.iter().map(|at| at.map_or_else(nothing, |at| glyphs[at].weights)).collect();
    Some(Aligned { slots, grid, cost })
}

/// Belief where nothing was read: mostly fillers are lost.
fn nothing() -> Weights {
    let mut weights = [0.3 / real_len(SYMBOLS); SYMBOLS];
    weights[SYMBOLS - 1] = 0.7;
    weights
}

fn is_filler(glyph: &Glyph) -> bool {
    index(FILLER).is_some_and(|at| glyph.weights[at] > 0.5)
}

/// The cheapest order-keeping layout: for each position the glyph that stands there.
fn lay(glyphs: &[Glyph], length: usize, grid: Grid) -> (f32, Vec<Option<usize>>) {
    let width = length + 1;
    let mut cost = vec![f32::MAX; (glyphs.len() + 1) * width];
    let mut step = vec![0u8; cost.len()];
    cost[0] = 0.0;
    for seen in 0..=glyphs.len() {
        for filled in 0..=length {
            let here = cost[seen * width + filled];
            let mut offer = |to: usize, price: f32, how: u8| {
                if here + price < cost[to] {
                    cost[to] = here + price;
                    step[to] = how;
                }
            };
            if let Some(glyph) = glyphs.get(seen) {
                let drop = if is_filler(glyph) { DROP_FILLER } else { DROP_OTHER };
                offer((seen + 1) * width + filled, drop, 1);
                if filled < length {
                    let off = (glyph.at - grid.place(real_len(filled))) / grid.pitch;
                    offer((seen + 1) * width + filled + 1, SHIFT * off * off, 2);
                }
            }
            if filled < length {
                offer(seen * width + filled + 1, EMPTY, 3);
            }
        }
    }
    let mut layout = vec![None; length];
    let (mut seen, mut filled) = (glyphs.len(), length);
    while seen + filled > 0 {
        match step[seen * width + filled] {
            1 => seen -= 1,
            2 => {
                seen -= 1;
                filled -= 1;
                layout[filled] = Some(seen);
            }
            _ => filled -= 1,
        }
    }
    (cost[glyphs.len() * width + length], layout)
}

/// The grid by least squares over the glyphs laid out: a parabola, found by its normal equations around the middle.
fn refit(glyphs: &[Glyph], layout: &[Option<usize>]) -> Option<Grid> {
    let middle = real_len(layout.len()) / 2.0;
    let pairs: Vec<(f32, f32)> = layout
        .iter()
        .enumerate()
        .filter_map(|(slot, at)| Some((real_len(slot) - middle, glyphs[(*at)?].at)))
        .collect();
    let sum = |f: &dyn Fn(f32, f32) -> f32| pairs.iter().map(|(s, x)| f(*s, *x)).sum::<f32>();
    let n = real_len(pairs.len());
    let (s1, s2, s3) = (sum(&|s, _| s), sum(&|s, _| s * s), sum(&|s, _| s.powi(3)));
    let s4 = sum(&|s, _| s.powi(4));
    let (x0, x1, x2) = (sum(&|_, x| x), sum(&|s, x| s * x), sum(&|s, x| s * s * x));
    let minor = |a: f32, b: f32, c: f32, d: f32| a * d - b * c;
    let whole = n * minor(s2, s3, s3, s4) - s1 * minor(s1, s3, s2, s4) + s2 * minor(s1, s2, s2, s3);
    let constant =
        (x0 * minor(s2, s3, s3, s4) - s1 * minor(x1, s3, x2, s4) + s2 * minor(x1, s2, x2, s3)) / whole;
    let slope = (n * minor(x1, s3, x2, s4) - x0 * minor(s1, s3, s2, s4) + s2 * minor(s1, x1, s2, x2)) / whole;
    let bend = (n * minor(s2, x1, s3, x2) - s1 * minor(s1, x1, s2, x2) + x0 * minor(s1, s2, s2, s3)) / whole;
    let grid = Grid {
        first: constant - slope * middle + bend * middle * middle,
        pitch: slope - 2.0 * bend * middle,
        bend,
    };
    (grid.first.is_finite() && grid.pitch > 0.5).then_some(grid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mrz::reading::{certain, symbol};

    /// Glyphs of `text` at pitch 20, spaces leave a place empty.
    fn glyphs(text: &str) -> Vec<Glyph> {
        text.chars()
            .enumerate()
            .filter(|(_, c)| *c != ' ')
            .map(|(at, c)| Glyph { at: real_len(at) * 20.0 - 300.0, weights: certain(c).unwrap() })
            .collect()
    }

    fn text(aligned: &Aligned) -> String {
        aligned
            .slots
            .iter()
            .map(|w| symbol((0..SYMBOLS).max_by(|a, b| w[*a].total_cmp(&w[*b])).unwrap()))
            .collect()
    }

    #[test]
    fn fillers_are_counted_by_their_width() {
        let right = "ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
        assert_eq!(text(&align(&glyphs(right), 30).unwrap()), right, "nothing missing");
        let lost = "ERIKSSON<<ANNA<MARIA<< <<  <<<";
        assert_eq!(text(&align(&glyphs(lost), 30).unwrap()), right, "lost fillers come back where they were");
        let mut doubled = glyphs(right);
        doubled.insert(24, Glyph { at: doubled[23].at + 9.0, weights: certain('<').unwrap() });
        assert_eq!(text(&align(&doubled, 30).unwrap()), right, "a filler seen twice goes");
    }

    #[test]
    fn a_line_seen_at_an_angle_is_laid_out_too() {
        let right = "ERIKSSON<<ANNA<MARIA<<<<<<<<<<";
        for lost in [None, Some(23), Some(9)] {
            let mut seen = glyphs(right);
            for (at, glyph) in seen.iter_mut().enumerate() {
                glyph.at = -300.0 + (17.0 + 0.2 * real_len(at)) * real_len(at);
            }
            lost.map(|at| seen.remove(at));
            let aligned = align(&seen, 30).unwrap();
            assert_eq!(text(&aligned), right, "pitch grows from 17 to 29, lost {lost:?}");
            assert!((aligned.grid.place(29.0) - 361.2).abs() < 4.0, "the last place is known");
        }
    }

    #[test]
    fn other_lengths_cost_more() {
        let line = glyphs("D231458907UTO7408122F1204159<<<<<<<6");
        let costs: Vec<f32> =
            [30, 36, 44].iter().map(|l| align(&line, *l).map_or(f32::MAX, |a| a.cost)).collect();
        assert!(
            costs[1] < 0.5 && costs[0] > 3.0 && costs[2] > 3.0,
            "36 characters fit 36 positions: {costs:?}"
        );
    }
}
