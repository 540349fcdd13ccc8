//! The rules a profile must keep, each with its clause.

use const_oid::ObjectIdentifier;

use super::{KeyUse, Policy, ProfileError, ProfileKind, Purpose, Qualified, RawProfile};
use crate::oids;

pub(super) fn wrong(raw: &RawProfile, problem: impl Into<String>, clause: &'static str) -> ProfileError {
    ProfileError { profile: raw.name.clone(), problem: problem.into(), clause }
}

/// A policy that a standard defines and no provider owns.
pub(super) fn is_standard_policy(oid: ObjectIdentifier) -> bool {
    oids::within(oid, oids::ARC_QCP) || [oids::POLICY_NCP, oids::POLICY_AGID, oids::POLICY_ANY].contains(&oid)
}

pub(super) fn check_policies(raw: &RawProfile) -> Result<Vec<Policy>, ProfileError> {
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

pub(super) fn check_usage(raw: &RawProfile) -> Result<(), ProfileError> {
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

pub(super) fn check_locations(raw: &RawProfile) -> Result<(), ProfileError> {
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

pub(super) fn check_training(raw: &RawProfile, policies: &[Policy]) -> Result<(), ProfileError> {
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

pub(super) fn check_qualified(
    raw: &RawProfile,
    policies: &[Policy],
) -> Result<Option<Qualified>, ProfileError> {
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
