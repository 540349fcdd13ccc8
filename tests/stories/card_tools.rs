//! The desk's tools for a card: what lies on it, another PIN, a blocked one set free, and what support is told.

use sportello_contract::desk::{
    card_tools::{
        CardContents, CardFailure, CertificateUse, CertificateValidity, KeySlot, SlotCertificate, SlotKey,
    },
    cards::{CardPin, CardRole, CardView, TrainingCardAct},
};
use sportello_desk::{Desk, DeskError, card_credential, card_tools, sessions};
use sportello_domain::{
    account::Profile,
    card_failure::{CardFault, CardStep},
    secret::{Pin, Puk},
};
use sportello_stories::Scene;
use sportello_token_virtual::Faults;

use crate::{
    WORKER,
    own_card::{PIN, READER, WRONG, card, code, desk_and_reader, make, prepared, refused},
};

/// Of a card from the factory.
const PUK: &str = "12345678";
const WRONG_PUK: &str = "87654321";
const NEW: &str = "735928";
const NEWER: &str = "280417";
const BETWEEN: &str = "604713";

async fn contents(desk: &Desk, card: &CardView) -> CardContents {
    card_tools::card_contents(desk, READER, card.insertion).await.unwrap()
}

async fn change(desk: &Desk, card: &CardView, old: &str, new: &str) -> Result<(), DeskError> {
    let (old, new) = (Pin::new(old.to_owned()), Pin::new(new.to_owned()));
    card_tools::change_card_pin(desk, READER, card.insertion, &old, &new).await
}

async fn unblock(desk: &Desk, card: &CardView, puk: &str, new: &str) -> Result<(), DeskError> {
    let (puk, new) = (Puk::new(puk.to_owned()), Pin::new(new.to_owned()));
    card_tools::unblock_card_pin(desk, READER, card.insertion, &puk, &new).await
}

/// The code of a refusal, with how many tries are left.
fn told(done: Result<(), DeskError>) -> (String, Option<String>) {
    let told = done.unwrap_err().to_wire("");
    (told.code, told.params.get("left").cloned())
}

