use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// The cadastral code (Belfiore) of a municipality, or of a foreign state (`Z…`): a letter and three digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
pub struct CadastralCode(#[cfg_attr(feature = "typescript", specta(type = String))] [u8; 4]);

/// A text that is no letter and three digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a cadastral code: a letter and three digits are wanted")]
pub struct NotACadastralCode;

impl CadastralCode {
    /// A code that no place has.
    pub(crate) const ZERO: Self = Self(*b"A000");

    pub(crate) fn from_bytes(bytes: [u8; 4]) -> Option<Self> {
        (bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)).then_some(Self(bytes))
    }

    /// The four characters.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The four characters as bytes.
    pub const fn bytes(self) -> [u8; 4] {
        self.0
    }

    /// Whether the code names a state or territory outside Italy.
    pub const fn is_foreign(self) -> bool {
        self.0[0] == b'Z'
    }
}

impl FromStr for CadastralCode {
    type Err = NotACadastralCode;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes: [u8; 4] = text.trim().as_bytes().try_into().map_err(|_| NotACadastralCode)?;
        Self::from_bytes(bytes.map(|byte| byte.to_ascii_uppercase())).ok_or(NotACadastralCode)
    }
}

impl fmt::Display for CadastralCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CadastralCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CadastralCode({self})")
    }
}

impl Serialize for CadastralCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CadastralCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
