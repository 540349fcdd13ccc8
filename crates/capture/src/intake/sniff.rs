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
    Tiff,
    Gif,
    Bmp,
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
    if starts(b"II*\0") || starts(b"MM\0*") || starts(b"II+\0") || starts(b"MM\0+") {
        return Ok(FileFormat::Tiff);
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return Ok(FileFormat::Gif);
    }
    if is_bmp(bytes) {
        return Ok(FileFormat::Bmp);
    }
    refuse_unread(bytes)?;
    let head = &bytes[..bytes.len().min(PDF_HEADER_WITHIN)];
    if head.windows(5).any(|w| w == b"%PDF-") {
        return Ok(FileFormat::Pdf);
    }
    Err(IntakeError::UnknownFormat)
}

/// Two letters are too little to tell by: the four empty bytes and the length of the next header must be there too.
fn is_bmp(bytes: &[u8]) -> bool {
    bytes.starts_with(b"BM")
        && bytes.get(6..10) == Some(&[0; 4])
        && matches!(bytes.get(14..18), Some([12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]))
}

/// Formats that people try, so that the refusal can name them.
fn refuse_unread(bytes: &[u8]) -> Result<(), IntakeError> {
    if bytes.get(4..8) == Some(b"ftyp") {
        let name = match bytes.get(8..12).unwrap_or_default() {
            b"heic" | b"heix" | b"hevc" | b"heim" | b"heis" | b"mif1" | b"msf1" => "HEIC",
            b"avif" | b"avis" => "AVIF",
            _ => return Err(IntakeError::Unsupported { name: "Video".to_owned() }),
        };
        return Err(IntakeError::PhoneFormat { name: name.to_owned() });
    }
    let known: [(&[u8], &str); 7] = [
        (b"\xff\x0a", "JPEG XL"),
        (b"\0\0\0\x0cJXL ", "JPEG XL"),
        (b"\0\0\0\x0cjP  ", "JPEG 2000"),
        (b"\xff\x4f\xff\x51", "JPEG 2000"),
        (b"8BPS", "Photoshop"),
        (b"PK\x03\x04", "ZIP or office"),
        (b"\xd0\xcf\x11\xe0", "Old office"),
    ];
    match known.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        Some((_, name)) => Err(IntakeError::Unsupported { name: (*name).to_owned() }),
        None => Ok(()),
    }
}
