//! OCSP (RFC 6960): reading requests, signing responses with a delegated responder, and checking responses.
//!
//! A certificate that was never issued is answered `unknown`, never `good` (EN 319 411-2 CSS-6.3.10). The other way,
//! "revoked since 1970" (extended revoke, §4.4.8), would put a false date into a signed statement.

use const_oid::db::rfc6960;
use const_oid::{AssociatedOid, ObjectIdentifier};
use der::asn1::{BitString, Null, OctetString};
use der::{Decode, Encode};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use time::OffsetDateTime;
use x509_ocsp::{
    BasicOcspResponse, CertId, CertStatus, OcspGeneralizedTime, OcspResponseStatus, ResponderId,
    ResponseData, RevokedInfo, SingleResponse,
};

use crate::certificate::Certificate;
use crate::encoding::{self, DecodeError, der_of, from_unix, sha1, to_generalized_time};
use crate::extensions::extension;
use crate::keys::{Digest, KeyError, SignatureError, SignatureScheme, SigningKey};
use crate::oids;
use crate::serial::Serial;
use crate::status_list::RevocationReason;

const REQUEST: &str = "OCSP request";
const RESPONSE: &str = "OCSP response";
/// RFC 9654 §2.1.
const LONGEST_NONCE: usize = 128;
/// Enough for a chain; more in one request is a nuisance and not a need.
const MOST_QUESTIONS: usize = 16;

/// What is said of one certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "status", rename_all = "kebab-case")]
pub enum OcspStatus {
    /// Issued, and neither suspended nor revoked.
    Good,
    /// Suspended (reason `certificate-hold`) or revoked.
    Revoked {
        /// Since when.
        #[serde(with = "time::serde::rfc3339")]
        since: OffsetDateTime,
        /// Why.
        reason: Option<RevocationReason>,
    },
    /// Not issued here.
    Unknown,
}

/// Why no response was made, or one is not believed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum OcspError {
    /// The bytes are no OCSP. To a request answer [`refuse`] with [`Refusal::Malformed`].
    #[error(transparent)]
    Malformed(#[from] DecodeError),
    /// The key could not sign; answer [`Refusal::TryLater`].
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The response says that the responder refused.
    #[error("the responder refused: {0}")]
    Refused(String),
    /// The signature, or the right to make it, fails.
    #[error("the response is not signed by the authority or its responder")]
    NotAuthorised,
}

/// Unsigned answers (RFC 6960 §4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The request cannot be read.
    Malformed,
    /// Something failed here.
    InternalError,
    /// Ask again.
    TryLater,
    /// Not a certificate this responder answers for.
    Unauthorized,
}

/// An unsigned refusal, DER.
pub fn refuse(refusal: Refusal) -> Vec<u8> {
    let response = match refusal {
        Refusal::Malformed => x509_ocsp::OcspResponse::malformed_request(),
        Refusal::InternalError => x509_ocsp::OcspResponse::internal_error(),
        Refusal::TryLater => x509_ocsp::OcspResponse::try_later(),
        Refusal::Unauthorized => x509_ocsp::OcspResponse::unauthorized(),
    };
    // Five constant bytes: SEQUENCE { ENUMERATED }. The encoder has nothing that could fail.
    response.to_der().unwrap_or_else(|_| vec![0x30, 0x03, 0x0a, 0x01, 0x02])
}

/// A request that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcspRequest {
    questions: Vec<CertId>,
    nonce: Option<Vec<u8>>,
}

impl OcspRequest {
    /// Reads DER. A signature of the asker is not needed and not looked at.
    pub fn from_der(der: &[u8]) -> Result<Self, OcspError> {
        let fail = |error: der::Error| DecodeError::new(REQUEST, &error);
        let parsed = x509_ocsp::OcspRequest::from_der(der).map_err(fail)?;
        let tbs = parsed.tbs_request;
        if tbs.request_list.is_empty() || tbs.request_list.len() > MOST_QUESTIONS {
            return Err(DecodeError::new(REQUEST, "it asks about no certificate or about too many").into());
        }
        let mut nonce = None;
        for extension in tbs.request_extensions.unwrap_or_default() {
            if extension.extn_id == rfc6960::ID_PKIX_OCSP_NONCE {
                nonce = Some(read_nonce(extension.extn_value.as_bytes())?);
            } else if extension.critical {
                return Err(DecodeError::new(REQUEST, "it has a critical extension not known here").into());
            }
        }
        Ok(Self { questions: tbs.request_list.into_iter().map(|request| request.req_cert).collect(), nonce })
    }

