//! Time-stamps: asking for one, giving one, reading one (RFC 3161, profiled by ETSI EN 319 422).
//!
//! A time-stamp says that some bytes, known by their digest alone, existed at a moment. Who gives one needs three things
//! that stand in no request: the moment, a serial number that was never used before, and a key for this purpose alone.

mod give;
mod read;
mod wire;

use sportello_pki::keys::{Digest, KeyError};
use thiserror::Error;

pub use give::{Unit, refuse, stamp};
pub use read::{Stamp, open, read_answer};

use wire::imprint_of;

/// What is stamped: the digest of some bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imprint {
    pub digest: Digest,
    /// As long as the digest is.
    pub hash: Vec<u8>,
}

impl Imprint {
    /// Of these bytes.
    pub fn of(digest: Digest, bytes: &[u8]) -> Self {
        Self { digest, hash: digest.of(bytes) }
    }
}

/// A request for a time-stamp (RFC 3161 §2.4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    pub imprint: Imprint,
    /// Only a stamp under this policy will do; dotted.
    pub policy: Option<String>,
    /// Comes back in the stamp, so that an old answer is no answer. DER content of the number.
    nonce: Option<Vec<u8>>,
    /// Whether the unit's certificate goes along.
    pub with_certificate: bool,
}

impl Asked {
    /// For these bytes' imprint, with the certificate. `nonce`: at least eight random bytes.
    pub fn new(imprint: Imprint, nonce: &[u8]) -> Result<Self, StampError> {
        let nonce = wire::positive(nonce).map_err(|_| StampError::Malformed("nonce"))?;
        Ok(Self { imprint, policy: None, nonce: Some(nonce.as_bytes().to_vec()), with_certificate: true })
    }

    /// The request, DER.
    pub fn to_der(&self) -> Result<Vec<u8>, StampError> {
        wire::request(self).map_err(|_| StampError::Malformed("request"))
    }

    /// Reads a request, DER. What is wrong with it is what to answer: see [`refuse`].
    pub fn read(der: &[u8]) -> Result<Self, Refusal> {
        let request = wire::read_request(der)?;
        // None is known here, and whoever sends one wants it to be heeded (RFC 3161 §2.4.1).
        if request.extensions.is_some() {
            return Err(Refusal::Extension);
        }
        let imprint = imprint_of(&request.message_imprint)?;
        Ok(Self {
            imprint,
            policy: request.req_policy.map(|policy| policy.to_string()),
            nonce: request.nonce.map(|nonce| nonce.as_bytes().to_vec()),
            with_certificate: request.cert_req,
        })
    }

    /// Whether a stamp under this policy is what was asked for.
    fn accepts(&self, policy: &str) -> bool {
        self.policy.as_deref().is_none_or(|wanted| wanted == policy)
    }
}

/// Why no stamp is given (RFC 3161 §2.4.2, `PKIFailureInfo`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    #[error("the digest is none that is still trusted")]
    Algorithm,
    #[error("the request is not one")]
    Request,
    #[error("the digest is not as long as it should be")]
    Format,
    #[error("the moment is not known now")]
    TimeUnknown,
    #[error("no stamp is given under that policy")]
    Policy,
    #[error("the request wants an extension that is not known")]
    Extension,
    #[error("the unit cannot stamp now")]
    Failure,
}

/// Why a stamp was not made, or is none.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StampError {
    /// The request cannot be fulfilled: this is what to answer.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The key did not sign.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Something could not be written, or what came cannot be read.
    #[error("the {0} is malformed")]
    Malformed(&'static str),
    /// It can be read, and its signature does not hold.
    #[error("the stamp's signature does not hold: {0}")]
    Signature(String),
    /// It is a stamp, of something else: other bytes, another request, another policy.
    #[error("the stamp is not the one that was asked for: its {0} differs")]
    Other(&'static str),
}
