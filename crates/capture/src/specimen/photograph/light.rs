//! Light on a document: less at one end, a shadow with an edge, lamps that burn print out.

use super::super::chance::{Chance, mix, smooth};
use super::handling::Taken;
use super::perspective::Perspective;
use crate::picture::real;

/// Where a lamp is seen in the document: what lies under it is burnt out. Pixels of the photograph.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GlareSpot {
    pub x: f32,
    pub y: f32,
    pub radius: f32,
}

impl GlareSpot {
    /// Whether print at this place is burnt out.
    pub fn burns(&self, x: f32, y: f32) -> bool {
        (x - self.x).hypot(y - self.y) < self.radius
    }
}

pub struct Light {
    lean: (f32, f32),
    dim: f32,
    size: (f32, f32),
    /// Darkness, normal of its edge, distance of the edge, softness.
    shadow: (f32, (f32, f32), f32, f32),
    glare: Option<GlareSpot>,
    /// Strength, middle and radius of a soft reflection.
    sheen: (f32, f32, f32, f32),
    colour: [f32; 3],
}

impl Light {
    pub fn new(taken: &Taken, size: (u32, u32), onto_picture: &Perspective, document: (f32, f32)) -> Self {
        let mut chance = Chance::apart(taken.seed, 0x1167);
        let (width, height) = (real(size.0), real(size.1));
        let angle = chance.between(0.0, std::f32::consts::TAU);
        let through = (width * chance.between(0.25, 0.75), height * chance.between(0.25, 0.75));
        let normal = (angle.cos(), angle.sin());
        let edge = through.0 * normal.0 + through.1 * normal.1;
        let softness = chance.between(0.004, 0.03) * width;
        let sheen = (
            taken.sheen,
            width * chance.between(0.1, 0.9),
            height * chance.between(0.1, 0.9),
            width * chance.between(0.15, 0.4),
        );
        let glare = taken.glare.map(|(x, y, radius)| {
            let (middle, edge) = (x * document.0, (x + radius) * document.0);
            let down = y * document.1;
            let (x, y) = onto_picture.of(middle, down);
            let (edge_x, edge_y) = onto_picture.of(edge, down);
            GlareSpot { x, y, radius: (edge_x - x).hypot(edge_y - y) }
        });
        let warm = taken.warmth;
        Self {
            lean: taken.lean,
            dim: 1.0 - 0.1 * taken.careless.min(1.0),
            size: (width, height),
            shadow: (taken.shadow, normal, edge, softness),
            glare,
            sheen,
            colour: [1.0 + 0.07 * warm, 1.0, 1.0 - 0.13 * warm],
        }
    }

    /// What comes back from a colour at a place of the picture.
    pub fn falls_on(&self, colour: [f32; 3], x: f32, y: f32) -> [f32; 3] {
        let even =
            1.0 + self.lean.0 * (x / self.size.0 - 0.5) * 1.2 + self.lean.1 * (y / self.size.1 - 0.5) * 1.2;
        let (dark, normal, edge, softness) = self.shadow;
        let behind = smooth((x * normal.0 + y * normal.1 - edge) / softness + 0.5);
        let light = even * self.dim * (1.0 - dark * behind);
        let mut lit: [f32; 3] = std::array::from_fn(|i| colour[i] * light * self.colour[i]);
        let (strength, at_x, at_y, reach) = self.sheen;
        if strength > 0.0 {
            let share = strength * (1.0 - smooth((x - at_x).hypot(y - at_y) / reach));
            lit = lit.map(|c| mix(c, 238.0, share));
        }
        if let Some(spot) = self.glare {
            // White to the radius that counts as burnt, then fading.
            let off = (x - spot.x).hypot(y - spot.y) / spot.radius.max(1.0);
            lit = lit.map(|c| c + 420.0 * (1.0 - smooth((off - 0.7) / 0.9)));
        }
        lit
    }

    pub fn spots(&self) -> Vec<GlareSpot> {
        self.glare.into_iter().collect()
    }
}