    /// A request about one certificate, with SHA-1 names as every responder understands them.
    pub fn about(
        certificate: &Certificate,
        issuer: &Certificate,
        nonce: Option<&[u8]>,
    ) -> Result<Vec<u8>, OcspError> {
        let fail = |error: der::Error| DecodeError::new(REQUEST, &error);
        let extensions = nonce.map(nonce_extension).transpose()?.map(|extension| vec![extension]);
        let request = x509_ocsp::OcspRequest {
            tbs_request: x509_ocsp::TbsRequest {
                version: x509_ocsp::Version::V1,
                requestor_name: None,
                request_list: vec![x509_ocsp::Request {
                    req_cert: identify(issuer, &certificate.serial())?,
                    single_request_extensions: None,
                }],
                request_extensions: extensions,
            },
            optional_signature: None,
        };
        Ok(request.to_der().map_err(fail)?)
    }

    /// Whether any question is about a certificate of this issuer.
    pub fn asks_about(&self, issuer: &Certificate) -> bool {
        self.questions.iter().any(|question| concerns(question, issuer))
    }

    /// The serials asked about; whether their issuer is ours is decided in [`respond`].
    pub fn serials(&self) -> Vec<Serial> {
        self.questions.iter().filter_map(|question| Serial::from_x509(&question.serial_number).ok()).collect()
    }
}

/// Who answers, and when.
#[derive(Clone, Debug)]
pub struct Responder<'a> {
    /// The authority whose certificates are asked about.
    pub issuer: &'a Certificate,
    /// The delegated responder's certificate, issued by that authority with the purpose OCSPSigning.
    pub certificate: &'a Certificate,
    /// The moment the statuses were looked up.
    pub this_update: OffsetDateTime,
    /// Until when a cache may repeat the answer.
    pub next_update: OffsetDateTime,
    /// The moment of signing.
    pub produced_at: OffsetDateTime,
}

/// Answers every question. `status_of` is asked for serials under [`Responder::issuer`] only; questions about other
/// issuers get `unknown`. The nonce of the request is echoed.
pub fn respond(
    request: &OcspRequest,
    responder: &Responder<'_>,
    key: &dyn SigningKey,
    mut status_of: impl FnMut(&Serial) -> OcspStatus,
) -> Result<Vec<u8>, OcspError> {
    let fail = |error: der::Error| DecodeError::new(RESPONSE, &error);
    if key.public_key_info_der() != responder.certificate.public_key_info_der()? {
        return Err(OcspError::NotAuthorised);
    }
    let mut responses = Vec::new();
    for question in &request.questions {
        let serial = Serial::from_x509(&question.serial_number);
        let status = match serial {
            Ok(serial) if concerns(question, responder.issuer) => status_of(&serial),
            _ => OcspStatus::Unknown,
        };
        responses.push(SingleResponse {
            cert_id: question.clone(),
            cert_status: to_cert_status(status)?,
            this_update: ocsp_time(responder.this_update)?,
            next_update: Some(ocsp_time(responder.next_update)?),
            single_extensions: None,
        });
    }
    let extensions = request.nonce.as_deref().map(nonce_extension).transpose()?;
    let data = ResponseData {
        version: x509_ocsp::Version::V1,
        responder_id: ResponderId::ByKey(
            OctetString::new(sha1(responder.certificate.public_key_info().subject_public_key.raw_bytes()))
                .map_err(fail)?,
        ),
        produced_at: ocsp_time(responder.produced_at)?,
        responses,
        response_extensions: extensions.map(|extension| vec![extension]),
    };
    let data_der = der_of(&data, RESPONSE)?;
    let scheme = key.algorithm().scheme();
    let signature = key.sign(&data_der)?;
    scheme
        .verify(&key.public_key_info_der(), &data_der, &signature)
        .map_err(|_| KeyError::Unavailable("it made a wrong signature".to_owned()))?;
    let basic = BasicOcspResponse {
        tbs_response_data: data,
        signature_algorithm: scheme.identifier(),
        signature: BitString::from_bytes(&signature).map_err(fail)?,
        certs: Some(vec![responder.certificate.parsed().clone()]),
    };
    let response = x509_ocsp::OcspResponse::successful(basic).map_err(fail)?;
    Ok(response.to_der().map_err(fail)?)
}

