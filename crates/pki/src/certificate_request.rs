//! PKCS#10 (RFC 2986): the public key with proof that whoever asks holds the private one.

use der::asn1::{BitString, SetOfVec};
use der::{Decode, DecodePem, EncodePem};
use thiserror::Error;
use x509_cert::request::{CertReq, CertReqInfo, Version};

use crate::distinguished_name::{NameError, NameParts};
use crate::encoding::{self, DecodeError, der_of};
use crate::keys::{KeyAlgorithm, KeyError, SignatureError, SignatureScheme, SigningKey};

const WHAT: &str = "certificate request";

/// Why a request could not be made or is not believed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RequestError {
    /// The bytes are no PKCS#10.
    #[error(transparent)]
    Malformed(#[from] DecodeError),
    /// The signature does not prove possession of the private key.
    #[error("the request does not prove possession of its key: {0}")]
    NoPossession(#[from] SignatureError),
    /// The key could not sign, or is of a kind that is not certified.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A part of the subject does not fit.
    #[error(transparent)]
    Name(#[from] NameError),
}

/// A request whose proof of possession was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedRequest {
    /// What the asker calls itself. The authority takes the subject from the case, not from here.
    pub subject: NameParts,
    /// The `SubjectPublicKeyInfo`, DER.
    pub public_key_info_der: Vec<u8>,
    /// Its family.
    pub algorithm: KeyAlgorithm,
}

/// A request whose signature is still missing: for a key that signs elsewhere.
#[derive(Clone, Debug)]
pub struct PreparedRequest {
    info: CertReqInfo,
    scheme: SignatureScheme,
    to_be_signed: Vec<u8>,
}

impl PreparedRequest {
    /// What the key signs, hashed as [`KeyAlgorithm::scheme`] says.
    pub fn to_be_signed(&self) -> &[u8] {
        &self.to_be_signed
    }
}

/// Makes a request up to its signature. `public_key_info_der` is a `SubjectPublicKeyInfo`.
pub fn prepare(subject: &NameParts, public_key_info_der: &[u8]) -> Result<PreparedRequest, RequestError> {
    let fail = |error: der::Error| DecodeError::new(WHAT, &error);
    let info = CertReqInfo {
        version: Version::V1,
        subject: subject.to_name()?,
        public_key: spki::SubjectPublicKeyInfoOwned::from_der(public_key_info_der).map_err(fail)?,
        attributes: SetOfVec::new(),
    };
    let scheme = KeyAlgorithm::of_spki(&info.public_key)?.scheme();
    let to_be_signed = der_of(&info, WHAT)?;
    Ok(PreparedRequest { info, scheme, to_be_signed })
}

/// Puts the signature in: DER. Whether it proves anything is seen by [`verify_der`].
pub fn finish(prepared: PreparedRequest, signature: &[u8]) -> Result<Vec<u8>, RequestError> {
    let request = CertReq {
        info: prepared.info,
        algorithm: prepared.scheme.identifier(),
        signature: BitString::from_bytes(signature).map_err(|error| DecodeError::new(WHAT, &error))?,
    };
    Ok(der_of(&request, WHAT)?)
}

/// Makes and signs a request: DER.
pub fn make(subject: &NameParts, key: &dyn SigningKey) -> Result<Vec<u8>, RequestError> {
    let prepared = prepare(subject, &key.public_key_info_der())?;
    let signature = key.sign(prepared.to_be_signed())?;
    finish(prepared, &signature)
}

/// Reads DER and checks the proof of possession (RFC 2986 §3, note 2) and the family of the key.
pub fn verify_der(request_der: &[u8]) -> Result<VerifiedRequest, RequestError> {
    let request = CertReq::from_der(request_der).map_err(|error| DecodeError::new(WHAT, &error))?;
    let algorithm = KeyAlgorithm::of_spki(&request.info.public_key)?;
    let signed = encoding::split_signed(request_der, WHAT)?;
    SignatureScheme::from_oid(request.algorithm.oid).ok_or(SignatureError::Unsupported)?.verify_with(
        &request.info.public_key,
        signed.to_be_signed,
        &signed.signature,
    )?;
    Ok(VerifiedRequest {
        subject: NameParts::from_name(&request.info.subject),
        public_key_info_der: der_of(&request.info.public_key, "public key")?,
        algorithm,
    })
}

/// As [`verify_der`], from PEM (`CERTIFICATE REQUEST`).
pub fn verify_pem(pem: &str) -> Result<VerifiedRequest, RequestError> {
    let request = CertReq::from_pem(pem.trim().as_bytes()).map_err(|error| DecodeError::new(WHAT, &error))?;
    verify_der(&der_of(&request, WHAT)?)
}

/// DER to PEM.
pub fn to_pem(request_der: &[u8]) -> Result<String, RequestError> {
    let fail = |error: der::Error| DecodeError::new(WHAT, &error);
    Ok(CertReq::from_der(request_der).map_err(fail)?.to_pem(der::pem::LineEnding::LF).map_err(fail)?)
}
