//! The desk's tools for a token behind a module: what it shows to anybody, and another PIN. SoftHSM2 is the module; OpenSC's
//! `pkcs11-tool` is another program that speaks with the same token.

use std::process::Command;

use sportello_contract::desk::{
    card_tools::{CardContents, CertificateUse, CertificateValidity, KeySlot, SlotCertificate, SlotKey},
    cards::{CardPin, PinLengths, ReaderView},
};
use sportello_desk::{Desk, DeskError, card_tools, recognition, sessions};
use sportello_domain::{
    card_failure::{CardFault, CardStep},
    secret::{Pin, Puk},
};
use sportello_stories::Scene;
use sportello_testkit::softhsm::{LABEL, PIN, Tokens, module};
use sportello_token::pkcs11::{Access, KeyKind, Module};

use crate::{
    WORKER,
    module_card::{LIMIT, WRONG, chosen, counter, prepared, refused, token, typed},
};

const NEW: &str = "Kt73-5928";

async fn contents(desk: &Desk, own: &ReaderView) -> Result<CardContents, DeskError> {
    card_tools::card_contents(desk, &own.name, insertion(own)).await
}

async fn change(desk: &Desk, own: &ReaderView, old: &str, new: &str) -> Result<(), DeskError> {
    let (old, new) = (Pin::new(old.to_owned()), Pin::new(new.to_owned()));
    card_tools::change_card_pin(desk, &own.name, insertion(own), &old, &new).await
}

fn insertion(own: &ReaderView) -> u32 {
    own.card.as_ref().unwrap().insertion
}

fn pin_of(own: &ReaderView) -> CardPin {
    own.card.as_ref().unwrap().pin
}

fn code<T>(outcome: Result<T, DeskError>) -> String {
    outcome.err().unwrap().to_wire("").code
}