/// A response whose signature was checked, about one certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedStatus {
    /// What it says.
    pub status: OcspStatus,
    /// The moment it speaks of.
    #[serde(with = "time::serde::rfc3339")]
    pub this_update: OffsetDateTime,
    /// Until when it may be repeated.
    #[serde(with = "time::serde::rfc3339::option")]
    pub next_update: Option<OffsetDateTime>,
}

/// Reads a response about `certificate` and checks that `issuer`, or a responder it delegated to (RFC 6960
/// §4.2.2.2), signed it. A responder's certificate must be valid at `producedAt`. `nonce`, if given, must come back.
pub fn verify(
    response_der: &[u8],
    certificate: &Certificate,
    issuer: &Certificate,
    nonce: Option<&[u8]>,
) -> Result<VerifiedStatus, OcspError> {
    let fail = |error: der::Error| DecodeError::new(RESPONSE, &error);
    let response = x509_ocsp::OcspResponse::from_der(response_der).map_err(fail)?;
    if response.response_status != OcspResponseStatus::Successful {
        return Err(OcspError::Refused(format!("{:?}", response.response_status)));
    }
    let Some(bytes) = response.response_bytes.filter(|bytes| bytes.response_type == BasicOcspResponse::OID)
    else {
        return Err(DecodeError::new(RESPONSE, "it is not a basic response").into());
    };
    let basic_der = bytes.response.as_bytes();
    let basic = BasicOcspResponse::from_der(basic_der).map_err(fail)?;
    check_signer(&basic, basic_der, issuer)?;
    if let Some(nonce) = nonce {
        let echoed = basic.nonce().is_some_and(|echoed| echoed.0.as_bytes() == nonce);
        if !echoed {
            return Err(OcspError::NotAuthorised);
        }
    }
    let serial = certificate.serial();
    let single = basic
        .tbs_response_data
        .responses
        .iter()
        .find(|single| {
            single.cert_id.serial_number.as_bytes() == serial.as_bytes() && concerns(&single.cert_id, issuer)
        })
        .ok_or_else(|| DecodeError::new(RESPONSE, "it does not speak of this certificate"))?;
    Ok(VerifiedStatus {
        status: from_cert_status(single.cert_status),
        this_update: moment_of(single.this_update),
        next_update: single.next_update.map(moment_of),
    })
}

fn check_signer(basic: &BasicOcspResponse, basic_der: &[u8], issuer: &Certificate) -> Result<(), OcspError> {
    let signed = encoding::split_signed(basic_der, RESPONSE)?;
    let scheme = SignatureScheme::from_oid(basic.signature_algorithm.oid).ok_or(OcspError::NotAuthorised)?;
    let made_by = |signer: &Certificate| -> Result<(), SignatureError> {
        scheme.verify_with(signer.public_key_info(), signed.to_be_signed, &signed.signature)
    };
    if made_by(issuer).is_ok() {
        return Ok(());
    }
    let produced_at = moment_of(basic.tbs_response_data.produced_at);
    for certificate in basic.certs.as_deref().unwrap_or_default() {
        let certificate = Certificate::from_der(&der_of(certificate, RESPONSE)?)?;
        let delegated =
            certificate.purposes()?.is_some_and(|purposes| purposes.contains(&oids::KP_OCSP_SIGNING))
                && certificate.parsed().tbs_certificate.issuer == issuer.parsed().tbs_certificate.subject
                && certificate.verify_signed_by(issuer).is_ok()
                && (certificate.not_before()..=certificate.not_after()).contains(&produced_at);
        if delegated && made_by(&certificate).is_ok() {
            return Ok(());
        }
    }
    Err(OcspError::NotAuthorised)
}

