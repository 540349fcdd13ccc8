//! The two slots of a counter: the own card lies in one reader and the blank device in the other. Each is known by itself
//! where it is the only one of its kind, and no card is ever taken for the other.

use std::time::Duration;

use sportello_contract::{
    desk::{
        cards::{CardKind, CardRole, CardSlot, DeskSlots, TrainingCardAct},
        device_enrolment::DeviceProblem,
        session::SessionView,
    },
    stock::ReceiveTokens,
};
use sportello_desk::{
    Desk, DeskError, card_credential, device_enrolment as devices, officer_proof, orders, recognition,
    records::Change, sessions, status, stock,
};
use sportello_domain::{
    account::Profile, catalogue::Carrier, enrolment::EnrolmentStep, ids::ProductId, secret::Pin,
};
use sportello_stories::{Scene, plot};

use crate::WORKER;

/// Of a card from the factory.
const PIN: &str = "123456";
const FIRST: &str = "Training reader 1";
const SECOND: &str = "Training reader 2";

fn pin() -> Pin {
    Pin::new(PIN.to_owned())
}

fn holds(reader: &str, number: &str) -> CardSlot {
    CardSlot::Holds { reader: reader.to_owned(), serial: Some(number.to_owned()) }
}

/// The slots in the status, once every card has said what it is and this is so of them.
async fn slots(desk: &Desk, wanted: impl Fn(&DeskSlots) -> bool) -> DeskSlots {
    for _ in 0..300 {
        let told = status::desk_status(desk).await.unwrap().slots;
        if told.blank_device != CardSlot::Asking && wanted(&told) {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the slots were never so: {:?}", status::desk_status(desk).await.unwrap())
}

/// What lies in the two readers, once both cards have said it.
async fn cards(desk: &Desk) -> (Vec<CardKind>, Vec<Option<CardRole>>) {
    slots(desk, |_| true).await;
    let readers = status::desk_status(desk).await.unwrap().readers;
    let cards = readers.into_iter().filter(|reader| reader.training).map(|reader| reader.card.unwrap());
    cards.map(|card| (card.kind, card.role)).unzip()
}

/// The number that the card in this reader tells.
async fn number(desk: &Desk, reader: &str, product: ProductId) -> String {
    let view = devices::device_enrolment(desk, product).await.unwrap();
    view.devices.into_iter().find(|device| device.reader == reader).unwrap().serial.unwrap()
}

/// Both numbers into the drawer, the own card's too: no rule of the stock is to be what saves it.
async fn receive(desk: &Desk, serials: &[&str]) {
    let known = stock::token_stock(desk).await.unwrap();
    let kind = known.device_types.iter().find(|kind| kind.carrier == Carrier::SmartCard).unwrap();
    let SessionView::SignedIn { session } = sessions::session_state(desk).await.unwrap() else {
        panic!("the officer is not signed in any more")
    };
    let serials = serials.iter().map(|&serial| serial.to_owned()).collect();
    let delivery = ReceiveTokens { unit: session.unit, device_type: kind.id, serials };
    let received = stock::receive_tokens(desk, delivery).await.unwrap();
    assert_eq!(received.received.len(), 2, "the drawer has both: {received:?}");
}

async fn enrol(
    desk: &Desk,
    product: ProductId,
    reader: &str,
    serial: &str,
) -> Result<EnrolmentStep, DeskError> {
    let version = orders::product_detail(desk, product).await.unwrap().version;
    Ok(devices::enrol_device(desk, product, version, reader, serial).await?.step)
}

fn code(error: &DeskError) -> String {
    error.to_wire("").code
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_card_signs_and_only_the_blank_device_is_written_on() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let both = CardSlot::Several { readers: vec![FIRST.to_owned(), SECOND.to_owned()] };
    let told = slots(&desk, |told| told.blank_device != CardSlot::Empty).await;
    assert_eq!(told, DeskSlots { my_card: CardSlot::Empty, blank_device: both }, "two blanks: no guess");

    card_credential::make_card_credential(&desk, FIRST, &pin()).await.unwrap();
    let confirmed = plot::confirmed_on(&desk, 71, Carrier::SmartCard).await;
    let product = confirmed.product;
    slots(&desk, |told| told.my_card != CardSlot::Empty).await;
    let (own, blank) = (number(&desk, FIRST, product).await, number(&desk, SECOND, product).await);
    assert_ne!(own, blank, "two cards");
    let known = DeskSlots { my_card: holds(FIRST, &own), blank_device: holds(SECOND, &blank) };
    assert_eq!(slots(&desk, |_| true).await, known, "each is chosen by itself");
    let view = devices::device_enrolment(&desk, product).await.unwrap();
    assert_eq!(view.slots, known, "and the page of the enrolment says the same");
    let problems: Vec<_> = view.devices.iter().map(|device| device.problem).collect();
    assert_eq!(problems, [Some(DeviceProblem::OwnCard), None], "the own card cannot be chosen");

    plot::prepared_report(&desk, confirmed.request).await;
    recognition::sign_report_with_card(&desk, confirmed.request, FIRST, &pin()).await.unwrap();
    officer_proof::prove_with_card(&desk, product, FIRST, &pin(), None).await.unwrap();

    receive(&desk, &[&own, &blank]).await;
    let refused = enrol(&desk, product, FIRST, &own).await.unwrap_err();
    assert_eq!(code(&refused), "cardNotBlank", "the own card is never written on, whoever asks");
    let view = devices::device_enrolment(&desk, product).await.unwrap();
    assert_eq!(view.begun, None, "and nothing was begun for it");
    let other = enrol(&desk, product, SECOND, &own).await.unwrap_err();
    assert_eq!(code(&other), "cardOther", "the slot is bound to the number, not to the reader alone");
    let written = enrol(&desk, product, SECOND, &blank).await.unwrap();
    assert_eq!(written, EnrolmentStep::Confirmed, "the blank device is written on");
    let view = devices::device_enrolment(&desk, product).await.unwrap();
    assert_eq!(view.slots, known, "the device that was begun is still the one of this enrolment");
    let after = slots(&desk, |told| told.blank_device == CardSlot::Empty).await;
    assert_eq!(after.my_card, holds(FIRST, &own), "what holds keys is blank for nobody; the own card stays");

    card_credential::training_card(&desk, SECOND, TrainingCardAct::Replace).await.unwrap();
    let next = slots(&desk, |told| told.blank_device != CardSlot::Empty).await;
    assert_eq!(next.my_card, holds(FIRST, &own), "the other reader's card is left alone");
    let unknown = card_credential::training_card(&desk, "Training reader", TrainingCardAct::Replace).await;
    assert_eq!(code(&unknown.unwrap_err()), "cardRemoved", "there is no reader of this name");
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_cards_are_kept_and_so_is_what_was_kept_when_there_was_one_reader() {
    let scene = Scene::set(WORKER).await;
    let officer = scene.officer(Profile::Rao);
    let desk = scene.desk("counter").await;
    officer.sign_in(&desk, Profile::Rao).await;
    slots(&desk, |told| told.blank_device != CardSlot::Empty).await;
    card_credential::make_card_credential(&desk, FIRST, &pin()).await.unwrap();
    let before = slots(&desk, |told| told.my_card != CardSlot::Empty).await;
    let (kinds, _) = cards(&desk).await;
    drop(desk);

    let desk = scene.desk_as_left("counter").await;
    assert_eq!(cards(&desk).await.0, kinds, "after a restart the same two cards lie where they lay");
    drop(desk);

    // As an older store has it: one card, under the one name that there was.
    let ports = scene.ports("counter").await;
    assert!(ports.store.value("training-card").await.unwrap().is_some(), "the own card is under that name");
    let second = Change::Set { name: "training-card-2".to_owned(), value: None };
    ports.store.apply(vec![second]).await.unwrap();
    drop(ports);
    let desk = scene.desk_as_left("counter").await;
    officer.sign_in(&desk, Profile::Rao).await;
    let told = slots(&desk, |told| told.my_card != CardSlot::Empty).await;
    assert_eq!(told.my_card, before.my_card, "it is the officer's own, in the first reader");
    assert!(
        matches!(told.blank_device, CardSlot::Holds { ref reader, .. } if reader == SECOND),
        "and a new one beside it: {told:?}"
    );
    let (_, roles) = cards(&desk).await;
    assert_eq!(roles, [Some(CardRole::Mine), Some(CardRole::Blank)], "side by side");
    drop(desk);
    scene.stop().await;
}
