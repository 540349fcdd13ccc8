//! The officer's own card: its credential is made on it, it signs the report, and what goes wrong with it is a sentence.

use std::{sync::Arc, time::Duration};

use sportello_contract::{
    cases::OrderDetail,
    desk::{
        cards::{CardPin, CardProblem, CardRole, CardView, TrainingCardAct},
        enrolment::CredentialView,
        status::DeskStatus,
    },
};
use sportello_desk::{
    Desk, DeskError, card_credential, credential, credential_registration, orders, outbox, recognition,
    sessions, status,
};
use sportello_desk_cli::{
    SystemChance,
    cards::{SystemCards, TrainingReader},
};
use sportello_domain::{account::Profile, ids::RequestId, request::RequestStatus, secret::Pin};
use sportello_stories::{Scene, plot};
use sportello_token_virtual::Faults;

use crate::WORKER;

/// Of a card from the factory.
pub(crate) const PIN: &str = "123456";
pub(crate) const WRONG: &str = "999999";
pub(crate) const READER: &str = "Training reader 1";

/// A workstation with one training reader, of which the story keeps hold.
pub(crate) async fn desk_and_reader(scene: &Scene) -> (Desk, Arc<TrainingReader>) {
    let mut ports = scene.ports("counter").await;
    let reader = TrainingReader::start(READER, None, Arc::new(SystemChance), Box::new(|_| ())).unwrap();
    let reader = Arc::new(reader);
    ports.cards = Arc::new(SystemCards::new(vec![Arc::clone(&reader)]));
    let desk = Desk::open(ports).await.unwrap();
    scene.grounds.register(&desk, "counter").await;
    (desk, reader)
}

