//! Grounds of fine lines and tints, and the laying of ink upon them. Lines are waves of our own: no ground of a real
//! document is copied.

use image::{Rgb, RgbImage};

use super::chance::{Chance, Noise, mix, smooth, wave};
use super::mask::{Mask, real_i32};
use super::print::Print;
use super::sheet::SCALE;
use super::truth::Side;
use crate::picture::{real, sample, whole};

/// Colours of a ground: tints from the left to the right, and of the lines on them.
#[derive(Debug, Clone, Copy)]
pub struct Palette {
    pub tints: [[u8; 3]; 3],
    pub lines: [[u8; 3]; 2],
}

/// One set of lines: phase in turns over millimetres.
struct Lines {
    along: (f32, f32),
    swing: (f32, f32, f32, f32),
    thick: f32,
    colour: [u8; 3],
}

impl Lines {
    fn drawn(chance: &mut Chance, colour: [u8; 3]) -> Self {
        let angle = chance.between(0.0, 6.3);
        let per_millimetre = chance.between(0.5, 1.1);
        Self {
            along: (angle.cos() * per_millimetre, angle.sin() * per_millimetre),
            swing: (
                chance.between(0.6, 2.6),
                chance.around(0.0, 0.05),
                chance.around(0.0, 0.05),
                chance.between(0.0, 1.0),
            ),
            thick: chance.between(0.10, 0.26),
            colour,
        }
    }

    /// How much of a line covers a place.
    fn cover(&self, x: f32, y: f32) -> f32 {
        let (height, u, v, from) = self.swing;
        let bend = height * wave(x * u + y * v + from);
        let phase = x * self.along.0 + y * self.along.1 + bend;
        let off = (phase - phase.floor() - 0.5).abs();
        (1.0 - off / self.thick).clamp(0.0, 1.0)
    }
}

/// Paper with a ground upon it.
pub fn paint((width, height): (u32, u32), palette: &Palette, print: &Print, chance: &mut Chance) -> RgbImage {
    let strength = print.ground.clamp(0.0, 1.0);
    let sets = [0, 1, 0, 1].map(|at| Lines::drawn(chance, palette.lines[at]));
    let rings =
        (chance.between(0.25, 0.8), chance.between(0.2, 0.8), chance.between(5.0, 11.0), chance.below(2));
    let bow = chance.between(0.002, 0.006);
    let grain = Noise::of(chance.next());
    let line = 0.04 + 0.3 * strength;
    RgbImage::from_fn(width, height, |px, py| {
        let (x, y) = (real(px) / SCALE, real(py) / SCALE);
        let share = real(px) / real(width) * 2.0 + 0.25 * wave(y * bow * 3.0) * strength;
        let mut colour = tint(palette, share);
        for (at, set) in sets.iter().enumerate() {
            // Half the sets fade in and out over the sheet.
            let fade = if at < 2 { 1.0 } else { 0.5 + 0.5 * wave(x * 0.013 + y * 0.021) };
            blend(&mut colour, set.colour, set.cover(x, y) * line * fade);
        }
        if rings.3 == 1 {
            let (dx, dy) = (x - rings.0 * real(width) / SCALE, y - rings.1 * real(height) / SCALE);
            let (radius, turn) = (dx.hypot(dy), dy.atan2(dx) / std::f32::consts::TAU);
            let phase = radius * 0.9 + 0.7 * wave(turn * rings.2.floor());
            let off = (phase - phase.floor() - 0.5).abs();
            let cover = (1.0 - off / 0.2).clamp(0.0, 1.0) * smooth((22.0 - radius) / 6.0);
            blend(&mut colour, palette.lines[0], cover * line * 1.2);
        }
        let fleck = grain.at(x * 9.0, y * 9.0) * 3.0;
        Rgb(colour.map(|c| byte(c + fleck)))
    })
}

