//! Finding the four sides of a document: long straight edges, two and two, that meet in the shape of a card or a page.

use serde::{Deserialize, Serialize};

use super::edges::{BINS, Edges, apart, bin};
use crate::picture::{real, real_len, whole};

/// Four corners: top left, top right, bottom right, bottom left as the document lies in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Corners(pub [(f32, f32); 4]);

/// Lines of each direction that are tried.
const LINES: usize = 9;
/// Long side by short side: a page of a passport is 1.42, a card 1.59; both are seen at an angle.
const SHAPES: std::ops::RangeInclusive<f32> = 1.2..=1.85;
/// Share of the picture's area that a document fills at the least.
const LEAST_AREA: f32 = 0.06;
/// Share of each side, and of all sides, along which an edge is seen.
const LEAST_SIDE: f32 = 0.42;
const LEAST_ALL: f32 = 0.62;
/// Places looked at along a side.
const PLACES: u32 = 40;

impl Corners {
    #[must_use]
    pub fn scaled(&self, factor: f32) -> Self {
        Self(self.0.map(|(x, y)| (x * factor, y * factor)))
    }

    /// Mean of the longer and of the shorter pair of sides.
    pub fn sides(&self) -> (f32, f32) {
        let [a, b, c, d] = self.0;
        let width = f32::midpoint(length(a, b), length(d, c));
        let height = f32::midpoint(length(b, c), length(a, d));
        (width.max(height), width.min(height))
    }

    /// The turn of the sides from the picture's, radians.
    pub fn turn(&self) -> f32 {
        let [a, b, c, d] = self.0;
        let upper = (b.1 - a.1).atan2(b.0 - a.0);
        let lower = (c.1 - d.1).atan2(c.0 - d.0);
        f32::midpoint(upper, lower)
    }

    /// The shorter of two opposite sides by the longer, for the pair that differs more: 1 when seen from above.
    pub fn slant(&self) -> f32 {
        let [a, b, c, d] = self.0;
        let ratio = |one: f32, other: f32| one.min(other) / one.max(other).max(1.0);
        ratio(length(a, b), length(d, c)).min(ratio(length(b, c), length(a, d)))
    }

    /// Whether all of it lies in a picture of this size.
    pub fn is_inside(&self, (width, height): (f32, f32)) -> bool {
        let margin = 0.004 * width.max(height);
        self.0.iter().all(|(x, y)| *x > margin && *y > margin && *x < width - margin && *y < height - margin)
    }

    pub fn area(&self) -> f32 {
        let mut sum = 0.0;
        for at in 0..4 {
            let ((x0, y0), (x1, y1)) = (self.0[at], self.0[(at + 1) % 4]);
            sum += x0 * y1 - x1 * y0;
        }
        sum.abs() / 2.0
    }

    /// The place at shares `u`, `v` of the document's width and height.
    pub fn inside(&self, u: f32, v: f32) -> (f32, f32) {
        let [top_left, top_right, bottom_right, bottom_left] = self.0;
        let mix = |from: (f32, f32), to: (f32, f32), share: f32| {
            (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
        };
        mix(mix(top_left, top_right, u), mix(bottom_left, bottom_right, u), v)
    }
}

fn length(a: (f32, f32), b: (f32, f32)) -> f32 {
    (b.0 - a.0).hypot(b.1 - a.1)
}

/// A straight edge: the direction across it, and its distance from the middle of the picture in that direction.
#[derive(Debug, Clone, Copy)]
struct Line {
    across: f32,
    distance: f32,
    votes: f32,
}

impl Line {
    /// Where two lines meet, seen from the middle of the picture.
    fn meets(&self, other: &Self) -> Option<(f32, f32)> {
        let ((s1, c1), (s2, c2)) = (self.across.sin_cos(), other.across.sin_cos());
        let whole = c1 * s2 - s1 * c2;
        (whole.abs() > 0.1).then(|| {
            (
                (self.distance * s2 - other.distance * s1) / whole,
                (other.distance * c1 - self.distance * c2) / whole,
            )
        })
    }
}

/// The outline that has most edge along its sides.
pub fn find(edges: &Edges) -> Option<Corners> {
    let lines = lines(edges);
    // Sides that run rather from left to right are crossed up and down.
    let (level, upright): (Vec<Line>, Vec<Line>) =
        lines.into_iter().partition(|line| line.across.sin().abs() > std::f32::consts::FRAC_1_SQRT_2);
    let level = strongest(level);
    let upright = strongest(upright);
    let mut best: Option<(f32, Corners)> = None;
    for (at, one) in level.iter().enumerate() {
        for other in &level[at + 1..] {
            for (beside, left) in upright.iter().enumerate() {
                for right in &upright[beside + 1..] {
                    let Some(outline) = between(edges, [one, other], [left, right]) else { continue };
                    let Some(score) = seen(edges, &outline) else { continue };
                    if best.as_ref().is_none_or(|(known, _)| score > *known) {
                        best = Some((score, outline));
                    }
                }
            }
        }
    }
    best.map(|(_, outline)| outline)
}

/// Votes of all edges for the lines they may lie on.
fn lines(edges: &Edges) -> Vec<Line> {
    let (half_w, half_h) = (real_len(edges.width) / 2.0, real_len(edges.height) / 2.0);
    let reach = half_w.hypot(half_h);
    let distances = whole(reach) as usize * 2 + 3;
    let mut votes = vec![0.0f32; BINS * distances];
    for y in 0..edges.height {
        for x in 0..edges.width {
            let at = y * edges.width + x;
            let strength = edges.strength[at];
            if strength <= 0.0 {
                continue;
            }
            let (px, py) = (real_len(x) - half_w, real_len(y) - half_h);
            for aside in [BINS - 1, 0, 1] {
                let direction = (usize::from(edges.across[at]) + aside) % BINS;
                let (sin, cos) = angle(direction).sin_cos();
                let distance = px * cos + py * sin + reach + 1.0;
                let slot = whole(distance.round()) as usize;
                if slot < distances {
                    votes[direction * distances + slot] += strength;
                }
            }
        }
    }
    let least = 0.22 * real_len(edges.width.min(edges.height));
    let mut found = Vec::new();
    for direction in 0..BINS {
        for slot in 0..distances {
            let own = votes[direction * distances + slot];
            if own >= least {
                found.push(Line {
                    across: angle(direction),
                    distance: real_len(slot) - reach - 1.0,
                    votes: own,
                });
            }
        }
    }
    found
}

fn angle(direction: usize) -> f32 {
    (real_len(direction) + 0.5) * std::f32::consts::PI / real_len(BINS)
}

/// The lines with most votes, none beside another.
fn strongest(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|a, b| b.votes.total_cmp(&a.votes));
    let mut kept: Vec<Line> = Vec::with_capacity(LINES);
    for line in lines {
        let beside = |other: &Line| {
            // Half a turn changes the sign of the distance.
            let turned = apart(bin(line.across), bin(other.across));
            let flipped = (line.across - other.across).cos() < 0.0;
            let distance = if flipped { -other.distance } else { other.distance };
            turned <= 3 && (line.distance - distance).abs() < 6.0
        };
        if !kept.iter().any(beside) {
            kept.push(line);
        }
        if kept.len() == LINES {
            break;
        }
    }
    kept
}

