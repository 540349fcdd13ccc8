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
    /// Place of the first position along the line, and distance of positions, in pixels.
    pub first: f32,
    pub pitch: f32,
    /// What had to be dropped, filled or shifted: 0 for a perfect fit.
    pub cost: f32,
}

/// Price of leaving a character out: cheap for a filler seen twice.
const DROP_FILLER: f32 = 0.6;
const DROP_OTHER: f32 = 2.5;
/// Price of a position where nothing was read.
const EMPTY: f32 = 1.2;
/// Price of standing one pitch off.
const SHIFT: f32 = 6.0;

/// Lays the characters on `length` positions; `None` if there are too few or far too many.
pub fn align(glyphs: &[Glyph], length: usize) -> Option<Aligned> {
    if glyphs.len() * 10 < length * 6 || glyphs.len() * 10 > length * 14 {
        return None;
    }
    let (first, last) = (glyphs.first()?.at, glyphs.last()?.at);
    let mut grid = (first, (last - first) / real_len(length - 1));
    let mut best: Option<(f32, Vec<Option<usize>>)> = None;
    for _ in 0..3 {
        let (cost, layout) = lay(glyphs, length, grid);
        if best.as_ref().is_some_and(|(known, _)| *known <= cost + 1e-3) {
            break;
        }
        grid = refit(glyphs, &layout).unwrap_or(grid);
        best = Some((cost, layout));
    }
    let (cost, layout) = best?;
    let slots = layout.iter().map(|at| at.map_or_else(nothing, |at| glyphs[at].weights)).collect();
    Some(Aligned { slots, first: grid.0, pitch: grid.1, cost })
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
fn lay(glyphs: &[Glyph], length: usize, (first, pitch): (f32, f32)) -> (f32, Vec<Option<usize>>) {
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
                    let off = (glyph.at - first) / pitch - real_len(filled);
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

/// First place and pitch by least squares over the glyphs laid out.
fn refit(glyphs: &[Glyph], layout: &[Option<usize>]) -> Option<(f32, f32)> {
    let pairs: Vec<(f32, f32)> = layout
        .iter()
        .enumerate()
        .filter_map(|(slot, at)| Some((real_len(slot), glyphs[(*at)?].at)))
        .collect();
    let n = real_len(pairs.len());
    let (ms, mx) = (pairs.iter().map(|p| p.0).sum::<f32>() / n, pairs.iter().map(|p| p.1).sum::<f32>() / n);
    let spread: f32 = pairs.iter().map(|p| (p.0 - ms).powi(2)).sum();
    let lean: f32 = pairs.iter().map(|p| (p.0 - ms) * (p.1 - mx)).sum();
    let pitch = lean / spread;
    (pitch.is_finite() && pitch > 0.5).then_some((mx - ms * pitch, pitch))
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