fn read_nonce(value: &[u8]) -> Result<Vec<u8>, DecodeError> {
    // RFC 6960 forgot to say that the nonce is an OCTET STRING in the extension; RFC 8954 did. Both are in use, and
    // what was sent must come back, so raw bytes are accepted.
    let nonce =
        OctetString::from_der(value).map_or_else(|_| value.to_vec(), |nonce| nonce.as_bytes().to_vec());
    if nonce.is_empty() || nonce.len() > LONGEST_NONCE {
        return Err(DecodeError::new(REQUEST, "the nonce has no bytes or more than 128 (RFC 9654 §2.1)"));
    }
    Ok(nonce)
}

fn nonce_extension(nonce: &[u8]) -> Result<x509_cert::ext::Extension, DecodeError> {
    OctetString::new(nonce)
        .and_then(|nonce| extension(rfc6960::ID_PKIX_OCSP_NONCE, false, &nonce))
        .map_err(|error| DecodeError::new(RESPONSE, &error))
}

/// Whether the question names `issuer`, by the hash it chose (§4.1.1). SHA-1 identifies here, it proves nothing.
fn concerns(question: &CertId, issuer: &Certificate) -> bool {
    let hash = |bytes: &[u8]| -> Option<Vec<u8>> {
        if question.hash_algorithm.oid == SHA_1 {
            return Some(sha1(bytes));
        }
        Digest::from_oid(question.hash_algorithm.oid).map(|digest| digest.of(bytes))
    };
    let (Ok(name), key) = (issuer.subject_der(), issuer.public_key_info().subject_public_key.raw_bytes())
    else {
        return false;
    };
    hash(&name).is_some_and(|hash| hash == question.issuer_name_hash.as_bytes())
        && hash(key).is_some_and(|hash| hash == question.issuer_key_hash.as_bytes())
}

const SHA_1: ObjectIdentifier = const_oid::db::rfc5912::ID_SHA_1;

fn identify(issuer: &Certificate, serial: &Serial) -> Result<CertId, OcspError> {
    let fail = |error: der::Error| DecodeError::new(REQUEST, &error);
    Ok(CertId {
        hash_algorithm: spki::AlgorithmIdentifierOwned { oid: SHA_1, parameters: Some(Null.into()) },
        issuer_name_hash: OctetString::new(sha1(&issuer.subject_der()?)).map_err(fail)?,
        issuer_key_hash: OctetString::new(sha1(issuer.public_key_info().subject_public_key.raw_bytes()))
            .map_err(fail)?,
        serial_number: serial.to_x509()?,
    })
}

fn to_cert_status(status: OcspStatus) -> Result<CertStatus, DecodeError> {
    Ok(match status {
        OcspStatus::Good => CertStatus::good(),
        OcspStatus::Unknown => CertStatus::unknown(),
        OcspStatus::Revoked { since, reason } => CertStatus::Revoked(RevokedInfo {
            revocation_time: ocsp_time(since)?,
            revocation_reason: reason.map(RevocationReason::to_x509),
        }),
    })
}

fn from_cert_status(status: CertStatus) -> OcspStatus {
    match status {
        CertStatus::Good(_) => OcspStatus::Good,
        CertStatus::Unknown(_) => OcspStatus::Unknown,
        CertStatus::Revoked(info) => OcspStatus::Revoked {
            since: moment_of(info.revocation_time),
            reason: info.revocation_reason.and_then(RevocationReason::from_x509),
        },
    }
}

fn ocsp_time(moment: OffsetDateTime) -> Result<OcspGeneralizedTime, DecodeError> {
    Ok(OcspGeneralizedTime(to_generalized_time(moment)?))
}

fn moment_of(moment: OcspGeneralizedTime) -> OffsetDateTime {
    from_unix(moment.0.to_unix_duration())
}
