//! The stock of tokens: received, found, changed by hand, handed on, counted, and kept for an enrolment.

use axum::http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use reqwest::Method;
use serde_json::{Value, json};
use sportello_central::{
    signed_in::{SignedIn, authenticate},
    stock::{self, OpenToken, Wanted},
};
use sportello_contract::{
    central::{accounts::AuditRow, requests::SubmittedRequest},
    stock::{
        ChangedToken, CheckedSerials, ReceivedTokens, StockCountRow, TokenDetail, TokenPage, TokenRow,
        TokenStock,
    },
};
use sportello_domain::{
    account::Profile,
    catalogue::Carrier,
    error_code::ErrorCode,
    ids::{DeviceTypeId, ProductId, UnitId},
    token::{TokenEvent, TokenStatus, Unusable},
    token_serial::{SerialRefusal, TokenSerial},
};

use crate::harness::{Desk, TestCentre, Workstation, command};

/// The unit of a session, the other units within its reach, and a kind of token.
struct Place {
    unit: UnitId,
    below: UnitId,
    card: DeviceTypeId,
}

impl Place {
    async fn of(desk: &Desk<'_>) -> Self {
        let stock: TokenStock = desk.get("token-stock").await.read();
        let unit = desk.session.unit;
        let below = stock.units.iter().find(|known| known.unit != unit).unwrap().unit;
        let card = stock.device_types.iter().find(|kind| kind.carrier == Carrier::SmartCard).unwrap().id;
        Self { unit, below, card }
    }

    fn delivery(&self, serials: &[&str]) -> Value {
        json!({ "unit": self.unit, "deviceType": self.card, "serials": serials })
    }
}

async fn rao<'a>(at: &'a TestCentre, counter: &Workstation) -> Desk<'a> {
    at.sign_in(counter, "anna.conti", Profile::Rao, Some("Trento")).await
}

async fn receive(desk: &Desk<'_>, place: &Place, serials: &[&str]) -> ReceivedTokens {
    desk.command("tokens", None, &place.delivery(serials)).await.answer()
}

async fn rows(desk: &Desk<'_>, filter: Value) -> Vec<TokenRow> {
    let page: TokenPage =
        desk.post("token-searches", &json!({ "filter": filter, "limit": 200 })).await.read();
    page.rows
}

async fn token(desk: &Desk<'_>, serial: &str) -> TokenDetail {
    let found = rows(desk, json!({ "statuses": [], "serial": serial })).await;
    desk.get(&format!("tokens/{}", found[0].token)).await.read()
}

fn texts(serials: &[TokenSerial]) -> Vec<&str> {
    serials.iter().map(TokenSerial::as_str).collect()
}

#[tokio::test]
async fn a_delivery_says_of_each_serial_what_became_of_it() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = rao(&at, &counter).await;
    let place = Place::of(&desk).await;
    let list = ["10-000-001", "10000002", "10000001", "card", "10000003"];
    let checked: CheckedSerials = desk.post("token-checks", &json!({ "serials": list })).await.read();
    let said: Vec<_> = checked.refused.iter().map(|why| why.map_or("", SerialRefusal::as_str)).collect();
    assert_eq!(said, ["", "", "doubled", "badSerial", ""], "asked before, in the order of the list");
    let bytes = command(&at, None, &place.delivery(&list));
    let (one, two) = tokio::join!(
        desk.call(Method::POST, "tokens", Some(bytes.clone())),
        desk.call(Method::POST, "tokens", Some(bytes.clone())),
    );
    assert_eq!(one.body, two.body, "a double click is one delivery");
    let received: ReceivedTokens = one.answer();
    assert_eq!(texts(&received.received), ["10000001", "10000002", "10000003"], "as it was said before");
    let why: Vec<_> = received.refused.iter().map(|it| (it.serial.as_str(), it.why.as_str())).collect();
    assert_eq!(why, [("10000001", "doubled"), ("card", "badSerial")], "each with its reason");
    let again = receive(&desk, &place, &["1000 0002", "10000004"]).await;
    let why: Vec<_> = again.refused.iter().map(|it| (it.serial.as_str(), it.why.as_str())).collect();
    assert_eq!(why, [("1000 0002", "alreadyThere")], "in another spelling it is the same token");
    assert_eq!(texts(&again.received), ["10000004"], "and the rest of the box is received");

    let detail = token(&desk, "10000004").await;
    assert_eq!(detail.row.status, TokenStatus::InStock, "a new one is in stock");
    assert_eq!(
        (detail.row.unit, detail.used, detail.version),
        (place.unit, false, 1),
        "here, blank, untouched"
    );
    assert_eq!(detail.history[0].what, "received", "its history begins");
    assert_eq!(detail.history[0].who.as_deref(), Some("Anna Conti"), "with who received it");
}

