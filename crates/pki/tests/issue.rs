//! Keys, requests and two-step issue, without anybody else's tools.

use proptest::prelude::*;
use sportello_pki::certificate::Certificate;
use sportello_pki::certificate_request::{self, RequestError};
use sportello_pki::distinguished_name::NameParts;
use sportello_pki::issue::{IssueError, IssueRequest, Issuer, Prepared, issue, prepare};
use sportello_pki::keys::{
    FileKey, KeyAlgorithm, KeyError, MasterKey, SignatureError, SigningKey, unwrap_key, wrap_key,
};
use sportello_pki::profile::Profile;
use sportello_pki::{Serial, ocsp, status_list};
use sportello_testkit::authority::{Authority, NOW, authority_name, mario, profile, raw_profile};
use time::Duration;
use zeroize::Zeroizing;

fn master(byte: u8) -> MasterKey {
    MasterKey::new(Zeroizing::new([byte; 32]))
}

#[test]
fn a_wrapped_key_opens_only_in_its_place() {
    for family in [KeyAlgorithm::EcdsaP256, KeyAlgorithm::EcdsaP384, KeyAlgorithm::Rsa] {
        let key = FileKey::generate(family).unwrap();
        let wrapped = wrap_key(&master(1), "ca/issuing", key.pkcs8_der()).unwrap();
        let again = unwrap_key(&master(1), "ca/issuing", &wrapped).unwrap();
        assert_eq!(again.public_key_info_der(), key.public_key_info_der(), "it is the same key");
        assert_eq!(again.algorithm(), family, "and the same family");

        let mut flipped = wrapped.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for (why, master, context, bytes) in [
            ("another master key", master(2), "ca/issuing", &wrapped[..]),
            ("another place", master(1), "ca/root", &wrapped[..]),
            ("a flipped bit", master(1), "ca/issuing", &flipped[..]),
            ("nothing", master(1), "ca/issuing", &[][..]),
            ("a stump", master(1), "ca/issuing", &wrapped[..9]),
        ] {
            assert_eq!(unwrap_key(&master, context, bytes).unwrap_err(), KeyError::Unwrap, "{why}");
        }
        assert_ne!(
            wrap_key(&master(1), "ca/issuing", key.pkcs8_der()).unwrap(),
            wrapped,
            "every wrapping has its own nonce"
        );
    }
}

#[test]
fn secrets_print_as_dots() {
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    assert_eq!(format!("{key:?}"), "FileKey(EcdsaP256, …)", "no key material in logs");
    assert_eq!(format!("{:?}", master(1)), "MasterKey(…)", "no key material in logs");
}

#[test]
fn a_request_proves_possession() {
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let request = certificate_request::make(&mario(), &key).unwrap();
    let verified = certificate_request::verify_der(&request).unwrap();
    assert_eq!(verified.public_key_info_der, key.public_key_info_der(), "the key is the asker's");
    assert_eq!(verified.subject, mario(), "the name is read");
    let pem = certificate_request::to_pem(&request).unwrap();
    assert_eq!(certificate_request::verify_pem(&pem).unwrap(), verified, "PEM says the same");

    let mut tampered = request;
    let place = tampered.windows(5).position(|window| window == b"Mario").unwrap();
    tampered[place] = b'D';
    assert_eq!(
        certificate_request::verify_der(&tampered).unwrap_err(),
        RequestError::NoPossession(SignatureError::Wrong),
        "a changed request proves nothing"
    );
}

