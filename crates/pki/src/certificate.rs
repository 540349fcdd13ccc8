//! A certificate as it stands in its bytes, and the facts a person asks of it.

use core::fmt;

use const_oid::AssociatedOid;
use der::{Decode, DecodePem, EncodePem};
use serde::{Deserialize, Serialize};
use spki::SubjectPublicKeyInfoOwned;
use time::OffsetDateTime;
use x509_cert::ext::pkix::name::{DistributionPointName, GeneralName};
use x509_cert::ext::pkix::{
    AuthorityInfoAccessSyntax, AuthorityKeyIdentifier, BasicConstraints, CertificatePolicies,
    CrlDistributionPoints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier,
};

use crate::distinguished_name::NameParts;
use crate::encoding::{self, DecodeError, der_of, from_x509_time, sha256};
use crate::extensions::KEY_USES;
use crate::keys::{KeyAlgorithm, SignatureError, SignatureScheme};
use crate::oids;
use crate::profile::KeyUse;
use crate::qualified::{self, QualifiedFacts};
use crate::serial::Serial;

const WHAT: &str = "certificate";

/// A parsed certificate with its exact bytes. In serde: the DER as base64 text.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    parsed: x509_cert::Certificate,
}

/// What a person or a rule asks of a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateFacts {
    /// First names and surname, or the common name.
    pub holder_name: String,
    /// From a serialNumber `TINIT-…`.
    pub tax_code: Option<String>,
    /// The subject's name.
    pub subject: NameParts,
    /// The issuer's name.
    pub issuer: NameParts,
    /// Unique under the issuer.
    pub serial: Serial,
    /// First moment of validity, included.
    #[serde(with = "time::serde::rfc3339")]
    pub not_before: OffsetDateTime,
    /// Last moment of validity, included.
    #[serde(with = "time::serde::rfc3339")]
    pub not_after: OffsetDateTime,
    /// Bits of the key usage extension; none if it is absent.
    pub key_usage: Vec<KeyUse>,
    /// Dotted identifiers of the extended key usage.
    pub purposes: Vec<String>,
    /// Dotted identifiers of the policies.
    pub policies: Vec<String>,
    /// basicConstraints cA.
    pub is_authority: bool,
    /// basicConstraints pathLenConstraint.
    pub path_length: Option<u8>,
    /// The qualified statements, if there are any.
    pub qualified: Option<QualifiedFacts>,
    /// Whether the subject carries the training mark.
    pub subject_is_training: bool,
    /// Whether the issuer carries the training mark.
    pub issuer_is_training: bool,
    /// Where the status list is.
    pub status_list_urls: Vec<String>,
    /// Where the OCSP responder is.
    pub ocsp_urls: Vec<String>,
    /// SHA-256 of the DER, lower-case hex.
    pub fingerprint: String,
}

impl Certificate {
    /// Reads DER. Bytes after the certificate are refused.
    pub fn from_der(der: &[u8]) -> Result<Self, DecodeError> {
        let parsed = x509_cert::Certificate::from_der(der).map_err(|error| DecodeError::new(WHAT, &error))?;
        // Two algorithm fields that differ are the mark of a tampered or broken certificate (RFC 5280 §4.1.1.2).
        if parsed.signature_algorithm != parsed.tbs_certificate.signature {
            return Err(DecodeError::new(WHAT, "its two signature algorithms differ"));
        }
        Serial::from_x509(&parsed.tbs_certificate.serial_number)?;
        Ok(Self { der: der.to_vec(), parsed })
    }

    /// Reads one PEM `CERTIFICATE`.
    pub fn from_pem(pem: &str) -> Result<Self, DecodeError> {
        let parsed = x509_cert::Certificate::from_pem(pem.trim().as_bytes())
            .map_err(|error| DecodeError::new(WHAT, &error))?;
        Self::from_der(&der_of(&parsed, WHAT)?)
    }

    /// The exact bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// As PEM with line feeds.
    pub fn to_pem(&self) -> Result<String, DecodeError> {
        self.parsed.to_pem(der::pem::LineEnding::LF).map_err(|error| DecodeError::new(WHAT, &error))
    }

    /// Unique under the issuer.
    pub fn serial(&self) -> Serial {
        // Checked in `from_der`, the only way in; one is a serial that no authority of ours uses.
        Serial::from_x509(&self.parsed.tbs_certificate.serial_number)
            .unwrap_or_else(|_| Serial::from_random([0; 16]))
    }

    /// The `SubjectPublicKeyInfo`, DER.
    pub fn public_key_info_der(&self) -> Result<Vec<u8>, DecodeError> {
        der_of(self.public_key_info(), "public key")
    }

    /// The family of the subject's key, if it is one of ours.
    pub fn key_algorithm(&self) -> Option<KeyAlgorithm> {
        KeyAlgorithm::of_spki(self.public_key_info()).ok()
    }

    /// The subject's name, DER.
    pub fn subject_der(&self) -> Result<Vec<u8>, DecodeError> {
        der_of(&self.parsed.tbs_certificate.subject, "name")
    }

    /// First moment of validity, included.
    pub fn not_before(&self) -> OffsetDateTime {
        from_x509_time(self.parsed.tbs_certificate.validity.not_before)
    }

    /// Last moment of validity, included.
    pub fn not_after(&self) -> OffsetDateTime {
        from_x509_time(self.parsed.tbs_certificate.validity.not_after)
    }

    /// SHA-256 of the DER.
    pub fn fingerprint(&self) -> [u8; 32] {
        sha256(&self.der)
    }

