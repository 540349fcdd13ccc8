//! JPEG, with the inks of print shops and the kinds that no reader here knows told by name.

use image::RgbImage;
use image::metadata::Orientation;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

use super::decoded::Decoded;
use super::{IntakeError, Limits, colour};

/// Decodes one picture.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, IntakeError> {
    let outline = Outline::of(bytes).ok_or(IntakeError::Truncated)?;
    if let Some(name) = outline.unread {
        return Err(IntakeError::Unsupported { name: name.to_owned() });
    }
    let options = DecoderOptions::default()
        .set_strict_mode(false)
        .set_max_width(usize::MAX)
        .set_max_height(usize::MAX)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|e| told(&e))?;
    let (Some((width, height)), Some(colours)) = (decoder.dimensions(), decoder.input_colorspace()) else {
        return Err(IntakeError::Damaged);
    };
    let side = |side: usize| u32::try_from(side).unwrap_or(u32::MAX);
    let (width, height) = (side(width), side(height));
    limits.allow_picture(width, height)?;
    let orientation = decoder.exif().and_then(|exif| Orientation::from_exif_chunk(exif));
    let profile = decoder.icc_profile();
    let inks = matches!(colours, ColorSpace::CMYK | ColorSpace::YCCK);
    if inks {
        decoder.set_options(options.jpeg_set_out_colorspace(colours));
    }
    let pixels = decoder.decode().map_err(|e| told(&e))?;
    let (pixels, profile) = if inks {
        (colour::of_inks(&as_inks(pixels, colours, outline.adobe), profile.as_deref()), None)
    } else {
        (pixels, profile)
    };
    let image = RgbImage::from_raw(width, height, pixels).ok_or(IntakeError::Damaged)?;
    Ok(Decoded { image, profile, orientation: orientation.unwrap_or(Orientation::NoTransforms) })
}

/// The four inks, 0 for none. Adobe's programs write them the other way round, and say that it is they.
fn as_inks(mut pixels: Vec<u8>, colours: ColorSpace, adobe: bool) -> Vec<u8> {
    if colours == ColorSpace::YCCK {
        colour::from_luma_chroma(&mut pixels, 4);
        for pixel in pixels.chunks_exact_mut(4) {
            for colour in &mut pixel[..3] {
                *colour = 255 - *colour;
            }
        }
    }
    if adobe {
        for ink in &mut pixels {
            *ink = 255 - *ink;
        }
    }
    pixels
}

fn told(error: &DecodeErrors) -> IntakeError {
    match error {
        DecodeErrors::Unsupported(_) => IntakeError::Unsupported { name: "JPEG (special)".to_owned() },
        DecodeErrors::ExhaustedData => IntakeError::Truncated,
        _ => IntakeError::Damaged,
    }
}

/// What the segments before the first scan say.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outline {
    /// A kind of JPEG that is not read, by its name.
    unread: Option<&'static str>,
    /// Adobe's mark.
    adobe: bool,
}

impl Outline {
    /// `None` where the end is missing: the decoder fills up with grey and says nothing, so the end marker must
    /// come after the first scan (thumbnails inside the metadata have one of their own).
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut outline = Self::default();
        let mut at = 2;
        while let Some(&[0xff, marker]) = bytes.get(at..at + 2) {
            match marker {
                0xda => return bytes[at..].windows(2).any(|w| w == [0xff, 0xd9]).then_some(outline),
                0xff => at += 1,
                0x01 | 0xd0..=0xd8 => at += 2,
                _ => {
                    let &[high, low] = bytes.get(at + 2..at + 4)? else { return None };
                    outline.hear(marker, bytes.get(at + 4..)?);
                    at += 2 + usize::from(u16::from_be_bytes([high, low]));
                }
            }
        }
        None
    }

    fn hear(&mut self, marker: u8, content: &[u8]) {
        match marker {
            0xc0..=0xc2 if content.first() == Some(&12) => self.unread = Some("JPEG (12 bit)"),
            0xc3 | 0xc5..=0xc7 => self.unread = Some("JPEG (lossless)"),
            0xc9..=0xcb | 0xcd..=0xcf => self.unread = Some("JPEG (arithmetic)"),
            0xf7 => self.unread = Some("JPEG-LS"),
            0xee if content.starts_with(b"Adobe") => self.adobe = true,
            _ => {}
        }
    }
}
