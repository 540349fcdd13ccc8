//! Files in, one colour JPEG per side out.
//!
//! What a file may cost is decided before it is decoded. Foreign bytes belong in the process of
//! [`crate::worker`]: the limits here hold for what formats declare, the process's for what they hide.

mod normalise;
mod pdf;
mod raster;
mod sniff;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use normalise::{NormalisedPage, decode_normalised, normalise};
pub use sniff::FileFormat;

/// What one file may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: u64,
    /// Pixels of a picture, and of each picture inside a PDF.
    pub pixels: u64,
    /// Pages of a PDF.
    pub pages: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 20 * 1024 * 1024, pixels: 60_000_000, pages: 10 }
    }
}

/// A file taken in: what it was, and its pages as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    pub format: FileFormat,
    /// SHA-256 of the file as given, 64 hexadecimal digits.
    pub original_sha256: String,
    /// One for a picture, all for a PDF; never empty.
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
    #[error("the PDF has {pages} pages, {limit} are allowed")]
    TooManyPages { pages: u64, limit: u64 },
    #[error("the PDF has no pages")]
    NoPages,
    #[error("the PDF is protected by a password or encrypted")]
    Encrypted,
    /// A format known by name that is not read, HEIC among them.
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
    // The decoders are other people's: a panic in one is a damaged file, not our end.
    let images = std::panic::catch_unwind(|| match format {
        FileFormat::Pdf => pdf::pages(bytes, limits),
        picture => raster::decode(bytes, picture, limits).map(|image| vec![image]),
    })
    .map_err(|_| IntakeError::Damaged)??;
    let pages = images.into_iter().map(normalise).collect::<Result<Vec<_>, _>>()?;
    Ok(Intake { format, original_sha256: sha256_hex(bytes), pages })
}

/// SHA-256 as 64 lower-case hexadecimal digits.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
#[path = "intake/tests.rs"]
mod tests;