/// The card in the training reader, once it has said what it is and this is so of it.
pub(crate) async fn card(desk: &Desk, wanted: impl Fn(&CardView) -> bool) -> CardView {
    for _ in 0..300 {
        let told: DeskStatus = status::desk_status(desk).await.unwrap();
        let reader = told.readers.into_iter().find(|reader| reader.training).unwrap();
        assert_eq!(reader.name, READER, "the first reader of the training");
        if let Some(card) = reader.card.filter(&wanted) {
            return card;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the card was never so: {:?}", status::desk_status(desk).await.unwrap().readers)
}

pub(crate) async fn make(desk: &Desk) -> Result<CredentialView, DeskError> {
    card_credential::make_card_credential(desk, READER, &Pin::new(PIN.to_owned())).await
}

/// A request whose report waits for its signature.
pub(crate) async fn prepared(desk: &Desk, seed: u64) -> RequestId {
    let request = plot::confirmed(desk, seed).await.request;
    plot::prepared_report(desk, request).await;
    request
}

/// Signs, and gives the code of the refusal with how many tries are left.
pub(crate) async fn refused(desk: &Desk, request: RequestId, pin: &str) -> (String, Option<String>) {
    let pin = Pin::new(pin.to_owned());
    let refusal = recognition::sign_report_with_card(desk, request, READER, &pin).await.unwrap_err();
    let told = refusal.to_wire("");
    (told.code, told.params.get("left").cloned())
}

pub(crate) async fn sign(desk: &Desk, request: RequestId) -> OrderDetail {
    let pin = Pin::new(PIN.to_owned());
    recognition::sign_report_with_card(desk, request, READER, &pin).await.unwrap();
    orders::order_detail(desk, request).await.unwrap()
}

pub(crate) fn code(error: &DeskError) -> String {
    error.to_wire("").code
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_card_signs_the_report_after_a_restart_too() {
    let scene = Scene::set(WORKER).await;
    let officer = scene.officer(Profile::Rao);
    let desk = scene.desk("counter").await;
    officer.sign_in(&desk, Profile::Rao).await;
    let blank = card(&desk, |_| true).await;
    assert_eq!(blank.role, Some(CardRole::Blank), "as it comes from the factory");
    assert_eq!(blank.problem, Some(CardProblem::NoCertificate), "and it signs nothing yet");
    let made = make(&desk).await.unwrap();
    let CredentialView::Registered { problem: None, serial, path, .. } = made else {
        panic!("registered at the centre, and good: {made:?}")
    };
    assert_eq!(path, None, "there is no file");
    let own = card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    assert_eq!(own.problem, None, "it signs");
    let certificate = own.certificate.expect("its certificate lies on it");
    assert_eq!(certificate.serial, serial, "the registered one");
    let request = prepared(&desk, 21).await;
    let order = sign(&desk, request).await;
    assert_eq!(order.status, RequestStatus::Recognised, "the centre accepts what the card signed");
    drop(desk);

    let desk = scene.desk_as_left("counter").await;
    officer.sign_in(&desk, Profile::Rao).await;
    let again = card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    assert_eq!(again.kind, own.kind, "the same card, with the same number");
    let request = prepared(&desk, 22).await;
    assert_eq!(sign(&desk, request).await.status, RequestStatus::Recognised, "and it signs as before");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_pin_counts_down_and_is_not_tried_again() {
    let scene = Scene::set(WORKER).await;
    let (desk, _reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    card(&desk, |_| true).await;
    make(&desk).await.unwrap();
    let request = prepared(&desk, 23).await;
    let waiting = outbox::queue(&desk).await.unwrap().len();

    let wrong = |left: &str| ("cardPinWrong".to_owned(), Some(left.to_owned()));
    assert_eq!(refused(&desk, request, WRONG).await, wrong("2"), "one try, for one press");
    let told = card(&desk, |card| card.pin == CardPin::TriesLeft { tries: 2 }).await;
    assert_eq!(told.problem, None, "it still signs");
    assert_eq!(refused(&desk, request, "12a456").await.0, "cardPinMalformed", "what is no PIN is no try");
    assert_eq!(refused(&desk, request, WRONG).await, wrong("1"), "so only one more is gone");
    assert_eq!(refused(&desk, request, WRONG).await.0, "cardPinBlocked", "and with the third it is blocked");
    let told = card(&desk, |card| card.pin == CardPin::Blocked).await;
    assert_eq!(told.problem, Some(CardProblem::PinBlocked), "the picker says so");
    assert_eq!(refused(&desk, request, PIN).await.0, "cardPinBlocked", "the right one comes too late");
    assert_eq!(outbox::queue(&desk).await.unwrap().len(), waiting, "nothing was filed");

    card_credential::training_card(&desk, READER, TrainingCardAct::Replace).await.unwrap();
    card(&desk, |card| card.role == Some(CardRole::Blank)).await;
    make(&desk).await.unwrap();
    assert_eq!(sign(&desk, request).await.status, RequestStatus::Recognised, "the same report, another card");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_is_pulled_at_the_signature_signs_once_it_is_back() {
    let scene = Scene::set(WORKER).await;
    let (desk, reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    card(&desk, |_| true).await;
    make(&desk).await.unwrap();
    let request = prepared(&desk, 24).await;
    let mut pulled = 0;
    // At every command of the signature: before it is carried out, and before its answer arrives.
    for faults in (0..20).flat_map(|n| [Faults::pulled_after(n), Faults::pulled_during(n + 1)]) {
        card(&desk, |card| card.role == Some(CardRole::Mine)).await;
        let at = format!("{faults:?}");
        reader.order(faults).unwrap();
        let pin = Pin::new(PIN.to_owned());
        match recognition::sign_report_with_card(&desk, request, READER, &pin).await {
            Ok(_) => break,
            Err(error) => assert_eq!(code(&error), "cardRemoved", "{at}: a sentence that says what to do"),
        }
        pulled += 1;
        assert!(!reader.card_present(), "{at}: it is seen to be gone");
        reader.insert_again().unwrap();
    }
    assert!((6..40).contains(&pulled), "several commands, and an end to them: {pulled}");
    let order = orders::order_detail(&desk, request).await.unwrap();
    assert_eq!(order.status, RequestStatus::Recognised, "signed again, it is accepted");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_is_pulled_while_its_credential_is_made_is_gone_on_with() {
    let scene = Scene::set(WORKER).await;
    let (desk, reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let (mut pulled, mut gone_on_with) = (0, 0);
    // From when it was found blank: each command is carried out, and its answer is lost.
    for apdu in 45.. {
        card_credential::training_card(&desk, READER, TrainingCardAct::Replace).await.unwrap();
        card(&desk, |card| card.role == Some(CardRole::Blank)).await;
        reader.order(Faults::pulled_during(apdu)).unwrap();
        let Err(error) = make(&desk).await else { break };
        assert_eq!(code(&error), "cardRemoved", "{apdu}: told as what it is: {error}");
        pulled += 1;
        reader.insert_again().unwrap();
        let role = card(&desk, |card| card.role.is_some()).await.role;
        if role != Some(CardRole::Mine) {
            gone_on_with += usize::from(role == Some(CardRole::Begun));
            make(&desk).await.unwrap_or_else(|error| panic!("{apdu}: {role:?} is no dead end: {error}"));
        }
        let own = card(&desk, |card| card.role == Some(CardRole::Mine)).await;
        assert_eq!(own.problem, None, "{apdu}: it signs");
    }
    assert!(pulled > 10 && gone_on_with > 3, "several commands: {pulled}, {gone_on_with}");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_card_is_never_overwritten_and_signs_for_nobody_else() {
    let scene = Scene::set(WORKER).await;
    let (desk, _reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    card(&desk, |_| true).await;
    scene.line.cut();
    let cut = make(&desk).await.unwrap_err();
    assert_eq!(code(&cut), "centreUnreachable", "the key is made, its certificate is not");
    let begun = card(&desk, |card| card.role == Some(CardRole::Begun)).await;
    assert_eq!(begun.problem, Some(CardProblem::NoCertificate), "it signs nothing yet, and is gone on with");
    scene.line.mend();
    make(&desk).await.unwrap();
    let own = card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    let again = make(&desk).await.unwrap_err();
    assert_eq!(code(&again), "cardNotBlank", "gone on with once, and then it is in use");
    sessions::sign_out(&desk).await.unwrap();

    scene.officer(Profile::MasterRao).sign_in(&desk, Profile::MasterRao).await;
    let others = card(&desk, |_| true).await;
    assert_eq!(others.role, None, "it is not this officer's");
    assert_eq!(others.problem, Some(CardProblem::OtherName), "and says whose it is not");
    let refusal = make(&desk).await.unwrap_err();
    assert_eq!(code(&refusal), "cardNotBlank", "nor becomes it");
    let there = card(&desk, |_| true).await;
    assert_eq!(there.certificate, own.certificate, "what lay on it lies on it");
    assert_eq!(there.pin, CardPin::TriesLeft { tries: 3 }, "and no try was taken");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_whose_certificate_is_not_the_registered_one_is_brought_and_signs_again() {
    let scene = Scene::set(WORKER).await;
    let officer = scene.officer(Profile::Rao);
    let desk = scene.desk("counter").await;
    officer.sign_in(&desk, Profile::Rao).await;
    card(&desk, |_| true).await;
    let CredentialView::Registered { serial, .. } = make(&desk).await.unwrap() else { panic!("it is made") };
    let file = scene.grounds.folder.path().join("officer.p12");
    credential::make_officer_credential(&desk, file, officer.password()).await.unwrap();
    let left = card(&desk, |card| card.role.is_none()).await;
    assert_eq!(left.problem, Some(CardProblem::NotRegistered), "the file has taken its place");
    let register = async |pin: &str| {
        credential_registration::register_card_credential(&desk, READER, &Pin::new(pin.to_owned())).await
    };
    let wrong = register(WRONG).await.unwrap_err();
    assert_eq!(code(&wrong), "cardPinWrong", "the card signs for nobody else");
    card(&desk, |card| card.pin == CardPin::TriesLeft { tries: 2 }).await;
    let CredentialView::Registered { serial: registered, problem: None, .. } = register(PIN).await.unwrap()
    else {
        panic!("it is registered and good")
    };
    assert_eq!(registered, serial, "the certificate of the card");
    card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    let request = prepared(&desk, 29).await;
    assert_eq!(
        sign(&desk, request).await.status,
        RequestStatus::Recognised,
        "and the centre takes its signature"
    );
    card_credential::training_card(&desk, READER, TrainingCardAct::Replace).await.unwrap();
    card(&desk, |card| card.role == Some(CardRole::Blank)).await;
    let blank = register(PIN).await.unwrap_err();
    assert_eq!(code(&blank), "credentialMissing", "a blank card has nothing to register");
    drop(desk);
    scene.stop().await;
}
