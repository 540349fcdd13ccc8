//! Flat things seen from a slant: the map between two planes that four pairs of points fix, and what the four corners
//! of a rectangle in a photograph tell about it.

use serde::{Deserialize, Serialize};

/// A place on a picture, in its pixels.
pub type Point = (f32, f32);

/// A projective map of the plane: rows of its matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Homography([[f64; 3]; 3]);

impl Homography {
    /// The map that takes each of `from` to its partner in `to`; `None` where three of either lie on one line.
    pub fn between(from: [Point; 4], to: [Point; 4]) -> Option<Self> {
        let from = Self::of_frame(from)?.inverse()?;
        Some(Self::of_frame(to)?.after(&from))
    }

    /// Takes the three axes and their sum to the four points.
    fn of_frame(points: [Point; 4]) -> Option<Self> {
        let [a, b, c, d] = points.map(|(x, y)| [f64::from(x), f64::from(y), 1.0]);
        let columns = [[a[0], b[0], c[0]], [a[1], b[1], c[1]], [a[2], b[2], c[2]]];
        let basis = Self(columns);
        let weights = basis.inverse()?.times(d);
        if weights.iter().any(|w| w.abs() < 1e-9) {
            return None;
        }
        let mut matrix = columns;
        for row in &mut matrix {
            for (value, weight) in row.iter_mut().zip(weights) {
                *value *= weight;
            }
        }
        Some(Self(matrix))
    }

    /// The map back; `None` where it has none.
    pub fn inverse(&self) -> Option<Self> {
        let m = &self.0;
        let minor = |r: usize, c: usize| {
            let (r1, r2, c1, c2) = ((r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3);
            m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1]
        };
        let determinant: f64 = (0..3).map(|c| m[0][c] * minor(0, c)).sum();
        let size: f64 = m.iter().flatten().map(|v| v.abs()).fold(0.0, f64::max);
        if !determinant.is_finite() || determinant.abs() <= 1e-12 * size.powi(3) || size == 0.0 {
            return None;
        }
        let inverse: [[f64; 3]; 3] =
            std::array::from_fn(|r| std::array::from_fn(|c| minor(c, r) / determinant));
        Some(Self(inverse))
    }

    /// `first`, then this.
    #[must_use]
    pub fn after(&self, first: &Self) -> Self {
        Self(std::array::from_fn(|r| {
            std::array::from_fn(|c| (0..3).map(|k| self.0[r][k] * first.0[k][c]).sum())
        }))
    }

    /// Where a point goes; `None` for one that goes to infinity or beyond.
    pub fn apply(&self, (x, y): Point) -> Option<Point> {
        let [x, y, w] = self.times([f64::from(x), f64::from(y), 1.0]);
        let (x, y) = (narrow(x / w), narrow(y / w));
        (x.is_finite() && y.is_finite()).then_some((x, y))
    }

    /// Homogeneous coordinates of where a point goes: for walking along a row without dividing at each step.
    pub fn times(&self, v: [f64; 3]) -> [f64; 3] {
        std::array::from_fn(|r| (0..3).map(|k| self.0[r][k] * v[k]).sum())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "places on pictures; what overflows is told infinite")]
fn narrow(value: f64) -> f32 {
    value as f32
}

/// Why four corners are not those of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CornersError {
    #[error("a corner lies outside the picture")]
    Outside,
    #[error("two corners lie together, three on one line, or one between the others")]
    NotFourSided,
    #[error("the corners enclose too little to read anything")]
    TooSmall,
    #[error("the corners are those of no sheet seen from the front: too slanted or too long")]
    TooSlanted,
}

/// A document's outline on a picture: top left, top right, bottom right, bottom left, as the picture stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outline([Point; 4]);

/// A corner may be so far outside, as part of the picture's size: cut off by the frame, or placed with a thick finger.
const OUTSIDE: f32 = 0.05;
/// Shortest side of an outline, in pixels.
const SHORTEST: f32 = 16.0;
/// Longest side against the shortest opposite or neighbour: what is longer would be stretched out of recognition.
const LONGEST_RATIO: f32 = 12.0;
/// How far off a straight line, as a part of the neighbouring sides, each corner must stand.
const BEND: f32 = 0.05;

