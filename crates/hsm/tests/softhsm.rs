//! The same story on SoftHSM2: a token of its own in a temporary folder, keys made, used, found again; openssl checks
//! the signatures.

#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up has to stop")]

use std::{
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use sportello_hsm::{Custodian, HsmError, KeyKind, Token, TokenPin};
use sportello_testkit::softhsm::{LABEL, PIN, Tokens, module};
use zeroize::Zeroizing;

fn pin(text: &str) -> TokenPin {
    TokenPin::new(Zeroizing::new(text.to_owned()))
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
    let Some(_tokens) = Tokens::of("every_kind_of_key_signs_and_is_found_again") else { return };
    let token = Token::open(&module(), LABEL, &pin(PIN)).unwrap();
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
    let Some(_tokens) = Tokens::of("what_is_wrong_is_told") else { return };
    let open = |label: &str, pin: &str| Token::open(&module(), label, &self::pin(pin));
    assert!(matches!(open(LABEL, "00000000"), Err(HsmError::PinWrong)), "a wrong PIN is a wrong PIN");
    assert!(matches!(open("elsewhere", PIN), Err(HsmError::TokenMissing(_))), "a missing token is named");
    let nowhere = Token::open(Path::new("no/such/module.so"), LABEL, &pin(PIN));
    assert!(matches!(nowhere, Err(HsmError::Module { .. })), "a missing module is named");
    let impatient = Custodian::open(&module(), LABEL, Arc::new(|| Ok(pin(PIN))), Duration::ZERO);
    let silent = impatient.unwrap_err();
    assert!(
        matches!(silent, HsmError::NoAnswer { .. }) && silent.is_retriable(),
        "nobody waits for ever: {silent}"
    );
    let without =
        Custodian::open(&module(), LABEL, Arc::new(|| Err("no PIN".to_owned())), Duration::from_secs(20));
    assert!(matches!(without, Err(HsmError::NoPin(_))), "and a missing PIN is told");
}

fn custodian(text: &'static str) -> Result<Custodian, HsmError> {
    Custodian::open(&module(), LABEL, Arc::new(move || Ok(pin(text))), Duration::from_secs(20))
}

#[test]
fn a_token_that_was_away_signs_again() {
    let Some(tokens) = Tokens::of("a_token_that_was_away_signs_again") else { return };
    let custodian = custodian(PIN).unwrap();
    let key = custodian.make_key("issuing", KeyKind::EcP256).unwrap();
    let check = |signature: &[u8]| openssl_accepts(key.public_key_info(), "-sha256", b"message", signature);
    assert!(check(&key.sign(b"message").unwrap()), "it signs");
    tokens.take_away();
    for attempt in 0..2 {
        let gone = key.sign(b"message").unwrap_err();
        assert!(matches!(gone, HsmError::TokenMissing(_)), "attempt {attempt} says what is missing: {gone}");
        assert!(gone.is_retriable(), "and that it may come back");
    }
    tokens.bring_back();
    assert!(check(&key.sign(b"message").unwrap()), "back again, it signs without anybody's help");
    let found = custodian.key_or_new("issuing", KeyKind::EcP256).unwrap();
    assert_eq!(found.public_key_info(), key.public_key_info(), "what is there is not made again");
    let from_eight_threads = std::thread::scope(|scope| {
        let asked: Vec<_> =
            (0..8).map(|_| scope.spawn(|| custodian.key_or_new("one", KeyKind::EcP256).unwrap())).collect();
        asked.into_iter().map(|asked| asked.join().unwrap().public_key_info().to_vec()).collect::<Vec<_>>()
    });
    assert!(
        from_eight_threads.iter().all(|key| *key == from_eight_threads[0]),
        "asked by eight at a time, one key is made"
    );
}

#[test]
fn a_refused_pin_is_not_tried_until_the_token_is_blocked() {
    let Some(tokens) = Tokens::of("a_refused_pin_is_not_tried_until_the_token_is_blocked") else { return };
    let right = Arc::new(AtomicBool::new(true));
    let asked = Arc::new(AtomicUsize::new(0));
    let (source_right, source_asked) = (right.clone(), asked.clone());
    let source = move || {
        source_asked.fetch_add(1, SeqCst);
        Ok(pin(if source_right.load(SeqCst) { PIN } else { "00000000" }))
    };
    let limit = Duration::from_secs(20);
    let custodian = Custodian::open(&module(), LABEL, Arc::new(source), limit).unwrap();
    let key = custodian.make_key("issuing", KeyKind::EcP256).unwrap();
    right.store(false, SeqCst);
    tokens.take_away();
    assert!(key.sign(b"message").is_err(), "the token is away");
    tokens.bring_back();
    let before = asked.load(SeqCst);
    for _ in 0..5 {
        let refused = key.sign(b"message").unwrap_err();
        assert!(
            matches!(refused, HsmError::PinWrong) && !refused.is_retriable(),
            "told each time: {refused}"
        );
    }
    let tried = asked.load(SeqCst) - before;
    assert_eq!(tried, 1, "the PIN was tried once, not five times");
}
