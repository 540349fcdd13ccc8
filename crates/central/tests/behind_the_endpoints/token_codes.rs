//! The codes of a token: drawn once, sealed, opened only for whoever needs them, forgotten in the end.

use std::collections::BTreeSet;

use sportello_central::{
    Refusal,
    issuance::{self, enrolment},
    jobs,
    messages::training,
};
use sportello_contract::central::{
    enrolment::BeginEnrolment,
    issuance::{SealEnvelope, SealedEnvelope},
};
use sportello_domain::{
    enrolment::{EnrolmentStep, TokenFate},
    error_code::ErrorCode,
    product::ProductStatus,
    secret::Passphrase,
};
use time::Duration;

use crate::{
    enrolment::walk,
    fixture::{Site, command, received, sql, text, wire},
    issuance::open_with_pdftotext,
    software_token::{
        PASSPHRASE, SoftwareToken, codes_of, hold_proof, newest_enrolment, path, site_for_a_token,
    },
};

/// How often the audit log says that they were opened.
async fn openings(site: &Site) -> i64 {
    let mut tx = site.centre.store.read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM audit_events WHERE what = 'openTokenCodes'";
    tx.one(sql, Vec::new()).await.unwrap().int("n").unwrap()
}

#[tokio::test]
async fn no_code_of_a_token_is_stored_or_written_down_as_it_is() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let walked = walk(&site, &token, 4).await;
    let codes = codes_of(&walked.begun);
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(&site.centre.config.data_folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("beginEnrolment"), "the database was read");
    let key = codes.management_key.as_ref().unwrap().reveal();
    for (secret, name) in [(codes.pin.reveal(), "PIN"), (codes.puk.reveal(), "PUK"), (key, "management key")]
    {
        assert!(!holds(secret), "the {name} is nowhere as it is, not in the answer of the command either");
    }
    assert_eq!(openings(&site).await, 2, "each opening is an event: for the desk, and for the envelope");
}

#[tokio::test]
async fn once_the_token_holds_everything_its_codes_are_opened_for_no_desk() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let bytes = wire(Some(site.stored_product().await.version), token.beginning());
    hold_proof(&site, &site.officer).await;
    let begin = async || {
        let received = received::<BeginEnrolment>(&path(&site, "enrolments"), &bytes).await.unwrap();
        enrolment::begin(&site.centre, &site.officer, &received, site.product).await.unwrap().body
    };
    let begun = begin().await;
    let meant = begun.standing.enrolment;
    let certified = token.certify(&site, meant).await.unwrap();
    let resumed = token.begin(&site).await.unwrap();
    assert_eq!(
        codes_of(&resumed).pin.reveal(),
        codes_of(&begun).pin.reveal(),
        "certified, but perhaps not written"
    );
    token.confirm(&site, meant, &certified).await.unwrap();
    let before = openings(&site).await;
    assert_eq!(before, 2, "begun and resumed");
    let (resumed, repeated) = (token.begin(&site).await.unwrap(), begin().await);
    for (told, what) in [(resumed, "resumed"), (repeated, "the very command of the beginning again")] {
        assert!(told.codes.is_none(), "{what}: nothing is to be set on the token any more");
        assert_eq!(
            told.standing.step,
            EnrolmentStep::Confirmed,
            "{what}: and the desk is told where it stands"
        );
    }
    assert_eq!(openings(&site).await, before, "no opening is written down where there was none");
    token.deliver(&site, meant).await.unwrap();
    assert_eq!(openings(&site).await, before + 1, "the envelope has them");
}

#[tokio::test]
async fn the_codes_are_forgotten_when_their_time_has_passed() {
    let site = site_for_a_token().await;
    walk(&site, &SoftwareToken::new(), 4).await;
    let kept = async || {
        enrolment::forget_codes(&site.centre).await.unwrap();
        let stored = newest_enrolment(&site).await.unwrap();
        (stored.codes.is_some(), stored.management_key.is_empty())
    };
    site.clock.advance(Duration::days(29));
    assert_eq!(kept().await, (true, false), "for thirty days they could be sent again");
    site.clock.advance(Duration::days(2));
    assert_eq!(kept().await, (false, false), "then only what formats the token is kept");
}

const ANOTHER: &str = "nove cani 9 rossi";

async fn send_again(site: &Site, passphrase: &str) -> Result<SealedEnvelope, Refusal> {
    let body = SealEnvelope { passphrase: Passphrase::new(passphrase.to_owned()) };
    let version = site.stored_product().await.version;
    let command = command(&path(site, "envelopes"), Some(version), body).await;
    issuance::seal_envelope(&site.centre, &site.officer, &command, site.product)
        .await
        .map(|answer| answer.body)
}

/// What stands in the newest envelope that was mailed, with this passphrase; `None` where it does not open it.
async fn newest_envelope(site: &Site, passphrase: &str) -> Option<BTreeSet<String>> {
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert!(drained.failed.is_empty() && drained.retried.is_empty(), "{drained:?}");
    let messages = training::list(&site.centre, site.customer).await.unwrap();
    let mail = messages.iter().filter(|message| message.channel == "email").max_by_key(|mail| mail.sent_at);
    let id = mail.unwrap().id.parse().unwrap();
    let (_, pdf) = training::attachment(&site.centre, site.customer, id, "envelope.pdf").await.unwrap();
    let file = site.folder.path().join("again.pdf");
    std::fs::write(&file, pdf).unwrap();
    let text = open_with_pdftotext(&file, Some(passphrase))?;
    Some(text.split_whitespace().map(str::to_owned).collect())
}

