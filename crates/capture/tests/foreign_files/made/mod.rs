//! Foreign files made by code: whole ones of every format, and the parts that hostile ones are put together from.

pub mod jpeg;
pub mod pdf;
pub mod png;
pub mod tiff;

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// Colours that tell every mistake: quarters of red, green, blue and white, read from the top left.
pub const QUARTERS: [[u8; 3]; 4] = [[200, 30, 30], [30, 160, 60], [40, 60, 190], [250, 250, 250]];

/// A picture of [`QUARTERS`].
pub fn quarters(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb(QUARTERS[usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2)])
    })
}

/// A picture as the `image` crate writes it.
pub fn encoded(image: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    image.into().write_to(&mut out, format).unwrap();
    out.into_inner()
}

/// An Exif block (with TIFF's own beginning) that says only this orientation.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0]);
    block
}

/// A WebP with an Exif block behind its picture.
pub fn webp_with_exif(image: &RgbImage, orientation: u8) -> Vec<u8> {
    let plain = encoded(image.clone(), ImageFormat::WebP);
    let less_one = |side: u32| (side - 1).to_le_bytes();
    let (width, height) = (less_one(image.width()), less_one(image.height()));
    let head = [&[0x08, 0, 0, 0], &width[..3], &height[..3]].concat();
    let chunk = |name: &[u8], content: &[u8]| {
        let length = u32::try_from(content.len()).unwrap().to_le_bytes();
        let padding: &[u8] = if content.len() % 2 == 1 { &[0] } else { &[] };
        [name, &length, content, padding].concat()
    };
    let body =
        [b"WEBP", &chunk(b"VP8X", &head)[..], &plain[12..], &chunk(b"EXIF", &exif(orientation))].concat();
    chunk(b"RIFF", &body)
}

/// An animation of `frames` frames, the first of them [`quarters`].
pub fn gif(width: u32, height: u32, frames: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut out);
    for index in 0..frames {
        let still = if index == 0 { quarters(width, height) } else { RgbImage::new(width, height) };
        encoder.encode_frame(image::Frame::new(DynamicImage::from(still).into_rgba8())).unwrap();
    }
    drop(encoder);
    out
}
