//! Live help in front of a camera: where the document lies in a frame, and the one thing to change before it is worth a
//! shot. Pure: a frame and the one before it in, an opinion out; some milliseconds of one core.

mod edges;
mod outline;
mod preview;
mod quality;
mod refine;

use image::{RgbImage, imageops};
use serde::{Deserialize, Serialize};

use crate::picture::{real, shrunk};
use edges::Edges;

pub use outline::Corners;
pub use preview::preview;
pub use refine::refined;

/// Side at which outlines are looked for.
const WORK_SIDE: u32 = 320;

/// The one thing to change, the most pressing first; or that the frame is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// No document is to be seen.
    ShowDocument,
    /// The picture is too dark to tell.
    MoreLight,
    /// A side of the document lies outside the picture.
    WholeDocument,
    MoveCloser,
    /// It lies askew, or is seen from the side.
    Straighten,
    /// It moves, or the hand does.
    HoldStill,
    /// The lens has not found it.
    Sharpen,
    /// Light is mirrored where something is printed.
    LessGlare,
    Good,
}

/// What a frame is worth.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Framing {
    pub advice: Advice,
    /// Corners of the document in pixels of the frame: top left, top right, bottom right, bottom left as it lies there.
    pub outline: Option<Corners>,
    /// `0.0..=1.0`: how much fine detail there is; for choosing the best of several good frames.
    pub sharpness: f32,
}

/// Looks at a frame. `before` is the small grey copy of the frame before it, as its [`Glance`] keeps it.
pub fn frame(picture: &RgbImage, before: Option<&Glance>) -> (Framing, Glance) {
    let (small, factor) = shrunk(picture, WORK_SIDE);
    let grey = imageops::grayscale(&small);
    let edges = Edges::of(&grey);
    let found = outline::find(&edges);
    let glance = Glance { small: grey, factor };
    let outline = found.as_ref().map(|outline| outline.scaled(factor));
    let sharpness = outline.as_ref().map_or(0.0, |outline| quality::sharpness(picture, outline));
    let advice = advise(picture, &glance, before, found.as_ref(), outline.as_ref(), sharpness);
    (Framing { advice, outline, sharpness }, glance)
}

/// What is kept of a frame to tell movement in the next.
#[derive(Debug, Clone)]
pub struct Glance {
    small: image::GrayImage,
    /// From its pixels to those of the frame.
    factor: f32,
}

impl Glance {
    /// Whether what lay inside the outline in an earlier frame (in that frame's pixels) is still to be seen there.
    pub fn still_shows(&self, earlier: &Self, outline: &Corners) -> bool {
        quality::movement(&self.small, &earlier.small, &outline.scaled(1.0 / earlier.factor)) <= MOVED
    }
}

/// Mean grey below which a camera sees noise.
const DARK: f32 = 45.0;
/// The document's longer side: in pixels, and as a share of the frame's.
const LEGIBLE: f32 = 560.0;
const FILLS: f32 = 0.42;
/// Turn in radians, and how different opposite sides may be, before it counts as askew.
const TURNED: f32 = 0.21;
const SLANTED: f32 = 0.80;
/// Mean difference of grey levels between frames.
const MOVED: f32 = 7.0;
const SHARP: f32 = 0.35;
/// Share of the document that may mirror light.
const GLARE: f32 = 0.006;

fn advise(
    picture: &RgbImage,
    glance: &Glance,
    before: Option<&Glance>,
    found: Option<&Corners>,
    outline: Option<&Corners>,
    sharpness: f32,
) -> Advice {
    if quality::brightness(&glance.small) < DARK {
        return Advice::MoreLight;
    }
    let (Some(small), Some(outline)) = (found, outline) else { return Advice::ShowDocument };
    let (width, height) = picture.dimensions();
    if !outline.is_inside((real(width), real(height))) {
        return Advice::WholeDocument;
    }
    let (long, short) = outline.sides();
    if long < LEGIBLE || long < FILLS * real(width.max(height)) || short < 0.3 * LEGIBLE {
        return Advice::MoveCloser;
    }
    if outline.turn().abs() > TURNED || outline.slant() < SLANTED {
        return Advice::Straighten;
    }
    if before.is_some_and(|before| quality::movement(&glance.small, &before.small, small) > MOVED) {
        return Advice::HoldStill;
    }
    if sharpness < SHARP {
        return Advice::Sharpen;
    }
    if quality::glare(picture, outline) > GLARE {
        return Advice::LessGlare;
    }
    Advice::Good
}

#[cfg(test)]
#[path = "framing/tests.rs"]
mod tests;
