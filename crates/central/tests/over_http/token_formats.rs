//! A returned token is formatted: one officer asks, another approves, the key that opens it leaves the centre for that
//! alone, and a token that was seen blank goes back to stock.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::{Value, json};
use sportello_central_store::Value as Stored;
use sportello_contract::{
    central::{
        accounts::AuditRow,
        enrolment::{BegunEnrolment, EnrolmentStanding},
        officer_proof::OfficerChallenge,
    },
    stock::{ChangedToken, ReceivedTokens, TokenDetail, TokenPage, TokenStock},
    token_format::{OpenFormat, TakenFormatKeys},
};
use sportello_domain::{
    account::Profile,
    catalogue::Carrier,
    ids::{ProductId, TokenId},
    rights::WhyNot,
    token::TokenStatus,
    token_format::FormatStep,
};
use sportello_pki::keys::SigningKey as _;
use time::Duration;

use crate::harness::{Desk, TestCentre, ToBeIssued, Workstation, command, nobody};

const SERIAL: &str = "20000001";

async fn rao<'a>(at: &'a TestCentre, counter: &Workstation) -> Desk<'a> {
    at.sign_in(counter, "anna.conti", Profile::Rao, Some("Trento")).await
}

async fn master<'a>(at: &'a TestCentre, counter: &Workstation) -> Desk<'a> {
    at.sign_in(counter, "marco.sartori", Profile::MasterRao, Some("Trento")).await
}

/// A token that came back from an enrolment which was given up, and what the centre keeps of it.
struct ReturnedToken {
    id: TokenId,
    product: ProductId,
    management_key: String,
}

impl ReturnedToken {
    async fn at(at: &TestCentre, desk: &Desk<'_>) -> Self {
        let ToBeIssued { product, .. } = desk.to_be_issued(1).await;
        // What the training catalogue offers first has its key at the centre.
        let mut tx = at.centre.store.write().await.unwrap();
        let sql =
            "UPDATE products SET definition = json_set(definition, '$.carrier', 'smartCard') WHERE id = $1";
        tx.execute(sql, vec![Stored::Text(Some(product.to_string()))]).await.unwrap();
        tx.commit().await.unwrap();
        let stock: TokenStock = desk.get("token-stock").await.read();
        let card = stock.device_types.iter().find(|kind| kind.carrier == Carrier::SmartCard).unwrap().id;
        let delivery = json!({ "unit": desk.session.unit, "deviceType": card, "serials": [SERIAL] });
        let _: ReceivedTokens = desk.command("tokens", None, &delivery).await.answer();
        let begun = begin(desk, product).await;
        let given_up = json!({ "enrolment": begun.standing.enrolment, "token": "takenBack" });
        let path = format!("products/{product}/enrolment-abandonments");
        let _: EnrolmentStanding = desk.command(&path, None, &given_up).await.answer();
        let ask = json!({ "filter": { "statuses": [], "serial": SERIAL }, "limit": 2 });
        let page: TokenPage = desk.post("token-searches", &ask).await.read();
        let management_key = begun.codes.unwrap().management_key.unwrap().reveal().to_owned();
        Self { id: page.rows[0].token, product, management_key }
    }

    async fn seen_by(&self, desk: &Desk<'_>) -> TokenDetail {
        desk.get(&format!("tokens/{}", self.id)).await.read()
    }

    async fn open(&self, desk: &Desk<'_>) -> OpenFormat {
        self.seen_by(desk).await.format.unwrap().open.unwrap()
    }

    fn path(&self, what: &str) -> String {
        format!("tokens/{}/{what}", self.id)
    }

    async fn ask(&self, desk: &Desk<'_>) -> OpenFormat {
        let reason = json!({ "reason": "its holder moved away" });
        let _: ChangedToken = desk.command(&self.path("formats"), None, &reason).await.answer();
        self.open(desk).await
    }

    async fn approve(&self, desk: &Desk<'_>, format: &OpenFormat) {
        let meant = json!({ "format": format.format });
        let _: ChangedToken = desk.command(&self.path("format-approvals"), None, &meant).await.answer();
    }
}

