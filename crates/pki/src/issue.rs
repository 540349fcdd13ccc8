//! Two-step issue: nothing is signed with the issuer's key that was not first prepared, checked and stored.
//!
//! [`prepare`] is cheap to repeat and needs no issuer's key; [`issue`] signs exactly the prepared bytes. Between
//! the two the caller writes the [`Prepared`] to disk, so that after a crash the same certificate is issued again
//! and never a second one.

use der::Decode;
use der::asn1::BitString;
use serde::{Deserialize, Serialize};
use spki::SubjectPublicKeyInfoOwned;
use thiserror::Error;
use time::{Duration, OffsetDateTime};
use x509_cert::TbsCertificate;
use x509_cert::certificate::Version;
use x509_cert::name::Name;
use x509_cert::time::Validity;

use crate::certificate::Certificate;
use crate::distinguished_name::{NameError, NameParts};
use crate::encoding::{self, DecodeError, der_of, sha256, to_x509_time};
use crate::keys::{FileKey, KeyAlgorithm, KeyError, SignatureError, SignatureScheme, SigningKey};
use crate::profile::{Profile, ProfileKind};
use crate::serial::Serial;
use crate::{extensions, lint};

const WHAT: &str = "certificate to be signed";

/// Why nothing was prepared or issued.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum IssueError {
    /// A part of the subject does not fit its attribute.
    #[error(transparent)]
    Name(#[from] NameError),
    /// The key of the request, or the issuer's, cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What was asked contradicts the profile or the issuer.
    #[error("{0}")]
    NotAllowed(String),
    /// The lint of the prepared bytes found these; nothing was signed with the issuer's key.
    #[error("the prepared certificate breaks its profile: {}", .0.join("; "))]
    Lint(Vec<String>),
    /// The stored bytes are not those that were prepared, or the key is not the one they were prepared for.
    #[error("{0}")]
    NotPrepared(String),
    /// The key made a signature that does not verify (RFC 5280 asks nothing; a faulty token does this).
    #[error("the issuer's key made a wrong signature: {0}")]
    WrongSignature(SignatureError),
    /// The encoder refused.
    #[error(transparent)]
    Encoding(#[from] DecodeError),
}

/// What shall be certified. The subject comes from the case, the key from the verified request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueRequest {
    /// Name of the subject.
    pub subject: NameParts,
    /// `SubjectPublicKeyInfo`, DER.
    #[serde(with = "encoding::base64_bytes")]
    pub public_key_info_der: Vec<u8>,
    /// Drawn by the caller, unique under the issuer; see [`Serial::from_random`].
    pub serial: Serial,
    /// First moment of validity.
    #[serde(with = "time::serde::rfc3339")]
    pub not_before: OffsetDateTime,
    /// Last moment of validity.
    #[serde(with = "time::serde::rfc3339")]
    pub not_after: OffsetDateTime,
}

/// The authority that will sign, without its key, and a throw-away key of the same family for linting.
pub struct Issuer {
    certificate: Certificate,
    throw_away: FileKey,
}

impl Issuer {
    /// Refuses a certificate that is not an authority's. Makes the throw-away key, so keep the value: with an RSA
    /// issuer that takes some tenths of a second.
    pub fn new(certificate: Certificate) -> Result<Self, IssueError> {
        let facts = certificate.facts()?;
        if !facts.is_authority || !facts.key_usage.contains(&crate::profile::KeyUse::CertificateSigning) {
            return Err(IssueError::NotAllowed("the issuer's certificate is not an authority's".to_owned()));
        }
        let algorithm = KeyAlgorithm::of_spki(certificate.public_key_info())?;
        Ok(Self { certificate, throw_away: FileKey::generate(algorithm)? })
    }

    /// The issuer's certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }
}

impl core::fmt::Debug for Issuer {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(formatter, "Issuer({:?})", self.certificate)
    }
}

/// Linted bytes that wait for the issuer's key. Store it, then redeem it once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// Name of the profile it was prepared under.
    pub profile: String,
    /// Serial of the certificate to be.
    pub serial: Serial,
    /// The `TBSCertificate`, DER.
    #[serde(with = "encoding::base64_bytes")]
    tbs_der: Vec<u8>,
    /// SHA-256 of `tbs_der`, so that a store that lost bits is found out before the key is used.
    tbs_sha256: String,
    /// The key these bytes were prepared for: `SubjectPublicKeyInfo`, DER.
    #[serde(with = "encoding::base64_bytes")]
    issuer_key_info_der: Vec<u8>,
}

