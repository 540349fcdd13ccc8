//! Other people's tools judge our signatures and credentials: pyHanko, pdfsig, qpdf, openssl.

#![expect(clippy::unwrap_used, reason = "helpers of tests: a failure here is a failed test")]

use std::path::Path;
use std::process::Command;

use sportello_pki::certificate::Certificate;
use sportello_pki::keys::{Digest, FileKey, KeyAlgorithm, SigningKey};
use sportello_pki::path::StatusNeed;
use sportello_signing::credential::{Passphrase, make, open};
use sportello_signing::pades::{
    Coverage, Integrity, PreparedOptions, SignatureStatus, Trust, finish, is_accepted, prepare,
    prepare_stamp, validate,
};
use sportello_signing::timestamp::{Asked, Unit, read_answer, stamp};
use sportello_testkit::authority::{Authority, NOW};
use sportello_testkit::documents::{Shape, document};
use sportello_testkit::judges::{Exhibits, content, judge, judge_report, opinion};
use zeroize::Zeroizing;

const FAMILIES: [KeyAlgorithm; 3] = [KeyAlgorithm::EcdsaP256, KeyAlgorithm::EcdsaP384, KeyAlgorithm::Rsa];

struct Signer {
    authority: Authority,
    certificate: Certificate,
    key: FileKey,
}

impl Signer {
    fn new(family: KeyAlgorithm) -> Self {
        let authority = Authority::new(family);
        let (certificate, key) = authority.subject("training-officer", family);
        Self { authority, certificate, key }
    }

    fn sign(&self, pdf: &[u8]) -> Vec<u8> {
        let options = PreparedOptions {
            signer: self.certificate.clone(),
            chain: vec![self.authority.issuer.certificate().clone()],
            signing_time: NOW,
            name: Some("Mario Rossi".into()),
            reason: Some("Verbale di riconoscimento: l'identità è provata".into()),
            location: Some("Forlì".into()),
            placeholder_size: None,
        };
        let prepared = prepare(pdf, options).unwrap();
        let signature = self.key.sign(prepared.to_be_signed()).unwrap();
        finish(prepared, &signature).unwrap()
    }

    /// With a time-stamp of the authority's unit behind it.
    fn stamp(&self, pdf: &[u8], family: KeyAlgorithm) -> Vec<u8> {
        let (certificate, key) = self.authority.stamping_unit(family);
        let prepared = prepare_stamp(pdf).unwrap();
        let asked = Asked::new(prepared.imprint(pdf, Digest::Sha256).unwrap(), &[7; 8]).unwrap();
        let chain = [self.authority.issuer.certificate().clone()];
        let policy = "1.3.6.1.4.1.32473.1.6";
        let unit = Unit { key: &key, certificate: &certificate, chain: &chain, policy, accuracy: 1 };
        let answer = stamp(&asked, &unit, &[7; 16], NOW).unwrap();
        prepared.finish(pdf, &read_answer(&answer, &asked).unwrap().1).unwrap()
    }
}

fn coverages(judged: &[SignatureStatus]) -> Vec<(&Integrity, &Coverage)> {
    judged.iter().map(|status| (&status.integrity, &status.coverage)).collect()
}

fn pyhanko(root: &Path, pdf: &Path) -> Command {
    let mut command = Command::new(judge("pyhanko"));
    command.args(["sign", "validate", "--trust-replace", "--trust"]).arg(root);
    command.args(["--no-revocation-check", "--validation-time", "2026-06-15T10:00:00+00:00"]);
    command.arg("--pretty-print").arg(pdf);
    command
}