async fn begin(desk: &Desk<'_>, product: ProductId) -> BegunEnrolment {
    prove(desk, product).await;
    let begin = json!({ "tokenSerial": SERIAL, "managementAlgorithm": "aes256" });
    desk.command(&format!("products/{product}/enrolments"), None, &begin).await.answer()
}

/// The officer shows to be there, with a certificate for a key that this test holds.
async fn prove(desk: &Desk<'_>, product: ProductId) {
    let officer = desk.credential().await;
    let path = format!("products/{product}/officer-challenges");
    let given: OfficerChallenge = desk.post(&path, &json!({})).await.read();
    let signature = STANDARD.encode(officer.key.sign(given.challenge.as_bytes()).unwrap());
    let proof = json!({ "challenge": given.challenge, "signature": signature });
    let told = desk.post(&format!("products/{product}/officer-proofs"), &proof).await;
    assert!(told.status.is_success(), "proved: {}", told.body);
}

#[tokio::test]
async fn a_second_officer_approves_and_nobody_else() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = rao(&at, &counter).await;
    let token = ReturnedToken::at(&at, &desk).await;
    let before = token.seen_by(&desk).await;
    assert_eq!((before.row.status, before.used), (TokenStatus::Returned, true), "it came back, used");
    let formatting = before.format.unwrap();
    assert_eq!((formatting.open, formatting.ask_why_not), (None, None), "nothing was asked, and it can be");

    let asks = |reason: &str| json!({ "reason": reason });
    let told = desk.command(&token.path("formats"), Some(before.version), &asks("  ")).await;
    told.assert_refused(422, "reasonMissing", "without a reason");
    let told = desk.command(&token.path("formats"), Some(1), &asks("why not")).await;
    told.assert_refused(409, "outdated", "decided on what was before");
    let open = token.ask(&desk).await;
    assert_eq!(
        (open.step, open.own, open.asked_by.as_str()),
        (FormatStep::Asked, true, "Anna Conti"),
        "asked"
    );
    let told = desk.command(&token.path("formats"), None, &asks("again")).await;
    told.assert_refused(409, "notNow", "one request at a time");
    assert_eq!(told.body["params"]["why"], json!("formatStep"), "and why");

    let page: TokenPage =
        desk.post("token-searches", &json!({ "filter": { "statuses": [] }, "limit": 2 })).await.read();
    assert_eq!(page.rows[0].format, Some(FormatStep::Asked), "whoever is to approve finds it in the list");

    let meant = json!({ "format": open.format });
    let told = desk.command(&token.path("format-approvals"), None, &meant).await;
    told.assert_refused(403, "notAllowed", "nobody approves alone what was asked alone");
    assert_eq!(told.body["params"]["why"], json!("ownCase"), "and is told so");
    assert_eq!(open.approve_why_not, Some(WhyNot::OwnCase), "beside the button too");
    for (name, profile, unit, why) in [
        ("lucia.ferri", Profile::CustomerAdministrator, "Trento", "gives no second approvals"),
        ("eva.pichler", Profile::Rao, "Bolzano", "has another unit"),
        ("giorgio.riva", Profile::Auditor, "Trento", "changes nothing"),
    ] {
        let other = at.sign_in(&counter, name, profile, Some(unit)).await;
        let told = other.command(&token.path("format-approvals"), None, &meant).await;
        told.assert_refused(403, "notAllowed", why);
    }
    for what in ["format-keys", "format-confirmations"] {
        let told = desk.command(&token.path(what), None, &meant).await;
        let (status, code) = (409, if what == "format-keys" { "notNow" } else { "formatNotOpen" });
        told.assert_refused(status, code, &format!("{what} before it was approved"));
    }

    let second = master(&at, &counter).await;
    let seen = token.open(&second).await;
    assert_eq!((seen.own, seen.approve_why_not), (false, None), "another officer may");
    token.approve(&second, &seen).await;
    let approved = token.open(&desk).await;
    assert_eq!(approved.approved_by.as_deref(), Some("Marco Sartori"), "and it is known who did");
    assert_eq!((approved.step, approved.format_why_not), (FormatStep::Approved, None), "it can be formatted");
    let told = second.command(&token.path("format-approvals"), None, &meant).await;
    told.assert_refused(409, "notNow", "approved twice is approved once");
}

