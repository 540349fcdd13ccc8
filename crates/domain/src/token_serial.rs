//! The serial numbers of tokens: as printed, typed, scanned or told by the device, and as they are kept.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::words::words;

/// A serial number as it is kept: capital letters and digits, nothing between them. Zeros at its beginning count: a maker
/// that prints them means them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct TokenSerial(String);

/// The shortest and the longest that makers use, with room.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=32;

/// The longest list that is taken at once: a delivery of several boxes.
pub const LONGEST_LIST: u16 = 500;

words! {
    /// Why a serial number of a list is not taken into stock.
    pub enum SerialRefusal {
        /// No serial number at all: another length, other characters, no digit.
        BadSerial = "badSerial",
        /// Stood in the list before.
        Doubled = "doubled",
        /// The customer's stock has it already, whatever became of it.
        AlreadyThere = "alreadyThere",
    }
}

/// A serial number of a list, and why it was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RefusedSerial {
    /// As it was given.
    pub serial: String,
    pub why: SerialRefusal,
}

impl TokenSerial {
    /// Reads a serial number: case does not count, nor do the blanks, hyphens, dots and colons between its groups.
    pub fn read(text: &str) -> Option<Self> {
        let kept = begun(text);
        let is_one = LENGTHS.contains(&kept.len())
            && kept.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            && kept.bytes().any(|b| b.is_ascii_digit());
        is_one.then_some(Self(kept))
    }

    /// The text as it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for TokenSerial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for TokenSerial {
    type Err = crate::words::UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text).ok_or(crate::words::UnknownWord("TokenSerial"))
    }
}

impl<'de> Deserialize<'de> for TokenSerial {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The beginning of a serial number, spelled as it is kept: for finding.
pub fn begun(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | ':'))
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// Reads a list, one answer for each text in its order: what is none, and what stands in the list before.
pub fn read_serials(list: &[String]) -> Vec<Result<TokenSerial, SerialRefusal>> {
    let mut seen = BTreeSet::new();
    list.iter()
        .map(|text| {
            let serial = TokenSerial::read(text).ok_or(SerialRefusal::BadSerial)?;
            if seen.insert(serial.clone()) { Ok(serial) } else { Err(SerialRefusal::Doubled) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_serial_has_one_spelling() {
        for text in ["0012-A4f9", " 0012 a4F9 ", "00:12:A4:F9", "0012.a4f9"] {
            assert_eq!(TokenSerial::read(text).unwrap().as_str(), "0012A4F9", "{text:?}");
        }
        assert_ne!(TokenSerial::read("0012345"), TokenSerial::read("12345"), "zeros in front are kept");
    }

    #[test]
    fn what_is_no_serial_is_refused() {
        for text in ["", "123", "SERIAL", "12/34", "1234é", &"1".repeat(33)] {
            assert_eq!(TokenSerial::read(text), None, "{text:?}");
        }
        assert!(TokenSerial::read(&"1".repeat(32)).is_some(), "the longest there is");
    }

    #[test]
    fn a_list_says_of_each_why() {
        let list = ["12345678", "1234-5678", "?", "87654321"].map(str::to_owned);
        let read = read_serials(&list);
        let read: Vec<_> =
            read.iter().map(|one| one.as_ref().map(TokenSerial::as_str).map_err(|why| *why)).collect();
        let expected =
            [Ok("12345678"), Err(SerialRefusal::Doubled), Err(SerialRefusal::BadSerial), Ok("87654321")];
        assert_eq!(read, expected, "in the order of the list");
    }
}
