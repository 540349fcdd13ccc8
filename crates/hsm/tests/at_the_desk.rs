//! What a desk does with a token on SoftHSM2: sees it, makes keys, writes certificates beside them, changes the PIN.

#![expect(clippy::unwrap_used, reason = "a test that cannot set itself up has to stop")]

use sportello_hsm::{CertificateObject, HsmError, KeyKind, PinTries, Token, TokenPin, tokens};
use sportello_testkit::softhsm::{LABEL, PIN, Tokens, module};
use zeroize::Zeroizing;

const NEW_PIN: &str = "73592846";

fn pin(text: &str) -> TokenPin {
    TokenPin::new(Zeroizing::new(text.to_owned()))
}

fn tries() -> PinTries {
    let present = tokens(&module()).unwrap();
    present.into_iter().find(|token| token.label == LABEL).unwrap().pin
}

#[test]
fn a_token_is_seen_before_anybody_logs_in() {
    let Some(_tokens) = Tokens::of("a_token_is_seen_before_anybody_logs_in") else { return };
    let present = tokens(&module()).unwrap();
    let ours = present.iter().find(|token| token.label == LABEL).unwrap();
    assert_eq!((ours.maker.as_str(), ours.model.as_str()), ("SoftHSM project", "SoftHSM v2"), "its make");
    assert!(!ours.serial.is_empty() && ours.serial.trim() == ours.serial, "which one: {:?}", ours.serial);
    assert!(ours.ready && !ours.pinpad && ours.pin == PinTries::NoneWrong, "ready for its PIN: {ours:?}");
    let unused = present.iter().find(|token| token.label != LABEL);
    assert!(unused.is_none_or(|token| !token.ready), "the free slot of SoftHSM2 is not: {unused:?}");
}

#[test]
fn a_certificate_is_kept_beside_its_key() {
    let Some(_tokens) = Tokens::of("a_certificate_is_kept_beside_its_key") else { return };
    let token = Token::open(&module(), LABEL, &pin(PIN)).unwrap();
    let object = |byte| CertificateObject {
        value: [&[0x30, 0x82, 5, 220][..], &[byte; 1500]].concat(),
        subject: vec![0x30, 0],
    };
    let early = token.write_certificate("signature", &object(1)).unwrap_err();
    assert!(matches!(early, HsmError::KeyMissing(_)), "a certificate without a key is none: {early}");
    for (label, byte) in [("signature", 1), ("authentication", 2)] {
        token.make_key(label, KeyKind::EcP256).unwrap();
        assert_eq!(token.certificates(label).unwrap(), Vec::<Vec<u8>>::new(), "{label}: none yet");
        token.write_certificate(label, &object(byte)).unwrap();
        let again = token.write_certificate(label, &object(9)).unwrap_err();
        assert!(matches!(again, HsmError::CertificateExists(_)), "{label}: not written over: {again}");
        assert_eq!(token.certificates(label).unwrap(), [object(byte).value], "{label}: byte for byte");
    }
    assert!(token.key("signature").is_ok(), "the key is found by its label as before");
}

#[test]
fn the_pin_is_changed_and_a_wrong_one_is_told() {
    let Some(_tokens) = Tokens::of("the_pin_is_changed_and_a_wrong_one_is_told") else { return };
    let token = Token::open(&module(), LABEL, &pin(PIN)).unwrap();
    let wrong = token.change_pin(&pin("00000000"), &pin(NEW_PIN)).unwrap_err();
    assert!(matches!(wrong, HsmError::PinWrong), "the old one is asked for: {wrong}");
    assert_eq!(tries(), PinTries::SomeWrong, "and the token tells that one was wrong");
    let short = token.change_pin(&pin(PIN), &pin("1")).unwrap_err();
    assert!(matches!(short, HsmError::NewPinRefused), "one that the token does not take: {short}");
    token.change_pin(&pin(PIN), &pin(NEW_PIN)).unwrap();
    assert_eq!(tries(), PinTries::NoneWrong, "a right one is forgiven the wrong");
    drop(token);
    assert!(
        matches!(Token::open(&module(), LABEL, &pin(PIN)), Err(HsmError::PinWrong)),
        "the old one is over"
    );
    assert!(Token::open(&module(), LABEL, &pin(NEW_PIN)).is_ok(), "the new one opens");
}