/// The same call twice: the key that was drawn for the token, and no answer that is kept holds it.
async fn the_key_is_given(at: &TestCentre, desk: &Desk<'_>, token: &ReturnedToken, meant: &Value) {
    let bytes = command(at, None, meant);
    let path = token.path("format-keys");
    let (first, again) = (
        desk.call(Method::POST, &path, Some(bytes.clone())).await,
        desk.call(Method::POST, &path, Some(bytes)).await,
    );
    assert_eq!(first.body["receipt"], again.body["receipt"], "the same command, the same receipt");
    for told in [&first, &again] {
        let taken: TakenFormatKeys = told.answer();
        let keys: Vec<_> = taken.keys.iter().map(|key| key.management_key.reveal()).collect();
        assert_eq!(keys, [token.management_key.as_str()], "the key that was drawn for it");
    }
    let mut tx = at.centre.store.read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM commands WHERE answer LIKE '%' || $1 || '%'";
    let stored = tx.one(sql, vec![Stored::Text(Some(token.management_key.clone()))]).await.unwrap();
    assert_eq!(stored.int("n").unwrap(), 0, "no answer that is kept holds it");
}

async fn every_step_is_in_the_audit_log(at: &TestCentre, counter: &Workstation) {
    let auditor = at.sign_in(counter, "giorgio.riva", Profile::Auditor, None).await;
    let log: Vec<AuditRow> = auditor.get("audit-events?limit=80").await.read();
    let count = |act: &str| log.iter().filter(|row| row.what == act).count();
    for (act, times) in [
        ("askFormat", 1),
        ("approveFormat", 1),
        ("openManagementKey", 2),
        ("takeFormatKeys", 1),
        ("confirmFormat", 1),
    ] {
        assert_eq!(count(act), times, "{act} in the audit log");
    }
}

#[tokio::test]
async fn the_key_leaves_for_this_alone_and_is_forgotten() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = rao(&at, &counter).await;
    let token = ReturnedToken::at(&at, &desk).await;
    let open = token.ask(&desk).await;
    let second = master(&at, &counter).await;
    token.approve(&second, &open).await;
    let meant = json!({ "format": open.format });
    let told = desk.command(&token.path("format-confirmations"), None, &meant).await;
    told.assert_refused(409, "formatNotOpen", "a token that nobody could open was not formatted");
    let told = second.command(&token.path("format-keys"), None, &meant).await;
    told.assert_refused(422, "credentialMissing", "as every opening, it wants an own certificate");

    the_key_is_given(&at, &desk, &token, &meant).await;

    let confirms = |serial: Option<&str>| json!({ "format": open.format, "toldSerial": serial });
    let told = desk.command(&token.path("format-confirmations"), None, &confirms(Some("20000002"))).await;
    told.assert_refused(400, "badInput", "another card was seen blank");
    let bytes = command(&at, None, &confirms(Some("2000-0001")));
    let path = token.path("format-confirmations");
    let (one, two) = tokio::join!(
        desk.call(Method::POST, &path, Some(bytes.clone())),
        desk.call(Method::POST, &path, Some(bytes)),
    );
    assert_eq!(one.body, two.body, "a lost answer is asked for again");
    let after = token.seen_by(&desk).await;
    assert_eq!(
        (after.row.status, after.used, after.product),
        (TokenStatus::InStock, false, None),
        "in stock, blank, nobody's"
    );
    let what: Vec<_> = after.history.iter().map(|line| line.what.as_str()).collect();
    let life =
        ["received", "reserved", "initialised", "returned", "formatAsked", "formatApproved", "formatted"];
    assert_eq!(what, life, "its whole life");
    let told = desk.command(&token.path("format-keys"), None, &meant).await;
    told.assert_refused(409, "formatNotOpen", "it is over");
    let mut tx = at.centre.store.read().await.unwrap();
    let kept = tx.one("SELECT SUM(LENGTH(management_key)) AS n FROM enrolments", Vec::new()).await.unwrap();
    assert_eq!(kept.int("n").unwrap(), 0, "and the old key is kept no longer");
    drop(tx);

    every_step_is_in_the_audit_log(&at, &counter).await;
    let begun = begin(&desk, token.product).await;
    assert_ne!(
        begun.codes.unwrap().management_key.unwrap().reveal(),
        token.management_key,
        "enrolled again, with a key of its own"
    );
}