#[tokio::test]
async fn a_delivery_that_names_nothing_known_is_refused() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = rao(&at, &counter).await;
    let place = Place::of(&desk).await;
    let other = at.workstation("MARE").await;
    let other = at.sign_in(&other, "luca.parodi", Profile::Rao, None).await;
    let theirs: TokenStock = other.get("token-stock").await.read();
    let with = |unit: UnitId, kind: DeviceTypeId, serials: Value| json!({ "unit": unit, "deviceType": kind, "serials": serials });
    let kind = theirs.device_types[0].id;
    for (body, status, code, why) in [
        (with(place.unit, place.card, json!([])), 400, "badInput", "no serial at all"),
        (with(place.unit, place.card, json!(vec!["10000001"; 501])), 400, "badInput", "more than a delivery"),
        (with(place.unit, place.card, json!(["1".repeat(65)])), 400, "badInput", "no serial is so long"),
        (with(place.unit, kind, json!(["10000001"])), 400, "badInput", "another customer's kind of token"),
        (
            with(theirs.units[0].unit, place.card, json!(["10000001"])),
            404,
            "notFound",
            "another customer's unit",
        ),
    ] {
        desk.command("tokens", None, &body).await.assert_refused(status, code, why);
    }
    assert!(rows(&desk, json!({ "statuses": [] })).await.is_empty(), "none of them left anything");
}

#[tokio::test]
async fn tokens_are_found_page_by_page_and_counted() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = rao(&at, &counter).await;
    let place = Place::of(&desk).await;
    receive(&desk, &place, &["30000001", "10000002", "10000001", "20000001"]).await;
    let mut after = Value::Null;
    let mut seen = Vec::new();
    loop {
        let ask = json!({ "filter": { "statuses": [] }, "after": after, "limit": 3 });
        let page: TokenPage = desk.post("token-searches", &ask).await.read();
        seen.extend(page.rows.iter().map(|row| row.serial.to_string()));
        let Some(next) = page.next else { break };
        after = json!(next);
    }
    assert_eq!(seen, ["10000001", "10000002", "20000001", "30000001"], "each once, by serial");
    let found = rows(&desk, json!({ "statuses": [], "serial": "1000-0" })).await;
    assert_eq!(found.len(), 2, "the beginning of a serial, in any spelling");
    let damaged = token(&desk, "10000001").await;
    let path = format!("tokens/{}/changes", damaged.row.token);
    let change = json!({ "event": "markDamaged", "reason": "bent" });
    let _: ChangedToken = desk.command(&path, Some(1), &change).await.answer();
    let found = rows(&desk, json!({ "statuses": ["damaged"] })).await;
    assert_eq!(found.len(), 1, "by status");
    let stock: TokenStock = desk.get("token-stock").await.read();
    let here = stock.units.iter().find(|unit| unit.unit == place.unit).unwrap();
    let counts: Vec<_> = here.counts.iter().map(|count| (count.status, count.count)).collect();
    assert_eq!(counts, [(TokenStatus::Damaged, 1), (TokenStatus::InStock, 3)], "counted by unit and status");
    let bad = json!({ "filter": { "statuses": [] }, "after": "?", "limit": 3 });
    desk.post("token-searches", &bad).await.assert_refused(400, "badInput", "a cursor that is none");
}