#[test]
fn a_certificate_says_what_was_asked_and_no_more() {
    let authority = Authority::new(KeyAlgorithm::EcdsaP384);
    let (certificate, key) = authority.subject("training-signature", KeyAlgorithm::EcdsaP256);
    let facts = certificate.facts().unwrap();
    assert_eq!(facts.holder_name, "Mario Rossi", "first names and surname");
    assert_eq!(facts.tax_code.as_deref(), Some("RSSMRA80A01H501U"), "from TINIT-…");
    assert_eq!(facts.subject, mario(), "the subject is the one asked for");
    assert!(facts.subject_is_training && facts.issuer_is_training, "training is marked on both sides");
    let qualified = facts.qualified.unwrap();
    assert!(
        !qualified.compliance && !qualified.qscd && qualified.natural_person_semantics,
        "a key in a file claims nothing qualified, only how its serialNumber is to be read"
    );
    assert_eq!(
        certificate.public_key_info_der().unwrap(),
        key.public_key_info_der(),
        "it is the subject's key"
    );
    certificate.verify_signed_by(authority.issuer.certificate()).unwrap();
    assert_eq!(
        certificate.verify_signed_by(&authority.root),
        Err(SignatureError::Wrong),
        "the root did not sign it"
    );
    let again: Certificate = serde_json::from_str(&serde_json::to_string(&certificate).unwrap()).unwrap();
    assert_eq!(again, certificate, "serde keeps the bytes");
    assert_eq!(Certificate::from_pem(&certificate.to_pem().unwrap()).unwrap(), certificate, "so does PEM");
}

#[test]
fn a_device_may_claim_what_a_file_may_not() {
    let authority = Authority::new(KeyAlgorithm::EcdsaP384);
    let (certificate, _) = authority.subject("training-signature-qscd", KeyAlgorithm::EcdsaP256);
    let facts = certificate.facts().unwrap();
    let qualified = facts.qualified.unwrap();
    assert!(qualified.compliance && qualified.qscd, "the full qualified profile");
    assert_eq!(qualified.retention_years, Some(20), "records are kept 20 years");
    assert_eq!(qualified.types, ["0.4.0.1862.1.6.1"], "for electronic signatures");
    assert!(facts.policies.contains(&"0.4.0.194112.1.2".to_owned()), "QCP-n-qscd is stated");
}

#[test]
fn what_was_prepared_survives_a_crash_and_is_signed_as_it_is() {
    let authority = Authority::new(KeyAlgorithm::EcdsaP256);
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let request = authority.request(mario(), &key);
    let prepared = prepare(&profile("training-signature"), &authority.issuer, &request).unwrap();
    let stored = serde_json::to_string(&prepared).unwrap();
    let read: Prepared = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, prepared, "the prepared state is data");
    let first = issue(&read, &authority.key).unwrap();
    let second = issue(&read, &authority.key).unwrap();
    assert_eq!(first.serial(), second.serial(), "redeeming again makes no other certificate");
    assert_eq!(first.serial(), request.serial, "the serial is the one drawn before");

    let other = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    assert!(matches!(issue(&read, &other), Err(IssueError::NotPrepared(_))), "another key may not redeem it");
    let mut value: serde_json::Value = serde_json::from_str(&stored).unwrap();
    let bytes = value["tbs_der"].as_str().unwrap().replacen('A', "B", 1);
    value["tbs_der"] = bytes.into();
    let damaged: Prepared = serde_json::from_value(value).unwrap();
    assert!(matches!(issue(&damaged, &authority.key), Err(IssueError::NotPrepared(_))), "nor damaged bytes");
}

#[test]
fn what_breaks_the_profile_is_not_prepared() {
    type Spoil = fn(&mut IssueRequest);
    let authority = Authority::new(KeyAlgorithm::EcdsaP256);
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    let cases: [(&str, Spoil, &str); 8] = [
        ("too long", |one| one.not_after = one.not_before + Duration::days(1097), "longer than 1096 days"),
        ("backwards", |one| one.not_after = one.not_before - Duration::days(1), "ends before it begins"),
        ("beyond the issuer", |one| one.not_before = NOW - Duration::days(400), "within the issuer's own"),
        ("a short serial", |one| one.serial = Serial::from_hex("0102030405").unwrap(), "64 bits"),
        ("no training mark", |one| one.subject.common_name = Some("Mario Rossi".into()), "TRAINING"),
        ("no surname", |one| one.subject.surname = None, "no surname"),
        ("a bare tax code", |one| one.subject.serial_number = Some("RSSMRA80A01H501U".into()), "TINIT-"),
        ("no key", |one| one.public_key_info_der = vec![1, 2, 3], "key"),
    ];
    for (why, spoil, expected) in cases {
        let mut request = authority.request(mario(), &key);
        spoil(&mut request);
        let error = prepare(&profile("training-signature"), &authority.issuer, &request).expect_err(why);
        assert!(error.to_string().contains(expected), "{why}: said {error}");
    }
    let mut raw = raw_profile("training-signature");
    raw.key_algorithms = vec![KeyAlgorithm::Rsa];
    let request = authority.request(mario(), &key);
    let error = prepare(&Profile::validate(raw).unwrap(), &authority.issuer, &request).unwrap_err();
    assert!(error.to_string().contains("certifies no keys"), "a family outside the profile: {error}");
}

