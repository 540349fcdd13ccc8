//! A blank token made ready, act by act, and from the first one again after each of them.

use sportello_testkit::softhsm::{PIN, Tokens, module};
use sportello_token::{
    CardError, Fault, Secret, Step,
    pkcs11::{CertificateObject, Key, KeyKind, KnownToken, Module, SeenToken, StoredCertificate},
};

use crate::{LIMIT, NEW_PIN, access, openssl, ours, pin, public, signs, typed};

const LABEL_OF_OURS: &str = "Signature 8abc000000000001";
const PUK: &str = "90412857";
const KEYS: [&str; 2] = ["signature", "authentication"];

fn blank(module: &Module) -> SeenToken {
    let seen = module.tokens(LIMIT).unwrap();
    seen.into_iter().find(|seen| seen.blank).unwrap()
}

fn own(module: &Module, label: &str) -> Option<SeenToken> {
    module.tokens(LIMIT).unwrap().into_iter().find(|seen| seen.token.label == label)
}

/// The acts in their order, as far as this one; whoever comes back begins with the first.
fn made_ready(module: &Module, label: &str, acts: usize) -> Result<Vec<Vec<u8>>, CardError> {
    let (officer, typed) = (pin(PUK), typed(NEW_PIN));
    let mut left = acts;
    let mut go_on = || {
        let goes_on = left > 0;
        left = left.saturating_sub(1);
        goes_on
    };
    let token = match own(module, label) {
        Some(seen) => seen.token.name(),
        None if go_on() => module.initialise(&blank(module).token.name(), label, &officer, LIMIT)?,
        None => return Ok(Vec::new()),
    };
    let mut certificates = Vec::new();
    if go_on() {
        module.set_pin(&token, &officer, &pin(NEW_PIN), LIMIT)?;
    }
    for key in KEYS {
        if !go_on() {
            return Ok(certificates);
        }
        let made = module.own_key(access(&token, &typed), key, true)?;
        assert_eq!(made.public.as_ref().map(|(kind, _)| *kind), Some(KeyKind::EcP256), "{key}: P-256");
        assert_eq!(made.extractable, Some(false), "{key}: never leaves its token");
        certificates.push(made.public.unwrap().1);
    }
    Ok(certificates)
}

#[test]
fn a_blank_token_is_made_ready_whatever_it_was_left_at() {
    let Some(_tokens) = Tokens::of("enrolled::a_blank_token_is_made_ready_whatever_it_was_left_at") else {
        return;
    };
    let module = Module::load(&module(), LIMIT).unwrap();
    assert!(!ours(&module).blank, "one with an owner is not");
    for acts in 1..=4 {
        let label = format!("Signature 8abc00000000000{acts}");
        let before = made_ready(&module, &label, acts).unwrap();
        let after = made_ready(&module, &label, 9).unwrap();
        assert_eq!(after.len(), 2, "after {acts}: both keys");
        assert!(after.starts_with(&before), "after {acts}: what was made is found, and not made twice");
        let (name, right) = (own(&module, &label).unwrap().token.name(), typed(NEW_PIN));
        assert_eq!(
            module.keys(access(&name, &right)).unwrap().len(),
            2,
            "after {acts}: two keys and no more"
        );
        let seen = own(&module, &label).unwrap();
        assert!(seen.token.ready && !seen.blank, "after {acts}: it has a user: {seen:?}");
    }
}

#[test]
fn its_puk_sets_another_pin_on_the_token_that_was_looked_at() {
    let Some(_tokens) = Tokens::of("enrolled::its_puk_sets_another_pin_on_the_token_that_was_looked_at")
    else {
        return;
    };
    let module = Module::load(&module(), LIMIT).unwrap();
    made_ready(&module, LABEL_OF_OURS, 9).unwrap();
    let name = own(&module, LABEL_OF_OURS).unwrap().token.name();
    let known = KnownToken { name: &name, certificates: &[] };
    let wrong = module.unblock_known_pin(known, &pin(PIN), &pin("28041776"), LIMIT).unwrap_err();
    let fault = Fault::WrongSecret { secret: Secret::Puk, tries_left: None };
    assert_eq!(wrong, CardError { step: Step::Unblock, fault }, "another PUK is told as one");
    let set = module.unblock_known_pin(known, &pin(PUK), &pin("28041776"), LIMIT);
    assert_eq!(set, Ok(Some(())), "the right one sets a PIN");
    assert!(module.keys(access(&name, &typed(NEW_PIN))).is_err(), "the one before is over");
    assert_eq!(module.keys(access(&name, &typed("28041776"))).unwrap().len(), 2, "and its keys are there");
    let lies = StoredCertificate { id: vec![1], label: String::new(), value: vec![1] };
    let twin = KnownToken { name: &name, certificates: &[lies] };
    let other = module.unblock_known_pin(twin, &pin(PUK), &pin(NEW_PIN), LIMIT);
    assert_eq!(other, Ok(None), "what shows something else was not meant");
    assert!(module.keys(access(&name, &typed("28041776"))).is_ok(), "and nothing was set on it");
}

