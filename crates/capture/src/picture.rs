//! The few picture operations that finding and reading text needs.

use image::{GrayImage, RgbImage, imageops};
use serde::{Deserialize, Serialize};

/// A line of text on a picture, in pixels: the middle of the text, the direction it runs in, and its extent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextLine {
    pub x: f32,
    pub y: f32,
    /// Direction of reading, radians, clockwise from the right (y grows downwards).
    pub angle: f32,
    pub length: f32,
    /// Height of capital letters.
    pub height: f32,
}

impl TextLine {
    /// The same line read from its other end.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { angle: self.angle + std::f32::consts::PI, ..self }
    }

    /// The point `along` the line from its middle and `across` it (down, for a line that runs to the right).
    pub fn point(&self, along: f32, across: f32) -> (f32, f32) {
        let (sin, cos) = self.angle.sin_cos();
        (self.x + along * cos - across * sin, self.y + along * sin + across * cos)
    }

    /// Where a point is in this line's own directions, seen from its middle: `(along, across)`.
    pub fn relative(&self, x: f32, y: f32) -> (f32, f32) {
        let (sin, cos) = self.angle.sin_cos();
        let (dx, dy) = (x - self.x, y - self.y);
        (dx * cos + dy * sin, dy * cos - dx * sin)
    }

    /// All lengths and places times `factor`.
    #[must_use]
    pub fn scaled(self, factor: f32) -> Self {
        Self {
            x: self.x * factor,
            y: self.y * factor,
            length: self.length * factor,
            height: self.height * factor,
            ..self
        }
    }
}

/// An upright box of whole pixels, `left` and `top` inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PixelBox {
    pub left: u32,
    pub top: u32,
    pub width: u32,
    pub height: u32,
}

impl PixelBox {
    /// Whether another box lies inside, a pixel or two aside.
    pub fn contains(&self, other: &Self) -> bool {
        let inside =
            |low: u32, long: u32, from: u32, length: u32| from + 2 >= low && from + length <= low + long + 2;
        inside(self.left, self.width, other.left, other.width)
            && inside(self.top, self.height, other.top, other.height)
    }

    /// The smallest box around points, kept inside a picture of this size.
    pub fn around(points: &[(f32, f32)], size: (u32, u32)) -> Self {
        let bound = |values: &mut dyn Iterator<Item = f32>, limit: u32| {
            let (mut low, mut high) = (f32::MAX, f32::MIN);
            for v in values {
                low = low.min(v);
                high = high.max(v);
            }
            let low = whole(low.floor()).min(limit.saturating_sub(1));
            (low, whole(high.ceil()).clamp(low + 1, limit.max(low + 1)) - low)
        };
        let (left, width) = bound(&mut points.iter().map(|p| p.0), size.0);
        let (top, height) = bound(&mut points.iter().map(|p| p.1), size.1);
        Self { left, top, width, height }
    }
}

/// A size or place as a whole number of pixels; negative and absurd ones become 0.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "guarded, `as` saturates")]
pub fn whole(value: f32) -> u32 {
    if value.is_finite() && value > 0.0 { value as u32 } else { 0 }
}

/// A count or coordinate of a picture as a real number.
#[expect(clippy::cast_precision_loss, reason = "pictures have a few thousand pixels a side")]
pub fn real(value: u32) -> f32 {
    value as f32
}

/// As [`real`], for lengths of slices.
#[expect(clippy::cast_precision_loss, reason = "a few thousand at most")]
pub fn real_len(value: usize) -> f32 {
    value as f32
}

/// How bright a pixel looks: 0 to 255.
pub fn grey_level([red, green, blue]: [u8; 3]) -> f32 {
    0.3 * f32::from(red) + 0.59 * f32::from(green) + 0.11 * f32::from(blue)
}

/// A picture shrunk so that its longest side is at most `longest`, with the factor from it to the original.
pub fn shrunk(image: &RgbImage, longest: u32) -> (RgbImage, f32) {
    let long = image.width().max(image.height());
    if long <= longest {
        return (image.clone(), 1.0);
    }
    let scaled = |side: u32| (side * longest).div_ceil(long).max(1);
    let small = imageops::thumbnail(image, scaled(image.width()), scaled(image.height()));
    (small, real(long) / real(longest))
}

/// Sums over upright boxes in constant time.
pub struct Integral {
    width: usize,
    sums: Vec<u64>,
}

