//! Portraits without a face, signatures that are nobody's, and stamps.

use super::chance::{Noise, mix, smooth};
use super::ground::{byte, ink, put};
use super::hands::{Face, Style};
use super::sheet::{GREY, SCALE, Sheet};
use crate::picture::{real, whole};

/// How a portrait is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Engraved in grey.
    Grey,
    Colour,
    /// A second, pale one that lies over or under fields.
    Ghost,
}

/// Colours of somebody: behind, skin, hair, clothes.
type Tones = [[f32; 3]; 4];

impl Sheet<'_> {
    /// Head and shoulders without a face.
    pub fn portrait(&mut self, (left, top): (f32, f32), (width, height): (f32, f32), tone: Tone) {
        let skin = self.chance.between(0.0, 1.0);
        let mut tones: Tones = [
            [226.0, 230.0, 234.0],
            [mix(232.0, 120.0, skin), mix(200.0, 84.0, skin), mix(178.0, 62.0, skin)],
            self.chance.pick(&[
                [62.0, 46.0, 38.0],
                [34.0, 30.0, 30.0],
                [150.0, 112.0, 66.0],
                [170.0, 166.0, 160.0],
            ]),
            self.chance.pick(&[
                [58.0, 70.0, 98.0],
                [120.0, 50.0, 56.0],
                [46.0, 48.0, 52.0],
                [196.0, 196.0, 190.0],
            ]),
        ];
        if tone != Tone::Colour {
            tones = tones.map(|[r, g, b]| [r * 0.3 + g * 0.6 + b * 0.1; 3]);
        }
        let long_hair = self.chance.one_in(2);
        let grain = Noise::of(self.chance.next());
        let cover = if tone == Tone::Ghost { 0.16 + 0.3 * self.print.overlap } else { 1.0 };
        for py in whole(top * SCALE)..whole((top + height) * SCALE) {
            for px in whole(left * SCALE)..whole((left + width) * SCALE) {
                let (u, v) = ((real(px) / SCALE - left) / width - 0.5, (real(py) / SCALE - top) / height);
                let (part, light) = part_of((u, v), long_hair);
                if tone == Tone::Ghost && part == 0 {
                    continue;
                }
                let fleck = grain.at(real(px) * 0.35, real(py) * 0.35) * 7.0;
                let colour = tones[part].map(|c| byte(c * light + fleck));
                let soft = if tone == Tone::Ghost { cover } else { edge(u, v) };
                put(&mut self.image, (px, py), colour, soft);
            }
        }
    }

    /// Loops of a pen: a signature that is nobody's.
    pub fn signature(&mut self, (x, y): (f32, f32), length: f32) {
        let (height, loops) = (self.chance.between(1.0, 2.2), self.chance.between(3.0, 6.5));
        let (lean, second) = (self.chance.between(0.2, 0.9), self.chance.between(1.7, 2.6));
        let ink_of_pen = self.chance.pick(&[[26, 28, 40], [34, 44, 110], [20, 20, 24]]);
        let mut mask = self.blank((x - 3.0, y - 6.0), (x + length + 4.0, y + 4.0));
        let start = self.chance.between(0.0, 1.0);
        for step in 0..1400_u16 {
            let t = f32::from(step) / 1400.0;
            let turn = (t * loops + start) * std::f32::consts::TAU;
            let size = height * (1.0 - 0.6 * t) * (0.6 + 0.4 * (turn * 0.37).sin());
            let up = size * (turn.sin() + 0.5 * (turn * second).sin());
            let along = x + t * length + size * 0.7 * turn.cos() + up * lean;
            mask.spot((along * SCALE, (y - up) * SCALE), 0.13 * SCALE * (0.7 + 0.5 * turn.sin().abs()));
        }
        ink(&mut self.image, &mask, ink_of_pen, 0.85);
    }

    /// A round office stamp, its middle here; pale, as it lies over other things.
    pub fn stamp(&mut self, (x, y): (f32, f32), radius: f32, words: &str) {
        let colour = self.chance.pick(&[[60, 70, 140], [120, 60, 110], [50, 50, 60]]);
        let cover = 0.25 + 0.35 * self.print.overlap;
        let mut mask = self.blank((x - radius, y - radius), (x + radius, y + radius));
        for step in 0..720_u16 {
            let (sin, cos) = (f32::from(step) / 720.0 * std::f32::consts::TAU).sin_cos();
            for share in [1.0, 0.66] {
                let ring = (radius - 0.4) * share;
                mask.spot(((x + ring * cos) * SCALE, (y + ring * sin) * SCALE), 0.1 * SCALE);
            }
        }
        let wear = super::hands::Wear { rub: 0.5, ..self.print.ink(&mut self.chance) };
        let mask = mask.worn(&wear, 3.0 * SCALE, self.chance.next());
        ink(&mut self.image, &mask, colour, cover);
        let style = Style { cap: radius * 0.15, wear, ..Style::of(Face::SansBold, 1.0, colour).pale(cover) };
        let letters: Vec<char> = words.chars().collect();
        for (at, letter) in letters.iter().enumerate() {
            let share = crate::picture::real_len(at) / crate::picture::real_len(letters.len());
            let turn = share * std::f32::consts::TAU - 2.4;
            let place = (x + radius * 0.75 * turn.cos(), y + radius * 0.75 * turn.sin());
            self.turned(place, turn + std::f32::consts::FRAC_PI_2, &style, &letter.to_string());
        }
    }

    /// Words of the ground, again and again, faint.
    pub fn ghost_words(&mut self, words: &str) {
        let cover = 0.03 + 0.14 * self.print.ground;
        let style = Style::of(Face::Sans, 1.1, GREY).pale(cover);
        let (width, height) = (self.pixels().0 / SCALE, self.pixels().1 / SCALE);
        let step = self.width(&style, words) + 3.0;
        let mut y = self.chance.between(2.0, 6.0);
        while y < height {
            let mut x = -self.chance.between(0.0, step);
            while x < width {
                self.text((x, y), &style, words);
                x += step;
            }
            y += 6.5;
        }
    }
}

/// What is seen at a place of a portrait (0 behind, 1 skin, 2 hair, 3 clothes) and how light it is there.
fn part_of((u, v): (f32, f32), long_hair: bool) -> (usize, f32) {
    let oval = |x: f32, y: f32, wide: f32, high: f32| ((u - x) / wide).powi(2) + ((v - y) / high).powi(2);
    let round = |inside: f32| 1.06 - 0.28 * inside + 0.12 * u;
    let face = oval(0.0, 0.44, 0.19, 0.2);
    let hair = oval(0.0, 0.37, 0.235, 0.23);
    let neck = u.abs() < 0.1 && (0.55..0.78).contains(&v);
    let body = oval(0.0, 1.05, 0.46, 0.34);
    if face < 1.0 && v > 0.3 + 0.25 * u * u {
        return (1, round(face));
    }
    if hair < 1.0 && v < 0.47 || (long_hair && u.abs() < 0.24 && (0.37..0.72).contains(&v) && u.abs() >= 0.1)
    {
        return (2, round(hair.min(1.2)));
    }
    if body < 1.0 && !(neck && v < 0.74) {
        return (3, round(body));
    }
    if neck {
        return (1, 0.82);
    }
    (0, 1.03 - 0.1 * v)
}

/// Soft towards the border, as engraved portraits are.
fn edge(u: f32, v: f32) -> f32 {
    smooth((0.5 - u.abs()) / 0.02).min(smooth(v.min(1.0 - v) / 0.015))
}