fn tint(palette: &Palette, share: f32) -> [f32; 3] {
    let (from, share) = if share < 1.0 { (0, share) } else { (1, share - 1.0) };
    let share = smooth(share);
    std::array::from_fn(|i| {
        mix(f32::from(palette.tints[from][i]), f32::from(palette.tints[from + 1][i]), share)
    })
}

fn blend(below: &mut [f32; 3], above: [u8; 3], cover: f32) {
    for (below, above) in below.iter_mut().zip(above) {
        *below = mix(*below, f32::from(above), cover);
    }
}

/// Lays a mask in a colour upon a picture.
pub fn ink(image: &mut RgbImage, mask: &Mask, colour: [u8; 3], cover: f32) {
    for row in 0..mask.height {
        for column in 0..mask.width {
            let share = mask.at(column, row) * cover;
            if share > 0.004 {
                let at = |from: i32, offset: usize| {
                    from.checked_add_unsigned(u32::try_from(offset).ok()?)?.try_into().ok()
                };
                if let Some((x, y)) = at(mask.left, column).zip(at(mask.top, row)) {
                    put(image, (x, y), colour, share);
                }
            }
        }
    }
}

/// As [`ink`], the mask turned by an angle about a place.
pub fn ink_turned(
    image: &mut RgbImage,
    mask: &Mask,
    ((about_x, about_y), angle): ((f32, f32), f32),
    (colour, cover): ([u8; 3], f32),
) {
    let (sin, cos) = angle.sin_cos();
    let (left, top) = (real_i32(mask.left) - about_x, real_i32(mask.top) - about_y);
    let (right, bottom) =
        (left + crate::picture::real_len(mask.width), top + crate::picture::real_len(mask.height));
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        .map(|(x, y)| (about_x + x * cos - y * sin, about_y + x * sin + y * cos));
    let place = crate::picture::PixelBox::around(&corners, image.dimensions());
    for y in place.top..place.top + place.height {
        for x in place.left..place.left + place.width {
            let (dx, dy) = (real(x) - about_x, real(y) - about_y);
            let (u, v) = (dx * cos + dy * sin - left, dy * cos - dx * sin - top);
            if u >= 0.0 && v >= 0.0 {
                let share = mask.at(whole(u) as usize, whole(v) as usize) * cover;
                put(image, (x, y), colour, share);
            }
        }
    }
}

/// Mixes a colour into one pixel.
pub fn put(image: &mut RgbImage, (x, y): (u32, u32), colour: [u8; 3], cover: f32) {
    if x < image.width() && y < image.height() {
        for (below, above) in image.get_pixel_mut(x, y).0.iter_mut().zip(colour) {
            *below = byte(mix(f32::from(*below), f32::from(above), cover));
        }
    }
}

/// Lays a side upon a picture, its corners round.
pub fn lay(image: &mut RgbImage, side: &Side, (left, top): (u32, u32)) {
    let (width, height) = (real(side.image.width()), real(side.image.height()));
    for (x, y, pixel) in side.image.enumerate_pixels() {
        let inside = within((real(x) + 0.5, real(y) + 0.5), (width, height), side.corner);
        put(image, (left + x, top + y), pixel.0, inside);
    }
}

/// How much of a pixel lies on a sheet with round corners.
pub fn within((x, y): (f32, f32), (width, height): (f32, f32), corner: f32) -> f32 {
    let (dx, dy) =
        ((x - width / 2.0).abs() - width / 2.0 + corner, (y - height / 2.0).abs() - height / 2.0 + corner);
    let outside = dx.max(0.0).hypot(dy.max(0.0)) + dx.max(dy).min(0.0) - corner;
    (0.5 - outside).clamp(0.0, 1.0)
}

/// A channel value, kept within bounds.
pub fn byte(value: f32) -> u8 {
    u8::try_from(whole(value + 0.5)).unwrap_or(u8::MAX)
}

/// The colour of a picture at a place between pixels, as real numbers.
pub fn colour_at(image: &RgbImage, x: f32, y: f32) -> [f32; 3] {
    sample(image, x, y).map(f32::from)
}
