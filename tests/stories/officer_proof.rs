//! Before a device is written on the officer proves to be there: with the own card, which then gives its place in the only
//! reader to the device; and with the authenticator's code where the customer asks for it.

use std::{path::Path, time::Duration};

use sportello_contract::{
    desk::{
        cards::{CardRole, TrainingCardAct},
        device_enrolment::{DeviceCheckKind, DeviceEnrolmentView},
        session::SessionView,
    },
    stock::ReceiveTokens,
};
use sportello_desk::{
    Desk, DeskError, card_credential, device_enrolment as devices, officer_proof, orders, recognition,
    sessions, status, stock,
};
use sportello_domain::{
    account::Profile,
    catalogue::Carrier,
    enrolment::EnrolmentStep,
    ids::ProductId,
    secret::{Otp, Pin},
};
use sportello_stories::{Officer, Scene, plot};

use crate::{
    WORKER,
    own_card::{READER, desk_and_reader},
};

/// Of a card from the factory.
const PIN: &str = "123456";

fn pin(text: &str) -> Pin {
    Pin::new(text.to_owned())
}

fn refusal(outcome: Result<(), DeskError>) -> (String, Option<String>) {
    let told = outcome.unwrap_err().to_wire("");
    (told.code, told.params.get("left").cloned())
}

