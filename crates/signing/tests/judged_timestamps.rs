//! Other people's tools judge our time-stamps: openssl asks and verifies.

use std::path::Path;
use std::process::Command;

use sportello_pki::keys::KeyAlgorithm;
use sportello_signing::timestamp::{Asked, Refusal, Unit, refuse, stamp};
use sportello_testkit::authority::{Authority, NOW};
use sportello_testkit::judges::{Exhibits, content, opinion};

fn openssl(words: &[&str]) -> Command {
    let mut command = Command::new("openssl");
    command.args(words);
    command
}

#[test]
fn openssl_asks_and_finds_the_stamp_good() {
    let exhibits = Exhibits::new();
    let (data, query, reply) =
        (exhibits.write("data", b"a report"), exhibits.path("query"), exhibits.path("reply"));
    for family in [KeyAlgorithm::EcdsaP256, KeyAlgorithm::EcdsaP384, KeyAlgorithm::Rsa] {
        let authority = Authority::new(family);
        let (certificate, key) = authority.stamping_unit(family);
        let root = exhibits.pem("root.pem", &[&authority.root]);
        let between = exhibits.pem("between.pem", &[authority.issuer.certificate(), &certificate]);
        let chain = [authority.issuer.certificate().clone()];
        let unit = Unit {
            key: &key,
            certificate: &certificate,
            chain: &chain,
            policy: "1.3.6.1.4.1.32473.1.6",
            accuracy: 1,
        };
        for (digest, with_certificate) in [("-sha256", true), ("-sha384", true), ("-sha512", false)] {
            let mut ask = openssl(&["ts", "-query", digest, "-data"]);
            ask.arg(&data).arg("-out").arg(&query);
            if with_certificate {
                ask.arg("-cert");
            }
            content(&mut ask, "openssl writes a request");
            let asked = Asked::read(&std::fs::read(&query).unwrap()).unwrap();
            assert_eq!(asked.with_certificate, with_certificate, "the wish for the certificate is heard");
            std::fs::write(&reply, stamp(&asked, &unit, &[7; 16], NOW).unwrap()).unwrap();

            let at = NOW.unix_timestamp().to_string();
            let verify = |against: &str, data: &Path| {
                let mut verify = openssl(&["ts", "-verify", "-attime", &at, against]);
                verify
                    .arg(data)
                    .arg("-in")
                    .arg(&reply)
                    .arg("-CAfile")
                    .arg(&root)
                    .arg("-untrusted")
                    .arg(&between);
                verify
            };
            let said = content(&mut verify("-queryfile", &query), "openssl must find the stamp good");
            assert!(said.contains("Verification: OK"), "{family:?} {digest}: {said}");
            let told = content(openssl(&["ts", "-reply", "-text", "-in"]).arg(&reply), "openssl reads it");
            for words in ["Status: Granted.", "Accuracy: 0x01 seconds", "Policy OID: 1.3.6.1.4.1.32473.1.6"] {
                assert!(told.contains(words), "{words}: {told}");
            }

            let other = exhibits.write("other", b"another report");
            let (good, said) = opinion(&mut verify("-data", &other));
            assert!(!good, "it is of no other data: {said}");
        }
    }
}

#[test]
fn openssl_reads_why_no_stamp_is_given() {
    let exhibits = Exhibits::new();
    for (refusal, words) in [
        (Refusal::Algorithm, "unrecognized or unsupported algorithm identifier"),
        (Refusal::Request, "transaction not permitted or supported"),
        (Refusal::Format, "the data submitted has the wrong format"),
        (Refusal::TimeUnknown, "the TSA's time source is not available"),
        (Refusal::Policy, "the requested TSA policy is not supported by the TSA"),
        (Refusal::Extension, "the requested extension is not supported by the TSA"),
        (Refusal::Failure, "the request cannot be handled due to system failure"),
    ] {
        let reply = exhibits.write("reply", &refuse(refusal).unwrap());
        let told = content(openssl(&["ts", "-reply", "-text", "-in"]).arg(&reply), "openssl reads it");
        assert!(told.contains("Status: Rejected.") && told.contains(words), "{refusal:?}: {told}");
    }
}
