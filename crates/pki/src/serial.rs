//! The serial number of a certificate (RFC 5280 §4.1.2.2).

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::encoding::DecodeError;

/// A positive number of at most 20 bytes, without leading zeros. Its text form, also in serde, is lower-case hex.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Serial(Vec<u8>);

impl Serial {
    /// From sixteen random bytes of the caller's generator. Two bits are fixed, so that the number is positive and
    /// all serials have one length: 126 random bits remain, where RFC 5280 users and EN 319 412-1 ask for 64.
    pub fn from_random(mut bytes: [u8; 16]) -> Self {
        bytes[0] = (bytes[0] & 0x3f) | 0x40;
        Self(bytes.to_vec())
    }

    /// From the magnitude, big-endian.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        let start = bytes.iter().position(|byte| *byte != 0);
        let Some(significant) = start.and_then(|start| bytes.get(start..)) else {
            return Err(DecodeError::new("serial number", "zero is not positive"));
        };
        if significant.len() > 20 {
            return Err(DecodeError::new("serial number", "it is longer than 20 bytes"));
        }
        Ok(Self(significant.to_vec()))
    }

    /// From hexadecimal text, as [`fmt::Display`] writes it.
    pub fn from_hex(text: &str) -> Result<Self, DecodeError> {
        let padded = if text.len() % 2 == 1 { format!("0{text}") } else { text.to_owned() };
        let bytes = hex::decode(padded).map_err(|error| DecodeError::new("serial number", &error))?;
        Self::from_bytes(&bytes)
    }

    /// The magnitude, big-endian.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn to_x509(&self) -> Result<x509_cert::serial_number::SerialNumber, DecodeError> {
        x509_cert::serial_number::SerialNumber::new(&self.0)
            .map_err(|error| DecodeError::new("serial number", &error))
    }

    pub(crate) fn from_x509(serial: &x509_cert::serial_number::SerialNumber) -> Result<Self, DecodeError> {
        Self::from_bytes(serial.as_bytes())
    }
}

impl fmt::Display for Serial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Debug for Serial {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Serial({self})")
    }
}

impl Serialize for Serial {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Serial {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::from_hex(&text).map_err(serde::de::Error::custom)
    }
}
