//! Giving a time-stamp, and giving none.

use cms::content_info::ContentInfo;
use const_oid::ObjectIdentifier;
use der::asn1::{BitString, GeneralizedTime};
use der::{Decode, Encode};
use sportello_pki::certificate::Certificate;
use sportello_pki::keys::SigningKey;
use time::OffsetDateTime;
use x509_tsp::{Accuracy, TspVersion, TstInfo};

use super::{Asked, Refusal, StampError, wire};
use crate::cades::{self, Content};

/// A time-stamping unit: a key for this alone, with what is said of it.
pub struct Unit<'a> {
    pub key: &'a dyn SigningKey,
    pub certificate: &'a Certificate,
    /// Goes along where certificates are asked for: the issuing authority.
    pub chain: &'a [Certificate],
    /// Under which stamps are given; dotted.
    pub policy: &'a str,
    /// How far the clock may be off, in seconds (EN 319 422 §5.2.1: 1 at most).
    pub accuracy: u64,
}

/// Stamps what was asked for: the whole answer, DER. `serial`: never used before by this unit, at most 20 bytes, the first
/// of them highest. Fractions of the second are cut off, as the accuracy covers them.
pub fn stamp(
    asked: &Asked,
    unit: &Unit<'_>,
    serial: &[u8],
    at: OffsetDateTime,
) -> Result<Vec<u8>, StampError> {
    if !asked.accepts(unit.policy) {
        return Err(Refusal::Policy.into());
    }
    let said = said(asked, unit, serial, at)?;
    let malformed = |_: der::Error| StampError::Malformed("stamp");
    let scheme = unit.key.algorithm().scheme();
    let content = Content::Stamp(&said);
    let attributes = cades::signed_attributes(content, &scheme.digest().of(&said), unit.certificate);
    let attributes = attributes.map_err(malformed)?;
    let signature = unit.key.sign(&attributes)?;
    let along: Vec<&Certificate> = std::iter::once(unit.certificate).chain(unit.chain).collect();
    let along = if asked.with_certificate { along.as_slice() } else { &[] };
    let token = cades::assemble(content, scheme, &attributes, &signature, unit.certificate, along);
    let token = ContentInfo::from_der(&token.map_err(malformed)?).map_err(malformed)?;
    let status = wire::StatusInfo { status: wire::GRANTED, words: None, failure: None };
    wire::Answer { status, token: Some(token) }.to_der().map_err(malformed)
}

/// What the stamp says: a `TSTInfo`, DER.
fn said(asked: &Asked, unit: &Unit<'_>, serial: &[u8], at: OffsetDateTime) -> Result<Vec<u8>, StampError> {
    let since_1970 = u64::try_from(at.unix_timestamp()).map_err(|_| Refusal::TimeUnknown)?;
    let moment = GeneralizedTime::from_unix_duration(std::time::Duration::from_secs(since_1970));
    let malformed = |_: der::Error| StampError::Malformed("stamp");
    TstInfo {
        version: TspVersion::V1,
        policy: ObjectIdentifier::new(unit.policy).map_err(|_| StampError::Malformed("policy"))?,
        message_imprint: wire::imprint(&asked.imprint).map_err(malformed)?,
        serial_number: wire::positive(serial).map_err(|_| StampError::Malformed("serial number"))?,
        gen_time: moment.map_err(|_| Refusal::TimeUnknown)?,
        accuracy: Some(Accuracy { seconds: Some(unit.accuracy), millis: None, micros: None }),
        ordering: false,
        nonce: wire::nonce(asked).map_err(malformed)?,
        tsa: None,
        extensions: None,
    }
    .to_der()
    .map_err(malformed)
}

/// The answer that gives no stamp and says why, DER.
pub fn refuse(refusal: Refusal) -> Result<Vec<u8>, StampError> {
    let malformed = |_: der::Error| StampError::Malformed("answer");
    let bit = wire::FAILURES.iter().find(|(known, _)| *known == refusal).map_or(25, |(_, bit)| *bit);
    // Bit 0 is the first and highest; named bits end with the last one set (X.690 §11.2.2).
    let mut bytes = vec![0; usize::from(bit / 8) + 1];
    bytes[usize::from(bit / 8)] = 0x80 >> (bit % 8);
    let failure = BitString::new(7 - bit % 8, bytes).map_err(malformed)?;
    let status = wire::StatusInfo {
        status: wire::REJECTED,
        words: Some(vec![refusal.to_string()]),
        failure: Some(failure),
    };
    wire::Answer { status, token: None }.to_der().map_err(malformed)
}
