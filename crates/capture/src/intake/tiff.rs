//! TIFF, as scanners and fax programs write it: every page that is no thumbnail and no mask.

mod directories;
mod samples;

use std::io::Cursor;

use image::RgbImage;
use image::metadata::Orientation;
use tiff::decoder::{Decoder, DecodingResult, Limits as DecoderLimits};
use tiff::tags::{PhotometricInterpretation, PlanarConfiguration, Tag};
use tiff::{ColorType, TiffError};

use self::directories::Directory;
use self::samples::Samples;
use super::decoded::Decoded;
use super::{IntakeError, Limits, raster};

/// What the file's own tables may take: a page has one entry for each of its strips.
const LONGEST_TABLE: usize = 8 << 20;

/// Gives each page to `keep`, one at a time: together they may be larger than memory.
pub fn pages(
    bytes: &[u8],
    limits: &Limits,
    keep: &mut dyn FnMut(Decoded) -> Result<(), IntakeError>,
) -> Result<(), IntakeError> {
    let directories = directories::of(bytes)?;
    let count = directories.iter().filter(|d| d.is_page()).count() as u64;
    match count {
        0 => return Err(IntakeError::NoPages),
        count if count > u64::from(limits.pages) => {
            return Err(IntakeError::TooManyPages { pages: count, limit: u64::from(limits.pages) });
        }
        _ => {}
    }
    let readable = directories::palettes_as_grey(bytes, &directories);
    let mut allowed = DecoderLimits::default();
    allowed.decoding_buffer_size = usize::try_from(raster::allowance(limits)).unwrap_or(usize::MAX);
    allowed.ifd_value_size = LONGEST_TABLE;
    let mut decoder =
        Decoder::new(Cursor::new(readable.as_ref())).map_err(|e| told(&e))?.with_limits(allowed);
    for (index, directory) in directories.iter().enumerate() {
        if index > 0 {
            decoder.next_image().map_err(|e| told(&e))?;
        }
        if directory.is_page() {
            keep(page(&mut decoder, directory, limits)?)?;
        }
    }
    Ok(())
}

fn page(
    decoder: &mut Decoder<Cursor<&[u8]>>,
    directory: &Directory,
    limits: &Limits,
) -> Result<Decoded, IntakeError> {
    let (width, height) = decoder.dimensions().map_err(|e| told(&e))?;
    limits.allow_picture(width, height)?;
    let colours = decoder.colortype().map_err(|e| told(&e))?;
    let mut buffer = DecodingResult::U8(Vec::new());
    decoder.read_image_to_buffer(&mut buffer).map_err(|e| told(&e))?;
    let planes = decoder.find_tag_unsigned(Tag::PlanarConfiguration).ok().flatten();
    let planes_apart = planes == Some(PlanarConfiguration::Planar.to_u16());
    let samples = Samples::of(buffer, colours, (width, height), planes_apart)?;
    let profile = decoder.find_tag(Tag::IccProfile).ok().flatten().and_then(|v| v.into_u8_vec().ok());
    let inks = matches!(colours, ColorType::CMYK(_) | ColorType::CMYKA(_));
    let pixels = if directory.photometric == Some(PhotometricInterpretation::RGBPalette) {
        let table = decoder.get_tag_u16_vec(Tag::ColorMap).map_err(|e| told(&e))?;
        samples.in_palette(&table, colours.bit_depth())
    } else {
        samples.in_colour(colours, directory.alpha, profile.as_deref())
    };
    let image = RgbImage::from_raw(width, height, pixels).ok_or(IntakeError::Damaged)?;
    let orientation = decoder.find_tag_unsigned(Tag::Orientation).ok().flatten();
    Ok(Decoded {
        image,
        profile: profile.filter(|_| !inks),
        orientation: orientation.and_then(Orientation::from_exif).unwrap_or(Orientation::NoTransforms),
    })
}

fn told(error: &TiffError) -> IntakeError {
    match error {
        TiffError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            IntakeError::Truncated
        }
        TiffError::UnsupportedError(_) => unread(),
        _ => IntakeError::Damaged,
    }
}

/// A kind that no reader here knows: fax group 3, JPEG of the old kind, measured colours.
fn unread() -> IntakeError {
    IntakeError::Unsupported { name: "TIFF (special)".to_owned() }
}