// Where the test command installs OpenSC.
#[cfg(target_os = "linux")]
#[test]
fn half_a_key_is_made_anew_until_it_is_certified() {
    let Some(_tokens) = Tokens::of("enrolled::half_a_key_is_made_anew_until_it_is_certified") else { return };
    let path = module();
    let module = Module::load(&path, LIMIT).unwrap();
    made_ready(&module, LABEL_OF_OURS, 9).unwrap();
    let (name, right) = (own(&module, LABEL_OF_OURS).unwrap().token.name(), typed(NEW_PIN));
    let open = access(&name, &right);
    let private = |key: &str| module.keys(open).unwrap().iter().filter(|it| it.label == key).count();
    for (half, why) in [("pubkey", "a private half alone"), ("privkey", "a public half alone")] {
        let delete = ["--delete-object", "--type", half, "--label", KEYS[0]];
        crate::pkcs11_tool(&path, (LABEL_OF_OURS, NEW_PIN), &delete);
        if half == "pubkey" {
            let certified = module.own_key(open, KEYS[0], false).unwrap();
            assert_eq!(certified.public, None, "{why}: one that may be certified is left alone");
        }
        let anew = module.own_key(open, KEYS[0], true).unwrap();
        assert!(anew.public.is_some(), "{why}: made anew");
        assert_eq!(module.own_key(open, KEYS[0], false), Ok(anew), "{why}: and kept");
        assert_eq!(private(KEYS[0]), 1, "{why}: nothing is left of it");
    }
    assert_eq!(private(KEYS[1]), 1, "the other key was not touched");
}

#[test]
fn what_has_an_owner_is_neither_initialised_nor_given_a_pin() {
    let Some(_tokens) = Tokens::of("enrolled::what_has_an_owner_is_neither_initialised_nor_given_a_pin")
    else {
        return;
    };
    let module = Module::load(&module(), LIMIT).unwrap();
    let (name, right) = (ours(&module).token.name(), typed(PIN));
    let made = module.generate_key(access(&name, &right), "signature", KeyKind::EcP256).unwrap();
    let refused = module.initialise(&name, LABEL_OF_OURS, &pin(PUK), LIMIT).unwrap_err();
    assert_eq!(refused, CardError { step: Step::Initialise, fault: Fault::Taken }, "nothing is lost on it");
    let wrong = module.set_pin(&name, &pin(PUK), &pin(NEW_PIN), LIMIT).unwrap_err();
    let fault = Fault::WrongSecret { secret: Secret::Puk, tries_left: None };
    assert_eq!(wrong, CardError { step: Step::Unblock, fault }, "told as what it is");
    let there = module.keys(access(&name, &right)).unwrap();
    assert_eq!(there.iter().map(|key| &key.id).collect::<Vec<_>>(), [&made.id], "its PIN opens it as before");
}

#[test]
fn a_certificate_lies_beside_its_key_once() {
    let Some(_tokens) = Tokens::of("enrolled::a_certificate_lies_beside_its_key_once") else { return };
    let module = Module::load(&module(), LIMIT).unwrap();
    made_ready(&module, LABEL_OF_OURS, 9).unwrap();
    let (name, right) = (own(&module, LABEL_OF_OURS).unwrap().token.name(), typed(NEW_PIN));
    let key = module.own_key(access(&name, &right), KEYS[0], false).unwrap();
    let certificate = openssl::certify("Signer", &public(&key));
    let subject = b"\x30\x11\x31\x0f\x30\x0d\x06\x03\x55\x04\x03\x0c\x06Signer".to_vec();
    let write = |value: &[u8]| {
        let object = CertificateObject { value: value.to_vec(), subject: subject.clone() };
        module.own_certificate(access(&name, &right), &key.id, object)
    };
    assert_eq!(write(&certificate).as_ref(), Ok(&certificate), "read back byte for byte");
    assert_eq!(write(&certificate).as_ref(), Ok(&certificate), "and found where it was written before");
    let other = openssl::certify("Signer", &public(&key));
    assert_eq!(write(&other).as_ref(), Ok(&other), "what an earlier try left there gives way");
    assert_eq!(write(&certificate).as_ref(), Ok(&certificate), "to whatever belongs there now");
    assert_eq!(own(&module, LABEL_OF_OURS).unwrap().certificates.len(), 1, "one beside its key");
    let kept = Key { id: key.id.clone(), kind: KeyKind::EcP256, certificate };
    signs(&module, access(&name, &right), &kept, &public(&key));
}