#[tokio::test]
async fn the_envelope_of_a_token_is_sent_again_with_the_codes_that_were_set_on_it() {
    let site = site_for_a_token().await;
    let walked = walk(&site, &SoftwareToken::new(), 4).await;
    jobs::drain(&site.centre).await.unwrap();
    let before = openings(&site).await;
    site.clock.advance(Duration::days(29));
    let sealed = send_again(&site, ANOTHER).await.unwrap();
    assert_eq!(sealed.status, ProductStatus::Active, "it stays in use");
    assert!(sealed.sent_to.contains('@'), "and it is said where it went: {}", sealed.sent_to);
    assert_eq!(openings(&site).await, before + 1, "the opening is written down");
    assert_eq!(newest_envelope(&site, PASSPHRASE).await, None, "not with the passphrase of the first");
    let words = newest_envelope(&site, ANOTHER).await.expect("the new passphrase opens it");
    let codes = codes_of(&walked.begun);
    assert!(
        words.contains(codes.pin.reveal()) && words.contains(codes.puk.reveal()),
        "no new codes were made"
    );
    let stored = newest_enrolment(&site).await.unwrap();
    assert_eq!(stored.step_since, stored.begun_at, "nor does it prolong the time in which they are kept");
}

#[tokio::test]
async fn the_same_command_sends_it_again_once() {
    let site = site_for_a_token().await;
    walk(&site, &SoftwareToken::new(), 4).await;
    let body = SealEnvelope { passphrase: Passphrase::new(ANOTHER.to_owned()) };
    let bytes = wire(Some(site.stored_product().await.version), body);
    let send = async || {
        let received = received::<SealEnvelope>(&path(&site, "envelopes"), &bytes).await.unwrap();
        issuance::seal_envelope(&site.centre, &site.officer, &received, site.product).await.unwrap()
    };
    let before = openings(&site).await;
    assert_eq!(send().await, send().await, "a lost answer is asked for again");
    assert_eq!(openings(&site).await, before + 1, "and nothing is opened for it");
    jobs::drain(&site.centre).await.unwrap();
    let messages = training::list(&site.centre, site.customer).await.unwrap();
    assert_eq!(messages.len(), 4, "two envelopes, each with its word by SMS");
}

#[tokio::test]
async fn it_is_sent_again_only_while_the_codes_are_kept() {
    let site = site_for_a_token().await;
    walk(&site, &SoftwareToken::new(), 4).await;
    for (passphrase, code) in
        [("corta1", ErrorCode::PassphraseWeak), ("senza alcuna cifra", ErrorCode::PassphraseWeak)]
    {
        assert_eq!(send_again(&site, passphrase).await.unwrap_err().code, code, "{passphrase}");
    }
    let tax_code = site.stored_request().await.case.applicant.tax_code.to_string();
    let refusal = send_again(&site, &tax_code).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::PassphraseTaxCode, "the rules of every passphrase hold");
    let before = openings(&site).await;
    site.clock.advance(Duration::days(30));
    let refusal = send_again(&site, ANOTHER).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::CodesForgotten, "to the moment, whenever the job comes by");
    assert_eq!(refusal.params["days"], "30", "and it is said how long they were kept");
    enrolment::forget_codes(&site.centre).await.unwrap();
    let refusal = send_again(&site, ANOTHER).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::CodesForgotten, "nobody has them any more");
    assert_eq!(openings(&site).await, before, "what was refused was not opened");
}

#[tokio::test]
async fn only_a_token_in_use_has_an_envelope_to_send_again() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let meant = walk(&site, &token, 3).await.begun.standing.enrolment;
    assert_eq!(
        send_again(&site, ANOTHER).await.unwrap_err().code,
        ErrorCode::NotNow,
        "it was not handed over"
    );
    token.abandon(&site, meant, TokenFate::TakenBack).await.unwrap();
    assert_eq!(send_again(&site, ANOTHER).await.unwrap_err().code, ErrorCode::NotNow, "nor is one given up");
    let fresh = SoftwareToken::with_serial("20000002");
    let walked = walk(&site, &fresh, 4).await;
    jobs::drain(&site.centre).await.unwrap();
    site.clock.advance(Duration::minutes(1));
    send_again(&site, ANOTHER).await.unwrap();
    let words = newest_envelope(&site, ANOTHER).await.expect("the passphrase opens it");
    assert!(
        words.contains(codes_of(&walked.begun).pin.reveal()),
        "the codes of the token that was handed over"
    );
    for status in ["suspended", "revoked", "expired"] {
        sql(&site.centre, "UPDATE products SET status = $1", vec![text(status)]).await;
        let refusal = send_again(&site, ANOTHER).await.unwrap_err();
        assert_eq!(refusal.code, ErrorCode::NotNow, "not while it is {status}");
    }
}
