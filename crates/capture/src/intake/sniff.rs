//! What a file is, told by its first bytes and never by its name.

use serde::{Deserialize, Serialize};

use super::IntakeError;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileFormat {
    Jpeg,
    Png,
    WebP,
    Pdf,
}

/// Readers allow bytes before a PDF's header (ISO 32000-1 annex H, note 13).
const PDF_HEADER_WITHIN: usize = 1024;

/// The format, or the name of one that is known and not read.
pub fn sniff(bytes: &[u8]) -> Result<FileFormat, IntakeError> {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(&[0xff, 0xd8, 0xff]) {
        return Ok(FileFormat::Jpeg);
    }
    if starts(b"\x89PNG\r\n\x1a\n") {
        return Ok(FileFormat::Png);
    }
    if starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Ok(FileFormat::WebP);
    }
    if let Some(name) = name_of_unread(bytes) {
        return Err(IntakeError::Unsupported { name: name.to_owned() });
    }
    let head = &bytes[..bytes.len().min(PDF_HEADER_WITHIN)];
    if head.windows(5).any(|w| w == b"%PDF-") {
        return Ok(FileFormat::Pdf);
    }
    Err(IntakeError::UnknownFormat)
}

/// Formats that people try, so that the refusal can name them.
fn name_of_unread(bytes: &[u8]) -> Option<&'static str> {
    if bytes.get(4..8) == Some(b"ftyp") {
        return match bytes.get(8..12)? {
            b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1" => Some("HEIC"),
            b"avif" | b"avis" => Some("AVIF"),
            _ => Some("Video"),
        };
    }
    let known: [(&[u8], &str); 8] = [
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"GIF8", "GIF"),
        (b"BM", "BMP"),
        (b"\xff\x0a", "JPEG XL"),
        (b"\0\0\0\x0cjP  ", "JPEG 2000"),
        (b"PK\x03\x04", "ZIP or office"),
        (b"\xd0\xcf\x11\xe0", "Old office"),
    ];
    known.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name)
}