/// Another program at the same token: whether it did what it was asked to, and what it said.
fn pkcs11_tool(arguments: &[&str]) -> (bool, String) {
    let ran = Command::new("pkcs11-tool")
        .arg("--module")
        .arg(module())
        .args(["--token-label", LABEL])
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("pkcs11-tool does not start: {error}"));
    let said = [ran.stdout, ran.stderr].concat();
    (ran.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Whether this PIN opens the token to another program, which then sees its private keys.
fn opens(pin: &str) -> bool {
    let (done, said) = pkcs11_tool(&["--login", "--pin", pin, "--list-objects", "--type", "privkey"]);
    let seen = said.contains("Private Key Object");
    assert!(done == seen || said.contains("CKR_PIN_INCORRECT"), "for this reason alone: {said}");
    done && seen
}

/// A key on the token that nobody certified yet.
fn second_key() {
    let (module, right) = (Module::load(&module(), LIMIT).unwrap(), typed(PIN));
    let seen = module.tokens(LIMIT).unwrap();
    let token = seen.iter().find(|seen| seen.token.label == LABEL).unwrap().token.name();
    let access = Access { token: &token, pin: &right, limit: LIMIT };
    module.generate_key(access, "spare", KeyKind::EcP384).unwrap();
}

/// The steps that failed with this token, newest first.
async fn failed(desk: &Desk, own: &ReaderView) -> Vec<(CardStep, CardFault)> {
    let told = card_tools::card_diagnostics(desk, "0", "test").await.unwrap();
    let reader = told.readers.into_iter().find(|reader| reader.name == own.name).unwrap();
    reader.failures.iter().map(|failure| (failure.step, failure.fault)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_token_shows_to_anybody_is_told_in_words() {
    let Some(_tokens) = Tokens::of("module_tools::what_a_token_shows_to_anybody_is_told_in_words") else {
        return;
    };
    let scene = Scene::set(WORKER).await;
    let desk = counter(&scene).await;
    second_key();
    let own = chosen(&desk).await;
    let told = contents(&desk, &own).await.unwrap();
    let named = |label: &str| KeySlot::OnToken { label: label.to_owned() };
    let made = |algorithm: &str| SlotKey::Present { algorithm: Some(algorithm.into()), made_on_card: None };
    let [signs, spare] = &told.slots[..] else { panic!("a certificate, and a key without one: {told:?}") };
    assert_eq!(signs.slot, named("signature"), "as whoever wrote it called it");
    assert_eq!(signs.reference, "7369676E6174757265", "with the identifier of its key");
    assert_eq!(signs.key, made("EC P-256"), "whose public half the token shows");
    let SlotCertificate::Readable { certificate, validity, uses, algorithm, fits_key } = &signs.certificate
    else {
        panic!("its certificate: {signs:?}")
    };
    assert_eq!(Some(certificate), own.card.as_ref().unwrap().certificate.as_ref(), "as the list tells it");
    assert_eq!((*validity, *fits_key), (CertificateValidity::Valid, Some(true)), "of this key, and valid");
    assert!(uses.contains(&CertificateUse::ContentCommitment), "for signing documents: {uses:?}");
    assert_eq!(algorithm.as_deref(), Some("EC P-256"), "of the same kind");
    assert_eq!((&spare.slot, &spare.key), (&named("spare"), &made("EC P-384")), "the other key is told");
    assert_eq!(spare.certificate, SlotCertificate::None, "with nothing beside it");
    assert_eq!((told.pin, told.puk), (CardPin::NotTold, CardPin::NotTold), "of its tries it says nothing");
    let now = token(&desk, |_| true).await;
    assert_eq!(pin_of(&now), CardPin::NotTold, "reading it cost no try");
    assert_eq!(insertion(&now), insertion(&own), "and it is the same token as before");

    sessions::sign_out(&desk).await.unwrap();
    assert_eq!(code(contents(&desk, &own).await), "sessionEnded", "to nobody is told whose a token is");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pin_of_a_token_is_changed_and_a_slip_costs_what_it_must() {
    let Some(_tokens) =
        Tokens::of("module_tools::the_pin_of_a_token_is_changed_and_a_slip_costs_what_it_must")
    else {
        return;
    };
    let scene = Scene::set(WORKER).await;
    let desk = counter(&scene).await;
    let own = chosen(&desk).await;
    let lengths = own.card.as_ref().unwrap().pin_lengths;
    assert_eq!(lengths, Some(PinLengths { shortest: 4, longest: 255 }), "as the token says it");
    for (old, new, expected, why) in [
        ("12", NEW, "cardPinLength", "no PIN of this token"),
        (PIN, "735", "cardPinLength", "shorter than it takes"),
        (PIN, "zzzzzz", "cardPinTooSimple", "tried first"),
        (NEW, NEW, "cardPinUnchanged", "the same again"),
    ] {
        assert_eq!(code(change(&desk, &own, old, new).await), expected, "{why}");
    }
    assert_eq!(pin_of(&token(&desk, |_| true).await), CardPin::NotTold, "the token saw nothing of all that");

    assert_eq!(code(change(&desk, &own, WRONG, NEW).await), "cardPinWrong", "one try, for one press");
    token(&desk, |reader| pin_of(reader) == CardPin::SomeWrong).await;
    assert_eq!(failed(&desk, &own).await, [(CardStep::VerifyPin, CardFault::WrongPin)], "and not one more");
    assert!(opens(PIN) && !opens(NEW), "the token is as it was");

    change(&desk, &own, PIN, NEW).await.unwrap();
    token(&desk, |reader| pin_of(reader) == CardPin::NotTold).await;
    assert!(opens(NEW), "another program logs in with the new one");
    assert!(!opens(PIN), "and not with the old one");
    let request = prepared(&desk, 57).await;
    assert_eq!(refused(&desk, request, &own.name, PIN).await, "cardPinWrong", "nor does it sign any more");
    let new = Pin::new(NEW.to_owned());
    recognition::sign_report_with_card(&desk, request, &own.name, &new).await.unwrap();
    assert_eq!(contents(&desk, &own).await.unwrap().slots.len(), 1, "what lies on it is as it was");

    let (puk, wanted) = (Puk::new("12345678".to_owned()), Pin::new(PIN.to_owned()));
    let by_puk = card_tools::unblock_card_pin(&desk, &own.name, insertion(&own), &puk, &wanted).await;
    assert_eq!(code(by_puk), "cardNotUsable", "no PUK is shown to a token");
    assert!(opens(NEW), "which changes nothing");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_for_a_token_is_shown_to_no_other() {
    let Some(tokens) = Tokens::of("module_tools::what_is_typed_for_a_token_is_shown_to_no_other") else {
        return;
    };
    let scene = Scene::set(WORKER).await;
    let desk = counter(&scene).await;
    let own = chosen(&desk).await;

    // Between the look and the change another one, with the same label and the same PIN, takes its place.
    tokens.change_for_another();
    let refusal = code(change(&desk, &own, PIN, NEW).await);
    assert!(
        ["cardOther", "cardRemoved"].contains(&refusal.as_str()),
        "not the one that was meant: {refusal}"
    );
    let stranger = token(&desk, |reader| insertion(reader) != insertion(&own)).await;
    assert_eq!(pin_of(&stranger), CardPin::NotTold, "and its PIN was not tried");
    let (_, said) = pkcs11_tool(&["--login", "--pin", PIN, "--list-objects"]);
    assert!(!said.contains("CKR_PIN_INCORRECT"), "nor changed: {said}");
    assert_eq!(code(contents(&desk, &own).await), "cardRemoved", "nor is it read in its stead");
    assert_eq!(contents(&desk, &stranger).await.unwrap().slots, [], "as itself it is: nothing lies there");

    tokens.bring_back();
    // In this order: the right one is the last that it is shown.
    assert!(!opens(NEW) && opens(PIN), "the one that was meant has the PIN that it had");
    let back = again(&desk, &stranger).await;
    let stale = change(&desk, &own, PIN, NEW).await;
    assert!(stale.is_err(), "put in again, it is looked at again: {stale:?}");
    assert_eq!(pin_of(&token(&desk, |_| true).await), CardPin::NotTold, "at the cost of no try");

    // The same token, on which another program has written meanwhile.
    let (done, said) =
        pkcs11_tool(&["--login", "--pin", PIN, "--delete-object", "--type", "cert", "--label", "signature"]);
    assert!(done, "the certificate is deleted: {said}");
    assert_eq!(code(change(&desk, &back, WRONG, NEW).await), "cardOther", "it is not as it was looked at");
    let changed = token(&desk, |reader| insertion(reader) != insertion(&back)).await;
    assert_eq!(pin_of(&changed), CardPin::NotTold, "which is seen before the PIN is shown");
    change(&desk, &changed, PIN, NEW).await.unwrap();
    assert!(opens(NEW), "looked at again, it is changed as any other");
    drop(desk);
    scene.stop().await;
}

/// The token of before, which the list shows again once its module was asked. Nothing tells SoftHSM2's that a token came.
async fn again(desk: &Desk, stranger: &ReaderView) -> ReaderView {
    let gone = contents(desk, stranger).await;
    assert!(gone.is_err(), "the other one is gone: {gone:?}");
    token(desk, |reader| reader.card.as_ref().unwrap().certificate.is_some()).await
}