impl Prepared {
    /// The bytes the issuer's key will sign.
    pub fn to_be_signed(&self) -> &[u8] {
        &self.tbs_der
    }

    /// SHA-256 of the bytes to be signed, lower-case hex: the name of this act in the audit log.
    pub fn digest(&self) -> &str {
        &self.tbs_sha256
    }
}

/// Builds and lints a certificate under `issuer`.
pub fn prepare(profile: &Profile, issuer: &Issuer, request: &IssueRequest) -> Result<Prepared, IssueError> {
    if profile.kind() == ProfileKind::Root {
        return Err(IssueError::NotAllowed("a root is prepared with prepare_root".to_owned()));
    }
    let certificate = &issuer.certificate;
    if request.not_before < certificate.not_before() || request.not_after > certificate.not_after() {
        return Err(IssueError::NotAllowed(
            "the validity is not within the issuer's own (EN 319 411-1 §6.3.3)".to_owned(),
        ));
    }
    if let Some(length) = certificate.facts()?.path_length
        && length == 0
        && profile.kind().is_authority()
    {
        return Err(IssueError::NotAllowed(
            "an authority of path length 0 makes no authorities (RFC 5280 §4.2.1.9)".to_owned(),
        ));
    }
    let key_identifier = certificate.subject_key_identifier()?.ok_or_else(|| {
        IssueError::NotAllowed("the issuer's certificate has no subject key identifier".to_owned())
    })?;
    build(
        profile,
        &IssuerSide {
            name: certificate.parsed().tbs_certificate.subject.clone(),
            key_info: certificate.public_key_info().clone(),
            key_identifier: Some(key_identifier),
            throw_away: &issuer.throw_away,
        },
        request,
    )
}

/// Builds and lints a self-signed root; its own key will redeem it.
pub fn prepare_root(profile: &Profile, request: &IssueRequest) -> Result<Prepared, IssueError> {
    if profile.kind() != ProfileKind::Root {
        return Err(IssueError::NotAllowed("only a root is prepared with prepare_root".to_owned()));
    }
    let key_info = read_key(request)?;
    let throw_away = FileKey::generate(KeyAlgorithm::of_spki(&key_info)?)?;
    build(
        profile,
        &IssuerSide {
            name: request.subject.to_name()?,
            key_info,
            key_identifier: None,
            throw_away: &throw_away,
        },
        request,
    )
}

struct IssuerSide<'a> {
    name: Name,
    key_info: SubjectPublicKeyInfoOwned,
    key_identifier: Option<Vec<u8>>,
    throw_away: &'a FileKey,
}

fn read_key(request: &IssueRequest) -> Result<SubjectPublicKeyInfoOwned, IssueError> {
    Ok(SubjectPublicKeyInfoOwned::from_der(&request.public_key_info_der).map_err(|_| KeyError::Malformed)?)
}

fn build(profile: &Profile, issuer: &IssuerSide<'_>, request: &IssueRequest) -> Result<Prepared, IssueError> {
    check_request(profile, request)?;
    let subject_key = read_key(request)?;
    let fail = |error: der::Error| DecodeError::new(WHAT, &error);
    let tbs = TbsCertificate {
        version: Version::V3,
        serial_number: request.serial.to_x509()?,
        signature: KeyAlgorithm::of_spki(&issuer.key_info)?.scheme().identifier(),
        issuer: issuer.name.clone(),
        validity: Validity {
            not_before: to_x509_time(request.not_before)?,
            not_after: to_x509_time(request.not_after)?,
        },
        subject: request.subject.to_name()?,
        extensions: Some(
            extensions::build(profile, issuer.key_identifier.as_deref(), &subject_key).map_err(fail)?,
        ),
        subject_public_key_info: subject_key,
        issuer_unique_id: None,
        subject_unique_id: None,
    };
    let tbs_der = der_of(&tbs, WHAT)?;
    let issuer_key_info_der = der_of(&issuer.key_info, "public key")?;

    // Boulder's trick: a whole certificate can be linted, and nobody can use it, since no one trusts this key.
    if issuer.throw_away.public_key_info_der() == issuer_key_info_der {
        return Err(IssueError::NotAllowed("the throw-away key is the issuer's".to_owned()));
    }
    let linted = assemble(&tbs_der, issuer.throw_away)?;
    let findings = lint::check(&linted, profile, &issuer.name, issuer.key_identifier.as_deref(), request);
    if !findings.is_empty() {
        return Err(IssueError::Lint(findings));
    }
    Ok(Prepared {
        profile: profile.name().to_owned(),
        serial: request.serial.clone(),
        tbs_sha256: hex::encode(sha256(&tbs_der)),
        tbs_der,
        issuer_key_info_der,
    })
}

