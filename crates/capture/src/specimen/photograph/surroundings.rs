//! What lies around a document and over its edge: desks, cloths, letters, other cards, fingers.

use image::RgbImage;

use super::super::chance::{Chance, Noise, mix, smooth, wave};
use super::super::ground;
use super::super::hands::{Face, Fonts, Style};
use super::super::mask::Mask;
use super::super::sheet::SCALE;
use super::handling::{Surroundings, Taken};
use crate::picture::{PixelBox, real, whole};

const WORDS: [&str; 24] = [
    "comunicazione",
    "ufficio",
    "domanda",
    "relativa",
    "presente",
    "oggetto",
    "data",
    "allegato",
    "firma",
    "del",
    "alla",
    "richiesta",
    "numero",
    "con",
    "la",
    "si",
    "prega",
    "entro",
    "giorni",
    "Spett.le",
    "cliente",
    "importo",
    "euro",
    "contratto",
];

/// A finger: where its tip lies and where it comes from, in pixels of the document, and how thick it is.
struct Finger {
    tip: (f32, f32),
    root: (f32, f32),
    radius: f32,
}

pub struct Around {
    kind: Surroundings,
    size: (f32, f32),
    noise: (Noise, Noise),
    base: [f32; 3],
    turn: (f32, f32),
    letter: Option<RgbImage>,
    fingers: Vec<Finger>,
    skin: [f32; 3],
    other: ((f32, f32), (f32, f32), [f32; 3]),
}

impl Around {
    pub fn new(taken: &Taken, size: (u32, u32), document: (f32, f32), places: &[PixelBox]) -> Self {
        let mut chance = Chance::apart(taken.seed, 0xa70d);
        let size = (real(size.0), real(size.1));
        let tones: &[[f32; 3]] = match taken.surroundings {
            Surroundings::Plain => &[[104.0, 92.0, 84.0], [150.0, 150.0, 148.0], [70.0, 84.0, 96.0]],
            Surroundings::Wood => &[[150.0, 108.0, 70.0], [112.0, 76.0, 50.0], [196.0, 164.0, 124.0]],
            Surroundings::Cloth => &[[58.0, 72.0, 104.0], [130.0, 44.0, 48.0], [120.0, 126.0, 120.0]],
            Surroundings::Dark => &[[26.0, 26.0, 30.0], [40.0, 36.0, 34.0]],
            Surroundings::Letter | Surroundings::OtherCard => &[[138.0, 110.0, 84.0], [72.0, 70.0, 72.0]],
        };
        let base = chance.pick(tones);
        let turn = chance.between(-0.5, 0.5);
        let noise = (Noise::of(chance.next()), Noise::of(chance.next()));
        let other = (
            (size.0 * chance.between(0.05, 0.95), size.1 * chance.between(0.02, 0.98)),
            (size.0 * 0.36, size.0 * 0.23),
            chance.pick(&[
                [40.0, 52.0, 90.0],
                [170.0, 40.0, 46.0],
                [214.0, 214.0, 208.0],
                [30.0, 110.0, 96.0],
            ]),
        );
        let letter = (taken.surroundings == Surroundings::Letter).then(|| letter(&mut chance, size.0));
        let skin = chance.pick(&[[224.0, 172.0, 146.0], [196.0, 140.0, 112.0], [120.0, 82.0, 64.0]]);
        let fingers = if taken.fingers { hold(&mut chance, document, places) } else { Vec::new() };
        Self {
            kind: taken.surroundings,
            size,
            noise,
            base,
            turn: (turn.cos(), turn.sin()),
            letter: letter.flatten(),
            fingers,
            skin,
            other,
        }
    }