#[test]
fn an_issuing_authority_makes_no_authorities_and_a_person_makes_nothing() {
    let authority = Authority::new(KeyAlgorithm::EcdsaP256);
    let (certificate, key) = authority.subject("training-signature", KeyAlgorithm::EcdsaP256);
    assert!(matches!(Issuer::new(certificate), Err(IssueError::NotAllowed(_))), "a person is no issuer");
    let request = authority.request(authority_name("Sportello TRAINING second"), &key);
    let error = prepare(&profile("training-issuing"), &authority.issuer, &request).unwrap_err();
    assert!(error.to_string().contains("path length 0"), "said {error}");
}

#[test]
fn short_rsa_keys_are_refused() {
    // A key of 1024 bits, made with openssl for this test.
    let short = concat!(
        "30819f300d06092a864886f70d010101050003818d0030818902818100b4ad9d91fc547e52ded7d97aed808a6df14d58",
        "dfa18bcee334f452f183999e6769c68b9819e7528e3987ccb57ffd4122fbc610c946cf4a46091f414bcc5008291fcfd4",
        "1ab2fe17903ed1004fbbe2e6ddf65487b52cca802d55088a7d5ce8756eceeaf7e4506b196a6fa4ae21a06d17231a6654",
        "b14e400b886a2568eb03249e5b0203010001",
    );
    let der = hex::decode(short).unwrap();
    assert_eq!(KeyAlgorithm::of_public_key_info(&der), Err(KeyError::TooShort), "1024 bits are too few");
}

#[test]
fn names_of_people_are_read_whole() {
    let parts = NameParts { common_name: Some("Ente".into()), ..NameParts::default() };
    assert_eq!(parts.display_name(), "Ente", "without a person's names the common name stands");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_make_a_decoder_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Certificate::from_der(&bytes);
        let _ = certificate_request::verify_der(&bytes);
        let _ = status_list::StatusList::from_der(&bytes);
        let _ = ocsp::OcspRequest::from_der(&bytes);
        let _ = FileKey::from_pkcs8_der(Zeroizing::new(bytes.clone()));
        let _ = KeyAlgorithm::of_public_key_info(&bytes);
    }

    #[test]
    fn serials_are_positive_and_of_one_length(bytes in any::<[u8; 16]>()) {
        let serial = Serial::from_random(bytes);
        prop_assert_eq!(serial.as_bytes().len(), 16, "no leading zero shortens it");
        prop_assert!(serial.as_bytes()[0] < 0x80, "the sign bit is clear");
        prop_assert_eq!(Serial::from_hex(&serial.to_string()).unwrap(), serial, "the text form is read back");
    }
}

#[test]
fn a_mutated_certificate_never_panics_and_never_verifies() {
    let authority = Authority::new(KeyAlgorithm::EcdsaP256);
    let (certificate, _) = authority.subject("training-signature-qscd", KeyAlgorithm::EcdsaP256);
    for place in 0..certificate.der().len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut der = certificate.der().to_vec();
            der[place] ^= flip;
            let Ok(read) = Certificate::from_der(&der) else { continue };
            let _ = read.facts();
            assert!(
                read.verify_signed_by(authority.issuer.certificate()).is_err(),
                "byte {place} changed and the signature still held"
            );
        }
    }
}
