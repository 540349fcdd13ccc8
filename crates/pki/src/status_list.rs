//! Status lists (CRLs, RFC 5280 §5): full lists, signed by the authority that issued the certificates.

use core::fmt;

use const_oid::AssociatedOid;
use der::Decode;
use der::asn1::{BitString, OctetString, Uint};
use serde::{Deserialize, Serialize};
use spki::AlgorithmIdentifierOwned;
use thiserror::Error;
use time::OffsetDateTime;
use x509_cert::Version;
use x509_cert::crl::{RevokedCert, TbsCertList};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, CrlNumber, CrlReason};
use x509_cert::ext::{Extension, Extensions};

use crate::certificate::Certificate;
use crate::encoding::{self, DecodeError, der_of, from_x509_time, to_generalized_time, to_x509_time};
use crate::extensions::extension;
use crate::keys::{KeyError, SignatureError, SignatureScheme, SigningKey};
use crate::oids;
use crate::serial::Serial;

const WHAT: &str = "status list";

/// Why a certificate is on the list (RFC 5280 §5.3.1). "No reason" is the absence of one, as §5.3.1 recommends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationReason {
    /// keyCompromise (1)
    KeyCompromise,
    /// cACompromise (2)
    AuthorityCompromise,
    /// affiliationChanged (3)
    AffiliationChanged,
    /// superseded (4)
    Superseded,
    /// cessationOfOperation (5)
    CessationOfOperation,
    /// certificateHold (6): suspended
    CertificateHold,
    /// privilegeWithdrawn (9)
    PrivilegeWithdrawn,
}

impl RevocationReason {
    const TABLE: [(Self, CrlReason); 7] = [
        (Self::KeyCompromise, CrlReason::KeyCompromise),
        (Self::AuthorityCompromise, CrlReason::CaCompromise),
        (Self::AffiliationChanged, CrlReason::AffiliationChanged),
        (Self::Superseded, CrlReason::Superseded),
        (Self::CessationOfOperation, CrlReason::CessationOfOperation),
        (Self::CertificateHold, CrlReason::CertificateHold),
        (Self::PrivilegeWithdrawn, CrlReason::PrivilegeWithdrawn),
    ];

    pub(crate) fn to_x509(self) -> CrlReason {
        // The table names every variant; the fallback is for the type system.
        Self::TABLE.iter().find(|row| row.0 == self).map_or(CrlReason::Unspecified, |row| row.1)
    }

    /// Reasons that Sportello never gives read as none.
    pub(crate) fn from_x509(reason: CrlReason) -> Option<Self> {
        Self::TABLE.iter().find(|row| row.1 == reason).map(|row| row.0)
    }
}

/// One certificate that is suspended or revoked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusEntry {
    /// Its serial.
    pub serial: Serial,
    /// Since when; for a revoked certificate that was suspended, since the start of the suspension.
    #[serde(with = "time::serde::rfc3339")]
    pub since: OffsetDateTime,
    /// Why; `None` where the procedure gives no reason code.
    pub reason: Option<RevocationReason>,
}

/// What a list shall say. Entries of expired certificates stay on it (ExpiredCertsOnCRL).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusListOrder {
    /// Grows by one with every list of this authority (RFC 5280 §5.2.3).
    pub number: u64,
    /// The moment the list speaks of.
    #[serde(with = "time::serde::rfc3339")]
    pub this_update: OffsetDateTime,
    /// When the next list will be there at the latest; at most 24 hours on for subjects' certificates.
    #[serde(with = "time::serde::rfc3339")]
    pub next_update: OffsetDateTime,
    /// Certificates that expired after this moment stay on the list: usually the authority's own notBefore.
    #[serde(with = "time::serde::rfc3339")]
    pub keeps_expired_since: OffsetDateTime,
    /// Who is on it.
    pub entries: Vec<StatusEntry>,
}

/// Why no list was signed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum StatusListError {
    /// The order contradicts itself or the issuer.
    #[error("{0}")]
    NotAllowed(String),
    /// The key could not sign.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The signature made does not verify.
    #[error("the issuer's key made a wrong signature: {0}")]
    WrongSignature(SignatureError),
    /// The encoder refused.
    #[error(transparent)]
    Encoding(#[from] DecodeError),
}

/// A status list with its exact bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct StatusList {
    der: Vec<u8>,
    parsed: RawStatusList,
}

/// `CertificateList` with the version optional, as RFC 5280 has it: a list of version 1 is still read.
#[derive(Clone, Debug, PartialEq, Eq, der::Sequence)]
struct RawStatusList {
    tbs: RawTbsStatusList,
    signature_algorithm: AlgorithmIdentifierOwned,
    signature: BitString,
}

#[derive(Clone, Debug, PartialEq, Eq, der::Sequence)]
struct RawTbsStatusList {
    version: Option<Version>,
    signature: AlgorithmIdentifierOwned,
    issuer: x509_cert::name::Name,
    this_update: x509_cert::time::Time,
    next_update: Option<x509_cert::time::Time>,
    revoked_certificates: Option<Vec<RevokedCert>>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    crl_extensions: Option<Extensions>,
}