    /// The colour beside the document at a place of the picture.
    pub fn colour(&self, x: f32, y: f32) -> [f32; 3] {
        // Grain is of things and not of pixels: it grows with the picture.
        let unit = self.size.0 / 1600.0;
        let (x, y) = (x / unit, y / unit);
        let (along, across) = (x * self.turn.0 + y * self.turn.1, y * self.turn.0 - x * self.turn.1);
        let light = match self.kind {
            Surroundings::Wood => {
                let bend = self.noise.0.at(along * 0.002, across * 0.012) * 3.0;
                let ring = wave(across * 0.011 + bend);
                let pores = self.noise.1.at(along * 0.025, across * 0.6);
                let boards = self.noise.0.at(0.5, (across * 0.004).floor()) * 0.1;
                0.95 + 0.06 * ring + 0.09 * pores + boards
            }
            Surroundings::Cloth => {
                let weave = wave(along * 0.13) * wave(across * 0.13);
                0.95 + 0.14 * weave + 0.1 * self.noise.0.at(x * 0.02, y * 0.02)
            }
            Surroundings::Plain | Surroundings::Dark => 1.0 + 0.06 * self.noise.0.at(x * 0.01, y * 0.01),
            Surroundings::Letter => {
                if let Some(colour) = self.on_letter(along, across) {
                    return colour;
                }
                1.0 + 0.08 * self.noise.0.at(along * 0.004, across * 0.08)
            }
            Surroundings::OtherCard => {
                if let Some(colour) = self.on_other(x * unit, y * unit) {
                    return colour;
                }
                1.0 + 0.08 * self.noise.0.at(x * 0.01, y * 0.01)
            }
        };
        self.base.map(|c| c * light)
    }

    fn on_letter(&self, along: f32, across: f32) -> Option<[f32; 3]> {
        let letter = self.letter.as_ref()?;
        let (u, v) = (along + 160.0, across + 420.0);
        let inside = u >= 0.0 && v >= 0.0 && u < real(letter.width()) && v < real(letter.height());
        inside.then(|| ground::colour_at(letter, u, v))
    }

    fn on_other(&self, x: f32, y: f32) -> Option<[f32; 3]> {
        let ((middle_x, middle_y), (half_wide, half_high), colour) = self.other;
        let (dx, dy) = (x - middle_x, y - middle_y);
        let (u, v) = (
            dx * self.turn.0 + dy * self.turn.1 + half_wide,
            dy * self.turn.0 - dx * self.turn.1 + half_high,
        );
        let inside = ground::within((u, v), (half_wide * 2.0, half_high * 2.0), half_wide * 0.08);
        if inside <= 0.0 {
            return None;
        }
        let (row, column) = (v / half_high, u / half_wide);
        let chip = (0.2..0.46).contains(&column) && (0.7..1.05).contains(&row);
        let line = (1.25..1.38).contains(&row) && (0.2..1.6).contains(&column) && wave(column * 9.0) > -0.3;
        let shade = if chip || line {
            [206.0, 190.0, 140.0]
        } else {
            colour.map(|c| c * (1.0 + 0.15 * (column - 1.0)))
        };
        Some(std::array::from_fn(|i| mix(self.base[i], shade[i], inside)))
    }

    /// How dark the ground is in the shadow that the document's edge throws.
    pub fn shade((u, v): (f32, f32), (w, h): (f32, f32)) -> f32 {
        let reach = w * 0.012;
        let (dx, dy) =
            ((u - w / 2.0 - reach * 0.5).abs() - w / 2.0, (v - h / 2.0 - reach * 0.7).abs() - h / 2.0);
        let far = dx.max(0.0).hypot(dy.max(0.0));
        1.0 - 0.45 * (1.0 - smooth(far / (reach * 1.6)))
    }

