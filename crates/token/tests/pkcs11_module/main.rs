//! The driver of PKCS#11 modules on SoftHSM2: two keys made and certified, certificates written and read back, signatures that
//! openssl accepts, and what a wrong PIN costs.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot set itself up has to stop")]

#[path = "../../../token-virtual/tests/virtual_card/openssl.rs"]
mod openssl;

mod enrolled;

use std::{fs, path::Path, time::Duration};

use sportello_pki::{certificate_request, distinguished_name::NameParts};
use sportello_testkit::softhsm::{LABEL, PIN, Tokens, module};
use sportello_token::{
    CardError, ChannelError, Fault, Secret, Step,
    piv::{KeyAlgorithm, PublicKey},
    pkcs11::{
        Access, CertificateObject, Key, KeyKind, Module, PinEntry, PinTries, SeenToken, StoredKey, TokenName,
        TokenPin,
    },
};
use zeroize::Zeroizing;

const LIMIT: Duration = Duration::from_mins(1);
const NEW_PIN: &str = "73592846";
const MESSAGE: &[u8] = b"a report";

fn pin(text: &str) -> TokenPin {
    TokenPin::new(Zeroizing::new(text.to_owned()))
}

fn typed(text: &str) -> PinEntry {
    PinEntry::Typed(pin(text))
}

fn ours(module: &Module) -> SeenToken {
    let seen = module.tokens(LIMIT).unwrap();
    seen.into_iter().find(|seen| seen.token.label == LABEL).unwrap()
}

fn access<'a>(token: &'a TokenName, pin: &'a PinEntry) -> Access<'a> {
    Access { token, pin, limit: LIMIT }
}

fn public(key: &StoredKey) -> PublicKey {
    // Only its bytes are looked at.
    PublicKey { algorithm: KeyAlgorithm::P256, info: key.public.clone().unwrap().1 }
}

/// Has openssl certify the key, and writes the certificate beside it.
fn certified(module: &Module, access: Access<'_>, key: &StoredKey, kind: KeyKind) -> Key {
    let certificate = openssl::certify("Signer", &public(key));
    // The subject's Name, as openssl wrote it: CN=Signer.
    let subject = b"\x30\x11\x31\x0f\x30\x0d\x06\x03\x55\x04\x03\x0c\x06Signer".to_vec();
    let object = || CertificateObject { value: certificate.clone(), subject: subject.clone() };
    let read = module.write_certificate(access, &key.id, object()).unwrap();
    assert_eq!(read, certificate, "{}: read back byte for byte", key.label);
    let again = module.write_certificate(access, &key.id, object()).unwrap_err();
    assert_eq!((again.step, again.fault), (Step::WriteObject, Fault::Taken), "and not written over");
    Key { id: key.id.clone(), kind, certificate }
}

/// A request of the key, which openssl and our own reader take for proved.
fn request(module: &Module, access: Access<'_>, key: &StoredKey, kind: KeyKind) {
    let subject = NameParts { common_name: Some("Signer".to_owned()), ..NameParts::default() };
    let prepared = certificate_request::prepare(&subject, &public(key).info).unwrap();
    let signature = module.sign_request(access, &key.id, kind, prepared.to_be_signed()).unwrap();
    let request = certificate_request::finish(prepared, &signature).unwrap();
    assert!(certificate_request::verify_der(&request).is_ok(), "{}: the request is proved", key.label);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("request"), request).unwrap();
    let judged =
        openssl::openssl(folder.path(), &["req", "-verify", "-inform", "DER", "-in", "request", "-noout"]);
    assert!(judged.is_ok(), "{}: so says openssl: {judged:?}", key.label);
}

fn signs(module: &Module, access: Access<'_>, key: &Key, public: &PublicKey) {
    let signature = module.sign(access, key, MESSAGE).unwrap().unwrap();
    let digest = if key.kind == KeyKind::EcP384 { "-sha384" } else { "-sha256" };
    assert!(openssl::accepts(public, digest, MESSAGE, &signature), "openssl verifies {:?}", key.kind);
    assert!(!openssl::accepts(public, digest, b"another report", &signature), "over these bytes only");
}

#[test]
fn a_token_is_made_ready_and_signs() {
    let Some(_tokens) = Tokens::of("a_token_is_made_ready_and_signs") else { return };
    let module = Module::load(&module(), LIMIT).unwrap();
    let seen = ours(&module);
    assert_eq!((seen.token.model.as_str(), seen.certificates.len()), ("SoftHSM v2", 0), "as it is new");
    assert!(seen.token.ready && !seen.token.pinpad && !seen.token.reader.is_empty(), "{seen:?}");
    let (name, right) = (seen.token.name(), typed(PIN));
    let open = access(&name, &right);
    let kinds =
        [("signature", KeyKind::EcP256), ("authentication", KeyKind::Rsa3072), ("spare", KeyKind::EcP384)];
    for (label, kind) in kinds {
        let made = module.generate_key(open, label, kind).unwrap();
        let stays = made.extractable == Some(false);
        assert!(stays && !made.pin_each_time, "{label}: never leaves its token: {made:?}");
        let taken = module.generate_key(open, label, kind).unwrap_err();
        assert_eq!((taken.step, taken.fault), (Step::GenerateKey, Fault::Taken), "{label}: is one key");
        request(&module, open, &made, kind);
        let key = certified(&module, open, &made, kind);
        signs(&module, open, &key, &public(&made));
        let shown = ours(&module).certificates;
        let shown = shown.iter().find(|stored| stored.id == made.id).map(|stored| &stored.value);
        assert_eq!(shown, Some(&key.certificate), "{label}: found by the key's identifier, without a PIN");
        let other = Key { certificate: b"of another card".to_vec(), ..key };
        let wrong = typed("00000000");
        assert_eq!(
            module.sign(access(&name, &wrong), &other, MESSAGE),
            Ok(None),
            "{label}: another card than the one that was chosen is not signed with"
        );
    }
    assert_eq!(ours(&module).token.pin, PinTries::NoneWrong, "and its PIN is not tried");
    let keys = module.keys(open).unwrap();
    assert_eq!(keys.len(), 3, "three keys, each with its public half: {keys:?}");
    assert!(keys.iter().all(|key| key.public.is_some()), "{keys:?}");
}