    /// Checks the signature with the key of `issuer`. Names and rights are [`crate::path`]'s matter.
    pub fn verify_signed_by(&self, issuer: &Self) -> Result<(), SignatureError> {
        let signed = encoding::split_signed(&self.der, WHAT).map_err(|_| SignatureError::Wrong)?;
        SignatureScheme::from_oid(self.parsed.signature_algorithm.oid)
            .ok_or(SignatureError::Unsupported)?
            .verify_with(issuer.public_key_info(), signed.to_be_signed, &signed.signature)
    }

    /// Everything a person or a rule asks. Fails on an extension that cannot be read.
    pub fn facts(&self) -> Result<CertificateFacts, DecodeError> {
        let tbs = &self.parsed.tbs_certificate;
        let subject = NameParts::from_name(&tbs.subject);
        let issuer = NameParts::from_name(&tbs.issuer);
        let constraints: Option<BasicConstraints> = self.extension()?;
        let (ocsp_urls, status_list_urls) = (self.ocsp_urls()?, self.status_list_urls()?);
        Ok(CertificateFacts {
            holder_name: subject.display_name(),
            tax_code: subject.tax_code().map(str::to_owned),
            subject_is_training: subject.is_training(),
            issuer_is_training: issuer.is_training(),
            subject,
            issuer,
            serial: self.serial(),
            not_before: self.not_before(),
            not_after: self.not_after(),
            key_usage: self.key_usage()?.unwrap_or_default(),
            purposes: self.purposes()?.unwrap_or_default().iter().map(ToString::to_string).collect(),
            policies: self
                .extension::<CertificatePolicies>()?
                .map(|policies| policies.0)
                .unwrap_or_default()
                .iter()
                .map(|policy| policy.policy_identifier.to_string())
                .collect(),
            is_authority: constraints.as_ref().is_some_and(|constraints| constraints.ca),
            path_length: constraints.and_then(|constraints| constraints.path_len_constraint),
            qualified: self.qualified_statements()?,
            status_list_urls,
            ocsp_urls,
            fingerprint: hex::encode(self.fingerprint()),
        })
    }

    pub(crate) fn parsed(&self) -> &x509_cert::Certificate {
        &self.parsed
    }

    pub(crate) fn public_key_info(&self) -> &SubjectPublicKeyInfoOwned {
        &self.parsed.tbs_certificate.subject_public_key_info
    }

    /// `None`: absent. An extension that stands twice is refused (RFC 5280 §4.2).
    pub(crate) fn extension<T: for<'a> Decode<'a> + AssociatedOid>(&self) -> Result<Option<T>, DecodeError> {
        self.parsed
            .tbs_certificate
            .get::<T>()
            .map(|found| found.map(|(_, value)| value))
            .map_err(|error| DecodeError::new("extension of a certificate", &error))
    }

    pub(crate) fn key_usage(&self) -> Result<Option<Vec<KeyUse>>, DecodeError> {
        Ok(self.extension::<KeyUsage>()?.map(|usage| {
            KEY_USES.iter().filter(|(_, bit)| usage.0.contains(*bit)).map(|(named, _)| *named).collect()
        }))
    }

    pub(crate) fn purposes(&self) -> Result<Option<Vec<const_oid::ObjectIdentifier>>, DecodeError> {
        Ok(self.extension::<ExtendedKeyUsage>()?.map(|purposes| purposes.0))
    }

    pub(crate) fn subject_key_identifier(&self) -> Result<Option<Vec<u8>>, DecodeError> {
        Ok(self.extension::<SubjectKeyIdentifier>()?.map(|identifier| identifier.0.as_bytes().to_vec()))
    }

    pub(crate) fn authority_key_identifier(&self) -> Result<Option<Vec<u8>>, DecodeError> {
        Ok(self
            .extension::<AuthorityKeyIdentifier>()?
            .and_then(|identifier| identifier.key_identifier)
            .map(|identifier| identifier.as_bytes().to_vec()))
    }

    pub(crate) fn raw_extensions(&self) -> &[x509_cert::ext::Extension] {
        self.parsed.tbs_certificate.extensions.as_deref().unwrap_or_default()
    }

    fn qualified_statements(&self) -> Result<Option<QualifiedFacts>, DecodeError> {
        self.raw_extensions()
            .iter()
            .find(|extension| extension.extn_id == oids::QC_STATEMENTS)
            .map(|extension| qualified::read(extension.extn_value.as_bytes()))
            .transpose()
    }

    fn ocsp_urls(&self) -> Result<Vec<String>, DecodeError> {
        let access =
            self.extension::<AuthorityInfoAccessSyntax>()?.map(|access| access.0).unwrap_or_default();
        Ok(access
            .iter()
            .filter(|description| description.access_method == oids::AD_OCSP)
            .filter_map(|description| uri(&description.access_location))
            .collect())
    }

    fn status_list_urls(&self) -> Result<Vec<String>, DecodeError> {
        let points = self.extension::<CrlDistributionPoints>()?.map(|points| points.0).unwrap_or_default();
        Ok(points
            .iter()
            .filter_map(|point| match &point.distribution_point {
                Some(DistributionPointName::FullName(names)) => Some(names),
                _ => None,
            })
            .flatten()
            .filter_map(uri)
            .collect())
    }
}

fn uri(name: &GeneralName) -> Option<String> {
    match name {
        GeneralName::UniformResourceIdentifier(uri) => Some(uri.to_string()),
        _ => None,
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names are personal data: the serial identifies well enough.
        write!(formatter, "Certificate({})", self.serial())
    }
}

impl Serialize for Certificate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        encoding::base64_bytes::serialize(&self.der, serializer)
    }
}

impl<'de> Deserialize<'de> for Certificate {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let der = encoding::base64_bytes::deserialize(deserializer)?;
        Self::from_der(&der).map_err(serde::de::Error::custom)
    }
}