/// Builds, re-reads, checks and signs a full list with the key of `issuer`.
pub fn sign(
    issuer: &Certificate,
    order: &StatusListOrder,
    key: &dyn SigningKey,
) -> Result<StatusList, StatusListError> {
    let refuse = |why: &str| Err(StatusListError::NotAllowed(why.to_owned()));
    if order.next_update <= order.this_update {
        return refuse("the next update does not come after this one (RFC 5280 §5.1.2.5)");
    }
    if key.public_key_info_der() != issuer.public_key_info_der()? {
        return refuse("the key is not that of the issuer's certificate (RFC 5280 §5.1.2.3)");
    }
    if order.entries.iter().any(|entry| entry.since > order.this_update) {
        return refuse("an entry lies in the future of the list (RFC 5280 §5.1.2.6)");
    }
    let scheme = key.algorithm().scheme();
    let tbs_der = der_of(&to_be_signed(issuer, order, scheme)?, WHAT)?;
    // What a stranger reads must be what was ordered, before the key is used.
    check_read_back(&tbs_der, order)?;
    let signature = key.sign(&tbs_der)?;
    scheme
        .verify(&key.public_key_info_der(), &tbs_der, &signature)
        .map_err(StatusListError::WrongSignature)?;
    let fail = |error: der::Error| DecodeError::new(WHAT, &error);
    let list = RawStatusList {
        tbs: RawTbsStatusList::from_der(&tbs_der).map_err(fail)?,
        signature_algorithm: scheme.identifier(),
        signature: BitString::from_bytes(&signature).map_err(fail)?,
    };
    Ok(StatusList::from_der(&der_of(&list, WHAT)?)?)
}

fn to_be_signed(
    issuer: &Certificate,
    order: &StatusListOrder,
    scheme: SignatureScheme,
) -> Result<TbsCertList, DecodeError> {
    let fail = |error: der::Error| DecodeError::new(WHAT, &error);
    let key_identifier = issuer
        .subject_key_identifier()?
        .ok_or_else(|| DecodeError::new(WHAT, "the issuer has no subject key identifier"))?;
    let authority = AuthorityKeyIdentifier {
        key_identifier: Some(OctetString::new(key_identifier).map_err(fail)?),
        ..AuthorityKeyIdentifier::default()
    };
    let number = CrlNumber(Uint::new(&order.number.to_be_bytes()).map_err(fail)?);
    let extensions = vec![
        extension(AuthorityKeyIdentifier::OID, false, &authority).map_err(fail)?,
        extension(CrlNumber::OID, false, &number).map_err(fail)?,
        extension(oids::EXPIRED_CERTS_ON_CRL, false, &to_generalized_time(order.keeps_expired_since)?)
            .map_err(fail)?,
    ];
    let entries = order.entries.iter().map(revoked_entry).collect::<Result<Vec<_>, _>>()?;
    Ok(TbsCertList {
        version: Version::V2,
        signature: scheme.identifier(),
        issuer: issuer.parsed().tbs_certificate.subject.clone(),
        this_update: to_x509_time(order.this_update)?,
        next_update: Some(to_x509_time(order.next_update)?),
        // An empty list must be absent (RFC 5280 §5.1.2.6).
        revoked_certificates: (!entries.is_empty()).then_some(entries),
        crl_extensions: Some(extensions),
    })
}

fn revoked_entry(entry: &StatusEntry) -> Result<RevokedCert, DecodeError> {
    let extensions: Option<Vec<Extension>> = entry
        .reason
        .map(|reason| Ok(vec![extension(CrlReason::OID, false, &reason.to_x509())?]))
        .transpose()
        .map_err(|error: der::Error| DecodeError::new(WHAT, &error))?;
    Ok(RevokedCert {
        serial_number: entry.serial.to_x509()?,
        revocation_date: to_x509_time(entry.since)?,
        crl_entry_extensions: extensions,
    })
}

fn check_read_back(tbs_der: &[u8], order: &StatusListOrder) -> Result<(), StatusListError> {
    let tbs = RawTbsStatusList::from_der(tbs_der).map_err(|error| DecodeError::new(WHAT, &error))?;
    let entries = tbs.entries()?;
    let whole = |moment: OffsetDateTime| moment.unix_timestamp();
    let same = entries.len() == order.entries.len()
        && entries.iter().zip(&order.entries).all(|(read, ordered)| {
            read.serial == ordered.serial
                && read.reason == ordered.reason
                && whole(read.since) == whole(ordered.since)
        });
    if !same || tbs.number()? != Some(order.number) {
        return Err(StatusListError::NotAllowed("the encoded list does not say what was ordered".to_owned()));
    }
    Ok(())
}

impl RawTbsStatusList {
    fn find(&self, oid: const_oid::ObjectIdentifier) -> Option<&Extension> {
        self.crl_extensions.as_deref().unwrap_or_default().iter().find(|extension| extension.extn_id == oid)
    }

