//! The codes of a token: drawn once, sealed, opened only for whoever needs them, forgotten in the end.

use sportello_central::issuance::enrolment;
use sportello_contract::central::enrolment::BeginEnrolment;
use sportello_domain::enrolment::EnrolmentStep;
use time::Duration;

use crate::{
    enrolment::walk,
    fixture::{Site, received, wire},
    software_token::{SoftwareToken, codes_of, hold_proof, newest_enrolment, path, site_for_a_token},
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
    let key = codes.management_key.reveal();
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
