//! Our own lint of a prepared certificate: read the bytes back as a stranger would and hold them against the
//! profile and the request. Independent of the builder on purpose: it looks at decoded facts, not at the builder's
//! values.

use der::Encode;
use x509_cert::name::Name;

use crate::certificate::Certificate;
use crate::encoding::der_of;
use crate::extensions::key_identifier;
use crate::issue::IssueRequest;
use crate::oids;
use crate::profile::{Profile, ProfileKind};

/// The findings, each one sentence; none means that the certificate may be signed.
pub(crate) fn check(
    certificate: &Certificate,
    profile: &Profile,
    issuer_name: &Name,
    issuer_key_identifier: Option<&[u8]>,
    request: &IssueRequest,
) -> Vec<String> {
    let mut lint = Lint { findings: Vec::new() };
    lint.encoding(certificate);
    lint.identity(certificate, issuer_name, issuer_key_identifier, request);
    lint.claims(certificate, profile);
    lint.extension_set(certificate, profile, issuer_key_identifier.is_some());
    lint.findings
}

struct Lint {
    findings: Vec<String>,
}

impl Lint {
    fn expect(&mut self, holds: bool, finding: &str) {
        if !holds {
            self.findings.push(finding.to_owned());
        }
    }

    fn encoding(&mut self, certificate: &Certificate) {
        let again = certificate.parsed().to_der().unwrap_or_default();
        self.expect(again == certificate.der(), "the encoding is not DER (RFC 5280 §4.1)");
        let version = certificate.parsed().tbs_certificate.version;
        self.expect(version == x509_cert::Version::V3, "the version is not 3 (RFC 5280 §4.1.2.1)");
        for (index, extension) in certificate.raw_extensions().iter().enumerate() {
            let twice = certificate.raw_extensions()[..index]
                .iter()
                .any(|earlier| earlier.extn_id == extension.extn_id);
            self.expect(!twice, "an extension stands twice (RFC 5280 §4.2)");
        }
    }

    fn identity(
        &mut self,
        certificate: &Certificate,
        issuer_name: &Name,
        issuer_key_identifier: Option<&[u8]>,
        request: &IssueRequest,
    ) {
        let tbs = &certificate.parsed().tbs_certificate;
        self.expect(&tbs.issuer == issuer_name, "the issuer is not the issuing authority (RFC 5280 §6.1.3)");
        self.expect(certificate.serial() == request.serial, "the serial number is not the one drawn");
        self.expect(
            certificate.not_before() == truncated(request.not_before)
                && certificate.not_after() == truncated(request.not_after),
            "the validity is not the one asked for",
        );
        let key = der_of(certificate.public_key_info(), "public key").unwrap_or_default();
        self.expect(key == request.public_key_info_der, "the public key is not the one asked for");
        let own = key_identifier(certificate.public_key_info());
        self.expect(
            certificate.subject_key_identifier() == Ok(Some(own)),
            "the subject key identifier is not that of the key (RFC 5280 §4.2.1.2)",
        );
        self.expect(
            certificate.authority_key_identifier() == Ok(issuer_key_identifier.map(<[u8]>::to_vec)),
            "the authority key identifier is not the issuer's (RFC 5280 §4.2.1.1)",
        );
    }

