//! Other people's tools judge what the authority makes: pkilint and openssl.

#![expect(clippy::unwrap_used, reason = "helpers of tests: a failure here is a failed test")]

use std::process::Command;

use sportello_pki::certificate::Certificate;
use sportello_pki::keys::{FileKey, KeyAlgorithm};
use sportello_pki::ocsp::{OcspRequest, OcspStatus};
use sportello_pki::profile::{Profile, RawPolicy};
use sportello_pki::status_list::{RevocationReason, StatusEntry};
use sportello_testkit::authority::{Authority, NOW, authority_name, mario, raw_profile};
use sportello_testkit::judges::{Exhibits, content, judge, opinion};
use time::Duration;

const FAMILIES: [KeyAlgorithm; 3] = [KeyAlgorithm::EcdsaP256, KeyAlgorithm::EcdsaP384, KeyAlgorithm::Rsa];

fn lint_etsi(exhibits: &Exhibits, kind: &str, certificate: &Certificate) {
    let path = exhibits.write("subject.cer", certificate.der());
    let mut command = Command::new(judge("lint_etsi_cert"));
    command.args(["lint", "-t", kind, "-s", "WARNING"]).arg(path);
    let said = content(&mut command, "the subject's certificate must keep its ETSI profile");
    assert_eq!(said.trim(), "", "no finding at warning or above");
}

fn lint_pkix(exhibits: &Exhibits, certificate: &Certificate) {
    let path = exhibits.write("authority.cer", certificate.der());
    let mut command = Command::new(judge("lint_pkix_cert"));
    command.args(["lint", "-s", "WARNING"]).arg(path);
    content(&mut command, "the certificate must keep RFC 5280");
}

#[test]
fn certificates_keep_their_profiles() {
    let exhibits = Exhibits::new();
    for family in FAMILIES {
        let authority = Authority::new(family);
        lint_pkix(&exhibits, &authority.root);
        lint_pkix(&exhibits, authority.issuer.certificate());
        let key = FileKey::generate(family).unwrap();
        for (profile, kind) in [
            ("training-signature", "NCP-NATURAL-PERSON-CERTIFICATE"),
            ("training-officer", "NCP-NATURAL-PERSON-CERTIFICATE"),
            ("training-authentication", "NCP-NATURAL-PERSON-CERTIFICATE"),
            ("training-signature-qscd", "QCP-N-QSCD-EIDAS-FINAL-CERTIFICATE"),
        ] {
            lint_etsi(&exhibits, kind, &authority.issue(profile, mario(), &key));
        }
        for profile in ["training-ocsp", "training-timestamping"] {
            lint_pkix(&exhibits, &authority.issue(profile, authority_name("Sportello TRAINING unit"), &key));
        }
    }
}

/// The profiles of a real provider differ in policies and names only, and must satisfy the same judge.
#[test]
fn a_qualified_certificate_outside_training_keeps_its_profile() {
    let exhibits = Exhibits::new();
    let real = Provider::new();
    let certificate = real.issue_qualified();
    lint_etsi(&exhibits, "QCP-N-QSCD-EIDAS-FINAL-CERTIFICATE", &certificate);
    let facts = certificate.facts().unwrap();
    assert!(!facts.subject_is_training && !facts.issuer_is_training, "nothing says TRAINING");
    assert!(facts.qualified.unwrap().qscd, "the device is claimed");
}

struct Provider {
    key: FileKey,
    issuer: sportello_pki::issue::Issuer,
}

impl Provider {
    fn new() -> Self {
        use sportello_pki::issue::{IssueRequest, Issuer, issue, prepare_root};
        use sportello_pki::keys::SigningKey as _;
        let key = FileKey::generate(KeyAlgorithm::EcdsaP384).unwrap();
        let mut raw = raw_profile("training-root");
        raw.training = false;
        let mut subject = authority_name("Provider Root");
        subject.organization = Some("Provider S.p.A.".into());
        let request = IssueRequest {
            subject,
            public_key_info_der: key.public_key_info_der(),
            serial: sportello_pki::Serial::from_random([7; 16]),
            not_before: sportello_testkit::authority::BORN,
            not_after: sportello_testkit::authority::BORN + Duration::days(3650),
        };
        let prepared = prepare_root(&Profile::validate(raw).unwrap(), &request).unwrap();
        let issuer = Issuer::new(issue(&prepared, &key).unwrap()).unwrap();
        Self { key, issuer }
    }