#[test]
fn a_wrong_pin_is_one_try_and_the_next_one_is_asked_for() {
    let Some(_tokens) = Tokens::of("a_wrong_pin_is_one_try_and_the_next_one_is_asked_for") else { return };
    let module = Module::load(&module(), LIMIT).unwrap();
    let (name, right, wrong) = (ours(&module).token.name(), typed(PIN), typed("00000000"));
    let made = module.generate_key(access(&name, &right), "signature", KeyKind::EcP256).unwrap();
    let key = certified(&module, access(&name, &right), &made, KeyKind::EcP256);
    let refused = module.sign(access(&name, &wrong), &key, MESSAGE).unwrap_err();
    let fault = Fault::WrongSecret { secret: Secret::Pin, tries_left: None };
    assert_eq!(refused, CardError { step: Step::VerifyPin, fault }, "the token never says how many are left");
    assert_eq!(ours(&module).token.pin, PinTries::SomeWrong, "but that one was wrong");
    signs(&module, access(&name, &right), &key, &public(&made));
    assert_eq!(ours(&module).token.pin, PinTries::NoneWrong, "the right one, typed next, is not held up");
    let left_behind = module.sign(access(&name, &wrong), &key, MESSAGE);
    assert!(left_behind.is_err(), "a right PIN opens one act, and not the next: {left_behind:?}");

    let short = module.change_pin(access(&name, &right), &pin("1")).unwrap_err();
    assert_eq!((short.step, short.fault), (Step::ChangePin, Fault::NewPinRefused), "one it does not take");
    let by_wrong = module.change_pin(access(&name, &wrong), &pin(NEW_PIN)).unwrap_err();
    assert_eq!(by_wrong.step, Step::VerifyPin, "the old one is asked for");
    module.change_pin(access(&name, &right), &pin(NEW_PIN)).unwrap();
    assert!(module.sign(access(&name, &right), &key, MESSAGE).is_err(), "the old one is over");
    signs(&module, access(&name, &typed(NEW_PIN)), &key, &public(&made));
}

// Where the test command installs OpenSC.
#[cfg(target_os = "linux")]
#[test]
fn a_key_that_wants_its_pin_each_time_gets_it() {
    let Some(_tokens) = Tokens::of("a_key_that_wants_its_pin_each_time_gets_it") else { return };
    let path = module();
    let made =
        ["--keypairgen", "--key-type", "rsa:2048", "--id", "07", "--label", "careful", "--always-auth"];
    pkcs11_tool(&path, (LABEL, PIN), &made);
    let module = Module::load(&path, LIMIT).unwrap();
    let (name, right) = (ours(&module).token.name(), typed(PIN));
    let open = access(&name, &right);
    let keys = module.keys(open).unwrap();
    let [key] = &keys[..] else { panic!("the one key that was made: {keys:?}") };
    assert!(key.pin_each_time && key.id == [7], "and it says so: {key:?}");
    let wanted = certified(&module, open, key, KeyKind::Rsa3072);
    for _ in 0..2 {
        signs(&module, open, &wanted, &public(key));
    }
}

/// OpenSC's own tool, with the token's label and PIN.
#[cfg(target_os = "linux")]
fn pkcs11_tool(module: &Path, (label, pin): (&str, &str), arguments: &[&str]) {
    let ran = std::process::Command::new("pkcs11-tool")
        .arg("--module")
        .arg(module)
        .args(["--token-label", label, "--login", "--pin", pin])
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("pkcs11-tool does not start (the test command installs it): {error}"));
    assert!(ran.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
fn what_is_no_module_and_what_does_not_answer_is_told() {
    let Some(tokens) = Tokens::of("what_is_no_module_and_what_does_not_answer_is_told") else { return };
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("module.so");
    fs::write(&text, "no library").unwrap();
    for (file, why) in [(text.as_path(), "a text"), (Path::new("no/such/module.so"), "nothing")] {
        let refused = Module::load(file, LIMIT).unwrap_err();
        assert_eq!((refused.step, refused.fault), (Step::LoadModule, Fault::NoModule), "{why}");
    }
    let module = Module::load(&module(), LIMIT).unwrap();
    // Now and then the module has answered before it is looked whether it has.
    let impatient = (0..50).find_map(|_| module.tokens(Duration::ZERO).err()).unwrap();
    assert_eq!(impatient.fault, Fault::Channel(ChannelError::Late), "nobody waits longer than the limit");
    let (name, right) = (ours(&module).token.name(), typed(PIN));
    let key = Key { id: vec![9], kind: KeyKind::EcP256, certificate: vec![0x30] };
    tokens.take_away();
    let gone = module.sign_request(access(&name, &right), &key.id, key.kind, MESSAGE).unwrap_err();
    assert!(gone.is_retriable() || gone.fault == Fault::NotFound, "pulled out: {gone}");
    let seen = module.tokens(LIMIT).unwrap();
    assert!(seen.iter().all(|seen| seen.token.label != LABEL), "and seen no more: {seen:?}");
    tokens.bring_back();
    assert_eq!(ours(&module).token.serial, name.serial, "put in again, it is seen again");
}
