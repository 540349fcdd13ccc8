//! The officer's own PIV card in a reader with keys of its own: the PIN is typed there and never in the window. The service
//! is a real one; the reader is the virtual one, with keys.

use sportello_contract::desk::{
    cards::{CardPin, CardRole},
    recognition::Sent,
    report_run::ReportRun,
};
use sportello_desk::{
    Desk, DeskError, card_credential, card_tools, device_enrolment, officer_proof, orders, recognition,
};
use sportello_domain::{
    catalogue::Carrier,
    ids::RequestId,
    request::RequestStatus,
    secret::{Pin, Puk},
};
use sportello_stories::{Scene, plot};
use sportello_testkit::pcscd::{Place, running_with_pads_of};
use sportello_token::piv::Serial;
use sportello_token_virtual::{Seat, VirtualCard};

use crate::{
    card_tools_pcscd::{card, counter},
    own_card::{PIN, WRONG, code, prepared},
    pcscd::{READER, known},
    report_run::{Became, became, prepare, three},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_pin_is_typed_on_the_reader_and_never_here() {
    let Some(place) = running_with_pads_of("pin_pad::the_pin_is_typed_on_the_reader_and_never_here") else {
        return;
    };
    let (scene, desk, seat) = desk_with_pad(&place, 4_711_031).await;
    let pad = place.pad();
    let blank = card(&desk, |card| card.role == Some(CardRole::Blank)).await;
    assert!(blank.pin_on_reader, "said before anything is asked for");
    pad.types(PIN);
    card_credential::make_card_credential(&desk, READER, &nothing()).await.unwrap();
    assert_eq!(pad.asked(), 2, "before the key is made, and before it signs its request");
    let own = card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    assert!(own.pin_on_reader && own.problem.is_none(), "it signs, with its PIN on the reader: {own:?}");

    let confirmed = plot::confirmed_on(&desk, 71, Carrier::SmartCard).await;
    let request = confirmed.request;
    plot::prepared_report(&desk, request).await;
    pad.types(WRONG);
    assert_eq!(refused(&desk, request).await, told("cardPinWrong", Some("2")), "one try, for one press");
    let card_now = card(&desk, |card| card.pin == CardPin::TriesLeft { tries: 2 }).await;
    assert!(card_now.problem.is_none(), "it still signs");
    pad.is_left();
    assert_eq!(refused(&desk, request).await, told("cardPinNotTyped", None), "nobody typed");
    pad.cancels();
    assert_eq!(refused(&desk, request).await, told("cardPinCancelled", None), "somebody broke it off");
    pad.types("12");
    assert_eq!(refused(&desk, request).await, told("cardPinCancelled", None), "too short for the reader");
    card(&desk, |card| card.pin == CardPin::TriesLeft { tries: 2 }).await;
    assert_eq!(pad.asked(), 6, "asked once for each press, and never again by the program");

    pad.types(PIN);
    // Whatever the window would send is not looked at: this one would cost a try.
    let sent = recognition::sign_report_with_card(&desk, request, READER, &Pin::new(WRONG.to_owned())).await;
    assert!(matches!(sent.unwrap(), Sent::Received { .. }), "the centre has what was signed");
    let order = orders::order_detail(&desk, request).await.unwrap();
    assert_eq!(order.status, RequestStatus::Recognised, "and accepts it");
    card(&desk, |card| card.pin == CardPin::TriesLeft { tries: 3 }).await;
    assert_eq!(pad.asked(), 7, "the right one, once");
    pad.is_left();
    let prove =
        async || officer_proof::prove_with_card(&desk, confirmed.product, READER, &nothing(), None).await;
    assert_eq!(code(&prove().await.unwrap_err()), "cardPinNotTyped", "nobody proves to be there");
    pad.types(PIN);
    prove().await.unwrap();
    let proved = device_enrolment::device_enrolment(&desk, confirmed.product).await.unwrap();
    assert!(proved.proof.until.is_some(), "the proof holds: {:?}", proved.proof);
    assert_eq!(pad.asked(), 9, "typed on the reader as well");

    pad.types(WRONG);
    let request = prepared(&desk, 72).await;
    for left in ["2", "1"] {
        assert_eq!(refused(&desk, request).await, told("cardPinWrong", Some(left)), "one more");
    }
    assert_eq!(
        refused(&desk, request).await,
        told("cardPinBlocked", None),
        "and with the third it is blocked"
    );
    assert_eq!(refused(&desk, request).await, told("cardPinBlocked", None), "the reader is not asked again");
    assert_eq!(pad.asked(), 12, "as the card is known to be blocked");
    drop((desk, seat));
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn several_reports_ask_on_the_reader_before_each() {
    let Some(place) = running_with_pads_of("pin_pad::several_reports_ask_on_the_reader_before_each") else {
        return;
    };
    let (scene, desk, seat) = desk_with_pad(&place, 4_711_032).await;
    let pad = place.pad();
    card(&desk, |card| card.role == Some(CardRole::Blank)).await;
    pad.types(PIN);
    card_credential::make_card_credential(&desk, READER, &nothing()).await.unwrap();
    let own = card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    let before = pad.asked();

    let requests = three(&desk, 73).await;
    prepare(&desk, &requests).await;
    let run = sign(&desk, &requests).await;
    assert_eq!(became(&run), [Became::Received, Became::Left, Became::Left], "its key wants it for each");
    assert_eq!(pad.asked(), before + 1, "typed once");
    pad.is_left();
    let stopped = sign(&desk, &requests[1..]).await;
    assert_eq!(stopped.stopped.map(|error| error.code).as_deref(), Some("cardPinNotTyped"), "nobody typed");
    assert_eq!(
        became(&sign(&desk, &requests[1..]).await),
        [Became::Left, Became::Left],
        "nothing was signed"
    );
    pad.types(PIN);
    assert_eq!(became(&sign(&desk, &requests[1..]).await), [Became::Received, Became::Left], "the second");
    assert_eq!(became(&sign(&desk, &requests[2..]).await), [Became::Received], "and the third");

    // Changing it is typed in the window, on any reader.
    let asked = pad.asked();
    let (old, new) = (Pin::new(PIN.to_owned()), Pin::new("735928".to_owned()));
    card_tools::change_card_pin(&desk, READER, own.insertion, &old, &new).await.unwrap();
    let (puk, newer) = (Puk::new("12345678".to_owned()), Pin::new("280417".to_owned()));
    card_tools::unblock_card_pin(&desk, READER, own.insertion, &puk, &newer).await.unwrap();
    assert_eq!(pad.asked(), asked, "the reader's keys are not asked for that");
    let request = prepared(&desk, 76).await;
    assert_eq!(refused(&desk, request).await, told("cardPinWrong", Some("2")), "the old one is over");
    pad.types("280417");
    let sent = recognition::sign_report_with_card(&desk, request, READER, &nothing()).await;
    assert!(matches!(sent.unwrap(), Sent::Received { .. }), "and the new one signs, typed on the reader");
    drop((desk, seat));
    scene.stop().await;
}

/// What the window sends where it asks for nothing.
fn nothing() -> Pin {
    Pin::new(String::new())
}

fn told(code: &str, left: Option<&str>) -> (String, Option<String>) {
    (code.to_owned(), left.map(str::to_owned))
}

async fn desk_with_pad(place: &Place, serial: u32) -> (Scene, Desk, Seat) {
    known();
    let seat = Seat::take(VirtualCard::new([31; 32], Serial(serial)).unwrap(), place.reader()).unwrap();
    let (scene, desk) = counter().await;
    (scene, desk, seat)
}

async fn refused(desk: &Desk, request: RequestId) -> (String, Option<String>) {
    let signed = recognition::sign_report_with_card(desk, request, READER, &nothing()).await;
    let refusal: DeskError = signed.unwrap_err();
    (code(&refusal), refusal.to_wire("").params.get("left").cloned())
}

async fn sign(desk: &Desk, requests: &[RequestId]) -> ReportRun {
    recognition::sign_reports_with_card(desk, requests, READER, &nothing()).await.unwrap()
}