    fn issue_qualified(&self) -> Certificate {
        use sportello_pki::issue::{IssueRequest, issue, prepare};
        use sportello_pki::keys::SigningKey as _;
        let mut raw = raw_profile("training-signature-qscd");
        raw.training = false;
        let policy =
            |oid: &str, cps: Option<&str>| RawPolicy { oid: oid.into(), cps: cps.map(str::to_owned) };
        raw.policies = vec![
            policy("1.3.6.1.4.1.99999.1.1", Some("https://www.provider.example.com/cps")),
            policy("0.4.0.194112.1.2", None),
            policy("1.3.76.16.6", None),
        ];
        let mut subject = mario();
        subject.common_name = Some("Mario Rossi".into());
        subject.organization = Some("Comune di Esempio".into());
        subject.organization_identifier = Some("VATIT-01234567890".into());
        subject.title = Some("Segretario generale".into());
        let key = FileKey::generate(KeyAlgorithm::Rsa).unwrap();
        let request = IssueRequest {
            subject,
            public_key_info_der: key.public_key_info_der(),
            serial: sportello_pki::Serial::from_random([9; 16]),
            not_before: NOW,
            not_after: NOW + Duration::days(1000),
        };
        issue(&prepare(&Profile::validate(raw).unwrap(), &self.issuer, &request).unwrap(), &self.key).unwrap()
    }
}

#[test]
fn status_lists_and_responses_keep_their_standards() {
    let exhibits = Exhibits::new();
    for family in FAMILIES {
        let authority = Authority::new(family);
        let (certificate, _) = authority.subject("training-signature", KeyAlgorithm::EcdsaP256);
        let revoked = StatusEntry {
            serial: certificate.serial(),
            since: NOW - Duration::hours(1),
            reason: Some(RevocationReason::KeyCompromise),
        };
        for (number, entries) in [(1, Vec::new()), (2, vec![revoked])] {
            let list = authority.status_list(number, NOW, entries);
            let path = exhibits.write("list.crl", list.der());
            let mut command = Command::new(judge("lint_crl"));
            command.args(["lint", "-t", "CRL", "-p", "PKIX", "-s", "INFO"]).arg(path);
            content(&mut command, "the status list must keep RFC 5280");
        }
        let request =
            OcspRequest::about(&certificate, authority.issuer.certificate(), Some(&[7; 32])).unwrap();
        for status in [
            OcspStatus::Good,
            OcspStatus::Unknown,
            OcspStatus::Revoked { since: NOW, reason: Some(RevocationReason::CertificateHold) },
        ] {
            let response = authority.answer(&request, NOW, |_| status);
            let path = exhibits.write("response.der", &response);
            let mut command = Command::new(judge("lint_ocsp_response"));
            command.args(["lint", "-s", "INFO"]).arg(path);
            content(&mut command, "the response must keep RFC 6960");
        }
    }
}

fn openssl_verify(
    exhibits: &Exhibits,
    authority: &Authority,
    lists: &[String],
    certificate: &Certificate,
) -> String {
    let chain = exhibits.pem("chain.pem", &[&authority.root, authority.issuer.certificate()]);
    let crls = exhibits.write("lists.pem", lists.concat().as_bytes());
    let leaf = exhibits.pem("leaf.pem", &[certificate]);
    let mut command = Command::new("openssl");
    command.args(["verify", "-crl_check", "-x509_strict", "-attime", &NOW.unix_timestamp().to_string()]);
    opinion(command.arg("-CAfile").arg(chain).arg("-CRLfile").arg(crls).arg(leaf)).1
}

