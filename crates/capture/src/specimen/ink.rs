//! Paper and ink: grounds, text, bars, in millimetres.

use ab_glyph::{Font, FontRef, PxScale, ScaleFont, point};
use image::{Rgb, RgbImage};

use super::SpecimenError;
use crate::picture::{real, whole};

const OCR_B: &[u8] = include_bytes!("../../../../assets/fonts/OCRB.otf");
const PLAIN: &[u8] = include_bytes!("../../../../assets/fonts/Inter-Regular.otf");
const BOLD: &[u8] = include_bytes!("../../../../assets/fonts/Inter-SemiBold.otf");

/// Dots per millimetre: 406 dpi, a card comes out 1370 pixels wide.
const SCALE: f32 = 16.0;
/// Ten characters an inch (ICAO 9303-3 §4.4).
const PITCH: f32 = 2.54;
/// From line to line of a zone.
const LINE: f32 = 5.6;

pub const BLACK: [u8; 3] = [28, 26, 30];
pub const GREY: [u8; 3] = [96, 100, 110];

/// A colour and how much of it covers what is below, `0.0..=1.0`.
type Ink = ([u8; 3], f32);

/// A sheet of paper being printed on. All places and sizes in millimetres from its top left corner.
pub struct Sheet {
    image: RgbImage,
    ocr_b: FontRef<'static>,
    plain: FontRef<'static>,
    bold: FontRef<'static>,
}

impl Sheet {
    /// Paper of this size with a ground of fine waves around `tint`.
    pub fn new(width: f32, height: f32, tint: [u8; 3]) -> Result<Self, SpecimenError> {
        let font = |data| FontRef::try_from_slice(data).map_err(|_| SpecimenError::Font);
        let image = RgbImage::from_fn(whole(width * SCALE), whole(height * SCALE), |x, y| {
            let (x, y) = (real(x) / SCALE, real(y) / SCALE);
            let wave =
                ((x * 2.1 + (y * 0.7).sin() * 3.0).sin() + (y * 3.3 + (x * 0.35).cos() * 4.0).sin()) * 6.0;
            Rgb(tint.map(|c| byte(f32::from(c) + wave)))
        });
        Ok(Self { image, ocr_b: font(OCR_B)?, plain: font(PLAIN)?, bold: font(BOLD)? })
    }

    pub fn finish(self) -> RgbImage {
        self.image
    }

    /// Small caption with the value under it.
    pub fn field(&mut self, x: f32, y: f32, caption: &str, value: &str) {
        self.text(x, y, 1.7, GREY, caption);
        self.bold(x, y + 3.3, 2.9, BLACK, value);
    }

    /// Text with its baseline at `y`, `size` being the height of its line.
    pub fn text(&mut self, x: f32, y: f32, size: f32, colour: [u8; 3], text: &str) {
        let font = self.plain.clone();
        self.set(&font, (x, y), size, (colour, 1.0), text);
    }

    pub fn bold(&mut self, x: f32, y: f32, size: f32, colour: [u8; 3], text: &str) {
        let font = self.bold.clone();
        self.set(&font, (x, y), size, (colour, 1.0), text);
    }

    /// SPECIMEN across the face, pale enough to read everything through it.
    pub fn mark(&mut self, x: f32, y: f32, size: f32) {
        let font = self.bold.clone();
        self.set(&font, (x, y), size, ([190, 40, 40], 0.28), "SPECIMEN");
    }

    fn set(&mut self, font: &FontRef<'_>, (x, y): (f32, f32), size: f32, ink: Ink, text: &str) {
        let scaled = font.as_scaled(PxScale::from(size * SCALE * 1.25));
        let mut pen = x * SCALE;
        let mut before = None;
        for c in text.chars() {
            let id = scaled.glyph_id(c);
            pen += before.map_or(0.0, |b| scaled.kern(b, id));
            self.glyph(font, scaled.scale(), id, (pen, y * SCALE), ink);
            pen += scaled.h_advance(id);
            before = Some(id);
        }
    }

    /// The lines of a zone, the first with its baseline at `y`, each character at its own place.
    pub fn zone(&mut self, x: f32, y: f32, lines: &[String]) {
        let font = self.ocr_b.clone();
        let advance = font.h_advance_unscaled(font.glyph_id('0'));
        let scale = PxScale::from(font.height_unscaled() * PITCH * SCALE / advance);
        for (row, line) in lines.iter().enumerate() {
            for (column, c) in line.chars().enumerate() {
                let place = (
                    (x + PITCH * crate::picture::real_len(column)) * SCALE,
                    (y + LINE * crate::picture::real_len(row)) * SCALE,
                );
                self.glyph(&font, scale, font.glyph_id(c), place, (BLACK, 1.0));
            }
        }
    }

    fn glyph(
        &mut self,
        font: &FontRef<'_>,
        scale: PxScale,
        id: ab_glyph::GlyphId,
        (x, y): (f32, f32),
        ink: Ink,
    ) {
        let Some(outline) = font.outline_glyph(id.with_scale_and_position(scale, point(x, y))) else {
            return;
        };
        let bounds = outline.px_bounds();
        outline.draw(|dx, dy, cover| {
            let (px, py) = (bounds.min.x + real(dx), bounds.min.y + real(dy));
            if px >= 0.0 && py >= 0.0 {
                self.blend(whole(px), whole(py), ink.0, cover * ink.1);
            }
        });
    }

    /// A filled box.
    pub fn bar(&mut self, x: f32, y: f32, width: f32, height: f32, colour: [u8; 3]) {
        for py in whole(y * SCALE)..whole((y + height) * SCALE) {
            for px in whole(x * SCALE)..whole((x + width) * SCALE) {
                self.blend(px, py, colour, 1.0);
            }
        }
    }

    /// A head and shoulders without a face, in the place of a portrait.
    pub fn silhouette(&mut self, x: f32, y: f32, width: f32, height: f32) {
        self.bar(x, y, width, height, [205, 214, 222]);
        for py in whole(y * SCALE)..whole((y + height) * SCALE) {
            for px in whole(x * SCALE)..whole((x + width) * SCALE) {
                let (dx, dy) = ((real(px) / SCALE - x) / width - 0.5, (real(py) / SCALE - y) / height);
                let head = (dx / 0.2).powi(2) + ((dy - 0.38) / 0.2).powi(2) < 1.0;
                let body = (dx / 0.42).powi(2) + ((dy - 1.0) / 0.36).powi(2) < 1.0;
                if head || body {
                    self.blend(px, py, [128, 140, 152], 1.0);
                }
            }
        }
    }

    fn blend(&mut self, x: u32, y: u32, colour: [u8; 3], cover: f32) {
        if x < self.image.width() && y < self.image.height() {
            let pixel = self.image.get_pixel_mut(x, y);
            for (below, above) in pixel.0.iter_mut().zip(colour) {
                *below = byte(f32::from(*below) * (1.0 - cover) + f32::from(above) * cover);
            }
        }
    }
}

/// A channel value, kept within bounds.
pub fn byte(value: f32) -> u8 {
    u8::try_from(whole(value + 0.5)).unwrap_or(u8::MAX)
}
