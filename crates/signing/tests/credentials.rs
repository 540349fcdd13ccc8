//! Software credentials: made, opened, refused.

use sportello_pki::keys::{FileKey, KeyAlgorithm, SigningKey};
use sportello_signing::credential::{CredentialError, Passphrase, make, open};
use sportello_testkit::authority::Authority;
use zeroize::Zeroizing;

fn password(text: &str) -> Passphrase {
    Passphrase::new(Zeroizing::new(text.to_owned()))
}

#[test]
fn what_is_packed_is_unpacked() {
    let authority = Authority::new(KeyAlgorithm::EcdsaP256);
    for family in [KeyAlgorithm::EcdsaP256, KeyAlgorithm::Rsa] {
        let (certificate, key) = authority.subject("training-officer", family);
        let chain = [authority.issuer.certificate().clone(), authority.root.clone()];
        let file = make(&key, &certificate, &chain, &password("càffè e latte"), "Mario Rossi").unwrap();
        let opened = open(&file, &password("càffè e latte")).unwrap();
        assert_eq!(opened.certificate, certificate, "the certificate of the key");
        assert_eq!(opened.key.public_key_info_der(), key.public_key_info_der(), "the key itself");
        assert!(
            chain.iter().all(|one| opened.chain.contains(one)) && opened.chain.len() == 2,
            "the chain, once"
        );
        assert_eq!(
            open(&file, &password("caffe e latte")).unwrap_err(),
            CredentialError::WrongPassword,
            "another password"
        );
        assert!(open(&file[..file.len() / 2], &password("càffè e latte")).is_err(), "half a file");
    }
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let authority = Authority::new(KeyAlgorithm::EcdsaP256);
    let (certificate, key) = authority.subject("training-officer", KeyAlgorithm::EcdsaP256);
    let other = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap();
    assert_eq!(
        make(&other, &certificate, &[], &password("long enough"), "x").unwrap_err(),
        CredentialError::NoKey,
        "another key's certificate"
    );
    assert_eq!(
        make(&key, &certificate, &[], &password(""), "x").unwrap_err(),
        CredentialError::EmptyPassword,
        "no password"
    );
    assert!(
        matches!(open(b"not a p12", &password("x")).unwrap_err(), CredentialError::NotPkcs12(_)),
        "other bytes"
    );
    assert_eq!(format!("{:?}", password("secret")), "Passphrase(…)", "no password in logs");
}