#[test]
fn signatures_hold_before_pyhanko_pdfsig_and_qpdf() {
    let exhibits = Exhibits::new();
    for family in FAMILIES {
        let signer = Signer::new(family);
        let root = exhibits.pem("root.pem", &[&signer.authority.root]);
        // Every shape with one family, every family with one shape: each judge takes a second per document.
        let shapes = if family == KeyAlgorithm::EcdsaP256 { &Shape::ALL[..] } else { &[Shape::Table] };
        for shape in shapes {
            let mut pdf = document(*shape, "Verbale");
            for count in 1..=2 {
                pdf = signer.sign(&pdf);
                let path = exhibits.write("signed.pdf", &pdf);
                let said = content(&mut pyhanko(&root, &path), "pyHanko must find the signatures valid");
                let told = |sentence: &str| said.matches(sentence).count();
                assert_eq!(told("The signature is judged VALID."), count, "{family:?} {shape:?}: {said}");
                assert_eq!(
                    told("The signer's certificate is trusted."),
                    count,
                    "{family:?} {shape:?}: {said}"
                );
                assert_eq!(
                    told("The signature covers the entire file."),
                    1,
                    "{shape:?}: the last one: {said}"
                );
                assert_eq!(
                    told("compatible with the current document modification policy"),
                    count - 1,
                    "{shape:?}: the earlier ones see only signatures added: {said}"
                );
                let said =
                    content(Command::new("pdfsig").arg("-nocert").arg(&path), "pdfsig must read the file");
                let valid = said.matches("Signature Validation: Signature is Valid.").count();
                assert_eq!(valid, count, "{family:?} {shape:?}: pdfsig finds every signature valid: {said}");
                assert!(said.contains("ETSI.CAdES.detached"), "it is PAdES: {said}");
                assert!(said.contains("Total document signed"), "the last signature covers all: {said}");

                content(Command::new("qpdf").arg("--check").arg(&path), "the structure is without a fault");
            }
        }
    }
}

#[test]
fn pyhanko_and_pdfsig_find_signature_and_document_stamp_good() {
    let exhibits = Exhibits::new();
    for family in FAMILIES {
        let signer = Signer::new(family);
        let root = exhibits.pem("root.pem", &[&signer.authority.root]);
        let shapes = if family == KeyAlgorithm::EcdsaP256 { &Shape::ALL[..] } else { &[Shape::Table] };
        for shape in shapes {
            let stamped = signer.stamp(&signer.sign(&document(*shape, "Verbale")), family);
            let path = exhibits.write("stamped.pdf", &stamped);
            let told = judge_report(&root, &path, Some("2026-06-15T10:00:00+00:00"));
            let told: Vec<serde_json::Value> =
                told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            let [signature, stamp] = told.as_slice() else { panic!("one of each: {told:?}") };
            for judged in [signature, stamp] {
                for good in ["intact", "trusted"] {
                    assert_eq!(judged[good], true, "{family:?} {shape:?}, {good}: {judged}");
                }
            }
            assert_eq!(
                signature["bottomLine"], true,
                "{family:?} {shape:?}: the signature is valid: {signature}"
            );
            assert_eq!(signature["later"], "LTA_UPDATES", "{shape:?}: only a stamp came after: {signature}");
            assert_eq!(stamp["kind"], "timestamp", "{shape:?}: which is one: {stamp}");
            assert_eq!(stamp["coverage"], "ENTIRE_FILE", "{shape:?}: of everything: {stamp}");
            assert_eq!(stamp["at"], "2026-06-15T10:00:00+00:00", "{shape:?}: at its moment: {stamp}");
            let said = content(Command::new("pdfsig").arg("-nocert").arg(&path), "pdfsig reads the file");
            // Poppler of Debian 12 verifies no document time-stamps, and must not take offence at one.
            let valid = said.matches("Signature Validation: Signature is Valid.").count();
            assert_eq!(valid, 1, "{family:?} {shape:?}: pdfsig finds the signature valid as before: {said}");
            assert!(
                said.contains("Total document signed"),
                "{shape:?}: and that the stamp covers all: {said}"
            );
            content(Command::new("qpdf").arg("--check").arg(&path), "the structure is without a fault");
        }
    }
}

#[test]
fn pyhanko_sees_a_flipped_byte_where_we_see_it() {
    let exhibits = Exhibits::new();
    let signer = Signer::new(KeyAlgorithm::EcdsaP256);
    let root = exhibits.pem("root.pem", &[&signer.authority.root]);
    let mut pdf = signer.sign(&document(Shape::Table, "Verbale"));
    let place = pdf.windows(7).position(|window| window == b"Verbale").unwrap();
    pdf[place] = b'W';
    let path = exhibits.write("changed.pdf", &pdf);
    let (content, said) = opinion(&mut pyhanko(&root, &path));
    assert!(!content && said.contains("INVALID"), "pyHanko refuses it: {said}");
    let trust = Trust {
        anchors: std::slice::from_ref(&signer.authority.root),
        intermediates: &[],
        status_lists: &[],
        ocsp_responses: &[],
        at: NOW,
        need: StatusNeed::WhereKnown,
    };
    assert!(!is_accepted(&validate(&pdf, &trust).unwrap()), "and so do we");
}

