//! A sheet being printed on, in millimetres, which notes what is printed where.

use ab_glyph::{Font, GlyphId, OutlinedGlyph, PxScale, ScaleFont, point};
use image::RgbImage;

use super::chance::Chance;
use super::ground::{self, Palette};
use super::hands::{Face, Fonts, Style, Wear};
use super::mask::Mask;
use super::print::{Hand, Print, ZoneHand};
use super::truth::{BarcodeTruth, Printed, PrintedField, Side, SideName, SpecimenKind, Truth, ZoneTruth};
use super::{SpecimenError, code39};
use crate::mrz::Format;
use crate::picture::{PixelBox, real, real_len, whole};

/// Dots per millimetre: 406 dpi, a card comes out 1370 pixels wide.
pub const SCALE: f32 = 16.0;
/// Ten characters an inch (ICAO 9303-3 §4.4).
const PITCH: f32 = 2.54;

pub const BLACK: [u8; 3] = [30, 28, 32];
pub const GREY: [u8; 3] = [92, 96, 106];
pub const RED: [u8; 3] = [186, 44, 44];

/// A part of a printed line; those with a field are noted with the value a form wants.
pub struct Piece {
    pub text: String,
    pub says: Option<(PrintedField, String)>,
}

impl Piece {
    /// Text that is no field: brackets, commas.
    pub fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), says: None }
    }

    /// A field printed as its value is.
    pub fn field(field: PrintedField, text: &str) -> Self {
        Self { text: text.to_owned(), says: Some((field, text.to_owned())) }
    }

    /// A field printed otherwise than forms write it.
    pub fn meaning(field: PrintedField, text: &str, value: &str) -> Self {
        Self { text: text.to_owned(), says: Some((field, value.to_owned())) }
    }
}

/// A sheet of paper being printed on. All places and sizes in millimetres from its top left corner.
pub struct Sheet<'p> {
    pub(super) image: RgbImage,
    fonts: Fonts,
    /// For what is left to chance in the layout.
    pub chance: Chance,
    pub print: &'p Print,
    hand: Hand,
    ink: Wear,
    zone_ink: Wear,
    /// Size, width and tracking of the hand against the layout.
    stray: (f32, f32, f32),
    /// How far what is filled in stands off its place.
    slip: (f32, f32),
    truth: Truth,
    size: (f32, f32),
}

impl<'p> Sheet<'p> {
    /// Paper of this size, to be filled in by one of these hands.
    pub fn new(
        (kind, side): (SpecimenKind, SideName),
        size: (f32, f32),
        palette: &Palette,
        hands: &[Hand],
        print: &'p Print,
    ) -> Result<Self, SpecimenError> {
        let mut chance = Chance::apart(print.seed, side as u64 + 1);
        // Both sides are filled in by one hand.
        let mut of_document = Chance::apart(print.seed, 77);
        let drawn = if print.variation > 0.0 { of_document.pick(hands) } else { hands[0] };
        let ink = print.ink(&mut of_document);
        let zone_ink = print.ink(&mut of_document);
        let stray = (
            1.0 + of_document.around(0.0, 0.08) * print.variation,
            1.0 + of_document.around(0.0, 0.07) * print.variation,
            of_document.between(-0.02, 0.07) * print.variation,
        );
        let mut off = |most: f32| chance.around(0.0, most) * print.variation;
        let slip = (off(0.45), off(0.3));
        let image =
            ground::paint((whole(size.0 * SCALE), whole(size.1 * SCALE)), palette, print, &mut chance);
        let truth = Truth { kind, side, zone: None, barcode: None, printed: Vec::new() };
        let hand = print.hand.unwrap_or(drawn);
        Ok(Self {
            image,
            fonts: Fonts::open()?,
            chance,
            print,
            hand,
            ink,
            zone_ink,
            stray,
            slip,
            truth,
            size,
        })
    }

    /// The finished side; `corner` is the radius of its corners in millimetres.
    pub fn finish(self, corner: f32) -> Side {
        Side { image: self.image, truth: self.truth, corner: corner * SCALE }
    }

    /// The style in which this document is filled in, with capitals of this height.
    pub fn hand(&self, cap: f32, ink: [u8; 3]) -> Style {
        let (size, stretch, track) = self.stray;
        let mut wear = self.ink;
        if self.hand == Hand::Typewriter {
            wear = Wear { bleed: (wear.bleed + 0.25).min(1.0), shake: 0.6, ..wear };
        }
        wear.dots = self.hand == Hand::DotMatrix;
        let dense = match self.hand {
            Hand::Mono | Hand::DotMatrix | Hand::Typewriter => 0.92,
            Hand::Condensed => 0.95,
            _ => 1.0,
        };
        let style = Style::of(self.hand.face(), cap * size, ink);
        Style { stretch: stretch * dense, track, wear, ..style }
    }