    fn number(&self) -> Result<Option<u64>, DecodeError> {
        let Some(extension) = self.find(CrlNumber::OID) else { return Ok(None) };
        let number = CrlNumber::from_der(extension.extn_value.as_bytes())
            .map_err(|error| DecodeError::new(WHAT, &error))?;
        // RFC 5280 allows 20 bytes; nobody has counted that far, and order is all that is asked of it.
        let bytes = number.0.as_bytes();
        let tail = bytes.get(bytes.len().saturating_sub(8)..).unwrap_or_default();
        Ok(Some(tail.iter().fold(0, |number, byte| (number << 8) | u64::from(*byte))))
    }

    fn entries(&self) -> Result<Vec<StatusEntry>, DecodeError> {
        self.revoked_certificates.as_deref().unwrap_or_default().iter().map(read_entry).collect()
    }
}

fn read_entry(entry: &RevokedCert) -> Result<StatusEntry, DecodeError> {
    let reason = entry
        .crl_entry_extensions
        .as_deref()
        .unwrap_or_default()
        .iter()
        .find(|extension| extension.extn_id == CrlReason::OID)
        .map(|extension| CrlReason::from_der(extension.extn_value.as_bytes()))
        .transpose()
        .map_err(|error| DecodeError::new(WHAT, &error))?
        .and_then(RevocationReason::from_x509);
    Ok(StatusEntry {
        serial: Serial::from_x509(&entry.serial_number)?,
        since: from_x509_time(entry.revocation_date),
        reason,
    })
}

impl StatusList {
    /// Reads DER. Lists that hold only part of an authority's certificates, delta lists and lists with a critical
    /// extension not known here are refused: taking one for a full list would call a revoked certificate good.
    pub fn from_der(der: &[u8]) -> Result<Self, DecodeError> {
        let parsed = RawStatusList::from_der(der).map_err(|error| DecodeError::new(WHAT, &error))?;
        if parsed.signature_algorithm != parsed.tbs.signature {
            return Err(DecodeError::new(WHAT, "its two signature algorithms differ"));
        }
        if let Some(critical) = parsed
            .tbs
            .crl_extensions
            .as_deref()
            .unwrap_or_default()
            .iter()
            .find(|extension| extension.critical)
        {
            let why = format!("it is not a full list: critical extension {}", critical.extn_id);
            return Err(DecodeError::new(WHAT, &why));
        }
        parsed.tbs.entries()?;
        Ok(Self { der: der.to_vec(), parsed })
    }

    /// Reads one PEM `X509 CRL`.
    pub fn from_pem(pem: &str) -> Result<Self, DecodeError> {
        let fail = |error: der::Error| DecodeError::new(WHAT, &error);
        let (label, der) = der::pem::decode_vec(pem.trim().as_bytes()).map_err(|error| fail(error.into()))?;
        if label != "X509 CRL" {
            return Err(DecodeError::new(WHAT, "the PEM label is not X509 CRL"));
        }
        Self::from_der(&der)
    }

    /// The exact bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// As PEM with line feeds.
    pub fn to_pem(&self) -> Result<String, DecodeError> {
        der::pem::encode_string("X509 CRL", der::pem::LineEnding::LF, &self.der)
            .map_err(|error| DecodeError::new(WHAT, &error))
    }

    /// The CRL number; 0 where there is none.
    pub fn number(&self) -> u64 {
        self.parsed.tbs.number().ok().flatten().unwrap_or(0)
    }

    /// The moment the list speaks of.
    pub fn this_update(&self) -> OffsetDateTime {
        from_x509_time(self.parsed.tbs.this_update)
    }

    /// When the next one is due.
    pub fn next_update(&self) -> Option<OffsetDateTime> {
        self.parsed.tbs.next_update.map(from_x509_time)
    }

    /// Everybody on the list.
    pub fn entries(&self) -> Vec<StatusEntry> {
        // Read once in `from_der`, where a list that cannot be read was refused.
        self.parsed.tbs.entries().unwrap_or_default()
    }

    /// The entry of one certificate.
    pub fn entry_of(&self, serial: &Serial) -> Option<StatusEntry> {
        self.parsed
            .tbs
            .revoked_certificates
            .as_deref()
            .unwrap_or_default()
            .iter()
            .find(|entry| entry.serial_number.as_bytes() == serial.as_bytes())
            .and_then(|entry| read_entry(entry).ok())
    }

    /// Whether `issuer` is named as the issuer and its key made the signature.
    pub fn verify_signed_by(&self, issuer: &Certificate) -> Result<(), SignatureError> {
        if self.parsed.tbs.issuer != issuer.parsed().tbs_certificate.subject {
            return Err(SignatureError::Wrong);
        }
        let signed = encoding::split_signed(&self.der, WHAT).map_err(|_| SignatureError::Wrong)?;
        SignatureScheme::from_oid(self.parsed.signature_algorithm.oid)
            .ok_or(SignatureError::Unsupported)?
            .verify_with(issuer.public_key_info(), signed.to_be_signed, &signed.signature)
    }
}

impl fmt::Debug for StatusList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "StatusList(number {}, {} entries)", self.number(), self.entries().len())
    }
}
