//! Corners as exact as the frame is: for a shot, not for every frame.

use image::RgbImage;

use super::outline::Corners;
use crate::picture::{grey_level, real, real_len, sample};

/// Places along a side at which its edge is looked for; the rounded ends of cards are left out.
const PLACES: u16 = 32;
const FIRST: f32 = 0.08;
/// How far from where the outline has it, as a share of the document's longer side.
const REACH: f32 = 0.03;
/// Pixels on either side of an edge that are compared.
const BESIDE: u16 = 3;
/// The least step of brightness that is an edge.
const STEP: f32 = 6.0;
/// Pixels from the line that still belong to it, and the share of places that must.
const ON_LINE: f32 = 1.6;
const MOST: f32 = 0.5;

/// Lays each side along the steepest change of brightness near it. What cannot be found better stays as it was.
pub fn refined(picture: &RgbImage, outline: &Corners) -> Corners {
    let (long, _) = outline.sides();
    let reach = (long * REACH).max(2.0);
    let corners = outline.0;
    let sides: Vec<Side> = (0..4)
        .map(|at| {
            let rough = Side { from: corners[at], to: corners[(at + 1) % 4] };
            rough.laid_on_edge(picture, reach).unwrap_or(rough)
        })
        .collect();
    let mut better = corners;
    for (at, corner) in better.iter_mut().enumerate() {
        let Some(found) = sides[(at + 3) % 4].meets(&sides[at]) else { return *outline };
        if (found.0 - corner.0).hypot(found.1 - corner.1) > 2.0 * reach {
            return *outline;
        }
        *corner = found;
    }
    Corners(better)
}

/// A side of the document, from corner to corner.
#[derive(Debug, Clone, Copy)]
struct Side {
    from: (f32, f32),
    to: (f32, f32),
}

impl Side {
    fn laid_on_edge(&self, picture: &RgbImage, reach: f32) -> Option<Self> {
        let (dx, dy) = self.direction();
        let length = dx.hypot(dy);
        if length < 16.0 {
            return None;
        }
        let across = (-dy / length, dx / length);
        let aside = |along: f32, by: f32| {
            (self.from.0 + dx * along + across.0 * by, self.from.1 + dy * along + across.1 * by)
        };
        let mut edge: Vec<(f32, f32)> = Vec::new();
        for place in 0..PLACES {
            let along = FIRST + (1.0 - 2.0 * FIRST) * f32::from(place) / f32::from(PLACES - 1);
            if let Some(by) = steepest(picture, |by| aside(along, by), reach) {
                edge.push((along, by));
            }
        }
        let (start, slope) = line_through(&edge)?;
        Some(Self { from: aside(0.0, start), to: aside(1.0, start + slope) })
    }

    fn meets(&self, other: &Self) -> Option<(f32, f32)> {
        let (a, b) = (self.direction(), other.direction());
        let cross = a.0 * b.1 - a.1 * b.0;
        if cross.abs() < 1e-3 {
            return None;
        }
        let between = (other.from.0 - self.from.0, other.from.1 - self.from.1);
        let along = (between.0 * b.1 - between.1 * b.0) / cross;
        Some((self.from.0 + a.0 * along, self.from.1 + a.1 * along))
    }

    fn direction(&self) -> (f32, f32) {
        (self.to.0 - self.from.0, self.to.1 - self.from.1)
    }
}

/// Where the brightness changes most, in pixels across the side.
fn steepest(picture: &RgbImage, at: impl Fn(f32) -> (f32, f32), reach: f32) -> Option<f32> {
    let grey = |by: f32| {
        let (x, y) = at(by);
        grey_level(sample(picture, x, y))
    };
    let mut best = (STEP, None);
    let mut by = -reach;
    while by <= reach {
        let beside = |sign: f32| (1..=BESIDE).map(|n| grey(by + sign * f32::from(n))).sum::<f32>();
        let step = (beside(1.0) - beside(-1.0)).abs() / f32::from(BESIDE);
        if step > best.0 {
            best = (step, Some(by));
        }
        by += 0.5;
    }
    best.1
}

/// The line that most of the points lie on: where it starts, and how far it has gone at the end. The median of all
/// slopes is not moved by print that was taken for the edge.
fn line_through(points: &[(f32, f32)]) -> Option<(f32, f32)> {
    let mut slopes = Vec::new();
    for (at, one) in points.iter().enumerate() {
        slopes.extend(points[at + 1..].iter().map(|other| (other.1 - one.1) / (other.0 - one.0)));
    }
    let slope = median(slopes)?;
    let start = median(points.iter().map(|(along, by)| by - slope * along).collect())?;
    let on_line = points.iter().filter(|(along, by)| (by - start - slope * along).abs() <= ON_LINE).count();
    (real_len(on_line) >= MOST * real(PLACES.into())).then_some((start, slope))
}

fn median(mut values: Vec<f32>) -> Option<f32> {
    values.sort_by(f32::total_cmp);
    values.get(values.len() / 2).copied()
}
