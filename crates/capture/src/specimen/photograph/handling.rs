//! How a document is photographed: one measure of carelessness decides everything, and each thing can be set.

use super::super::chance::Chance;

/// What the document lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    /// An even grey.
    Plain,
    Wood,
    Cloth,
    Dark,
    /// A white sheet with other text.
    Letter,
    /// Another card, partly covered.
    OtherCard,
}

impl Surroundings {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Plain, Self::Wood, Self::Cloth, Self::Dark, Self::Letter, Self::OtherCard];
}

/// How a document is photographed. What is `None` follows from the carelessness and the seed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Handling {
    /// `0.0`: as from a scanner; `1.0`: carelessly, and still legible to a person.
    pub carelessness: f32,
    /// Quarter turns clockwise.
    pub quarter_turns: u8,
    /// Longest side of the photograph in pixels.
    pub longest: u32,
    pub surroundings: Option<Surroundings>,
    /// How much is seen around the document, as a share of its size.
    pub margin: Option<f32>,
    /// Turned by this angle besides the quarter turns, radians clockwise.
    pub turn: Option<f32>,
    /// How far the camera looks from the side, from 0 to 1.
    pub slant: Option<f32>,
    /// How much less light falls on one end, from 0 to 1.
    pub falloff: Option<f32>,
    /// How dark a shadow with a hard edge is, from 0 to 1.
    pub shadow: Option<f32>,
    /// A lamp that burns print out: its middle on the document, as shares of width and height, and its radius as a
    /// share of the width.
    pub glare: Option<(f32, f32, f32)>,
    /// Length in pixels and direction in radians of a movement while the shutter was open.
    pub motion: Option<(f32, f32)>,
    /// Radius of unsharpness in pixels.
    pub defocus: Option<f32>,
    /// Deviation of the sensor's noise, of 255.
    pub noise: Option<f32>,
    /// Colour of the light, from −1, blue, to 1, like a bulb's.
    pub warmth: Option<f32>,
    /// Quality of the compression, from 1 to 100.
    pub jpeg: Option<u8>,
    /// Whether fingers hold the document.
    pub fingers: Option<bool>,
}

impl Handling {
    /// So careless, right way up, 1600 pixels long.
    pub const fn careless(carelessness: f32) -> Self {
        Self {
            carelessness,
            quarter_turns: 0,
            longest: 1600,
            surroundings: None,
            margin: None,
            turn: None,
            slant: None,
            falloff: None,
            shadow: None,
            glare: None,
            motion: None,
            defocus: None,
            noise: None,
            warmth: None,
            jpeg: None,
            fingers: None,
        }
    }

    #[must_use]
    pub const fn turned(self, quarter_turns: u8) -> Self {
        Self { quarter_turns, ..self }
    }

    /// With this many pixels along the longest side.
    #[must_use]
    pub const fn pixels(self, longest: u32) -> Self {
        Self { longest, ..self }
    }

    #[must_use]
    pub const fn on(self, surroundings: Surroundings) -> Self {
        Self { surroundings: Some(surroundings), ..self }
    }

    /// With a lamp burning print out around this place.
    #[must_use]
    pub const fn with_glare(self, x: f32, y: f32, radius: f32) -> Self {
        Self { glare: Some((x, y, radius)), ..self }
    }
}

/// A handling with everything decided.
pub struct Taken {
    pub seed: u64,
    pub longest: u32,
    pub careless: f32,
    pub surroundings: Surroundings,
    pub margin: f32,
    pub turn: f32,
    /// Depth to the right and downwards.
    pub slant: (f32, f32),
    pub shift: (f32, f32),
    pub lean: (f32, f32),
    pub shadow: f32,
    pub glare: Option<(f32, f32, f32)>,
    /// A soft reflection that dims contrast and burns nothing out.
    pub sheen: f32,
    pub motion: (f32, f32),
    pub defocus: f32,
    pub noise: f32,
    pub warmth: f32,
    pub jpeg: Option<u8>,
    pub fingers: bool,
}