#[tokio::test]
async fn what_was_asked_is_called_off_overtaken_or_grows_old() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = rao(&at, &counter).await;
    let token = ReturnedToken::at(&at, &desk).await;
    let second = master(&at, &counter).await;
    let calls_off = |open: &OpenFormat, reason: &str| json!({ "format": open.format, "reason": reason });
    let cancellations = token.path("format-cancellations");
    let open = token.ask(&desk).await;
    let told = desk.command(&cancellations, None, &calls_off(&open, " ")).await;
    told.assert_refused(422, "reasonMissing", "withdrawn without a reason");
    let _: ChangedToken = desk.command(&cancellations, None, &calls_off(&open, "a slip")).await.answer();
    let told = desk.command(&cancellations, None, &calls_off(&open, "a slip")).await;
    told.assert_refused(409, "formatNotOpen", "once");
    let open = token.ask(&desk).await;
    let _: ChangedToken =
        second.command(&cancellations, None, &calls_off(&open, "not this one")).await.answer();
    let told = second.command(&token.path("format-approvals"), None, &json!({ "format": open.format })).await;
    told.assert_refused(409, "formatNotOpen", "what was refused is not approved");

    let open = token.ask(&desk).await;
    token.approve(&second, &open).await;
    for (event, reason) in [("reportLost", "not in the drawer"), ("takeBack", "behind the drawer")] {
        let said = json!({ "event": event, "reason": reason });
        let _: ChangedToken = desk.command(&token.path("changes"), None, &said).await.answer();
    }
    assert_eq!(token.seen_by(&desk).await.format.unwrap().open, None, "it was about another state of things");
    let told = desk.command(&token.path("format-keys"), None, &json!({ "format": open.format })).await;
    told.assert_refused(409, "formatNotOpen", "and opens nothing");

    let open = token.ask(&desk).await;
    token.approve(&second, &open).await;
    at.clock.advance(Duration::hours(24));
    let desk = rao(&at, &counter).await;
    let told = desk.command(&token.path("format-keys"), None, &json!({ "format": open.format })).await;
    told.assert_refused(409, "formatNotOpen", "an approval of yesterday");
    assert_eq!(token.ask(&desk).await.step, FormatStep::Asked, "it is asked for anew");
}

#[tokio::test]
async fn what_is_not_returned_or_never_was_is_not_formatted() {
    let at = TestCentre::new().await;
    let counter = at.workstation("ALPE").await;
    let desk = rao(&at, &counter).await;
    let token = ReturnedToken::at(&at, &desk).await;
    let gone: ChangedToken = desk
        .command(&token.path("changes"), None, &json!({ "event": "markDamaged", "reason": "bent" }))
        .await
        .answer();
    assert_eq!(gone.status, TokenStatus::Damaged, "damaged");
    let reason = json!({ "reason": "why not" });
    let told = desk.command(&token.path("formats"), None, &reason).await;
    told.assert_refused(409, "notNow", "only a returned one");
    assert_eq!(told.body["params"]["why"], json!("tokenStatus"), "and why");
    let other = at.workstation("MARE").await;
    let other = at.sign_in(&other, "luca.parodi", Profile::Rao, None).await;
    let format: Value = json!({ "format": nobody(), "reason": "why not" });
    for what in ["formats", "format-cancellations", "format-approvals", "format-keys", "format-confirmations"]
    {
        let told = other.command(&token.path(what), None, &format).await;
        told.assert_refused(404, "notFound", &format!("{what} of another customer's token"));
    }
}
