//! What lens, shutter, sensor and compression do to a picture.

use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage, imageops};

use super::super::chance::Chance;
use super::super::ground::{byte, colour_at};
use super::handling::Taken;
use crate::picture::{real, whole};

pub fn through(picture: RgbImage, taken: &Taken) -> RgbImage {
    let mut picture = moved(picture, taken.motion);
    if taken.defocus > 0.1 {
        picture = imageops::blur(&picture, taken.defocus);
    }
    if taken.noise > 0.0 {
        speckle(&mut picture, taken.noise, taken.seed);
    }
    match taken.jpeg {
        Some(quality) => compressed(picture, quality),
        None => picture,
    }
}

/// The mean along a movement.
fn moved(picture: RgbImage, (length, direction): (f32, f32)) -> RgbImage {
    if length < 0.5 {
        return picture;
    }
    let steps = whole(length * 1.5).clamp(2, 40);
    let (sin, cos) = direction.sin_cos();
    RgbImage::from_fn(picture.width(), picture.height(), |px, py| {
        let mut sum = [0.0; 3];
        for step in 0..=steps {
            let off = (real(step) / real(steps) - 0.5) * length;
            let colour = colour_at(&picture, real(px) + off * cos, real(py) + off * sin);
            sum = std::array::from_fn(|i| sum[i] + colour[i]);
        }
        Rgb(sum.map(|c| byte(c / real(steps + 1))))
    })
}

/// Noise of a sensor: more in the dark, some of it in the colours.
fn speckle(picture: &mut RgbImage, deviation: f32, seed: u64) {
    let mut chance = Chance::apart(seed, 0x9018);
    for pixel in picture.pixels_mut() {
        // Four even numbers make one that is nearly normal, from one draw.
        let drawn = chance.next();
        let part =
            |shift: u32| f32::from(u16::try_from((drawn >> shift) & 0xffff).unwrap_or(0)) / 32_767.5 - 1.0;
        let [one, two, three, four] = [part(0), part(16), part(32), part(48)];
        let grey = (one + two + three + four) * 0.87 * deviation;
        let strength = 1.25 - f32::from(pixel.0[1]) / 512.0;
        let tint = [one, -two, three].map(|c| c * 0.5 * deviation);
        pixel.0 = std::array::from_fn(|i| byte(f32::from(pixel.0[i]) + (grey + tint[i]) * strength));
    }
}

fn compressed(picture: RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    let written = JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100)).encode_image(&picture);
    let read = written.and_then(|()| image::load_from_memory_with_format(&bytes, image::ImageFormat::Jpeg));
    // Nothing but a picture too large for the format is refused; it stays as it is.
    read.map_or(picture, image::DynamicImage::into_rgb8)
}
