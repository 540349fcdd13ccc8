//! The hands in which documents are filled in: fonts, their sizes by the height of capitals, and how the ink came out.

use ab_glyph::{Font, FontRef, PxScale};

use super::SpecimenError;

/// A drawing of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    InterBold,
    Sans,
    SansBold,
    Serif,
    Mono,
    Condensed,
    Typewriter,
    OcrB,
    OcrBSquare,
}

const FILES: [&[u8]; 9] = [
    include_bytes!("../../../../assets/fonts/Inter-SemiBold.otf"),
    include_bytes!("../../../../assets/fonts/LiberationSans-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/LiberationSans-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/LiberationSerif-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/LiberationMono-Regular.ttf"),
    include_bytes!("../../../../assets/fonts/DejaVuSansCondensed-Bold.ttf"),
    include_bytes!("../../../../assets/fonts/CourierPrime-Regular.otf"),
    include_bytes!("../../../../assets/fonts/OCRB.otf"),
    include_bytes!("../../../../assets/fonts/OCRB-Square.otf"),
];

/// How the ink came out and what became of it; all from 0, none, to 1, hardly legible.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Wear {
    /// Run into the paper: strokes grow and corners round.
    pub bleed: f32,
    /// Pale all over.
    pub faint: f32,
    /// Rubbed off in patches.
    pub rub: f32,
    /// Letters off their line and unevenly struck.
    pub shake: f32,
    /// Of dots, as a needle printer makes them.
    pub dots: bool,
}

/// One way of setting text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    pub face: Face,
    /// Height of capitals in millimetres.
    pub cap: f32,
    /// Width of letters against the font's own.
    pub stretch: f32,
    /// Space added between letters, millimetres.
    pub track: f32,
    pub ink: [u8; 3],
    /// How much of the ground the ink covers.
    pub cover: f32,
    pub wear: Wear,
}

impl Style {
    /// Plain text of this height.
    pub const fn of(face: Face, cap: f32, ink: [u8; 3]) -> Self {
        let wear = Wear { bleed: 0.0, faint: 0.0, rub: 0.0, shake: 0.0, dots: false };
        Self { face, cap, stretch: 1.0, track: 0.0, ink, cover: 1.0, wear }
    }

    #[must_use]
    pub const fn pale(self, cover: f32) -> Self {
        Self { cover, ..self }
    }

    #[must_use]
    pub const fn high(self, cap: f32) -> Self {
        Self { cap, ..self }
    }
}

/// The program's fonts, opened.
pub struct Fonts(Vec<Opened>);

/// A font and the scale at which its capitals are one pixel high.
pub struct Opened {
    pub font: FontRef<'static>,
    scale_of_cap: f32,
}

impl Fonts {
    pub fn open() -> Result<Self, SpecimenError> {
        let open = |data: &&'static [u8]| {
            let font = FontRef::try_from_slice(data).map_err(|_| SpecimenError::Font)?;
            let high = font.glyph_id('H').with_scale(PxScale::from(1000.0));
            let outline = font.outline_glyph(high).ok_or(SpecimenError::Font)?;
            Ok(Opened { font, scale_of_cap: 1000.0 / outline.px_bounds().height() })
        };
        FILES.iter().map(open).collect::<Result<_, _>>().map(Self)
    }

    pub fn of(&self, face: Face) -> &Opened {
        &self.0[face as usize]
    }
}

impl Opened {
    /// The scale for capitals `cap` pixels high and letters `stretch` times as wide as drawn.
    pub fn scale(&self, cap: f32, stretch: f32) -> PxScale {
        let height = cap * self.scale_of_cap;
        PxScale { x: height * stretch, y: height }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hand_has_the_letters_of_documents() {
        let fonts = Fonts::open().unwrap();
        let faces = [
            Face::InterBold,
            Face::Sans,
            Face::SansBold,
            Face::Serif,
            Face::Mono,
            Face::Condensed,
            Face::Typewriter,
        ];
        for face in faces {
            let font = &fonts.of(face).font;
            for c in "ABCXYZabcxyz0189ÀÈÉÌÒÙÜßÑŠČŞȘŁĐ'’-/.,()°<".chars() {
                assert_ne!(font.glyph_id(c).0, 0, "{face:?} has {c}");
            }
        }
        for face in [Face::OcrB, Face::OcrBSquare] {
            for c in crate::mrz::alphabet::ALPHABET.chars() {
                assert_ne!(fonts.of(face).font.glyph_id(c).0, 0, "{face:?} has {c}");
            }
        }
    }
}
