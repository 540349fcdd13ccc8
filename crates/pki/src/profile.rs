//! Certificate profiles: raw data from a file, and the validated form that [`crate::issue`] accepts.
//!
//! A profile says what a certificate claims, so a wrong one is refused at start, naming the clause it breaks, and
//! not found by a linter after issue. Addresses that depend on the installation may be left out of the file and
//! filled in with [`RawProfile::with_locations`].

use const_oid::ObjectIdentifier;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::keys::KeyAlgorithm;
use crate::oids;

/// What the certificates of a profile are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProfileKind {
    /// Self-signed authority, kept offline.
    Root,
    /// The authority that signs certificates and status lists, path length 0.
    Issuing,
    /// A natural person's signature certificate.
    SubjectSignature,
    /// A natural person's authentication certificate.
    SubjectAuthentication,
    /// A registration officer's certificate for signing recognition reports.
    Officer,
    /// A delegated OCSP responder (RFC 6960 §4.2.2.2).
    Ocsp,
    /// A timestamping unit (RFC 3161 §2.3).
    Timestamping,
}

impl ProfileKind {
    /// Root or issuing.
    pub fn is_authority(self) -> bool {
        matches!(self, Self::Root | Self::Issuing)
    }

    /// Whether the subject is a natural person with the semantics of EN 319 412-1 §5.1.3.
    pub fn is_natural_person(self) -> bool {
        matches!(self, Self::SubjectSignature | Self::SubjectAuthentication | Self::Officer)
    }
}

/// Bits of the key usage extension (RFC 5280 §4.2.1.3) that Sportello's profiles use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeyUse {
    /// digitalSignature
    DigitalSignature,
    /// nonRepudiation, called contentCommitment since X.509 (2000)
    ContentCommitment,
    /// keyEncipherment; read from foreign certificates, refused in profiles
    KeyEncipherment,
    /// dataEncipherment; read from foreign certificates, refused in profiles
    DataEncipherment,
    /// keyAgreement; read from foreign certificates, refused in profiles
    KeyAgreement,
    /// keyCertSign
    CertificateSigning,
    /// cRLSign
    StatusListSigning,
}

/// Extended key purposes (RFC 5280 §4.2.1.12).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// id-kp-OCSPSigning
    OcspSigning,
    /// id-kp-timeStamping
    TimeStamping,
    /// id-kp-clientAuth
    ClientAuthentication,
    /// id-kp-emailProtection
    EmailProtection,
    /// id-kp-documentSigning (RFC 9336)
    DocumentSigning,
}

impl Purpose {
    pub(crate) fn oid(self) -> ObjectIdentifier {
        match self {
            Self::OcspSigning => oids::KP_OCSP_SIGNING,
            Self::TimeStamping => oids::KP_TIME_STAMPING,
            Self::ClientAuthentication => oids::KP_CLIENT_AUTH,
            Self::EmailProtection => oids::KP_EMAIL_PROTECTION,
            Self::DocumentSigning => oids::KP_DOCUMENT_SIGNING,
        }
    }
}

/// A certificate policy with the address of its practice statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPolicy {
    /// Dotted form.
    pub oid: String,
    /// Address of the certification practice statement (http or https).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cps: Option<String>,
}

/// A disclosure statement (PDS) in one language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Disclosure {
    /// https address of a PDF.
    pub url: String,
    /// Two small letters, ISO 639-1.
    pub language: String,
}

/// What only a qualified certificate says (EN 319 412-5). Present exactly when the key is on a QSCD.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawQualified {
    /// Years after expiry for which records are kept; at least 20 in Italy.
    pub retention_years: u32,
    /// At least one in English.
    #[serde(default)]
    pub disclosures: Vec<Disclosure>,
}

/// A profile as read from TOML or JSON, not yet believed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawProfile {
    /// Unique among the profiles of an installation; recorded with every certificate.
    pub name: String,
    /// What the certificates are for.
    pub kind: ProfileKind,
    /// The bits of the key usage extension.
    pub key_usage: Vec<KeyUse>,
    /// The purposes of the extended key usage extension; none means no such extension.
    #[serde(default)]
    pub extended_key_usage: Vec<Purpose>,
    /// The policies, the provider's own first.
    #[serde(default)]
    pub policies: Vec<RawPolicy>,
    /// Whether keys live in a qualified device. A key in a file is no QSCD.
    #[serde(default)]
    pub qscd: bool,
    /// The qualified statements; present exactly when `qscd` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualified: Option<RawQualified>,
    /// Longest validity, in days of 24 hours.
    pub max_validity_days: u32,
    /// Families of keys that may be certified.
    pub key_algorithms: Vec<KeyAlgorithm>,
    /// Training certificates carry own policy OIDs, and "TRAINING" in issuer and subject.
    #[serde(default)]
    pub training: bool,
    /// Where the status list is (http).
    #[serde(default)]
    pub status_list_urls: Vec<String>,
    /// Where the OCSP responder is (http).
    #[serde(default)]
    pub ocsp_urls: Vec<String>,
    /// Where the issuer's certificate is (http).
    #[serde(default)]
    pub issuer_urls: Vec<String>,
}

