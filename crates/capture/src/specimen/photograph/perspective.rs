//! From places on one plane to places on another, as a camera sees them.

use crate::perspective::{Homography, Point};

/// A perspective map between a sheet and its photograph. Both are seen from the front, so no place of either is at
/// infinity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Perspective(Homography);

impl Perspective {
    /// The map that takes four points to four others.
    #[expect(
        clippy::expect_used,
        reason = "a sheet and how a hand lays it have four sides: three corners in no line"
    )]
    pub fn between(from: [Point; 4], to: [Point; 4]) -> Self {
        Self(Homography::between(from, to).expect("four corners"))
    }

    /// Where a place goes.
    #[expect(clippy::cast_possible_truncation, reason = "pixels need no more")]
    pub fn of(&self, x: f32, y: f32) -> Point {
        let [x, y, depth] = self.0.times([f64::from(x), f64::from(y), 1.0]);
        ((x / depth) as f32, (y / depth) as f32)
    }
}
