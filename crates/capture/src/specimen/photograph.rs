//! What a hand and a camera make of a document: turned, seen at an angle, unevenly lit, a little soft and noisy.

use image::{Rgb, RgbImage, imageops};

use super::chance::Chance;
use super::ink::byte;
use crate::picture::{Pyramid, real, sample, whole};

/// How badly it is photographed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Handling {
    /// `0.0`: as from a scanner; `1.0`: carelessly, and still legible to a person.
    pub carelessness: f32,
    /// Quarter turns clockwise.
    pub quarter_turns: u8,
    /// Longest side of the photograph in pixels.
    pub longest: u32,
}

/// Photographs a document. The same seed makes the same photograph.
pub fn photograph(document: &RgbImage, seed: u64, handling: Handling) -> RgbImage {
    let mut chance = Chance::of(seed);
    let careless = handling.carelessness.clamp(0.0, 1.0);
    let (w, h) = (real(document.width()), real(document.height()));
    let (width, height) = (w * (1.0 + 0.3 * careless), h * (1.0 + 0.3 * careless));
    let scale = real(handling.longest) / width.max(height);
    let tilt = chance.between(-0.12, 0.12) * careless;
    let mut shift =
        || (chance.between(-0.04, 0.04) * careless * w, chance.between(-0.04, 0.04) * careless * h);
    let corners = [(-w, -h), (w, -h), (w, h), (-w, h)].map(|(x, y)| {
        let (sin, cos) = tilt.sin_cos();
        let (dx, dy) = shift();
        let (x, y) = (x / 2.0 + dx, y / 2.0 + dy);
        ((width / 2.0 + x * cos - y * sin) * scale, (height / 2.0 + x * sin + y * cos) * scale)
    });
    let pyramid = Pyramid::of(document);
    let (source, to_source) = pyramid.at(scale);
    let map = Perspective::onto(corners, (w * to_source, h * to_source));
    let (lean_x, lean_y) = (chance.between(-0.18, 0.18) * careless, chance.between(-0.18, 0.18) * careless);
    let (out_width, out_height) = (whole(width * scale).max(16), whole(height * scale).max(16));
    let picture = RgbImage::from_fn(out_width, out_height, |x, y| {
        let (u, v) = map.source(real(x) + 0.5, real(y) + 0.5);
        let inside = u >= 0.0 && v >= 0.0 && u < real(source.width()) && v < real(source.height());
        let colour = if inside { sample(source, u - 0.5, v - 0.5) } else { [104, 92, 84] };
        let light =
            1.0 + lean_x * (real(x) / real(out_width) - 0.5) + lean_y * (real(y) / real(out_height) - 0.5)
                - 0.1 * careless;
        Rgb(colour.map(|c| byte(f32::from(c) * light)))
    });
    let soft = 0.2 + 0.9 * careless * real(handling.longest) / 1600.0;
    let mut picture = imageops::blur(&picture, soft);
    let noise = 9.0 * careless;
    for pixel in picture.pixels_mut() {
        let grain = chance.between(-noise, noise);
        pixel.0 = pixel.0.map(|c| byte(f32::from(c) + grain + chance.between(-noise, noise) * 0.4));
    }
    match handling.quarter_turns % 4 {
        1 => imageops::rotate90(&picture),
        2 => imageops::rotate180(&picture),
        3 => imageops::rotate270(&picture),
        _ => picture,
    }
}

/// From places on the photograph to places on the document.
struct Perspective([f32; 8]);

impl Perspective {
    /// The document of this size, its corners (from the top left, clockwise) lying at `corners`.
    fn onto(corners: [(f32, f32); 4], size: (f32, f32)) -> Self {
        let targets = [(0.0, 0.0), (size.0, 0.0), size, (0.0, size.1)];
        let mut rows: Vec<[f64; 9]> = Vec::with_capacity(8);
        for ((x, y), (u, v)) in corners.into_iter().zip(targets) {
            let (x, y, u, v) = (f64::from(x), f64::from(y), f64::from(u), f64::from(v));
            rows.push([x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u]);
            rows.push([0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v]);
        }
        for column in 0..8 {
            let pivot = (column..8)
                .max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))
                .unwrap_or(column);
            rows.swap(column, pivot);
            let base = rows[column];
            for (at, row) in rows.iter_mut().enumerate() {
                if at != column && base[column] != 0.0 {
                    let share = row[column] / base[column];
                    for (value, below) in row.iter_mut().zip(base) {
                        *value -= share * below;
                    }
                }
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "pixels need no more")]
        Self(std::array::from_fn(|at| (rows[at][8] / rows[at][at]) as f32))
    }

    fn source(&self, x: f32, y: f32) -> (f32, f32) {
        let m = &self.0;
        let depth = m[6] * x + m[7] * y + 1.0;
        ((m[0] * x + m[1] * y + m[2]) / depth, (m[3] * x + m[4] * y + m[5]) / depth)
    }
}
