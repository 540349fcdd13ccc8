//! The file's chain of directories, one for each picture, read before any picture is.

use std::borrow::Cow;
use std::collections::HashSet;

use tiff::tags::{PhotometricInterpretation, Tag};

use super::super::IntakeError;

/// More pictures than any scanner writes: what comes after them is not looked at.
const MOST: usize = 10_000;

/// What has to be known of a picture before it is decoded.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Directory {
    /// Bits of what the picture is to the others.
    role: u32,
    pub photometric: Option<PhotometricInterpretation>,
    /// Where `photometric` stands in the file.
    photometric_at: usize,
    /// The first extra sample is how much of the pixel is covered.
    pub alpha: bool,
}

impl Directory {
    /// Neither a smaller copy of another picture nor a mask.
    pub fn is_page(&self) -> bool {
        const REDUCED: u32 = 1;
        const MASK: u32 = 4;
        self.role & (REDUCED | MASK) == 0
    }
}

/// All directories, in order.
pub fn of(bytes: &[u8]) -> Result<Vec<Directory>, IntakeError> {
    let file = Fields::of(bytes).ok_or(IntakeError::Truncated)?;
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    let mut at = file.first().ok_or(IntakeError::Truncated)?;
    while at != 0 && found.len() < MOST {
        if !seen.insert(at) {
            return Err(IntakeError::Damaged);
        }
        let (directory, next) = file.directory(at).ok_or(IntakeError::Truncated)?;
        found.push(directory);
        at = next;
    }
    Ok(found)
}

/// The file with its palette pictures called grey: their samples are read as they are, and are then looked up in the
/// palette. The decoder knows no palettes.
pub fn palettes_as_grey<'a>(bytes: &'a [u8], directories: &[Directory]) -> Cow<'a, [u8]> {
    let mut readable = Cow::Borrowed(bytes);
    let grey = PhotometricInterpretation::BlackIsZero.to_u16();
    let grey = if bytes.starts_with(b"II") { grey.to_le_bytes() } else { grey.to_be_bytes() };
    for palette in directories.iter().filter(|d| d.photometric == Some(PhotometricInterpretation::RGBPalette))
    {
        if let Some(place) = readable.to_mut().get_mut(palette.photometric_at..palette.photometric_at + 2) {
            place.copy_from_slice(&grey);
        }
    }
    readable
}

/// Numbers of a file of either byte order and either size of offsets.
struct Fields<'a> {
    bytes: &'a [u8],
    little: bool,
    big: bool,
}

impl<'a> Fields<'a> {
    fn of(bytes: &'a [u8]) -> Option<Self> {
        let little = bytes.starts_with(b"II");
        let mut file = Self { bytes, little, big: false };
        file.big = file.number(2, 2)? == 43;
        Some(file)
    }

    fn first(&self) -> Option<usize> {
        if self.big { self.number(8, 8) } else { self.number(4, 4) }
    }

    fn number(&self, at: usize, length: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(length)?)?;
        let add = |sum: u64, byte: &u8| sum << 8 | u64::from(*byte);
        let value = if self.little { bytes.iter().rev().fold(0, add) } else { bytes.iter().fold(0, add) };
        usize::try_from(value).ok()
    }

    /// The directory at an offset, and the offset of the next.
    fn directory(&self, at: usize) -> Option<(Directory, usize)> {
        let (head, entry, offset) = if self.big { (8, 20, 8) } else { (2, 12, 4) };
        let entries = self.number(at, head)?;
        let mut directory = Directory::default();
        let start = at + head;
        let end = entries.checked_mul(entry).and_then(|length| start.checked_add(length))?;
        for at in (start..end).step_by(entry) {
            let value_at = at + entry - offset;
            match Tag::from_u16_exhaustive(u16::try_from(self.number(at, 2)?).ok()?) {
                Tag::NewSubfileType => directory.role = u32::try_from(self.number(value_at, 4)?).ok()?,
                Tag::PhotometricInterpretation => {
                    let value = u16::try_from(self.number(value_at, 2)?).ok()?;
                    directory.photometric = PhotometricInterpretation::from_u16(value);
                    directory.photometric_at = value_at;
                }
                Tag::ExtraSamples => directory.alpha = matches!(self.number(value_at, 2)?, 1 | 2),
                _ => {}
            }
        }
        Some((directory, self.number(end, offset)?))
    }
}