    fn claims(&mut self, certificate: &Certificate, profile: &Profile) {
        let facts = match certificate.facts() {
            Ok(facts) => facts,
            Err(error) => return self.findings.push(error.to_string()),
        };
        let raw = profile.raw();
        let mut usage = raw.key_usage.clone();
        usage.sort_unstable();
        self.expect(facts.key_usage == usage, "the key usage is not the profile's (RFC 5280 §4.2.1.3)");
        let purposes: Vec<String> =
            raw.extended_key_usage.iter().map(|purpose| purpose.oid().to_string()).collect();
        self.expect(facts.purposes == purposes, "the purposes are not the profile's (RFC 5280 §4.2.1.12)");
        let policies: Vec<&str> = raw.policies.iter().map(|policy| policy.oid.as_str()).collect();
        self.expect(facts.policies == policies, "the policies are not the profile's (RFC 5280 §4.2.1.4)");
        self.expect(
            facts.is_authority == profile.kind().is_authority(),
            "only an authority's certificate says that it is one (RFC 5280 §4.2.1.9)",
        );
        self.expect(
            facts.path_length == (profile.kind() == ProfileKind::Issuing).then_some(0),
            "the path length is not the profile's (RFC 5280 §4.2.1.9)",
        );
        self.expect(facts.ocsp_urls == raw.ocsp_urls, "the OCSP address is not the profile's");
        self.expect(facts.status_list_urls == raw.status_list_urls, "the CRL address is not the profile's");

        let qualified = facts.qualified.unwrap_or_default();
        let claims_device = qualified.qscd
            || facts.policies.iter().any(|policy| *policy == oids::POLICY_QCP_N_QSCD.to_string());
        self.expect(
            claims_device == raw.qscd && qualified.compliance == raw.qscd,
            "it claims a qualified device that the profile does not have, or hides one (EN 319 412-5 §4.2)",
        );
        self.expect(
            qualified.natural_person_semantics == profile.kind().is_natural_person(),
            "the semantics of the serialNumber are not stated as they must be (EN 319 412-1 §5.1.3)",
        );
        if profile.kind().is_natural_person() {
            let serial = facts.subject.serial_number.unwrap_or_default();
            self.expect(
                has_natural_person_form(&serial),
                "the serialNumber is not of the form TINIT-… (EN 319 412-1 §5.1.3)",
            );
        }
        let marked = (facts.subject_is_training, facts.issuer_is_training);
        self.expect(
            marked == (raw.training, raw.training),
            "TRAINING stands in both issuer and subject of training certificates, and in no other",
        );
    }

    /// Nothing may be there that the profile does not ask for, and criticality is as the standards say.
    fn extension_set(&mut self, certificate: &Certificate, profile: &Profile, has_issuer: bool) {
        use const_oid::db::rfc5280 as ce;
        let raw = profile.raw();
        let kind = profile.kind();
        let responder_or_timestamp = matches!(kind, ProfileKind::Ocsp | ProfileKind::Timestamping);
        let table = [
            (ce::ID_CE_AUTHORITY_KEY_IDENTIFIER, has_issuer, false),
            (ce::ID_CE_SUBJECT_KEY_IDENTIFIER, true, false),
            (ce::ID_CE_BASIC_CONSTRAINTS, kind.is_authority(), true),
            (ce::ID_CE_KEY_USAGE, true, true),
            (ce::ID_CE_EXT_KEY_USAGE, !raw.extended_key_usage.is_empty(), responder_or_timestamp),
            (oids::OCSP_NO_CHECK, kind == ProfileKind::Ocsp, false),
            (ce::ID_CE_CERTIFICATE_POLICIES, !raw.policies.is_empty(), false),
            (
                ce::ID_PE_AUTHORITY_INFO_ACCESS,
                !(raw.ocsp_urls.is_empty() && raw.issuer_urls.is_empty()),
                false,
            ),
            (ce::ID_CE_CRL_DISTRIBUTION_POINTS, !raw.status_list_urls.is_empty(), false),
            (oids::QC_STATEMENTS, kind.is_natural_person(), false),
        ];
        for (oid, wanted, critical) in table {
            let found = certificate.raw_extensions().iter().find(|extension| extension.extn_id == oid);
            if found.map(|extension| extension.critical) != wanted.then_some(critical) {
                self.findings.push(format!("extension {oid} is not there as the profile asks"));
            }
        }
        for extension in certificate.raw_extensions() {
            if !table.iter().any(|(oid, ..)| *oid == extension.extn_id) {
                self.findings.push(format!("extension {} has no place in a profile", extension.extn_id));
            }
        }
    }
}

/// Certificates carry whole seconds.
fn truncated(moment: time::OffsetDateTime) -> time::OffsetDateTime {
    moment.replace_nanosecond(0).unwrap_or(moment).to_offset(time::UtcOffset::UTC)
}

/// Three letters for the kind, two for the country, a hyphen, an identifier.
fn has_natural_person_form(serial: &str) -> bool {
    let Some((head, identifier)) = serial.split_once('-') else { return false };
    let known = ["TIN", "PNO", "IDC", "PAS"];
    head.len() == 5
        && known.iter().any(|kind| head.starts_with(kind))
        && head.bytes().all(|byte| byte.is_ascii_uppercase())
        && !identifier.is_empty()
}
