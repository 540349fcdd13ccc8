//! Requests and answers as bytes.

use cms::content_info::ContentInfo;
use const_oid::ObjectIdentifier;
use der::asn1::{BitString, Int, OctetString, Uint};
use der::{Any, Decode, Encode, Sequence};
use spki::AlgorithmIdentifierOwned;
use sportello_pki::keys::Digest;
use x509_tsp::{MessageImprint, TimeStampReq, TspVersion};

use super::{Asked, Imprint, Refusal};

/// `PKIStatusInfo` (RFC 4210 §5.2.3). Written here, since the library at hand numbers the bits of `PKIFailureInfo` as if
/// they were values.
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(super) struct StatusInfo {
    pub status: u8,
    pub words: Option<Vec<String>>,
    pub failure: Option<BitString>,
}

/// `TimeStampResp` (RFC 3161 §2.4.2).
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(super) struct Answer {
    pub status: StatusInfo,
    pub token: Option<ContentInfo>,
}

pub(super) const GRANTED: u8 = 0;
pub(super) const GRANTED_OTHERWISE: u8 = 1;
pub(super) const REJECTED: u8 = 2;

pub(super) const FAILURES: [(Refusal, u8); 7] = [
    (Refusal::Algorithm, 0),
    (Refusal::Request, 2),
    (Refusal::Format, 5),
    (Refusal::TimeUnknown, 14),
    (Refusal::Policy, 15),
    (Refusal::Extension, 16),
    (Refusal::Failure, 25),
];

pub(super) fn request(asked: &Asked) -> Result<Vec<u8>, der::Error> {
    let policy = asked.policy.as_deref().map(ObjectIdentifier::new);
    TimeStampReq {
        version: TspVersion::V1,
        message_imprint: imprint(&asked.imprint)?,
        req_policy: policy.transpose()?,
        nonce: nonce(asked)?,
        cert_req: asked.with_certificate,
        extensions: None,
    }
    .to_der()
}

pub(super) fn read_request(der: &[u8]) -> Result<TimeStampReq, Refusal> {
    TimeStampReq::from_der(der).map_err(|_| Refusal::Request)
}

pub(super) fn nonce(asked: &Asked) -> Result<Option<Int>, der::Error> {
    asked.nonce.as_deref().map(Int::new).transpose()
}

pub(super) fn imprint(imprint: &Imprint) -> Result<MessageImprint, der::Error> {
    // RFC 8933 §3 and RFC 5754 §2 leave the parameters out; both forms are read.
    let hash_algorithm = AlgorithmIdentifierOwned { oid: imprint.digest.oid(), parameters: None };
    Ok(MessageImprint { hash_algorithm, hashed_message: OctetString::new(imprint.hash.as_slice())? })
}

pub(super) fn imprint_of(imprint: &MessageImprint) -> Result<Imprint, Refusal> {
    let parameters = &imprint.hash_algorithm.parameters;
    if parameters.as_ref().is_some_and(|any| *any != Any::null()) {
        return Err(Refusal::Algorithm);
    }
    let digest = Digest::from_oid(imprint.hash_algorithm.oid).ok_or(Refusal::Algorithm)?;
    let hash = imprint.hashed_message.as_bytes().to_vec();
    if hash.len() != digest.of(&[]).len() {
        return Err(Refusal::Format);
    }
    Ok(Imprint { digest, hash })
}

/// A number from bytes, the first of them highest, never negative.
pub(super) fn positive(bytes: &[u8]) -> Result<Int, der::Error> {
    Int::from_der(&Uint::new(bytes)?.to_der()?)
}