#[test]
fn openssl_sees_a_revocation_in_the_list() {
    let exhibits = Exhibits::new();
    let authority = Authority::new(KeyAlgorithm::EcdsaP384);
    let (certificate, _) = authority.subject("training-signature", KeyAlgorithm::EcdsaP256);
    let lists = |entries| {
        [authority.root_status_list(NOW), authority.status_list(5, NOW, entries)]
            .map(|list| list.to_pem().unwrap())
    };
    let before = openssl_verify(&exhibits, &authority, &lists(Vec::new()), &certificate);
    assert!(before.contains("leaf.pem: OK"), "a certificate on no list is good: {before}");
    let entry = StatusEntry { serial: certificate.serial(), since: NOW, reason: None };
    let after = openssl_verify(&exhibits, &authority, &lists(vec![entry]), &certificate);
    assert!(after.contains("certificate revoked"), "a certificate on the list is revoked: {after}");
}

#[test]
fn openssl_sees_the_status_in_the_response() {
    let exhibits = Exhibits::new();
    let authority = Authority::new(KeyAlgorithm::Rsa);
    let (certificate, _) = authority.subject("training-signature", KeyAlgorithm::EcdsaP256);
    let root = exhibits.pem("root.pem", &[&authority.root]);
    let issuing = exhibits.pem("issuing.pem", &[authority.issuer.certificate()]);
    let leaf = exhibits.pem("leaf.pem", &[&certificate]);
    let request = exhibits.path("request.der");
    let mut command = Command::new("openssl");
    command.args(["ocsp", "-sha256", "-reqout"]).arg(&request);
    command.arg("-issuer").arg(&issuing).arg("-cert").arg(&leaf);
    content(&mut command, "openssl makes a request of its own, with SHA-256 names");
    let request_der = std::fs::read(&request).unwrap();

    // openssl asks the machine's clock, so the answer is given for it and not for the test's fixed moment.
    #[expect(clippy::disallowed_methods, reason = "openssl ocsp takes no -attime for thisUpdate")]
    let now = time::OffsetDateTime::now_utc();
    let serial = certificate.serial();
    for (status, expected) in [
        (OcspStatus::Good, "Cert Status: good"),
        (OcspStatus::Unknown, "Cert Status: unknown"),
        (
            OcspStatus::Revoked {
                since: now - Duration::hours(2),
                reason: Some(RevocationReason::AffiliationChanged),
            },
            "Cert Status: revoked",
        ),
    ] {
        let response = authority.answer(&request_der, now, |asked| {
            assert_eq!(*asked, serial, "the responder is asked about the certificate");
            status
        });
        let response = exhibits.write("response.der", &response);
        let mut command = Command::new("openssl");
        // With the request read back, openssl also compares the nonce.
        command.args(["ocsp", "-resp_text", "-respin"]).arg(response).arg("-reqin").arg(&request);
        command.arg("-CAfile").arg(&root).arg("-verify_other").arg(&issuing);
        command.args(["-attime", &NOW.unix_timestamp().to_string()]);
        let said = content(&mut command, "openssl reads the response");
        assert!(said.contains("Response verify OK"), "the responder's signature and chain hold: {said}");
        assert!(said.contains(expected), "the status is the one given: {said}");
    }
}

#[test]
fn openssl_reads_our_request_and_we_read_its_own() {
    let exhibits = Exhibits::new();
    for family in FAMILIES {
        let key = FileKey::generate(family).unwrap();
        let request = sportello_pki::certificate_request::make(&mario(), &key).unwrap();
        let path = exhibits.write("request.der", &request);
        let mut command = Command::new("openssl");
        command.args(["req", "-inform", "DER", "-verify", "-noout", "-in"]).arg(path);
        let said = content(&mut command, "openssl checks our proof of possession");
        assert!(said.contains("verify OK"), "the proof holds: {said}");
    }
    let output = exhibits.path("theirs.pem");
    let mut command = Command::new("openssl");
    command.args(["req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/C=IT/CN=Somebody", "-keyout"]);
    command.arg(exhibits.path("key.pem")).arg("-out").arg(&output);
    content(&mut command, "openssl makes a request");
    let theirs = std::fs::read_to_string(output).unwrap();
    let verified = sportello_pki::certificate_request::verify_pem(&theirs).unwrap();
    assert_eq!(verified.algorithm, KeyAlgorithm::Rsa, "the family is read from the key");
    assert_eq!(verified.subject.common_name.as_deref(), Some("Somebody"), "the name is read");
}