fn tries(tries: u8) -> CardPin {
    CardPin::TriesLeft { tries }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_on_a_card_is_told_slot_by_slot() {
    let scene = Scene::set(WORKER).await;
    let (desk, _reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let blank = card(&desk, |_| true).await;
    let told = contents(&desk, &blank).await;
    assert_eq!(told.slots, [], "nothing lies on a card from the factory");
    assert_eq!((told.others, told.tells_keys), (24, true), "which it says of every slot");
    assert_eq!((told.pin, told.puk), (tries(3), tries(3)), "with all its tries");

    make(&desk).await.unwrap();
    let own = card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    let told = contents(&desk, &own).await;
    let [slot] = &told.slots[..] else { panic!("one slot holds something: {told:?}") };
    assert_eq!((&slot.slot, slot.reference.as_str()), (&KeySlot::Signature, "9C"), "that for signatures");
    let made = SlotKey::Present { algorithm: Some("EC P-256".to_owned()), made_on_card: Some(true) };
    assert_eq!(slot.key, made, "a key that was made there");
    let SlotCertificate::Readable { certificate, validity, uses, algorithm, fits_key } = &slot.certificate
    else {
        panic!("its certificate: {slot:?}")
    };
    assert_eq!(Some(certificate), own.certificate.as_ref(), "the one that the status tells");
    assert_eq!((*validity, *fits_key), (CertificateValidity::Valid, Some(true)), "of this key, and valid");
    assert!(uses.contains(&CertificateUse::ContentCommitment), "for signing documents: {uses:?}");
    assert_eq!(algorithm.as_deref(), Some("EC P-256"), "of the same kind");

    sessions::sign_out(&desk).await.unwrap();
    let nobody = card_tools::card_contents(&desk, READER, own.insertion).await.unwrap_err();
    assert_eq!(code(&nobody), "sessionEnded", "to nobody is told whose a card is");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_is_changed_and_a_slip_costs_what_it_must() {
    let scene = Scene::set(WORKER).await;
    let (desk, _reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    card(&desk, |_| true).await;
    make(&desk).await.unwrap();
    let own = card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    for (old, new, expected, why) in [
        (PIN, "12345", "cardPinMalformed", "too short"),
        ("12a456", NEW, "cardPinMalformed", "no PIN at all"),
        (PIN, "111111", "cardPinTooSimple", "tried first"),
        (NEW, NEW, "cardPinUnchanged", "the same again"),
    ] {
        assert_eq!(told(change(&desk, &own, old, new).await), (expected.to_owned(), None), "{why}");
    }
    assert_eq!(contents(&desk, &own).await.pin, tries(3), "the card saw nothing of all that");

    let wrong = |left: &str| ("cardPinWrong".to_owned(), Some(left.to_owned()));
    assert_eq!(told(change(&desk, &own, WRONG, NEW).await), wrong("2"), "one try, for one press");
    card(&desk, |card| card.pin == tries(2)).await;
    change(&desk, &own, PIN, NEW).await.unwrap();
    card(&desk, |card| card.pin == tries(3)).await;
    assert_eq!(contents(&desk, &own).await.slots.len(), 1, "what lies on it is as it was");

    let request = prepared(&desk, 81).await;
    assert_eq!(refused(&desk, request, PIN).await, wrong("2"), "the old PIN does not sign any more");
    let new = Pin::new(NEW.to_owned());
    sportello_desk::recognition::sign_report_with_card(&desk, request, READER, &new).await.unwrap();
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_pin_is_set_free_by_the_puk_until_that_is_blocked_too() {
    let scene = Scene::set(WORKER).await;
    let (desk, _reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let own = card(&desk, |_| true).await;
    for left in [Some("2"), Some("1"), None] {
        let expected = if left.is_some() { "cardPinWrong" } else { "cardPinBlocked" };
        let refusal = told(change(&desk, &own, WRONG, NEW).await);
        assert_eq!(refusal, (expected.to_owned(), left.map(str::to_owned)), "counted down");
    }
    card(&desk, |card| card.pin == CardPin::Blocked).await;
    assert_eq!(told(change(&desk, &own, PIN, NEW).await).0, "cardPinBlocked", "the right one is too late");

    let wrong = |left: &str| ("cardPukWrong".to_owned(), Some(left.to_owned()));
    assert_eq!(told(unblock(&desk, &own, "1234", NEW).await).0, "cardPukMalformed", "what is no PUK");
    assert_eq!(told(unblock(&desk, &own, WRONG_PUK, NEW).await), wrong("2"), "one try of its own");
    card(&desk, |card| card.puk == tries(2) && card.pin == CardPin::Blocked).await;
    unblock(&desk, &own, PUK, NEW).await.unwrap();
    card(&desk, |card| card.puk == tries(3) && card.pin == tries(3)).await;
    change(&desk, &own, NEW, NEWER).await.unwrap();
    unblock(&desk, &own, PUK, NEW).await.unwrap();
    assert_eq!(contents(&desk, &own).await.pin, tries(3), "a PIN that was forgotten is set anew as well");

    for left in [Some("2"), Some("1"), None] {
        let expected = if left.is_some() { "cardPukWrong" } else { "cardPukBlocked" };
        let refusal = told(unblock(&desk, &own, WRONG_PUK, NEWER).await);
        assert_eq!(refusal, (expected.to_owned(), left.map(str::to_owned)), "counted down");
    }
    card(&desk, |card| card.puk == CardPin::Blocked).await;
    assert_eq!(told(unblock(&desk, &own, PUK, NEWER).await).0, "cardPukBlocked", "and that is the end of it");
    change(&desk, &own, NEW, NEWER).await.unwrap();
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_is_pulled_has_the_old_pin_or_the_new_one() {
    let scene = Scene::set(WORKER).await;
    let (desk, reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let mut now = PIN;
    let mut seen = card(&desk, |_| true).await;
    let mut pulled = 0;
    // At every command of the change: before it is carried out, and before its answer arrives.
    for faults in (0..12).flat_map(|n| [Faults::pulled_after(n), Faults::pulled_during(n + 1)]) {
        let at = format!("{faults:?}");
        reader.order(faults).unwrap();
        let Err(error) = change(&desk, &seen, now, NEW).await else { break };
        assert_eq!(code(&error), "cardRemoved", "{at}: a sentence that says what to do");
        pulled += 1;
        reader.insert_again().unwrap();
        let before = seen.insertion;
        seen = card(&desk, |card| card.insertion > before).await;
        // Whoever comes back shows the one, and if that does not do the other.
        if change(&desk, &seen, now, BETWEEN).await.is_err() {
            change(&desk, &seen, NEW, BETWEEN).await.unwrap();
        }
        change(&desk, &seen, BETWEEN, NEWER).await.unwrap();
        now = NEWER;
    }
    assert!((3..24).contains(&pulled), "several commands, and an end to them: {pulled}");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_that_was_typed_for_one_card_is_not_shown_to_another() {
    let scene = Scene::set(WORKER).await;
    let (desk, _reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let first = card(&desk, |_| true).await;
    card_credential::training_card(&desk, READER, TrainingCardAct::Replace).await.unwrap();
    let second = card(&desk, |card| card.insertion > first.insertion).await;
    assert_eq!(
        told(change(&desk, &first, WRONG, NEW).await).0,
        "cardOther",
        "the one that was meant is gone"
    );
    assert_eq!(told(unblock(&desk, &first, WRONG_PUK, NEW).await).0, "cardOther", "nor its PUK");
    let told = contents(&desk, &second).await;
    assert_eq!((told.pin, told.puk), (tries(3), tries(3)), "no try was taken from the other one");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn support_is_told_the_step_that_failed_and_no_secret_and_nobodys_name() {
    let scene = Scene::set(WORKER).await;
    let (desk, reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    card(&desk, |_| true).await;
    make(&desk).await.unwrap();
    let own = card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    change(&desk, &own, WRONG, NEW).await.unwrap_err();
    unblock(&desk, &own, WRONG_PUK, NEW).await.unwrap_err();
    let told = card_tools::card_diagnostics(&desk, "0.0.0", "linux").await.unwrap();
    let [training] = &told.readers[..] else { panic!("one reader: {told:?}") };
    let inside = training.card.as_ref().unwrap();
    assert_eq!((&inside.kind, &inside.atr), (&own.kind, &own.atr), "which card it is");
    assert!(inside.label.is_some() && inside.version.is_some(), "and of which make: {inside:?}");
    let failed = |failure: &CardFailure| (failure.step, failure.fault, failure.status_word.clone());
    let [unblocking, changing] = &training.failures[..] else { panic!("two failures: {training:?}") };
    let word = |word: &str| Some(word.to_owned());
    assert_eq!(failed(unblocking), (CardStep::Unblock, CardFault::WrongPuk, word("63C2")), "the last first");
    assert_eq!(failed(changing), (CardStep::ChangePin, CardFault::WrongPin, word("63C2")), "then the other");
    assert!(unblocking.at >= changing.at, "each with its moment");

    reader.order(Faults::pulled_after(0)).unwrap();
    change(&desk, &own, PIN, NEW).await.unwrap_err();
    let told = card_tools::card_diagnostics(&desk, "0.0.0", "linux").await.unwrap();
    let last = &told.readers[0].failures[0];
    assert_eq!((last.fault, last.status_word.clone()), (CardFault::Removed, None), "a card that is gone");

    let text = serde_json::to_string(&told).unwrap();
    let holder = own.certificate.unwrap().holder;
    for private in [PIN, WRONG, NEW, PUK, WRONG_PUK, &holder] {
        assert!(!text.contains(private), "neither a secret nor a name: {text}");
    }
    drop(desk);
    scene.stop().await;
}
