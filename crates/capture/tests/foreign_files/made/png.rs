//! PNG, chunk by chunk.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

/// Something packed as PNG and PDF pack it.
pub fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// So many zeros, packed piece by piece.
pub fn deflated_zeros(count: u64) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), count), &mut encoder).unwrap();
    encoder.finish().unwrap()
}

/// A chunk with its check sum.
pub fn chunk(kind: &str, content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(content.len()).unwrap().to_be_bytes();
    let checked = [kind.as_bytes(), content].concat();
    [&length, &checked[..], &crc32(&checked).to_be_bytes()].concat()
}

/// A file of a header, chunks between, packed rows and the end. Kinds: 0 grey, 2 RGB, 3 palette, 4 grey with alpha,
/// 6 RGB with alpha.
pub fn file((width, height): (u32, u32), depth: u8, kind: u8, between: &[u8], rows: &[u8]) -> Vec<u8> {
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, kind, 0, 0, 0]].concat();
    let head = [b"\x89PNG\r\n\x1a\n".as_slice(), &chunk("IHDR", &header)].concat();
    [&head, between, &chunk("IDAT", rows), &chunk("IEND", &[])].concat()
}

/// A chunk put behind the header of a whole file.
pub fn with_chunk(png: &[u8], kind: &str, content: &[u8]) -> Vec<u8> {
    const HEADER: usize = 8 + 25;
    [&png[..HEADER], &chunk(kind, content), &png[HEADER..]].concat()
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, b| {
        (0..8).fold(crc ^ u32::from(*b), |c, _| if c & 1 == 1 { 0xedb8_8320 ^ (c >> 1) } else { c >> 1 })
    })
}
