//! From samples of any width and order to red, green and blue bytes.

use tiff::ColorType;
use tiff::decoder::DecodingResult;

use super::super::{IntakeError, colour};
use super::unread;

/// Samples of one byte, those of a pixel side by side.
pub struct Samples {
    bytes: Vec<u8>,
    per_pixel: usize,
}

impl Samples {
    pub fn of(
        buffer: DecodingResult,
        colours: ColorType,
        (width, height): (u32, u32),
        planes_apart: bool,
    ) -> Result<Self, IntakeError> {
        let (width, height) = (width as usize, height as usize);
        let depth = colours.bit_depth();
        let per_pixel = usize::from(colours.num_samples());
        let per_row = if planes_apart { width } else { width * per_pixel };
        let mut bytes = match buffer {
            DecodingResult::U8(bytes) if depth == 8 => bytes,
            DecodingResult::U8(packed) if depth < 8 => unpacked(&packed, per_row, depth),
            DecodingResult::U16(wide) => wide.into_iter().map(high_byte).collect(),
            DecodingResult::F32(real) => real.into_iter().map(of_unit).collect(),
            _ => return Err(unread()),
        };
        let needed = width * height * per_pixel;
        if bytes.len() < needed {
            return Err(IntakeError::Damaged);
        }
        bytes.truncate(needed);
        if planes_apart && per_pixel > 1 {
            let plane = width * height;
            bytes = (0..plane)
                .flat_map(|pixel| (0..per_pixel).map(move |sample| pixel + sample * plane))
                .map(|at| bytes[at])
                .collect();
        }
        Ok(Self { bytes, per_pixel })
    }

    /// Looked up in a table of red, green and blue, one after the other, of 16 bits (some programs write 8).
    pub fn in_palette(self, table: &[u16], depth: u8) -> Vec<u8> {
        let size = table.len() / 3;
        let narrow = table.iter().all(|value| *value < 256);
        let of =
            |at: usize| table.get(at).map_or(0, |v| if narrow { v.to_le_bytes()[0] } else { high_byte(*v) });
        let last = (1usize << depth.min(8)) - 1;
        // Samples of fewer bits were stretched to a byte.
        let place = |sample: u8| (usize::from(sample) * last + 127) / 255;
        self.bytes
            .chunks_exact(self.per_pixel)
            .flat_map(|pixel| [0, 1, 2].map(|colour| of(place(pixel[0]) + colour * size)))
            .collect()
    }

    /// Red, green and blue, on white where `alpha` says that less is covered.
    pub fn in_colour(mut self, colours: ColorType, alpha: bool, profile: Option<&[u8]>) -> Vec<u8> {
        match colours {
            ColorType::RGB(_) => self.bytes,
            ColorType::CMYK(_) => colour::of_inks(&self.bytes, profile),
            ColorType::CMYKA(_) => {
                let inks: Vec<u8> = self.each(|pixel| [pixel[0], pixel[1], pixel[2], pixel[3]]);
                colour::of_inks(&inks, profile)
            }
            ColorType::YCbCr(_) => {
                colour::from_luma_chroma(&mut self.bytes, 3);
                self.bytes
            }
            ColorType::RGBA(_) if alpha => {
                self.each(|pixel| colour::on_white([pixel[0], pixel[1], pixel[2]], pixel[3]))
            }
            ColorType::RGBA(_) => self.each(|pixel| [pixel[0], pixel[1], pixel[2]]),
            _ if alpha && self.per_pixel > 1 => self.each(|pixel| colour::on_white([pixel[0]; 3], pixel[1])),
            _ => self.each(|pixel| [pixel[0]; 3]),
        }
    }

    fn each<const N: usize>(&self, of: impl Fn(&[u8]) -> [u8; N]) -> Vec<u8> {
        self.bytes.chunks_exact(self.per_pixel).flat_map(of).collect()
    }
}

/// Samples of fewer than eight bits, rows padded to whole bytes, stretched to a byte each.
fn unpacked(packed: &[u8], per_row: usize, depth: u8) -> Vec<u8> {
    let depth = usize::from(depth.max(1));
    let top = (1usize << depth) - 1;
    let row_length = (per_row * depth).div_ceil(8).max(1);
    let value = |row: &[u8], index: usize| {
        let bits = (0..depth).map(|bit| index * depth + bit);
        bits.fold(0usize, |sum, bit| sum << 1 | usize::from(row[bit / 8] >> (7 - bit % 8) & 1))
    };
    packed
        .chunks_exact(row_length)
        .flat_map(|row| (0..per_row).map(move |index| value(row, index) * 255 / top))
        .map(|value| u8::try_from(value).unwrap_or(u8::MAX))
        .collect()
}

fn high_byte(value: u16) -> u8 {
    value.to_be_bytes()[0]
}

/// 0 to 1 as a byte.
fn of_unit(value: f32) -> u8 {
    u8::try_from(crate::picture::whole(value.clamp(0.0, 1.0) * 255.0 + 0.5)).unwrap_or(u8::MAX)
}