/// The serial number of the card in the training reader, once it has said that it is this to the officer.
async fn card(desk: &Desk, role: CardRole) {
    for _ in 0..300 {
        let told = status::desk_status(desk).await.unwrap();
        let mut cards = told.readers.into_iter().filter_map(|reader| reader.card);
        if cards.any(|card| card.role == Some(role)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no card is {role:?}: {:?}", status::desk_status(desk).await.unwrap().readers)
}

async fn view(desk: &Desk, product: ProductId) -> DeviceEnrolmentView {
    devices::device_enrolment(desk, product).await.unwrap()
}

fn is_proved(view: &DeviceEnrolmentView) -> bool {
    view.checks.iter().find(|check| check.kind == DeviceCheckKind::Proof).unwrap().fine
}

/// A blank card from the factory in the reader, received into the unit's stock; gives its number.
async fn blank_device(desk: &Desk, product: ProductId) -> String {
    card_credential::training_card(desk, READER, TrainingCardAct::Replace).await.unwrap();
    card(desk, CardRole::Blank).await;
    let devices = view(desk, product).await.devices;
    let serial = devices.into_iter().find_map(|device| device.serial).unwrap();
    let known = stock::token_stock(desk).await.unwrap();
    let kind = known.device_types.iter().find(|kind| kind.carrier == Carrier::SmartCard).unwrap();
    let SessionView::SignedIn { session } = sessions::session_state(desk).await.unwrap() else {
        panic!("the officer is not signed in any more")
    };
    let delivery = ReceiveTokens { unit: session.unit, device_type: kind.id, serials: vec![serial.clone()] };
    stock::receive_tokens(desk, delivery).await.unwrap();
    serial
}

async fn enrol(desk: &Desk, product: ProductId, serial: &str) -> Result<EnrolmentStep, DeskError> {
    let version = orders::product_detail(desk, product).await.unwrap().version;
    let standing = devices::enrol_device(desk, product, version, READER, serial).await?;
    Ok(standing.step)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_card_proves_it_and_then_gives_its_place_to_the_device() {
    let scene = Scene::set(WORKER).await;
    let (desk, _reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    card(&desk, CardRole::Blank).await;
    card_credential::make_card_credential(&desk, READER, &pin(PIN)).await.unwrap();
    card(&desk, CardRole::Mine).await;
    let confirmed = plot::confirmed_on(&desk, 71, Carrier::SmartCard).await;
    plot::prepared_report(&desk, confirmed.request).await;
    recognition::sign_report_with_card(&desk, confirmed.request, READER, &pin(PIN)).await.unwrap();
    let product = confirmed.product;

    let before = view(&desk, product).await;
    assert!(!is_proved(&before), "nobody has shown to be there yet");
    assert!(!before.proof.asks_code, "this customer asks for no code");
    let prove =
        async |typed: &str| officer_proof::prove_with_card(&desk, product, READER, &pin(typed), None).await;
    assert_eq!(refusal(prove("12ab").await).0, "cardPinMalformed", "told before the card sees it");
    let wrong = ("cardPinWrong".to_owned(), Some("2".to_owned()));
    assert_eq!(
        refusal(prove("999999").await),
        wrong,
        "a wrong PIN proves nothing, and is counted by the card"
    );
    assert!(!is_proved(&view(&desk, product).await), "still nobody");
    card(&desk, CardRole::Mine).await;
    prove(PIN).await.unwrap();
    let proved = view(&desk, product).await;
    assert!(is_proved(&proved) && proved.proof.until.is_some(), "the card has signed: {:?}", proved.proof);

    // There is one reader: the own card is taken out of it, and the proof stands.
    let serial = blank_device(&desk, product).await;
    assert_eq!(enrol(&desk, product, &serial).await.unwrap(), EnrolmentStep::Confirmed, "it is written");
    scene.grounds.clock.advance(time::Duration::minutes(16));
    assert!(!is_proved(&view(&desk, product).await), "a quarter of an hour later it holds no more");
    let refused = enrol(&desk, product, &serial).await.map(drop);
    assert_eq!(refusal(refused).0, "officerProofMissing", "and the centre says the same");
    drop(desk);
    scene.stop().await;
}

/// The customer's rule, as whoever configures the customer sets it.
async fn ask_for_the_code(scene: &Scene) {
    let centre = scene.grounds.open().await;
    let mut tx = centre.store.write().await.unwrap();
    let rule = "UPDATE customers SET rules = json_set(rules, '$.secondFactorBeforeEnrolment', json('true'))";
    tx.execute(rule, Vec::new()).await.unwrap();
    tx.commit().await.unwrap();
}

/// A product for a smart card whose report was signed with this file.
async fn recognised(desk: &Desk, officer: &Officer, file: &Path) -> ProductId {
    let confirmed = plot::confirmed_on(desk, 72, Carrier::SmartCard).await;
    plot::recognise(desk, officer, confirmed.request, file).await;
    confirmed.product
}

#[tokio::test(flavor = "multi_thread")]
async fn the_code_is_asked_for_where_the_customer_wants_it() {
    let scene = Scene::set(WORKER).await;
    let officer = scene.officer(Profile::Rao);
    let (desk, _reader) = desk_and_reader(&scene).await;
    officer.sign_in(&desk, Profile::Rao).await;
    let file = scene.grounds.folder.path().join("officer.p12");
    let product = recognised(&desk, &officer, &file).await;
    ask_for_the_code(&scene).await;
    let prove = async |code: Option<Otp>| {
        officer_proof::prove_with_file(&desk, product, &file, &officer.password(), code).await
    };
    assert!(!view(&desk, product).await.proof.asks_code, "this PC does not know of the rule yet");
    assert_eq!(refusal(prove(None).await).0, "secondFactorMissing", "the centre does");
    assert!(view(&desk, product).await.proof.asks_code, "and from here on the window asks");
    let wrong = Some(Otp::new("000000".to_owned()));
    assert_eq!(refusal(prove(wrong).await).0, "secondFactorWrong", "told as at the login");
    assert!(!is_proved(&view(&desk, product).await), "password and wrong code are no proof");
    // The code of the login was used: the authenticator's next but one.
    scene.grounds.clock.advance(time::Duration::seconds(90));
    prove(Some(officer.code(90))).await.unwrap();
    assert!(is_proved(&view(&desk, product).await), "both are");
    let serial = blank_device(&desk, product).await;
    assert_eq!(enrol(&desk, product, &serial).await.unwrap(), EnrolmentStep::Confirmed, "it is written");
    drop(desk);
    scene.stop().await;
}