#[tokio::test]
async fn what_became_of_a_token_is_said_with_a_reason() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = rao(&at, &counter).await;
    let place = Place::of(&desk).await;
    receive(&desk, &place, &["10000001"]).await;
    let before = token(&desk, "10000001").await;
    let allowed: Vec<_> =
        before.changes.iter().filter(|it| it.why_not.is_none()).map(|it| it.event).collect();
    let expected = [TokenEvent::MarkDamaged, TokenEvent::ReportLost, TokenEvent::Dispose];
    assert_eq!(allowed, expected, "what can happen to one in stock");
    let path = format!("tokens/{}/changes", before.row.token);
    let said = |event: &str, reason: &str| json!({ "event": event, "reason": reason });
    desk.command(&path, Some(1), &said("reportLost", "  ")).await.assert_refused(
        422,
        "reasonMissing",
        "a change without a reason",
    );
    let told = desk.command(&path, Some(1), &said("reserve", "mine")).await;
    told.assert_refused(409, "notNow", "an enrolment's event, by hand");
    let told = desk.command(&path, Some(1), &said("restock", "why not")).await;
    told.assert_refused(409, "notNow", "it is in stock already");
    assert_eq!(told.body["params"]["why"], json!("tokenStatus"), "and says so");
    let lost: ChangedToken =
        desk.command(&path, Some(1), &said("reportLost", "not in the drawer")).await.answer();
    assert_eq!((lost.status, lost.version), (TokenStatus::Lost, 2), "lost");
    desk.command(&path, Some(1), &said("takeBack", "found")).await.assert_refused(
        409,
        "outdated",
        "decided on what was before",
    );
    for (event, reason) in [("takeBack", "behind the drawer"), ("restock", "sealed")] {
        let told = desk.command(&path, None, &said(event, reason)).await;
        assert!(told.status.is_success(), "{event}: {}", told.body);
    }
    let after = token(&desk, "10000001").await;
    let what: Vec<_> = after.history.iter().map(|line| line.what.as_str()).collect();
    assert_eq!(what, ["received", "lost", "returned", "inStock"], "its whole life");
    assert_eq!(after.history[1].reason.as_deref(), Some("not in the drawer"), "with the reasons");

    let auditor = at.sign_in(&counter, "giorgio.riva", Profile::Auditor, None).await;
    let log: Vec<AuditRow> = auditor.get("audit-events?limit=50").await.read();
    let target = format!("token {}", before.row.token);
    let acts: Vec<_> = log.iter().filter(|row| row.target == target).map(|row| row.what.as_str()).collect();
    assert_eq!(acts, ["restock", "takeBack", "reportLost"], "each in the audit log, newest first");
    assert!(log.iter().any(|row| row.what == "receiveTokens"), "the delivery too");
}

#[tokio::test]
async fn a_token_is_handed_to_another_unit_within_reach() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = rao(&at, &counter).await;
    let place = Place::of(&desk).await;
    receive(&desk, &place, &["10000001"]).await;
    let before = token(&desk, "10000001").await;
    let path = format!("tokens/{}/moves", before.row.token);
    let to = |unit: UnitId| json!({ "unit": unit, "reason": "they have none left" });
    let bolzano = at.sign_in(&counter, "eva.pichler", Profile::Rao, None).await;
    let told = desk.command(&path, Some(1), &to(bolzano.session.unit)).await;
    told.assert_refused(403, "notAllowed", "a unit beyond the officer's reach");
    desk.command(&path, Some(1), &to(place.unit)).await.assert_refused(400, "badInput", "to where it is");
    let moved: ChangedToken = desk.command(&path, Some(1), &to(place.below)).await.answer();
    assert_eq!((moved.unit, moved.status), (place.below, TokenStatus::InStock), "in stock there");
    let after = token(&desk, "10000001").await;
    assert_eq!(after.history[1].what, "moved", "its history says so");
    bolzano.get(&format!("tokens/{}", before.row.token)).await.assert_refused(
        403,
        "notAllowed",
        "another unit's token",
    );
}

#[tokio::test]
async fn the_count_at_the_end_of_the_day_is_kept_and_a_difference_explained() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = rao(&at, &counter).await;
    let place = Place::of(&desk).await;
    receive(&desk, &place, &["10000001", "10000002", "10000003"]).await;
    let damaged = token(&desk, "10000003").await;
    let path = format!("tokens/{}/changes", damaged.row.token);
    desk.command(&path, None, &json!({ "event": "markDamaged", "reason": "bent" })).await;
    let number = |number: u32, note: Option<&str>| json!({ "unit": place.unit, "found": { "kind": "number", "number": number }, "note": note });
    let right: StockCountRow = desk.command("stock-counts", None, &number(2, None)).await.answer();
    assert_eq!((right.expected, right.found), (2, 2), "the damaged one is not counted");
    let told = desk.command("stock-counts", None, &number(1, Some("  "))).await;
    told.assert_refused(422, "countDiffers", "a difference that nobody explains");
    assert_eq!(
        (&told.body["params"]["expected"], &told.body["params"]["found"]),
        (&json!("2"), &json!("1")),
        "and how large it is"
    );
    let by_serial = |serials: &[&str], note: Option<&str>| json!({ "unit": place.unit, "found": { "kind": "serials", "serials": serials }, "note": note });
    let told = desk.command("stock-counts", None, &by_serial(&["10000001", "10000009"], None)).await;
    told.assert_refused(422, "countDiffers", "as many as expected, and not the same");
    assert_eq!(told.body["params"]["missing"], json!("10000002"), "which is missing");
    assert_eq!(told.body["params"]["unexpected"], json!("10000009"), "which is too many");
    let note = "one was lent to Rovereto";
    let explained: StockCountRow =
        desk.command("stock-counts", None, &by_serial(&["1000-0001"], Some(note))).await.answer();
    assert_eq!(
        (explained.expected, explained.found, explained.by_serial),
        (2, 1, true),
        "kept as it came out"
    );
    assert_eq!(texts(&explained.missing), ["10000002"], "with what is missing");
    let counts: Vec<StockCountRow> = desk.get("stock-counts").await.read();
    assert_eq!(counts, [explained.clone(), right], "the refused ones are none; newest first");
    assert_eq!(
        (explained.who.as_str(), explained.note.as_deref()),
        ("Anna Conti", Some(note)),
        "who, and why"
    );
    let huge = number(100_001, Some("many"));
    desk.command("stock-counts", None, &huge).await.assert_refused(400, "badInput", "no drawer is so large");
}

