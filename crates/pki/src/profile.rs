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
            let standard = ObjectIdentifier::new(&policy.oid).is_ok_and(is_standard_policy);
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
        let policies = check_policies(&raw)?;
        check_usage(&raw)?;
        check_locations(&raw)?;
        check_training(&raw, &policies)?;
        let qualified = check_qualified(&raw, &policies)?;
        if raw.name.trim().is_empty() {
            return Err(wrong(
                &raw,
                "a profile needs a name",
                "Sportello: certificates record their profile",
            ));
        }
        if raw.max_validity_days == 0 {
            return Err(wrong(&raw, "the longest validity is zero days", "RFC 5280 §4.1.2.5"));
        }
        if raw.key_algorithms.is_empty() {
            return Err(wrong(&raw, "no family of keys is accepted", "ETSI TS 119 312 §6.2"));
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

fn wrong(raw: &RawProfile, problem: impl Into<String>, clause: &'static str) -> ProfileError {
    ProfileError { profile: raw.name.clone(), problem: problem.into(), clause }
}

/// A policy that a standard defines and no provider owns.
fn is_standard_policy(oid: ObjectIdentifier) -> bool {
    oids::within(oid, oids::ARC_QCP) || [oids::POLICY_NCP, oids::POLICY_AGID, oids::POLICY_ANY].contains(&oid)
}

fn check_policies(raw: &RawProfile) -> Result<Vec<Policy>, ProfileError> {
    let mut policies: Vec<Policy> = Vec::new();
    for policy in &raw.policies {
        let oid = ObjectIdentifier::new(&policy.oid).map_err(|_| {
            wrong(raw, format!("\"{}\" is no object identifier", policy.oid), "RFC 5280 §4.2.1.4")
        })?;
        if policies.iter().any(|known| known.oid == oid) {
            return Err(wrong(raw, format!("policy {oid} stands twice"), "RFC 5280 §4.2.1.4"));
        }
        if oid == oids::POLICY_ANY && raw.kind != ProfileKind::Issuing {
            return Err(wrong(raw, "anyPolicy is for an issuing authority only", "EN 319 412-2 §4.3.3"));
        }
        if let Some(cps) = &policy.cps {
            check_url(raw, cps, &["https://", "http://"], "RFC 5280 §4.2.1.4")?;
        }
        policies.push(Policy { oid, cps: policy.cps.clone() });
    }
    match raw.kind {
        ProfileKind::Root if !policies.is_empty() => {
            Err(wrong(raw, "a self-signed root states no policy", "EN 319 412-2 §4.3.3"))
        }
        ProfileKind::Root => Ok(policies),
        _ if policies.is_empty() => Err(wrong(raw, "at least one policy is needed", "EN 319 412-2 §4.3.3")),
        kind if kind.is_natural_person()
            && !policies.iter().any(|policy| policy.cps.is_some() && !is_standard_policy(policy.oid)) =>
        {
            Err(wrong(
                raw,
                "one policy must be the provider's own, with the address of its practice statement",
                "EN 319 411-1 §5.3",
            ))
        }
        _ => Ok(policies),
    }
}

fn check_usage(raw: &RawProfile) -> Result<(), ProfileError> {
    use KeyUse::{CertificateSigning, ContentCommitment, DigitalSignature, StatusListSigning};
    let mut usage = raw.key_usage.clone();
    usage.sort_unstable();
    let (accepted, clause): (&[&[KeyUse]], _) = match raw.kind {
        ProfileKind::Root | ProfileKind::Issuing => {
            (&[&[CertificateSigning, StatusListSigning]], "RFC 5280 §4.2.1.3")
        }
        ProfileKind::SubjectSignature => (&[&[ContentCommitment]], "EN 319 412-2 §4.3.2, type A"),
        ProfileKind::SubjectAuthentication => (&[&[DigitalSignature]], "EN 319 412-2 §4.3.2, type C"),
        ProfileKind::Officer => (
            &[&[ContentCommitment], &[DigitalSignature, ContentCommitment]],
            "EN 319 412-2 §4.3.2, types A and B",
        ),
        ProfileKind::Ocsp => (&[&[DigitalSignature]], "RFC 6960 §4.2.2.2"),
        ProfileKind::Timestamping => {
            (&[&[DigitalSignature], &[ContentCommitment]], "RFC 3161 §2.3 and EN 319 422 §6")
        }
    };
    if !accepted.contains(&usage.as_slice()) {
        return Err(wrong(raw, format!("the key usage must be one of {accepted:?}"), clause));
    }
    let (purposes, clause): (&[&[Purpose]], _) = match raw.kind {
        ProfileKind::Root | ProfileKind::Issuing => {
            (&[&[]], "EN 319 412-2 §4.3.10: no purposes on our authorities")
        }
        ProfileKind::SubjectSignature | ProfileKind::Officer => {
            (&[&[], &[Purpose::DocumentSigning]], "EN 319 412-2 §4.3.10 and RFC 9336 §3")
        }
        ProfileKind::SubjectAuthentication => (
            &[&[Purpose::ClientAuthentication], &[Purpose::ClientAuthentication, Purpose::EmailProtection]],
            "EN 319 412-2 §4.3.10",
        ),
        ProfileKind::Ocsp => (&[&[Purpose::OcspSigning]], "RFC 6960 §4.2.2.2"),
        ProfileKind::Timestamping => (&[&[Purpose::TimeStamping]], "RFC 3161 §2.3"),
    };
    if !purposes.contains(&raw.extended_key_usage.as_slice()) {
        return Err(wrong(raw, format!("the extended key usage must be one of {purposes:?}"), clause));
    }
    Ok(())
}

fn check_locations(raw: &RawProfile) -> Result<(), ProfileError> {
    for (urls, clause) in [
        (&raw.status_list_urls, "RFC 5280 §4.2.1.13"),
        (&raw.ocsp_urls, "RFC 5280 §4.2.2.1"),
        (&raw.issuer_urls, "RFC 5280 §4.2.2.1"),
    ] {
        for url in urls {
            // Not https: fetching the status of a TLS certificate over TLS would go in circles.
            check_url(raw, url, &["http://"], clause)?;
        }
    }
    match raw.kind {
        ProfileKind::Root => {
            if !(raw.status_list_urls.is_empty() && raw.ocsp_urls.is_empty() && raw.issuer_urls.is_empty()) {
                return Err(wrong(raw, "a root points to nobody above it", "RFC 5280 §4.2.2.1"));
            }
        }
        ProfileKind::Ocsp => {
            if !(raw.status_list_urls.is_empty() && raw.ocsp_urls.is_empty()) {
                return Err(wrong(
                    raw,
                    "a responder with id-pkix-ocsp-nocheck names no status of its own",
                    "RFC 6960 §4.2.2.2.1",
                ));
            }
        }
        _ => {
            if raw.status_list_urls.is_empty() {
                return Err(wrong(raw, "the address of the status list is missing", "EN 319 412-2 §4.3.11"));
            }
            if raw.issuer_urls.is_empty() {
                return Err(wrong(
                    raw,
                    "the address of the issuer's certificate is missing",
                    "EN 319 412-2 §4.4.1",
                ));
            }
            if raw.kind != ProfileKind::Issuing && raw.ocsp_urls.is_empty() {
                return Err(wrong(
                    raw,
                    "the address of the OCSP responder is missing",
                    "EN 319 412-2 §4.4.1",
                ));
            }
        }
    }
    Ok(())
}

fn check_training(raw: &RawProfile, policies: &[Policy]) -> Result<(), ProfileError> {
    const CLAUSE: &str = "Sportello: training certificates carry their own policy OIDs";
    for policy in policies {
        let training_policy = oids::within(policy.oid, oids::ARC_TRAINING);
        if raw.training && !training_policy && !is_standard_policy(policy.oid) {
            let problem = format!("policy {} is not in the training arc {}", policy.oid, oids::ARC_TRAINING);
            return Err(wrong(raw, problem, CLAUSE));
        }
        if !raw.training && training_policy {
            let problem = format!("policy {} is for training and for documentation (RFC 5612)", policy.oid);
            return Err(wrong(raw, problem, CLAUSE));
        }
    }
    Ok(())
}

fn check_qualified(raw: &RawProfile, policies: &[Policy]) -> Result<Option<Qualified>, ProfileError> {
    if !raw.qscd {
        if raw.qualified.is_some() {
            return Err(wrong(
                raw,
                "qualified statements need a key on a qualified device (qscd = true)",
                "EN 319 412-5 §4.2.2; Sportello: a key in a file is no QSCD",
            ));
        }
        let claim = policies
            .iter()
            .find(|policy| oids::within(policy.oid, oids::ARC_QCP) || policy.oid == oids::POLICY_AGID);
        if let Some(policy) = claim {
            let problem =
                format!("policy {} is for qualified certificates with their key on a QSCD", policy.oid);
            return Err(wrong(raw, problem, "EN 319 411-2 §5.3"));
        }
        return Ok(None);
    }
    if raw.kind != ProfileKind::SubjectSignature {
        return Err(wrong(raw, "only a subject's signature certificate is qualified", "EN 319 412-5 §4.2.3"));
    }
    let Some(qualified) = &raw.qualified else {
        return Err(wrong(raw, "the qualified statements are missing", "EN 319 412-5 §4.2.1"));
    };
    if !policies.iter().any(|policy| policy.oid == oids::POLICY_QCP_N_QSCD) {
        return Err(wrong(raw, "the policy QCP-n-qscd (0.4.0.194112.1.2) is missing", "EN 319 411-2 §5.3"));
    }
    if let Some(other) = policies.iter().find(|policy| {
        policy.oid == oids::POLICY_NCP
            || (oids::within(policy.oid, oids::ARC_QCP) && policy.oid != oids::POLICY_QCP_N_QSCD)
    }) {
        return Err(wrong(raw, format!("policy {} contradicts QCP-n-qscd", other.oid), "EN 319 411-2 §5.3"));
    }
    if qualified.retention_years < 20 {
        return Err(wrong(
            raw,
            "records are kept for at least 20 years",
            "EN 319 412-5 §4.3.3 with CAD (D.Lgs. 82/2005) art. 32 §3 j",
        ));
    }
    if !qualified.disclosures.iter().any(|disclosure| disclosure.language == "en") {
        return Err(wrong(raw, "a disclosure statement in English is missing", "EN 319 412-5 §4.3.4"));
    }
    for disclosure in &qualified.disclosures {
        check_url(raw, &disclosure.url, &["https://"], "EN 319 412-5 §4.3.4")?;
        let language = &disclosure.language;
        if !(language.len() == 2 && language.bytes().all(|byte| byte.is_ascii_lowercase())) {
            return Err(wrong(raw, "the language is two small letters", "EN 319 412-5 §4.3.4"));
        }
    }
    Ok(Some(Qualified {
        qscd: true,
        retention_years: qualified.retention_years,
        disclosures: qualified.disclosures.clone(),
    }))
}

fn check_url(
    raw: &RawProfile,
    url: &str,
    schemes: &[&str],
    clause: &'static str,
) -> Result<(), ProfileError> {
    let rest = schemes.iter().find_map(|scheme| url.strip_prefix(scheme));
    let readable = url.bytes().all(|byte| byte.is_ascii_graphic());
    if rest.is_none_or(|rest| rest.is_empty() || rest.starts_with('/')) || !readable {
        return Err(wrong(
            raw,
            format!("\"{url}\" is no address beginning with {}", schemes.join(" or ")),
            clause,
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