/// Addresses that depend on the installation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Locations {
    /// Status list.
    pub status_list_url: Option<String>,
    /// OCSP responder.
    pub ocsp_url: Option<String>,
    /// Issuer's certificate, DER.
    pub issuer_url: Option<String>,
    /// Practice statement, for those policies that name none and are not of a standard.
    pub cps_url: Option<String>,
    /// Disclosure statements, for a qualified profile that names none.
    pub disclosures: Vec<Disclosure>,
}

impl RawProfile {
    /// Fills in what the file left open. The root gets no addresses: nobody stands above it.
    #[must_use]
    pub fn with_locations(mut self, locations: &Locations) -> Self {
        if self.kind == ProfileKind::Root {
            return self;
        }
        let fill = |urls: &mut Vec<String>, url: &Option<String>| {
            if urls.is_empty() {
                urls.extend(url.iter().cloned());
            }
        };
        // RFC 6960 §4.2.2.2.1: asking the responder about itself would go in circles.
        if self.kind != ProfileKind::Ocsp {
            fill(&mut self.ocsp_urls, &locations.ocsp_url);
            fill(&mut self.status_list_urls, &locations.status_list_url);
        }
        fill(&mut self.issuer_urls, &locations.issuer_url);
        for policy in &mut self.policies {
            let standard = ObjectIdentifier::new(&policy.oid).is_ok_and(rules::is_standard_policy);
            if policy.cps.is_none() && !standard {
                policy.cps.clone_from(&locations.cps_url);
            }
        }
        if let Some(qualified) = &mut self.qualified
            && qualified.disclosures.is_empty()
        {
            qualified.disclosures.clone_from(&locations.disclosures);
        }
        self
    }
}

/// A profile that breaks a rule.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("profile \"{profile}\": {problem} ({clause})")]
pub struct ProfileError {
    /// Name of the profile.
    pub profile: String,
    /// What is wrong, in one sentence without a full stop.
    pub problem: String,
    /// The clause it breaks.
    pub clause: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    pub oid: ObjectIdentifier,
    pub cps: Option<String>,
}

/// The qualified part of a validated profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Qualified {
    pub qscd: bool,
    pub retention_years: u32,
    pub disclosures: Vec<Disclosure>,
}

/// A profile that keeps the rules. The only way to one is [`Profile::validate`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    raw: RawProfile,
    pub(crate) policies: Vec<Policy>,
    pub(crate) qualified: Option<Qualified>,
}

impl Profile {
    /// Checks a raw profile against RFC 5280, RFC 6960, RFC 3161 and ETSI EN 319 412-2/-3/-5.
    pub fn validate(raw: RawProfile) -> Result<Self, ProfileError> {
        let policies = rules::check_policies(&raw)?;
        rules::check_usage(&raw)?;
        rules::check_locations(&raw)?;
        rules::check_training(&raw, &policies)?;
        let qualified = rules::check_qualified(&raw, &policies)?;
        if raw.name.trim().is_empty() {
            return Err(rules::wrong(
                &raw,
                "a profile needs a name",
                "Sportello: certificates record their profile",
            ));
        }
        if raw.max_validity_days == 0 {
            return Err(rules::wrong(&raw, "the longest validity is zero days", "RFC 5280 §4.1.2.5"));
        }
        if raw.key_algorithms.is_empty() {
            return Err(rules::wrong(&raw, "no family of keys is accepted", "ETSI TS 119 312 §6.2"));
        }
        Ok(Self { raw, policies, qualified })
    }

    /// Unique among the profiles of an installation.
    pub fn name(&self) -> &str {
        &self.raw.name
    }

    /// What the certificates are for.
    pub fn kind(&self) -> ProfileKind {
        self.raw.kind
    }

    /// Whether these are training certificates.
    pub fn is_training(&self) -> bool {
        self.raw.training
    }

    /// Whether keys must live in a qualified device.
    pub fn is_qscd(&self) -> bool {
        self.raw.qscd
    }

    /// The data it was made from.
    pub fn raw(&self) -> &RawProfile {
        &self.raw
    }
}

mod rules;
#[cfg(test)]
mod tests;
