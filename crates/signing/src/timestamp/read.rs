//! Reading a time-stamp, and an answer that should hold one.

use der::{Decode, Encode};
use sportello_pki::certificate::Certificate;
use time::OffsetDateTime;
use x509_tsp::TstInfo;

use super::{Asked, Imprint, Refusal, StampError, wire};
use crate::cades::{self, CmsFault};

/// A stamp whose signature holds. Whether its signer may be trusted at [`Stamp::at`] is another question:
/// [`sportello_pki::path::validate`] with [`sportello_pki::path::Use::TimeStamping`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub at: OffsetDateTime,
    /// How far the moment may be off, in seconds rounded up; `None` where nothing is said.
    pub accuracy: Option<u64>,
    pub imprint: Imprint,
    /// Dotted.
    pub policy: String,
    /// Highest byte first.
    pub serial: Vec<u8>,
    pub signer: Certificate,
    /// Other certificates that came along.
    pub sent_along: Vec<Certificate>,
    nonce: Option<Vec<u8>>,
}

impl Stamp {
    /// Whether it is of these bytes.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        self.imprint.digest.of(bytes) == self.imprint.hash
    }
}

/// Reads a stamp (`TimeStampToken`, DER) and checks its signature.
pub fn open(der: &[u8]) -> Result<Stamp, StampError> {
    let fault = |fault: CmsFault| match fault {
        CmsFault::Structure(_) => StampError::Malformed("stamp"),
        CmsFault::Mismatch(why) => StampError::Signature(why),
    };
    let (cms, said) = cades::read_stamp(der).map_err(fault)?;
    // RFC 3161 §2.4.2: the certificate is named in what is signed.
    cms.check(&cms.digest().of(&said), true).map_err(fault)?;
    let said = TstInfo::from_der(&said).map_err(|_| StampError::Malformed("stamp"))?;
    let seconds = said.gen_time.to_unix_duration().as_secs();
    let at = i64::try_from(seconds).ok().and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    let accuracy = said.accuracy.map(|accuracy| {
        let more = accuracy.millis.is_some() || accuracy.micros.is_some();
        accuracy.seconds.unwrap_or(0).saturating_add(u64::from(more))
    });
    Ok(Stamp {
        at: at.ok_or(StampError::Malformed("moment"))?,
        accuracy,
        imprint: wire::imprint_of(&said.message_imprint)?,
        policy: said.policy.to_string(),
        serial: said.serial_number.as_bytes().to_vec(),
        signer: cms.signer,
        sent_along: cms.others,
        nonce: said.nonce.map(|nonce| nonce.as_bytes().to_vec()),
    })
}

/// Takes the stamp out of an answer (DER): the one that was asked for, and none other. Gives it read, and as the bytes to
/// keep.
pub fn read_answer(der: &[u8], asked: &Asked) -> Result<(Stamp, Vec<u8>), StampError> {
    let malformed = |_: der::Error| StampError::Malformed("answer");
    let answer = wire::Answer::from_der(der).map_err(malformed)?;
    if ![wire::GRANTED, wire::GRANTED_OTHERWISE].contains(&answer.status.status) {
        return Err(StampError::Refused(why(&answer.status)));
    }
    let token = answer.token.ok_or(StampError::Malformed("answer"))?.to_der().map_err(malformed)?;
    let stamp = open(&token)?;
    if stamp.imprint != asked.imprint {
        return Err(StampError::Other("imprint"));
    }
    if stamp.nonce != asked.nonce {
        return Err(StampError::Other("nonce"));
    }
    if !asked.accepts(&stamp.policy) {
        return Err(StampError::Other("policy"));
    }
    Ok((stamp, token))
}

fn why(status: &wire::StatusInfo) -> Refusal {
    let bits = status.failure.as_ref();
    let set = |bit: u8| {
        bits.and_then(|bits| bits.raw_bytes().get(usize::from(bit / 8)).copied())
            .is_some_and(|byte| byte & (0x80 >> (bit % 8)) != 0)
    };
    wire::FAILURES.iter().find(|(_, bit)| set(*bit)).map_or(Refusal::Failure, |(refusal, _)| *refusal)
}