/// The shape between two level and two upright lines, if a document has such a shape.
fn between(edges: &Edges, level: [&Line; 2], upright: [&Line; 2]) -> Option<Corners> {
    let (half_w, half_h) = (real_len(edges.width) / 2.0, real_len(edges.height) / 2.0);
    let meet = |a: &Line, b: &Line| a.meets(b).map(|(x, y)| (x + half_w, y + half_h));
    let mut corners = [
        meet(level[0], upright[0])?,
        meet(level[0], upright[1])?,
        meet(level[1], upright[1])?,
        meet(level[1], upright[0])?,
    ];
    if corners[0].1 > corners[3].1 {
        corners.swap(0, 3);
        corners.swap(1, 2);
    }
    if corners[0].0 > corners[1].0 {
        corners.swap(0, 1);
        corners.swap(3, 2);
    }
    let outline = Corners(corners);
    let (width, height) = (real_len(edges.width), real_len(edges.height));
    let outside = 0.06 * width.max(height);
    let near = corners
        .iter()
        .all(|(x, y)| *x > -outside && *y > -outside && *x < width + outside && *y < height + outside);
    let (long, short) = outline.sides();
    let ordered = corners[0].0 < corners[1].0
        && corners[3].0 < corners[2].0
        && corners[0].1 < corners[3].1
        && corners[1].1 < corners[2].1;
    (near
        && ordered
        && outline.area() > LEAST_AREA * width * height
        && SHAPES.contains(&(long / short.max(1.0))))
    .then_some(outline)
}

/// How much of the sides is seen as an edge; `None` if too little. Among shapes as clear, the larger is the document and
/// the smaller something printed on it.
fn seen(edges: &Edges, outline: &Corners) -> Option<f32> {
    let mut all = 0.0;
    for at in 0..4 {
        let (from, to) = (outline.0[at], outline.0[(at + 1) % 4]);
        let across = bin((to.1 - from.1).atan2(to.0 - from.0) + std::f32::consts::FRAC_PI_2);
        let mut side = 0.0;
        let mut outside = 0u32;
        // Corners of cards are round.
        for place in 2..PLACES - 2 {
            let share = (real(place) + 0.5) / real(PLACES);
            let (x, y) = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
            if x < 1.0 || y < 1.0 || x > real_len(edges.width) - 2.0 || y > real_len(edges.height) - 2.0 {
                outside += 1;
            } else if edges.towards(x, y, across) > 0.0 {
                side += 1.0;
            }
        }
        let looked = PLACES - 4 - outside;
        let share = if looked * 2 < PLACES { 0.5 } else { side / real(looked) };
        if share < LEAST_SIDE {
            return None;
        }
        all += share / 4.0;
    }
    let whole = real_len(edges.width * edges.height);
    (all >= LEAST_ALL).then(|| all + 0.25 * (outline.area() / whole).sqrt())
}
