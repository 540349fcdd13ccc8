//! A used token comes back and is formatted: two officers at two desks, the training card, a real centre. Pulled at every
//! single APDU it is the same button once more, and afterwards it can be handed out again.

use std::fmt::Write as _;

use sportello_contract::{
    desk::cards::TrainingCardAct,
    stock::{TokenDetail, TokenFilter, TokenSearch},
};
use sportello_desk::{Desk, DeskError, card_credential, card_tools, stock, token_format};
use sportello_domain::{
    account::Profile,
    enrolment::EnrolmentStep,
    ids::{TokenFormatId, TokenId},
    token::TokenStatus,
    token_format::FormatStep,
};
use sportello_stories::Scene;
use sportello_token_virtual::Faults;

use crate::{
    WORKER,
    device_enrolment::{Counter, READER, code},
};

/// The counter where the token is, and the head office that approves.
struct Offices {
    counter: Counter,
    head_office: Desk,
}

impl Offices {
    async fn of(scene: &Scene, seed: u64) -> Self {
        let counter = Box::pin(Counter::with(scene, seed)).await;
        let head_office = scene.desk("head office").await;
        scene.officer(Profile::MasterRao).sign_in(&head_office, Profile::MasterRao).await;
        Self { counter, head_office }
    }

    /// Enrols the token, and gives the enrolment up: it has codes, keys and certificates that are revoked.
    async fn use_up(&self, serial: &str) -> TokenId {
        self.counter.enrol(serial).await.unwrap();
        assert!(self.counter.give_up().await, "something was begun");
        self.token(serial).await.row.token
    }

    async fn token(&self, serial: &str) -> TokenDetail {
        let filter = TokenFilter { serial: Some(serial.to_owned()), ..TokenFilter::default() };
        let search = TokenSearch { filter, after: None, limit: 2 };
        let page = stock::search_tokens(&self.counter.desk, search).await.unwrap();
        stock::token_detail(&self.counter.desk, page.rows[0].token).await.unwrap()
    }

    /// Asked at the counter, approved at the head office.
    async fn approved(&self, token: TokenId) -> TokenFormatId {
        let desk = &self.counter.desk;
        let version = stock::token_detail(desk, token).await.unwrap().version;
        let asked = token_format::ask_format(desk, token, version, "its holder moved away").await.unwrap();
        let format = asked.format.unwrap().open.unwrap().format;
        let seen = stock::token_detail(&self.head_office, token).await.unwrap();
        let approved =
            token_format::approve_format(&self.head_office, token, seen.version, format).await.unwrap();
        let open = approved.format.unwrap().open.unwrap();
        assert_eq!(open.step, FormatStep::Approved, "four eyes looked at it");
        format
    }