    /// How wide a text comes out.
    pub fn width(&self, style: &Style, text: &str) -> f32 {
        let opened = self.fonts.of(style.face);
        let scaled = opened.font.as_scaled(opened.scale(style.cap * SCALE, style.stretch));
        let mut before = None;
        let mut width = 0.0;
        for c in text.chars() {
            let id = scaled.glyph_id(c);
            width += before.map_or(0.0, |b| scaled.kern(b, id)) + scaled.h_advance(id);
            before = Some(id);
        }
        width / SCALE + style.track * real_len(text.chars().count())
    }

    /// Prints text with its baseline at `y`; returns where it ends.
    pub fn text(&mut self, (x, y): (f32, f32), style: &Style, text: &str) -> f32 {
        let (mask, end) = self.shapes((x, y), style, text);
        if let Some(mask) = mask {
            let mask = mask.worn(&style.wear, style.cap * SCALE, self.chance.next());
            ground::ink(&mut self.image, &mask, style.ink, style.cover);
        }
        end
    }

    /// Text turned about the place where it begins.
    pub fn turned(&mut self, at: (f32, f32), angle: f32, style: &Style, text: &str) {
        if let (Some(mask), _) = self.shapes(at, style, text) {
            let about = (at.0 * SCALE, at.1 * SCALE);
            ground::ink_turned(&mut self.image, &mask, (about, angle), (style.ink, style.cover));
        }
    }

    fn shapes(&mut self, (x, y): (f32, f32), style: &Style, text: &str) -> (Option<Mask>, f32) {
        let opened = self.fonts.of(style.face);
        let scale = opened.scale(style.cap * SCALE, style.stretch);
        let scaled = opened.font.as_scaled(scale);
        let mut pen = x * SCALE;
        let mut before: Option<GlyphId> = None;
        let mut glyphs = Vec::new();
        for c in text.chars() {
            let id = scaled.glyph_id(c);
            pen += before.map_or(0.0, |b| scaled.kern(b, id));
            let off = style.wear.shake * 0.07 * style.cap * SCALE;
            let place =
                point(pen + self.chance.around(0.0, off * 0.5), y * SCALE + self.chance.around(0.0, off));
            glyphs.extend(opened.font.outline_glyph(id.with_scale_and_position(scale, place)));
            pen += scaled.h_advance(id) + style.track * SCALE;
            before = Some(id);
        }
        (Mask::of(&glyphs), pen / SCALE)
    }

    /// Prints pieces one after the other, narrowed to fit `room`, and notes the fields among them.
    pub fn put(&mut self, (x, y): (f32, f32), room: f32, style: &Style, pieces: &[Piece]) -> f32 {
        let whole_text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
        let needed = self.width(style, &whole_text);
        let narrowed = if needed > room { style.stretch * room / needed } else { style.stretch };
        let style = Style { stretch: narrowed, track: style.track * narrowed / style.stretch, ..*style };
        let filled_in = pieces.iter().any(|piece| piece.says.is_some());
        let slip = if filled_in { self.slip } else { (0.0, 0.0) };
        let (mut pen, y) = (x + slip.0, y + slip.1);
        for piece in pieces {
            let begin = pen + self.width(&style, &piece.text) - self.width(&style, piece.text.trim_start());
            let end = self.text((pen, y), &style, &piece.text);
            if let Some((field, value)) = piece.says.clone().filter(|_| !piece.text.trim().is_empty()) {
                let place = self.place((begin, y - style.cap * 1.25), (end, y + style.cap * 0.3));
                self.note(field, piece.text.trim(), &value, place);
            }
            pen = end;
        }
        pen
    }

    /// Words printed beforehand, in so much room.
    pub fn words(&mut self, at: (f32, f32), room: f32, style: &Style, words: &str) {
        self.put(at, room, style, &[Piece::plain(words)]);
    }

    /// One field alone.
    pub fn value(&mut self, at: (f32, f32), room: f32, style: &Style, field: PrintedField, text: &str) {
        self.put(at, room, style, &[Piece::field(field, text)]);
    }

    fn note(&mut self, field: PrintedField, text: &str, value: &str, place: PixelBox) {
        let (text, value) = (text.to_owned(), value.to_owned());
        self.truth.printed.push(Printed { field, text, value, place });
    }

    /// A box of millimetres in pixels of the picture.
    pub fn place(&self, from: (f32, f32), to: (f32, f32)) -> PixelBox {
        let corners = [(from.0 * SCALE, from.1 * SCALE), (to.0 * SCALE, to.1 * SCALE)];
        PixelBox::around(&corners, self.image.dimensions())
    }

