//! Messages between host and child: a mark, the length of a JSON header, the header, the files it announces.

use std::io::{Error, ErrorKind, Read, Write};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

const MARK: &[u8; 4] = b"SPW1";
/// Headers are small: at most the fields of a document.
const MAX_HEADER: u32 = 4 * 1024 * 1024;
/// Ten pages of normalised pictures stay far below; so does one file at the largest limit in use.
const MAX_PARTS: u64 = 256 * 1024 * 1024;

/// What is said, and the files beside it.
pub type Message<T> = (T, Vec<Vec<u8>>);

#[derive(Serialize, Deserialize)]
struct Header<T> {
    body: T,
    /// Bytes of each file that follows.
    parts: Vec<u64>,
}

/// Writes one message.
pub fn write(out: &mut impl Write, body: &impl Serialize, parts: &[&[u8]]) -> Result<(), Error> {
    let header = Header { body, parts: parts.iter().map(|p| p.len() as u64).collect() };
    let header = serde_json::to_vec(&header)?;
    let length = u32::try_from(header.len()).map_err(|_| malformed("header too long"))?;
    out.write_all(MARK)?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(&header)?;
    for part in parts {
        out.write_all(part)?;
    }
    out.flush()
}

/// Reads one message; `None` at the end of the stream. Trusts no length: the other side may be a child that a
/// hostile file has taken over.
pub fn read<T: DeserializeOwned>(input: &mut impl Read) -> Result<Option<Message<T>>, Error> {
    let mut start = [0; 8];
    if input.read(&mut start[..1])? == 0 {
        return Ok(None);
    }
    input.read_exact(&mut start[1..])?;
    let [a, b, c, d, length @ ..] = start;
    let length = u32::from_le_bytes(length);
    if [a, b, c, d] != *MARK || length > MAX_HEADER {
        return Err(malformed("no message"));
    }
    let header: Header<T> = serde_json::from_slice(&take(input, u64::from(length))?)?;
    if header.parts.iter().fold(0u64, |sum, part| sum.saturating_add(*part)) > MAX_PARTS {
        return Err(malformed("message too large"));
    }
    let parts = header.parts.iter().map(|part| take(input, *part)).collect::<Result<_, _>>()?;
    Ok(Some((header.body, parts)))
}

/// Reads as many bytes, without reserving them before they come.
fn take(input: &mut impl Read, length: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    input.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

fn malformed(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn messages_come_through_whole() {
        let mut wire = Vec::new();
        write(&mut wire, &"hello", &[b"one", b"", b"three"]).unwrap();
        let (body, parts): (String, Vec<Vec<u8>>) = read(&mut wire.as_slice()).unwrap().unwrap();
        assert_eq!((body.as_str(), parts), ("hello", vec![b"one".to_vec(), vec![], b"three".to_vec()]));
        assert!(read::<String>(&mut [].as_slice()).unwrap().is_none(), "the end of the stream is no error");
        for cut in 1..wire.len() {
            assert!(read::<String>(&mut &wire[..cut]).is_err(), "cut at {cut}: not whole");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
            let with_mark = [MARK.as_slice(), &bytes].concat();
            let _ = read::<String>(&mut bytes.as_slice());
            let _ = read::<String>(&mut with_mark.as_slice());
        }
    }
}