    async fn format(&self, token: TokenId, format: TokenFormatId) -> Result<TokenDetail, DeskError> {
        token_format::format_token(&self.counter.desk, token, format, READER).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn four_eyes_make_a_returned_token_blank() {
    let scene = Scene::set(WORKER).await;
    let offices = Box::pin(Offices::of(&scene, 71)).await;
    let desk = &offices.counter.desk;
    let serial = offices.counter.blank_device().await;
    let token = offices.use_up(&serial).await;
    let version = offices.token(&serial).await.version;
    let silent = token_format::ask_format(desk, token, version, "  ").await;
    assert_eq!(code(&silent.unwrap_err()), "reasonMissing", "not without a reason");
    scene.line.swallow_next_answer().await;
    let lost = token_format::ask_format(desk, token, version, "a new holder waits").await;
    assert!(lost.is_err(), "nobody knows whether it was asked");
    let asked = token_format::ask_format(desk, token, version, "a new holder waits").await.unwrap();
    let open = asked.format.unwrap().open.unwrap();
    let alone = token_format::approve_format(desk, token, asked.version, open.format).await;
    assert_eq!(code(&alone.unwrap_err()), "notAllowed", "nobody approves what was asked alone");
    let early = offices.format(token, open.format).await;
    assert_eq!(code(&early.unwrap_err()), "notNow", "nor is anything done before");
    let withdrawn =
        token_format::call_off_format(desk, token, asked.version, open.format, "a slip").await.unwrap();
    assert_eq!(withdrawn.format.unwrap().open, None, "withdrawn");

    let format = offices.approved(token).await;
    let fitting = token_format::format_devices(desk, &withdrawn.row.serial).await.unwrap();
    let problems: Vec<_> = fitting.iter().map(|device| device.problem).collect();
    assert_eq!(problems, [None], "the token lies in the reader");
    scene.line.swallow_next_answer().await;
    assert!(offices.format(token, format).await.is_err(), "an answer of the centre is lost");
    let formatted = offices.format(token, format).await.unwrap();
    assert_eq!(
        (formatted.row.status, formatted.used, formatted.product),
        (TokenStatus::InStock, false, None),
        "pressed once more, it is in stock, and blank"
    );
    let over = offices.format(token, format).await;
    assert_eq!(code(&over.unwrap_err()), "formatNotOpen", "and its key is given to nobody any more");
    let mut life = String::new();
    for line in &formatted.history {
        writeln!(life, "{} {}", line.what, line.who.as_deref().unwrap_or_default()).unwrap();
    }
    assert!(life.contains("formatApproved"), "who approved is in its history:\n{life}");

    assert_eq!(
        offices.counter.device().await.serial.as_deref(),
        Some(serial.as_str()),
        "it says that it is blank"
    );
    let again = offices.counter.enrol(&serial).await.unwrap();
    assert_eq!(again.step, EnrolmentStep::Confirmed, "and is enrolled for somebody else");
    drop(offices);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_card_in_the_reader_is_left_alone() {
    let scene = Scene::set(WORKER).await;
    let offices = Box::pin(Offices::of(&scene, 72)).await;
    let serial = offices.counter.blank_device().await;
    let token = offices.use_up(&serial).await;
    let format = offices.approved(token).await;
    card_credential::training_card(&offices.counter.desk, READER, TrainingCardAct::Replace).await.unwrap();
    let other = offices.format(token, format).await.unwrap_err();
    assert_eq!(code(&other), "cardOther", "told by its number");
    let detail = offices.token(&serial).await;
    assert_eq!(detail.row.status, TokenStatus::Returned, "nothing is claimed of the token that is away");
    let audited = scene.officer(Profile::Auditor);
    let office = scene.desk("audit office").await;
    audited.sign_in(&office, Profile::Auditor).await;
    let seen = stock::token_detail(&office, token).await.unwrap();
    let open = seen.format.unwrap().open.unwrap();
    assert!(open.format_why_not.is_some(), "an auditor reads, and formats nothing");
    drop((offices, office));
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pulled_at_every_apdu_it_is_formatted_the_next_time() {
    let scene = Scene::set(WORKER).await;
    let offices = Box::pin(Offices::of(&scene, 73)).await;
    let counter = &offices.counter;
    let serial = counter.blank_device().await;
    let mut pulled = 0;
    for apdu in 0.. {
        let token = offices.use_up(&serial).await;
        let format = offices.approved(token).await;
        let heard = apdu % 2 == 0;
        counter.order(if heard { Faults::pulled_after(apdu) } else { Faults::pulled_during(apdu + 1) }).await;
        let Err(error) = offices.format(token, format).await else { break };
        assert_eq!(code(&error), "cardRemoved", "{apdu}: told as what it is: {error}");
        let status = offices.token(&serial).await.row.status;
        assert_eq!(status, TokenStatus::Returned, "{apdu}: nothing is claimed");
        let told = card_tools::card_diagnostics(&counter.desk, "0.0.0", "linux").await.unwrap();
        let failures = told.readers.iter().map(|reader| reader.failures.len()).sum::<usize>();
        assert!(failures > 0, "{apdu}: the diagnostics know of it");
        pulled += 1;
        counter.insert_again().await;
        let formatted =
            offices.format(token, format).await.unwrap_or_else(|error| panic!("{apdu}: repeated: {error}"));
        assert_eq!(formatted.row.status, TokenStatus::InStock, "{apdu}: blank, and in stock");
    }
    assert!(pulled > 60, "a formatting has some APDUs: {pulled}");
    drop(offices);
    scene.stop().await;
}