    /// The lines of a zone, the first with its baseline at `y` and `line` from one to the next, each character at its
    /// own place.
    pub fn zone(&mut self, (x, y): (f32, f32), line: f32, format: Format, lines: &[String]) {
        let loose = self.print.variation;
        let drawn = if loose > 0.0 && self.chance.one_in(2) { ZoneHand::Square } else { ZoneHand::Round };
        let face = match self.print.zone_hand.unwrap_or(drawn) {
            ZoneHand::Round => Face::OcrB,
            ZoneHand::Square => Face::OcrBSquare,
        };
        let pitch = PITCH * (1.0 + self.chance.around(-0.002, 0.008) * loose);
        let line = line * (1.0 + self.chance.around(0.0, 0.05) * loose);
        let (x, y) = (x + self.chance.around(0.0, 0.5) * loose, y + self.chance.around(0.0, 0.4) * loose);
        let opened = self.fonts.of(face);
        let font = &opened.font;
        let advance = font.h_advance_unscaled(font.glyph_id('0'));
        let height = font.height_unscaled() * PITCH * SCALE / advance;
        let size = 1.0 + self.chance.around(0.0, 0.05) * loose;
        let scale =
            PxScale { x: height * size * (1.0 + self.chance.around(0.0, 0.04) * loose), y: height * size };
        let weight = if loose > 0.0 && self.chance.one_in(4) { self.chance.between(0.0, 0.35) } else { 0.0 };
        let wear = Wear { bleed: self.zone_ink.bleed.max(weight), ..self.zone_ink };
        let shade = 24 + u8::try_from(self.chance.below(30)).unwrap_or(0);
        for (row, text) in lines.iter().enumerate() {
            let glyphs: Vec<OutlinedGlyph> = text
                .chars()
                .enumerate()
                .filter_map(|(column, c)| {
                    let at =
                        point((x + pitch * real_len(column)) * SCALE, (y + line * real_len(row)) * SCALE);
                    font.outline_glyph(font.glyph_id(c).with_scale_and_position(scale, at))
                })
                .collect();
            if let Some(mask) = Mask::of(&glyphs) {
                let mask = mask.worn(&wear, 2.4 * SCALE, self.chance.next());
                ground::ink(&mut self.image, &mask, [shade; 3], 1.0);
            }
        }
        let longest = lines.iter().map(String::len).max().unwrap_or(0);
        let end = (x + pitch * real_len(longest), y + line * real_len(lines.len().max(1) - 1) + 0.4);
        let place = self.place((x, y - 2.8), end);
        self.truth.zone = Some(ZoneTruth { format, lines: lines.to_vec(), place });
    }

    /// A Code 39 symbol of this width and height; nothing for a text it cannot hold.
    pub fn barcode(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), text: &str) {
        let Some(widths) = code39::widths(text) else { return };
        let modules: f32 = widths.iter().copied().map(f32::from).sum();
        let module = width / modules;
        let mut mask = self.blank((x - 0.5, y - 0.5), (x + width + 0.5, y + height + 0.5));
        let mut pen = x;
        for (at, width) in widths.into_iter().enumerate() {
            let width = f32::from(width) * module;
            if at % 2 == 0 {
                mask.block((pen * SCALE, y * SCALE), ((pen + width) * SCALE, (y + height) * SCALE));
            }
            pen += width;
        }
        let mask =
            mask.worn(&Wear { bleed: self.ink.bleed * 0.3, ..self.ink }, 2.0 * SCALE, self.chance.next());
        ground::ink(&mut self.image, &mask, BLACK, 1.0);
        let place = self.place((x, y), (x + width, y + height));
        self.truth.barcode = Some(BarcodeTruth { text: text.to_owned(), place });
    }

    /// A filled box.
    pub fn bar(&mut self, from: (f32, f32), size: (f32, f32), ink: [u8; 3], cover: f32) {
        let to = (from.0 + size.0, from.1 + size.1);
        let mut mask = self.blank(from, to);
        mask.block((from.0 * SCALE, from.1 * SCALE), (to.0 * SCALE, to.1 * SCALE));
        ground::ink(&mut self.image, &mask, ink, cover);
    }

    /// A thin line along or down.
    pub fn rule(&mut self, from: (f32, f32), to: (f32, f32), ink: [u8; 3]) {
        let thick = 0.12;
        self.bar(from, ((to.0 - from.0).max(thick), (to.1 - from.1).max(thick)), ink, 0.7);
    }

    pub(super) fn blank(&self, from: (f32, f32), to: (f32, f32)) -> Mask {
        let place = self.place(from, to);
        let signed = |value: u32| i32::try_from(value).unwrap_or(0);
        Mask::blank(signed(place.left), signed(place.top), signed(place.width) + 1, signed(place.height) + 1)
    }

    /// SPECIMEN across the face, pale enough to read everything through it.
    pub fn mark(&mut self) {
        let (width, height) = self.size;
        let style = Style::of(Face::SansBold, height * 0.13, RED).pale(0.17);
        let long = self.width(&style, "SPECIMEN");
        let angle = -0.32_f32;
        let (sin, cos) = angle.sin_cos();
        let begin = (width * 0.54 - long * 0.5 * cos, height * 0.55 - long * 0.5 * sin);
        self.turned(begin, angle, &style, "SPECIMEN");
    }

    /// The size of the sheet in pixels, as real numbers.
    pub fn pixels(&self) -> (f32, f32) {
        (real(self.image.width()), real(self.image.height()))
    }
}