    /// Fingers over whatever is there; `u` and `v` in pixels of the document.
    pub fn fingers(&self, colour: &mut [f32; 3], (u, v): (f32, f32)) {
        for finger in &self.fingers {
            let (fx, fy) = (finger.root.0 - finger.tip.0, finger.root.1 - finger.tip.1);
            let length = fx.hypot(fy);
            let (along_x, along_y) = (fx / length, fy / length);
            let (dx, dy) = (u - finger.tip.0, v - finger.tip.1);
            let along = (dx * along_x + dy * along_y).clamp(0.0, length);
            let off = (dx - along * along_x).hypot(dy - along * along_y) / finger.radius;
            let shadow = 1.0 - 0.35 * (1.0 - smooth((off - 0.95) / 0.35));
            if off > 1.0 {
                *colour = colour.map(|c| c * shadow);
                continue;
            }
            let round = (1.0 - off * off).sqrt();
            let across = (dy * along_x - dx * along_y) / finger.radius;
            let nail = ((along / finger.radius - 0.1) / 0.75).powi(2) + (across / 0.6).powi(2) < 1.0;
            let crease = 0.04 * self.noise.0.at(u * 0.05, v * 0.05);
            let light = 0.62 + 0.42 * round + crease;
            let tone = if nail { [1.06, 1.1, 1.12] } else { [1.0; 3] };
            let cover = smooth((1.0 - off) / 0.06);
            *colour = std::array::from_fn(|i| mix(colour[i], self.skin[i] * light * tone[i], cover));
        }
    }
}

/// One or two fingers over edges, where nothing is printed; none where there is no room.
fn hold(chance: &mut Chance, (w, h): (f32, f32), places: &[PixelBox]) -> Vec<Finger> {
    let mut fingers = Vec::new();
    for _ in 0..12 {
        let radius = chance.between(7.0, 9.0) * SCALE;
        // Without knowledge of the print only the very edge is safe.
        let most = if places.is_empty() { 1.5 } else { 9.0 };
        let depth = chance.between(1.0, most) * SCALE - radius;
        let share = chance.between(0.12, 0.88);
        let lean = chance.around(0.0, 0.5) * radius * 3.0;
        let far = radius * 7.0;
        let (tip, root) = match chance.below(4) {
            0 => ((depth, h * share), (-far, h * share + lean)),
            1 => ((w - depth, h * share), (w + far, h * share + lean)),
            2 => ((w * share, h - depth), (w * share + lean, h + far)),
            _ => ((w * share, depth), (w * share + lean, -far)),
        };
        let touched = |place: &PixelBox| {
            let near_x = tip.0.clamp(real(place.left), real(place.left + place.width));
            let near_y = tip.1.clamp(real(place.top), real(place.top + place.height));
            (tip.0 - near_x).hypot(tip.1 - near_y) < radius * 1.15
        };
        if !places.iter().any(touched) {
            fingers.push(Finger { tip, root, radius });
        }
        if fingers.len() == 2 {
            break;
        }
    }
    fingers
}

/// A printed letter, larger than what is seen of it.
fn letter(chance: &mut Chance, width: f32) -> Option<RgbImage> {
    let fonts = Fonts::open().ok()?;
    let cap = chance.between(9.0, 14.0);
    let face = chance.pick(&[Face::Sans, Face::Serif, Face::Mono]);
    let style = Style::of(face, cap, [52, 52, 56]);
    let size = (whole(width.clamp(600.0, 1600.0) * 1.1), 1700);
    let mut page = RgbImage::from_pixel(size.0, size.1, image::Rgb([238, 238, 234]));
    let mut y = 120.0;
    while y < 1660.0 {
        let mut text = String::new();
        let words = if chance.one_in(6) { 3 } else { 12 };
        for _ in 0..words {
            text.push_str(chance.pick(&WORDS));
            text.push(' ');
        }
        if let Some(mask) = line(&fonts, &style, (90.0, y), &text) {
            ground::ink(&mut page, &mask, style.ink, 0.9);
        }
        y += cap * 2.1;
    }
    Some(page)
}

fn line(fonts: &Fonts, style: &Style, (x, y): (f32, f32), text: &str) -> Option<Mask> {
    use ab_glyph::{Font, ScaleFont, point};
    let opened = fonts.of(style.face);
    let scale = opened.scale(style.cap, 1.0);
    let scaled = opened.font.as_scaled(scale);
    let mut pen = x;
    let mut glyphs = Vec::new();
    for c in text.chars() {
        let id = scaled.glyph_id(c);
        glyphs.extend(opened.font.outline_glyph(id.with_scale_and_position(scale, point(pen, y))));
        pen += scaled.h_advance(id);
    }
    Mask::of(&glyphs)
}