/// Who calls, as the endpoints see it.
async fn signed_in(at: &TestCentre, desk: &Desk<'_>) -> SignedIn {
    let mut headers = HeaderMap::new();
    let bearer = HeaderValue::from_str(&format!("Bearer {}", desk.session.access_key)).unwrap();
    headers.insert(AUTHORIZATION, bearer);
    authenticate(&at.centre, &headers).await.unwrap()
}

async fn a_product(desk: &Desk<'_>, seed: u64) -> ProductId {
    let case = desk.case(seed).await;
    let _: SubmittedRequest = desk.submit(&case).await.answer();
    case.products[0].id
}

#[tokio::test]
async fn an_enrolment_keeps_a_token_or_is_told_why_not() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = rao(&at, &counter).await;
    let place = Place::of(&desk).await;
    receive(&desk, &place, &["10000001"]).await;
    let caller = signed_in(&at, &desk).await;
    let (product, another) = (a_product(&desk, 1).await, a_product(&desk, 2).await);
    let wanted = Wanted { product, unit: place.unit, carrier: Carrier::SmartCard };
    let now = at.clock.now();
    let mut tx = at.centre.store.write().await.unwrap();
    for (serial, wanted, why) in [
        ("10000009", wanted, Unusable::NotInStock),
        ("no serial", wanted, Unusable::NotInStock),
        ("10000001", Wanted { unit: place.below, ..wanted }, Unusable::OtherUnit),
        (
            "10000001",
            Wanted { carrier: Carrier::UsbToken, ..wanted },
            Unusable::WrongCarrier { carrier: Carrier::SmartCard },
        ),
    ] {
        let told = stock::refusal(&mut tx, &caller, serial, wanted).await.unwrap();
        assert_eq!(told, Some(why), "{serial}");
    }
    let mut kept = stock::reserve(&mut tx, &caller, "1000-0001", wanted, now).await.unwrap();
    assert_eq!(kept.found.token.status, TokenStatus::Reserved, "kept for the product");
    let again = stock::reserve(&mut tx, &caller, "10000001", wanted, now).await.unwrap();
    assert_eq!(again.found.token, kept.found.token, "taken up again, it is the same and as it was");
    let for_another = Wanted { product: another, ..wanted };
    let refused = stock::reserve(&mut tx, &caller, "10000001", for_another, now).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::TokenNotFree, "nobody else gets it");
    assert_eq!(refused.params["status"], "reserved", "and is told why");
    for event in [TokenEvent::Initialise, TokenEvent::Enrol, TokenEvent::Deliver, TokenEvent::TakeBack] {
        kept.happened(&mut tx, &caller, event, None, now).await.unwrap();
    }
    let late = again.found.token.version;
    let mut stale = OpenToken { found: again.found };
    let refused = stale.happened(&mut tx, &caller, TokenEvent::Initialise, None, now).await.unwrap_err();
    assert_eq!((refused.code, late), (ErrorCode::Outdated, 2), "what was read before is not written over it");
    tx.commit().await.unwrap();

    let used = token(&desk, "10000001").await;
    let why_not = used.changes.iter().find(|it| it.event == TokenEvent::Restock).unwrap();
    assert_eq!(serde_json::to_value(why_not.why_not).unwrap()["kind"], json!("tokenUsed"), "not by hand");
    let path = format!("tokens/{}/changes", used.row.token);
    let told = desk.command(&path, None, &json!({ "event": "restock", "reason": "looks blank" })).await;
    told.assert_refused(409, "notNow", "somebody's keys may be on it");
    assert_eq!(used.product, Some(product), "whose it was stays known");
}
