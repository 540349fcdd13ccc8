//! Files in, one colour JPEG per side out.
//!
//! What a file may cost is decided before it is decoded. Foreign bytes belong in the process of
//! [`crate::worker`]: the limits here hold for what formats declare, the process's for what they hide.

mod colour;
mod decoded;
mod jpeg;
mod normalise;
mod pdf;
mod raster;
mod sniff;
mod straighten;
mod tiff;

use std::panic::AssertUnwindSafe;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use decoded::Decoded;
pub use normalise::{NormalisedPage, decode_normalised, normalise};
pub use sniff::FileFormat;
pub use straighten::{Sheet, StraightenError, straighten, straighten_page};

/// What one file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: u64,
    /// Pixels of a picture, and of each picture inside a PDF.
    pub pixels: u64,
    /// Pixels along one side of a picture.
    pub side: u32,
    /// Pages of a PDF or a TIFF.
    pub pages: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 20 * 1024 * 1024, pixels: 60_000_000, side: 20_000, pages: 10 }
    }
}

impl Limits {
    /// Refuses a picture by the size it declares.
    fn allow_picture(&self, width: u32, height: u32) -> Result<(), IntakeError> {
        let pixels = u64::from(width) * u64::from(height);
        if pixels > self.pixels || width.max(height) > self.side {
            let (width, height) = (u64::from(width), u64::from(height));
            return Err(IntakeError::TooManyPixels { width, height, limit: self.pixels });
        }
        Ok(())
    }
}

/// A file taken in: what it was, and its pages as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    pub format: FileFormat,
    /// SHA-256 of the file as given, 64 hexadecimal digits.
    pub original_sha256: String,
    /// One for a picture, all for a PDF or a TIFF; never empty.
    pub pages: Vec<NormalisedPage>,
}

/// Why a file cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum IntakeError {
    #[error("the file is empty")]
    Empty,
    #[error("the file has {bytes} bytes, {limit} are allowed")]
    TooLarge { bytes: u64, limit: u64 },
    #[error("the picture has {width} × {height} pixels, {limit} in all are allowed")]
    TooManyPixels { width: u64, height: u64, limit: u64 },
    #[error("the picture has {width} × {height} pixels: too few to read anything")]
    TooSmall { width: u32, height: u32 },
    #[error("the file has {pages} pages, {limit} are allowed")]
    TooManyPages { pages: u64, limit: u64 },
    #[error("the file has no pages")]
    NoPages,
    /// Packed so tightly that it is no picture but an attempt to fill the memory.
    #[error("something in the file takes more than {limit} bytes when unpacked")]
    TooLargeUnpacked { limit: u64 },
    #[error("the PDF is protected by a password or encrypted")]
    Encrypted,
    /// What telephones write by themselves and can be told not to; no reader of it has a licence that fits.
    #[error(
        "{name} pictures are not read: send the picture as JPEG, or set the camera to \"Most compatible\""
    )]
    PhoneFormat { name: String },
    /// Another format, or kind of one, known by name and not read.
    #[error("{name} files are not read: save the picture as JPEG, PNG or PDF")]
    Unsupported { name: String },
    #[error("the file is no picture and no PDF")]
    UnknownFormat,
    #[error("the file ends too early: it was not copied whole")]
    Truncated,
    #[error("the file is damaged")]
    Damaged,
}

/// Takes a file in. No bytes make it panic; see the variants of [`IntakeError`] for what is refused.
pub fn intake(bytes: &[u8], limits: &Limits) -> Result<Intake, IntakeError> {
    let size = bytes.len() as u64;
    if size == 0 {
        return Err(IntakeError::Empty);
    }
    if size > limits.bytes {
        return Err(IntakeError::TooLarge { bytes: size, limit: limits.bytes });
    }
    let format = sniff::sniff(bytes)?;
    let mut pages = Vec::new();
    // Kept as they come: all pages at their full size may be more than there is memory for.
    let mut keep = |page: Decoded| -> Result<(), IntakeError> {
        pages.push(page.kept()?);
        Ok(())
    };
    // The decoders are other people's: a panic in one is a damaged file, not our end.
    std::panic::catch_unwind(AssertUnwindSafe(|| match format {
        FileFormat::Pdf => pdf::pages(bytes, limits, &mut keep),
        FileFormat::Tiff => tiff::pages(bytes, limits, &mut keep),
        FileFormat::Jpeg => jpeg::decode(bytes, limits).and_then(keep),
        picture => raster::decode(bytes, picture, limits).and_then(keep),
    }))
    .map_err(|_| IntakeError::Damaged)??;
    Ok(Intake { format, original_sha256: sha256_hex(bytes), pages })
}

/// SHA-256 as 64 lower-case hexadecimal digits.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
#[path = "intake/tests.rs"]
mod tests;