fn check_request(profile: &Profile, request: &IssueRequest) -> Result<(), IssueError> {
    let refuse = |why: String| Err(IssueError::NotAllowed(why));
    if request.not_after <= request.not_before {
        return refuse("the validity ends before it begins (RFC 5280 §4.1.2.5)".to_owned());
    }
    // Both ends are included (RFC 5280 §4.1.2.5), hence the second.
    let limit = Duration::days(i64::from(profile.raw().max_validity_days));
    if request.not_after - request.not_before > limit {
        return refuse(format!("the validity is longer than {} days", profile.raw().max_validity_days));
    }
    if request.serial.as_bytes().len() < 8 {
        return refuse("a serial number has at least 64 bits (EN 319 412-1, CA/B BR §7.1)".to_owned());
    }
    let algorithm = KeyAlgorithm::of_public_key_info(&request.public_key_info_der)?;
    if !profile.raw().key_algorithms.contains(&algorithm) {
        return refuse(format!("profile \"{}\" certifies no keys of the kind {algorithm:?}", profile.name()));
    }
    if profile.kind().is_natural_person() {
        // EN 319 412-2 §4.2.4: country, the person's names (no pseudonyms here), common name, and the serial
        // number that tells two people of one name apart.
        let subject = &request.subject;
        let required = [
            ("country", &subject.country),
            ("surname", &subject.surname),
            ("given name", &subject.given_name),
            ("serialNumber", &subject.serial_number),
            ("common name", &subject.common_name),
        ];
        if let Some((name, _)) = required.into_iter().find(|(_, value)| value.is_none()) {
            return refuse(format!("the subject has no {name} (EN 319 412-2 §4.2.4)"));
        }
    } else {
        // EN 319 412-3 §4.2.1 for legal persons; the issuer's name likewise in EN 319 412-2 §4.2.3.1.
        let subject = &request.subject;
        if subject.country.is_none() || subject.organization.is_none() || subject.common_name.is_none() {
            return refuse(
                "the subject needs country, organisation and common name (EN 319 412-2 §4.2.3.1)".to_owned(),
            );
        }
    }
    Ok(())
}

/// Signs the prepared bytes with the issuer's key, exactly as they were linted, and checks the result.
pub fn issue(prepared: &Prepared, key: &dyn SigningKey) -> Result<Certificate, IssueError> {
    if hex::encode(sha256(&prepared.tbs_der)) != prepared.tbs_sha256 {
        return Err(IssueError::NotPrepared("the stored bytes are not those that were prepared".to_owned()));
    }
    if key.public_key_info_der() != prepared.issuer_key_info_der {
        return Err(IssueError::NotPrepared("this was prepared for another issuer's key".to_owned()));
    }
    assemble(&prepared.tbs_der, key)
}

fn assemble(tbs_der: &[u8], key: &dyn SigningKey) -> Result<Certificate, IssueError> {
    let fail = |error: der::Error| DecodeError::new(WHAT, &error);
    let scheme: SignatureScheme = key.algorithm().scheme();
    let signature = key.sign(tbs_der)?;
    scheme.verify(&key.public_key_info_der(), tbs_der, &signature).map_err(IssueError::WrongSignature)?;
    let certificate = x509_cert::Certificate {
        tbs_certificate: TbsCertificate::from_der(tbs_der).map_err(fail)?,
        signature_algorithm: scheme.identifier(),
        signature: BitString::from_bytes(&signature).map_err(fail)?,
    };
    let certificate = Certificate::from_der(&der_of(&certificate, WHAT)?)?;
    let signed = encoding::split_signed(certificate.der(), WHAT)?;
    if signed.to_be_signed != tbs_der {
        return Err(IssueError::NotPrepared("the encoding changed between check and signature".to_owned()));
    }
    Ok(certificate)
}
