//! What a hand and a camera make of a document: laid somewhere, turned, seen at an angle, unevenly lit, a little soft and
//! noisy, and compressed.

mod handling;
mod lens;
mod light;
mod perspective;
mod surroundings;

use image::{Rgb, RgbImage};

pub use handling::{Handling, Surroundings};
pub use light::GlareSpot;

use self::{handling::Taken, light::Light, perspective::Perspective, surroundings::Around};
use super::chance::mix;
use super::ground::{byte, colour_at, within};
use super::truth::Side;
use crate::picture::{PixelBox, Pyramid, real, whole};

/// A photograph, and what is known about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Photograph {
    pub image: RgbImage,
    /// Where the document's own corners came to lie: its top left one, then clockwise.
    pub corners: [(f32, f32); 4],
    /// Where light burnt the print out.
    pub glare: Vec<GlareSpot>,
    /// Whether some of the zone lies under glare; never for a picture whose zone is not known.
    pub zone_under_glare: bool,
    onto_picture: Perspective,
}

impl Photograph {
    /// Where a box of the document came to lie: its corners, the top left one first, clockwise as on the document.
    pub fn place(&self, on_document: PixelBox) -> [(f32, f32); 4] {
        let (left, top) = (real(on_document.left), real(on_document.top));
        let (right, bottom) = (left + real(on_document.width), top + real(on_document.height));
        [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| self.onto_picture.of(x, y))
    }

    /// Share of a box of the document that lies under glare.
    pub fn under_glare(&self, on_document: PixelBox) -> f32 {
        const STEPS: u8 = 24;
        let mut burnt = 0.0;
        for row in 0..STEPS {
            for column in 0..STEPS {
                let share = |step: u8| (f32::from(step) + 0.5) / f32::from(STEPS);
                let x = real(on_document.left) + share(column) * real(on_document.width);
                let y = real(on_document.top) + share(row) * real(on_document.height);
                let (x, y) = self.onto_picture.of(x, y);
                burnt += f32::from(u8::from(self.glare.iter().any(|spot| spot.burns(x, y))));
            }
        }
        burnt / f32::from(u16::from(STEPS) * u16::from(STEPS))
    }
}

/// Photographs a document of which only the picture is known. The same seed makes the same photograph.
pub fn photograph(document: &RgbImage, seed: u64, handling: Handling) -> Photograph {
    let corner = real(document.width().min(document.height())) * 0.03;
    take(document, corner, seed, handling, &[])
}

impl Side {
    /// Photographs this side; fingers hold it where nothing is printed, and it is told whether glare burns the zone.
    pub fn photograph(&self, seed: u64, handling: Handling) -> Photograph {
        let places: Vec<PixelBox> = self.truth.places().collect();
        let mut photo = take(&self.image, self.corner, seed, handling, &places);
        photo.zone_under_glare =
            self.truth.zone.as_ref().is_some_and(|zone| photo.under_glare(zone.place) > 0.0);
        photo
    }
}

fn take(document: &RgbImage, corner: f32, seed: u64, handling: Handling, places: &[PixelBox]) -> Photograph {
    let taken = Taken::of(seed, handling);
    let whole_sheet = (real(document.width()), real(document.height()));
    let (wide, high) = whole_sheet;
    let laid = taken.corners(whole_sheet);
    let (frame, scale) = taken.frame(&laid);
    let corners = laid.map(|(x, y)| ((x + frame.0 / 2.0) * scale, (y + frame.1 / 2.0) * scale));
    let sheet = [(0.0, 0.0), (wide, 0.0), whole_sheet, (0.0, high)];
    let onto_document = Perspective::between(corners, sheet);
    let onto_picture = Perspective::between(sheet, corners);
    let size = (whole(frame.0 * scale).max(16), whole(frame.1 * scale).max(16));
    let around = Around::new(&taken, size, whole_sheet, places);
    let light = Light::new(&taken, size, &onto_picture, whole_sheet);
    let pyramid = Pyramid::of(document);
    let (source, to_source) = pyramid.at(scale);
    let picture = RgbImage::from_fn(size.0, size.1, |px, py| {
        let (x, y) = (real(px) + 0.5, real(py) + 0.5);
        let (u, v) = onto_document.of(x, y);
        let inside = within((u, v), whole_sheet, corner);
        let mut colour = if inside < 1.0 {
            let shade = Around::shade((u, v), whole_sheet);
            around.colour(x, y).map(|c| c * shade)
        } else {
            [0.0; 3]
        };
        if inside > 0.0 {
            let on_sheet = colour_at(source, u * to_source - 0.5, v * to_source - 0.5);
            colour = std::array::from_fn(|i| mix(colour[i], on_sheet[i], inside));
        }
        around.fingers(&mut colour, (u, v));
        Rgb(light.falls_on(colour, x, y).map(byte))
    });
    let image = lens::through(picture, &taken);
    let glare = light.spots();
    Photograph { image, corners, glare, zone_under_glare: false, onto_picture }
}

#[cfg(test)]
#[path = "photograph/tests.rs"]
mod tests;
