//! The same story on SoftHSM2: a token of its own in a temporary folder, keys made, used, found again; openssl checks
//! the signatures.

#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up has to stop")]

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use sportello_hsm::{HsmError, KeyKind, Token};
use zeroize::Zeroizing;

const LABEL: &str = "Sportello test";
const PIN: &str = "48291057";

fn module() -> PathBuf {
    let places = [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
        "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    ];
    let found = places.iter().map(Path::new).find(|path| path.exists());
    found
        .unwrap_or_else(|| panic!("SoftHSM2 is missing: the test command installs the package softhsm2"))
        .to_owned()
}

/// SoftHSM2 reads its configuration from the environment, so the story runs in a child of this test that has it.
fn in_a_token_of_its_own(story: &str) {
    if std::env::var("SPORTELLO_HSM_STORY").as_deref() == Ok(story) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let tokens = folder.path().join("tokens");
    std::fs::create_dir(&tokens).unwrap();
    let configuration = folder.path().join("softhsm2.conf");
    std::fs::write(&configuration, format!("directories.tokendir = {}\n", tokens.display())).unwrap();
    let made = Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "12345678"])
        .env("SOFTHSM2_CONF", &configuration)
        .output()
        .unwrap();
    assert!(made.status.success(), "softhsm2-util makes a token: {}", String::from_utf8_lossy(&made.stderr));
    let ran = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", story, "--nocapture"])
        .env("SOFTHSM2_CONF", &configuration)
        .env("SPORTELLO_HSM_STORY", story)
        .output()
        .unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert!(ran.status.success(), "the story passes in the child:\n{said}");
}

fn is_child(story: &str) -> bool {
    in_a_token_of_its_own(story);
    std::env::var("SPORTELLO_HSM_STORY").is_ok()
}

fn openssl_accepts(public_key_info: &[u8], digest: &str, message: &[u8], signature: &[u8]) -> bool {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("key.der"), public_key_info).unwrap();
    std::fs::write(at("message"), message).unwrap();
    std::fs::write(at("signature"), signature).unwrap();
    let openssl = Command::new("openssl")
        .args(["dgst", digest, "-keyform", "DER", "-verify"])
        .arg(at("key.der"))
        .arg("-signature")
        .arg(at("signature"))
        .arg(at("message"))
        .output()
        .unwrap();
    openssl.status.success()
}

#[test]
fn every_kind_of_key_signs_and_is_found_again() {
    if !is_child("every_kind_of_key_signs_and_is_found_again") {
        return;
    }
    let token = Token::open(&module(), LABEL, &Zeroizing::new(PIN.into())).unwrap();
    let kinds = [(KeyKind::EcP256, "-sha256"), (KeyKind::EcP384, "-sha384"), (KeyKind::Rsa3072, "-sha256")];
    for (kind, digest) in kinds {
        let label = format!("issuing {kind:?}");
        let made = token.make_key(&label, kind).unwrap();
        let signature = made.sign(b"tbs certificate").unwrap();
        assert!(
            openssl_accepts(made.public_key_info(), digest, b"tbs certificate", &signature),
            "openssl accepts the {kind:?} signature"
        );
        assert!(
            !openssl_accepts(made.public_key_info(), digest, b"another certificate", &signature),
            "and refuses it over other bytes"
        );
        let found = token.key(&label).unwrap();
        assert_eq!(found.public_key_info(), made.public_key_info(), "the key is found again by its label");
        assert_eq!(found.kind(), kind, "and known for what it is");
        assert!(matches!(token.make_key(&label, kind), Err(HsmError::KeyExists(_))), "a label names one key");
    }
    assert!(matches!(token.key("no such key"), Err(HsmError::KeyMissing(_))), "a missing key is named");
}

#[test]
fn what_is_wrong_is_told() {
    if !is_child("what_is_wrong_is_told") {
        return;
    }
    let open = |label: &str, pin: &str| Token::open(&module(), label, &Zeroizing::new(pin.into()));
    assert!(matches!(open(LABEL, "00000000"), Err(HsmError::PinWrong)), "a wrong PIN is a wrong PIN");
    assert!(matches!(open("elsewhere", PIN), Err(HsmError::TokenMissing(_))), "a missing token is named");
    let nowhere = Token::open(Path::new("no/such/module.so"), LABEL, &Zeroizing::new(PIN.into()));
    assert!(matches!(nowhere, Err(HsmError::Module { .. })), "a missing module is named");
}