/// The other way round: what pyHanko signs, from our own credential file, we accept; and beside our signature.
#[test]
fn we_accept_what_pyhanko_signs_with_our_credential() {
    let exhibits = Exhibits::new();
    for family in FAMILIES {
        let signer = Signer::new(family);
        let chain = [signer.authority.issuer.certificate().clone(), signer.authority.root.clone()];
        let password = Passphrase::new(Zeroizing::new("parola lunga".to_owned()));
        let credential = make(&signer.key, &signer.certificate, &chain, &password, "Mario Rossi").unwrap();
        let credential = exhibits.write("officer.p12", &credential);
        let passfile = exhibits.write("passphrase", b"parola lunga");
        for (why, original) in [
            ("alone", document(Shape::Table, "Verbale")),
            ("in a stream file", document(Shape::Streams, "Verbale")),
            ("after ours", signer.sign(&document(Shape::Table, "Verbale"))),
        ] {
            let unsigned = exhibits.write("unsigned.pdf", &original);
            let signed = exhibits.path("theirs.pdf");
            let mut command = Command::new(judge("pyhanko"));
            command.args(["sign", "addsig", "--use-pades", "--field", "Theirs", "pkcs12", "--passfile"]);
            command.arg(&passfile).arg(&unsigned).arg(&signed).arg(&credential);
            content(&mut command, "pyHanko signs with the credential file");
            let theirs = std::fs::read(&signed).unwrap();
            let trust = Trust {
                anchors: std::slice::from_ref(&signer.authority.root),
                intermediates: &[],
                status_lists: &[],
                ocsp_responses: &[],
                at: NOW,
                need: StatusNeed::WhereKnown,
            };
            let judged = validate(&theirs, &trust).unwrap();
            assert!(
                is_accepted(&judged),
                "{family:?} {why}: pyHanko's signature is accepted: {:?}",
                coverages(&judged)
            );
            let ours = signer.sign(&theirs);
            let judged = validate(&ours, &trust).unwrap();
            assert!(
                is_accepted(&judged),
                "{family:?} {why}: and ours on top of it: {:?}",
                coverages(&judged)
            );
        }
    }
}

#[test]
fn openssl_opens_our_credential_and_we_open_its_own() {
    let exhibits = Exhibits::new();
    for family in FAMILIES {
        let signer = Signer::new(family);
        let chain = [signer.authority.issuer.certificate().clone(), signer.authority.root.clone()];
        // With a letter beyond ASCII: PBES2 takes UTF-8, the MAC takes UTF-16, and both sides must agree.
        let text = "però lunga";
        let password = Passphrase::new(Zeroizing::new(text.to_owned()));
        let file = make(&signer.key, &signer.certificate, &chain, &password, "Mario Rossi").unwrap();
        let path = exhibits.write("ours.p12", &file);
        let mut command = Command::new("openssl");
        command.args(["pkcs12", "-info", "-nodes", "-passin", &format!("pass:{text}"), "-in"]).arg(&path);
        let said = content(command.env("LC_ALL", "C.UTF-8"), "openssl opens our file");
        assert!(
            said.contains("PBES2, PBKDF2, AES-256-CBC") && said.contains("hmacWithSHA256"),
            "modern: {said}"
        );
        assert!(said.contains("MAC: sha256"), "authenticated: {said}");
        assert_eq!(said.matches("BEGIN CERTIFICATE").count(), 3, "certificate and chain: {said}");
        assert_eq!(said.matches("BEGIN PRIVATE KEY").count(), 1, "the key: {said}");

        let key_pem = exhibits.path("key.pem");
        let mut command = Command::new("openssl");
        command.args(["pkcs12", "-nocerts", "-nodes", "-passin", &format!("pass:{text}"), "-in"]).arg(&path);
        content(command.arg("-out").arg(&key_pem), "openssl takes the key out");
        let leaf = exhibits.pem("leaf.pem", &[&signer.certificate]);
        let theirs = exhibits.path("theirs.p12");
        let mut command = Command::new("openssl");
        command.args(["pkcs12", "-export", "-passout", "pass:another", "-inkey"]).arg(&key_pem);
        content(command.arg("-in").arg(&leaf).arg("-out").arg(&theirs), "openssl makes a file of its own");
        let password = Passphrase::new(Zeroizing::new("another".to_owned()));
        let opened = open(&std::fs::read(&theirs).unwrap(), &password).unwrap();
        assert_eq!(opened.certificate, signer.certificate, "we read the certificate");
        assert_eq!(opened.key.public_key_info_der(), signer.key.public_key_info_der(), "and the key");
    }
}
