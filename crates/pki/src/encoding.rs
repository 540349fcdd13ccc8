//! Small bridges between DER, `time` and serde that every module here needs.

use der::{Decode, Encode, Header, Reader, SliceReader};
use thiserror::Error;
use time::OffsetDateTime;
use x509_cert::time::Time;

/// Bytes that are not what they should be. The text never quotes the bytes: they may be anybody's.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("this is not a valid {what}: {why}")]
pub struct DecodeError {
    /// What was expected, such as `certificate`.
    pub what: &'static str,
    /// What the decoder met.
    pub why: String,
}

impl DecodeError {
    pub(crate) fn new(what: &'static str, why: &(impl ToString + ?Sized)) -> Self {
        Self { what, why: why.to_string() }
    }
}

/// The three parts of every signed structure of X.509 (`SIGNED{}`), as they stand in the input.
///
/// Signatures are checked over these bytes and never over a re-encoding, so that a certificate whose maker
/// encoded something unusually is still judged by what was signed.
pub(crate) struct Signed<'a> {
    pub to_be_signed: &'a [u8],
    pub signature: Vec<u8>,
}

pub(crate) fn split_signed<'a>(der: &'a [u8], what: &'static str) -> Result<Signed<'a>, DecodeError> {
    let fail = |error: der::Error| DecodeError::new(what, &error);
    let mut outer = SliceReader::new(der).map_err(fail)?;
    let header = Header::decode(&mut outer).map_err(fail)?;
    if header.tag != der::Tag::Sequence {
        return Err(DecodeError::new(what, "it does not begin with a SEQUENCE"));
    }
    let to_be_signed = outer.tlv_bytes().map_err(fail)?;
    let _algorithm = outer.tlv_bytes().map_err(fail)?;
    let signature = der::asn1::BitString::decode(&mut outer).map_err(fail)?;
    let signature =
        signature.as_bytes().ok_or_else(|| DecodeError::new(what, "the signature has odd bits"))?.to_vec();
    Ok(Signed { to_be_signed, signature })
}

/// UTCTime up to 2049, GeneralizedTime after (RFC 5280 §4.1.2.5). Fractions of a second are dropped.
pub(crate) fn to_x509_time(moment: OffsetDateTime) -> Result<Time, DecodeError> {
    let seconds = u64::try_from(moment.unix_timestamp())
        .map_err(|_| DecodeError::new("moment", "it lies before 1970"))?;
    let duration = core::time::Duration::from_secs(seconds);
    let fail = |error: der::Error| DecodeError::new("moment", &error);
    if moment.to_offset(time::UtcOffset::UTC).year() < 2050 {
        Ok(Time::UtcTime(der::asn1::UtcTime::from_unix_duration(duration).map_err(fail)?))
    } else {
        Ok(Time::GeneralTime(to_generalized_time(moment)?))
    }
}

pub(crate) fn to_generalized_time(moment: OffsetDateTime) -> Result<der::asn1::GeneralizedTime, DecodeError> {
    let seconds = u64::try_from(moment.unix_timestamp())
        .map_err(|_| DecodeError::new("moment", "it lies before 1970"))?;
    der::asn1::GeneralizedTime::from_unix_duration(core::time::Duration::from_secs(seconds))
        .map_err(|error| DecodeError::new("moment", &error))
}

pub(crate) fn from_unix(duration: core::time::Duration) -> OffsetDateTime {
    i64::try_from(duration.as_secs())
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        // `der` holds years up to 9999 and so does `time`; the saturation is for the type system.
        .unwrap_or(time::macros::datetime!(9999-12-31 23:59:59 UTC))
}

pub(crate) fn from_x509_time(moment: Time) -> OffsetDateTime {
    from_unix(moment.to_unix_duration())
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
    let mut out = [0; 32];
    out.copy_from_slice(digest.as_ref());
    out
}

pub(crate) fn sha1(bytes: &[u8]) -> Vec<u8> {
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes).as_ref().to_vec()
}

pub(crate) fn der_of(value: &impl Encode, what: &'static str) -> Result<Vec<u8>, DecodeError> {
    value.to_der().map_err(|error| DecodeError::new(what, &error))
}

/// serde: bytes as base64 text, for JSON and TOML.
pub(crate) mod base64_bytes {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(serde::de::Error::custom)
    }
}