impl Outline {
    /// Puts four corners, given in any order, into theirs.
    pub fn of(corners: [Point; 4], (width, height): (u32, u32)) -> Result<Self, CornersError> {
        let (width, height) = (crate::picture::real(width), crate::picture::real(height));
        let inside = |v: f32, size: f32| v >= -size * OUTSIDE && v <= size * (1.0 + OUTSIDE);
        // Also false for what is no number.
        if !corners.iter().all(|(x, y)| inside(*x, width) && inside(*y, height)) {
            return Err(CornersError::Outside);
        }
        let middle = corners.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0 / 4.0, sum.1 + p.1 / 4.0));
        let mut round = corners;
        let angle = |p: &Point| (p.1 - middle.1).atan2(p.0 - middle.0);
        round.sort_by(|a, b| angle(a).total_cmp(&angle(b)));
        let highest = |p: &Point| p.0 + p.1;
        let first = (0..4).min_by(|a, b| highest(&round[*a]).total_cmp(&highest(&round[*b]))).unwrap_or(0);
        round.rotate_left(first);
        let outline = Self(round);
        outline.check()?;
        Ok(outline)
    }

    fn check(&self) -> Result<(), CornersError> {
        let sides = self.sides();
        let (short, long) = sides.iter().fold((f32::MAX, 0f32), |(s, l), side| (s.min(*side), l.max(*side)));
        for index in 0..4 {
            let (before, here, after) = (self.0[(index + 3) % 4], self.0[index], self.0[(index + 1) % 4]);
            let (inward, outward) = (less(here, before), less(after, here));
            let bend = cross(inward, outward);
            if bend <= BEND * length(inward) * length(outward) {
                return Err(CornersError::NotFourSided);
            }
        }
        if short < SHORTEST {
            return Err(CornersError::TooSmall);
        }
        if long > short * LONGEST_RATIO {
            return Err(CornersError::TooSlanted);
        }
        Ok(())
    }

    /// The corners: top left, top right, bottom right, bottom left.
    pub fn corners(&self) -> [Point; 4] {
        self.0
    }

    /// Lengths of top, right, bottom and left.
    pub fn sides(&self) -> [f32; 4] {
        std::array::from_fn(|i| length(less(self.0[(i + 1) % 4], self.0[i])))
    }

    /// Width against height of the sheet itself, on a picture of this size: what is farther from the camera looks
    /// smaller, and how much so is told by the corners (Zhang and He, Whiteboard scanning, 2007).
    pub fn aspect(&self, (width, height): (u32, u32)) -> f32 {
        let (width, height) = (crate::picture::real(width), crate::picture::real(height));
        let centred = |p: Point| [f64::from(p.0 - width / 2.0), f64::from(p.1 - height / 2.0), 1.0];
        let [top_left, top_right, bottom_right, bottom_left] = self.0.map(centred);
        let volume = |a: [f64; 3], b: [f64; 3], c: [f64; 3]| {
            a[0] * (b[1] * c[2] - b[2] * c[1]) - a[1] * (b[0] * c[2] - b[2] * c[0])
                + a[2] * (b[0] * c[1] - b[1] * c[0])
        };
        let across_part =
            volume(top_left, bottom_right, bottom_left) / volume(top_right, bottom_right, bottom_left);
        let down_part =
            volume(top_left, bottom_right, top_right) / volume(bottom_left, bottom_right, top_right);
        let step = |part: f64, to: [f64; 3]| std::array::from_fn::<f64, 3, _>(|i| part * to[i] - top_left[i]);
        let (across, down) = (step(across_part, top_right), step(down_part, bottom_left));
        let flat = |v: [f64; 3]| v[0] * v[0] + v[1] * v[1];
        let long = f64::from(width.max(height));
        let focal = -(across[0] * down[0] + across[1] * down[1]) / (across[2] * down[2]);
        // Turned about one axis only, the corners do not tell the lens: then it is the usual one of telephones.
        let usual = (0.9 * long).powi(2);
        let plausible = (0.5 * long).powi(2)..=(4.0 * long).powi(2);
        let told = across[2].abs().min(down[2].abs()) > 0.05 && plausible.contains(&focal);
        let focal = if told { focal } else { usual };
        let depth = |v: [f64; 3]| flat(v) / focal + v[2] * v[2];
        narrow((depth(across) / depth(down)).sqrt())
    }
}

fn less(a: Point, b: Point) -> Point {
    (a.0 - b.0, a.1 - b.1)
}

fn length((x, y): Point) -> f32 {
    x.hypot(y)
}

fn cross(a: Point, b: Point) -> f32 {
    a.0 * b.1 - a.1 * b.0
}

#[cfg(test)]
#[path = "perspective_tests.rs"]
mod tests;