impl Taken {
    /// Decides what is left to chance. Everything is drawn whether it is set or not, so that setting one thing leaves the
    /// others as they were.
    pub fn of(seed: u64, handling: Handling) -> Self {
        let mut chance = Chance::apart(seed, 0xf070);
        let careless = handling.carelessness.clamp(0.0, 1.5);
        let mut around = |most: f32| chance.around(0.0, most);
        let turn = around(0.12) * careless;
        let slant = (around(0.13), around(0.13));
        let shift = (around(0.05) * careless, around(0.05) * careless);
        let lean = (around(0.2), around(0.2));
        let warmth = around(0.8) * careless;
        let direction = around(std::f32::consts::PI);
        let mut once = |times: usize, most: f32| {
            if chance.one_in(times) { chance.between(0.2, 1.0) * most } else { 0.0 }
        };
        let shadow = once(4, 0.45 * careless.min(1.0));
        let sheen = once(4, 0.3 * careless.min(1.0));
        let length = once(4, 3.2 * careless * f32_of(handling.longest) / 1600.0);
        let fingers = chance.one_in(4) && careless > 0.5;
        let surroundings = chance.pick(&Surroundings::ALL);
        let margin = chance.between(0.12, 0.3) * careless;
        let quality = chance.between(94.0, 94.0 - 40.0 * careless.min(1.0));
        let unsharp = (0.2 + 0.9 * careless * f32_of(handling.longest) / 1600.0) * chance.between(0.6, 1.1);
        let grain = 5.0 * careless * chance.between(0.4, 1.1);
        let quarters = f32::from(handling.quarter_turns % 4) * std::f32::consts::FRAC_PI_2;
        let side = handling.slant.unwrap_or(careless);
        let falloff = handling.falloff.unwrap_or(careless);
        let jpeg = if careless == 0.0 { None } else { Some(super::super::ground::byte(quality)) };
        Self {
            seed,
            longest: handling.longest.max(16),
            careless,
            surroundings: handling.surroundings.unwrap_or(surroundings),
            margin: handling.margin.unwrap_or(margin),
            turn: quarters + handling.turn.unwrap_or(turn),
            slant: (slant.0 * side, slant.1 * side),
            shift,
            lean: (lean.0 * falloff, lean.1 * falloff),
            shadow: handling.shadow.unwrap_or(shadow),
            glare: handling.glare,
            sheen,
            motion: handling.motion.unwrap_or((length, direction)),
            defocus: handling.defocus.unwrap_or(unsharp),
            noise: handling.noise.unwrap_or(grain),
            warmth: handling.warmth.unwrap_or(warmth),
            jpeg: handling.jpeg.or(jpeg),
            fingers: handling.fingers.unwrap_or(fingers),
        }
    }

    /// Where the corners of a document of this size lie about the middle of what is seen, in its own pixels.
    pub fn corners(&self, (w, h): (f32, f32)) -> [(f32, f32); 4] {
        let (sin, cos) = self.turn.sin_cos();
        let laid = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)].map(|(x, y): (f32, f32)| {
            let depth = 1.0 + self.slant.0 * x + self.slant.1 * y;
            let (x, y) = (x * w / 2.0 / depth, y * h / 2.0 / depth);
            (x * cos - y * sin, x * sin + y * cos)
        });
        let bounds = |value: fn(&(f32, f32)) -> f32| {
            let low = laid.iter().map(value).fold(f32::MAX, f32::min);
            let high = laid.iter().map(value).fold(f32::MIN, f32::max);
            (low, high)
        };
        let (left, right) = bounds(|p| p.0);
        let (top, bottom) = bounds(|p| p.1);
        let room = ((right - left) * self.margin, (bottom - top) * self.margin);
        let middle = (
            f32::midpoint(left, right) - (self.shift.0 * w).clamp(-room.0 * 0.4, room.0 * 0.4),
            f32::midpoint(top, bottom) - (self.shift.1 * h).clamp(-room.1 * 0.4, room.1 * 0.4),
        );
        laid.map(|(x, y)| (x - middle.0, y - middle.1))
    }

    /// Width and height of what is seen, in the document's pixels, and pixels of the picture for each.
    pub fn frame(&self, corners: &[(f32, f32); 4]) -> ((f32, f32), f32) {
        let spread = |value: fn(&(f32, f32)) -> f32| {
            let low = corners.iter().map(value).fold(f32::MAX, f32::min);
            let high = corners.iter().map(value).fold(f32::MIN, f32::max);
            high - low
        };
        let more = 1.0 + self.margin;
        let frame = (spread(|p| p.0) * more, spread(|p| p.1) * more);
        (frame, f32_of(self.longest) / frame.0.max(frame.1))
    }
}

fn f32_of(value: u32) -> f32 {
    crate::picture::real(value)
}