impl Integral {
    pub fn of(grey: &GrayImage) -> Self {
        let (w, h) = (grey.width() as usize, grey.height() as usize);
        let mut sums = vec![0u64; (w + 1) * (h + 1)];
        for (y, row) in grey.as_raw().chunks_exact(w.max(1)).enumerate() {
            let mut sum = 0;
            for (x, value) in row.iter().enumerate() {
                sum += u64::from(*value);
                sums[(y + 1) * (w + 1) + x + 1] = sums[y * (w + 1) + x + 1] + sum;
            }
        }
        Self { width: w + 1, sums }
    }

    /// Mean over columns `x0..x1` and rows `y0..y1`, which must not be empty.
    pub fn mean(&self, (x0, y0): (usize, usize), (x1, y1): (usize, usize)) -> u64 {
        let at = |x: usize, y: usize| self.sums[y * self.width + x];
        (at(x1, y1) + at(x0, y0) - at(x0, y1) - at(x1, y0)) / ((x1 - x0) * (y1 - y0)).max(1) as u64
    }
}

/// Halved copies of a picture, so that a strip can be cut out at the size it is read without losing strokes.
pub struct Pyramid<'a> {
    full: &'a RgbImage,
    halved: Vec<RgbImage>,
}

impl<'a> Pyramid<'a> {
    pub fn of(full: &'a RgbImage) -> Self {
        let mut halved: Vec<RgbImage> = Vec::new();
        loop {
            let last = halved.last().unwrap_or(full);
            let (w, h) = (last.width() / 2, last.height() / 2);
            if w.min(h) < 64 || halved.len() == 4 {
                return Self { full, halved };
            }
            halved.push(imageops::thumbnail(last, w, h));
        }
    }

    /// The size of the picture itself.
    pub fn size(&self) -> (u32, u32) {
        self.full.dimensions()
    }

    /// Cuts a strip around `line`, upright, `height` pixels high. `margin` is the strip's height and `lead` what is
    /// added at either end, both in capital heights. Returns the strip and its pixels per picture pixel.
    pub fn strip(&self, line: &TextLine, height: u32, margin: f32, lead: f32) -> (RgbImage, f32) {
        let scale = real(height) / (line.height * margin);
        let full_length = line.length + 2.0 * lead * line.height;
        let width = whole((full_length * scale).round()).clamp(8, 4096);
        let (image, to_level) = self.at(scale);
        let strip = RgbImage::from_fn(width, height, |x, y| {
            let along = (real(x) + 0.5) / scale - full_length / 2.0;
            let across = (real(y) + 0.5) / scale - line.height * margin / 2.0;
            let (px, py) = line.point(along, across);
            image::Rgb(sample(image, px * to_level - 0.5, py * to_level - 0.5))
        });
        (strip, scale)
    }

    /// The smallest copy that is still as fine as a picture of `scale` pixels per pixel, with its own scale.
    pub fn at(&self, scale: f32) -> (&RgbImage, f32) {
        let mut own = 1.0;
        let mut image = self.full;
        for halved in &self.halved {
            if scale > own * 0.55 {
                break;
            }
            own /= 2.0;
            image = halved;
        }
        (image, own)
    }
}

/// Bilinear; outside the picture the nearest edge pixel.
pub fn sample(image: &RgbImage, x: f32, y: f32) -> [u8; 3] {
    let (right, bottom) = (image.width().saturating_sub(1), image.height().saturating_sub(1));
    let (x, y) = (x.clamp(0.0, real(right)), y.clamp(0.0, real(bottom)));
    let (x0, y0) = (whole(x), whole(y));
    let (x1, y1) = ((x0 + 1).min(right), (y0 + 1).min(bottom));
    let (fx, fy) = (x - real(x0), y - real(y0));
    let upper = (image.get_pixel(x0, y0).0, image.get_pixel(x1, y0).0);
    let lower = (image.get_pixel(x0, y1).0, image.get_pixel(x1, y1).0);
    let mix = |left: u8, right: u8| f32::from(left) * (1.0 - fx) + f32::from(right) * fx;
    std::array::from_fn(|i| {
        let (top, low) = (mix(upper.0[i], upper.1[i]), mix(lower.0[i], lower.1[i]));
        u8::try_from(whole(top * (1.0 - fy) + low * fy + 0.5)).unwrap_or(u8::MAX)
    })
}
