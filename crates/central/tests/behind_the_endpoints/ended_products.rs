//! Products whose issue leads nowhere, and their end without a certificate.

use sportello_central::{Refusal, issuance, jobs, messages::training};
use sportello_central_store::tables::{certificates::StandingStatus, products, requests};
use sportello_contract::central::{
    issuance::{EndedProduct, SealEnvelope},
    requests::WithReason,
};
use sportello_domain::{
    enrolment::TokenFate, error_code::ErrorCode, product::ProductStatus, request::RequestStatus,
    secret::Passphrase, token::TokenStatus,
};
use sportello_pki::ocsp::OcspStatus;
use time::Duration;

use crate::{
    enrolment::{certificates_in, status_of, walk},
    fixture::{Site, command, received, text, wire},
    interrupted::killed_after_prepare,
    issuance::{certificates_of, issue},
    software_token::{PASSPHRASE, SERIAL, SoftwareToken, path, site_for_a_token, token_status},
};

const REASON: &str = "the holder does not come any more";

async fn end(site: &Site, reason: &str) -> Result<EndedProduct, Refusal> {
    let version = site.stored_product().await.version;
    let body = WithReason { reason: reason.to_owned() };
    let command = command(&path(site, "endings"), Some(version), body).await;
    issuance::end(&site.centre, &site.officer, &command, site.product).await.map(|answer| answer.body)
}

/// The product's last line of history, with its reason.
async fn last_told(site: &Site) -> (String, Option<String>) {
    let mut tx = site.centre.store.read().await.unwrap();
    let history = requests::history(&mut tx, site.request, Some(site.product)).await.unwrap();
    let own = history.into_iter().rfind(|(line, _)| line.product == Some(site.product)).unwrap();
    (own.0.what, own.0.reason)
}

async fn audited(site: &Site, what: &str) -> i64 {
    let mut tx = site.centre.store.read().await.unwrap();
    let sql = "SELECT COUNT(*) AS n FROM audit_events WHERE what = $1 AND outcome = 'done'";
    tx.one(sql, vec![text(what)]).await.unwrap().int("n").unwrap()
}

/// Whether somebody else of the customer could not have the holder's e-mail and mobile.
async fn contacts_taken(site: &Site) -> (bool, bool) {
    let contacts = site.stored_request().await.case.contacts;
    let (email, mobile) = (contacts.email.to_lowercase(), contacts.mobile);
    let mut tx = site.centre.store.read().await.unwrap();
    products::contacts_in_use(&mut tx, site.customer, "another", &email, &mobile).await.unwrap()
}

/// What a product is like that has ended so.
async fn it_is_over(site: &Site, why: &str) {
    assert_eq!(site.stored_product().await.status, ProductStatus::Revoked, "{why}: the product has ended");
    assert_eq!(
        site.stored_request().await.state.status,
        RequestStatus::Completed,
        "{why}: nothing is left to be done in its request"
    );
    for certificate in certificates_of(site).await {
        assert_eq!(certificate.standing.status, StandingStatus::Revoked, "{why}: none of it is valid");
    }
    assert_eq!(contacts_taken(site).await, (false, false), "{why}: others may have the contacts");
    assert_eq!(
        last_told(site).await,
        ("revoked".to_owned(), Some(REASON.to_owned())),
        "{why}: with its reason"
    );
    assert_eq!(audited(site, "endProduct").await, 1, "{why}: an event of its own");
    let drained = jobs::drain(&site.centre).await.unwrap();
    assert!(drained.failed.is_empty() && drained.retried.is_empty(), "{why}: {drained:?}");
    let messages = training::list(&site.centre, site.customer).await.unwrap();
    let [mail] = messages.as_slice() else { panic!("{why}: the holder is told once: {}", messages.len()) };
    let request = site.stored_request().await;
    assert_eq!(mail.to, request.case.contacts.email, "{why}: by e-mail");
    assert!(mail.text.contains(&request.order_id), "{why}: of which order: {}", mail.text);
    assert!(!mail.text.contains(REASON), "{why}: the officer's reason is not the holder's to read");
}

#[tokio::test]
async fn one_that_was_given_up_ends_by_itself() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let walked = walk(&site, &token, 3).await;
    token.abandon(&site, walked.begun.standing.enrolment, TokenFate::TakenBack).await.unwrap();
    assert_eq!(site.stored_request().await.state.status, RequestStatus::InIssuance, "somebody may try again");
    assert_eq!(contacts_taken(&site).await, (true, true), "and nobody takes its contacts meanwhile");
    let version = site.stored_product().await.version;
    let ended = end(&site, &format!("  {REASON} ")).await.unwrap();
    assert_eq!((ended.product, ended.status), (site.product, ProductStatus::Revoked), "there it stands");
    assert_eq!(ended.version, version + 1, "written once");
    it_is_over(&site, "given up, then ended").await;
    assert_eq!(token_status(&site, SERIAL).await, TokenStatus::Returned, "the token is where it was put");
    let refusal = token.begin(&site).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotNow, "nothing is written on a token for it any more");
    assert_eq!(end(&site, REASON).await.unwrap_err().code, ErrorCode::NotNow, "and it ends once");
}

#[tokio::test]
async fn one_ends_with_the_enrolment_that_is_given_up() {
    for (steps, fate, status) in [
        (1, TokenFate::Untouched, TokenStatus::InStock),
        (2, TokenFate::TakenBack, TokenStatus::Returned),
        (3, TokenFate::Damaged, TokenStatus::Damaged),
    ] {
        let why = format!("after {steps} steps");
        let site = site_for_a_token().await;
        let token = SoftwareToken::new();
        let walked = walk(&site, &token, steps).await;
        let meant = walked.begun.standing.enrolment;
        let silent = token.abandon_with(&site, meant, fate, Some("  ")).await.unwrap_err();
        assert_eq!(silent.code, ErrorCode::ReasonMissing, "{why}: not without a reason");
        assert_eq!(site.stored_product().await.status, ProductStatus::InIssuance, "{why}: nothing was done");
        let standing = token.abandon_with(&site, meant, fate, Some(REASON)).await.unwrap();
        assert_eq!(standing.status, ProductStatus::Revoked, "{why}: told in the answer");
        assert_eq!(token_status(&site, SERIAL).await, status, "{why}: the token goes where it was said to");
        it_is_over(&site, &why).await;
        for certificate in walked.certified.iter().flat_map(certificates_in) {
            let (listed, answer) = status_of(&site, &certificate).await;
            assert!(listed, "{why}: on the list at once");
            assert!(matches!(answer, OcspStatus::Revoked { .. }), "{why}: OCSP says the same: {answer:?}");
        }
    }
}

#[tokio::test]
async fn what_was_given_up_before_ends_by_giving_it_up_once_more() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let meant = walk(&site, &token, 2).await.begun.standing.enrolment;
    token.abandon(&site, meant, TokenFate::Damaged).await.unwrap();
    let standing = token.abandon_with(&site, meant, TokenFate::Damaged, Some(REASON)).await.unwrap();
    assert_eq!(standing.status, ProductStatus::Revoked, "another officer was quicker with the first half");
    it_is_over(&site, "in two acts").await;
}

#[tokio::test]
async fn what_is_on_its_way_or_in_its_holders_hands_does_not_end_so() {
    let site = site_for_a_token().await;
    assert_eq!(
        end(&site, REASON).await.unwrap_err().code,
        ErrorCode::NotNow,
        "before its issue it is cancelled"
    );
    let token = SoftwareToken::new();
    let meant = walk(&site, &token, 2).await.begun.standing.enrolment;
    let refusal = end(&site, REASON).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotNow, "what became of the token is said first");
    assert_eq!(refusal.params["status"], "inIssuance", "and why not");
    token.abandon(&site, meant, TokenFate::TakenBack).await.unwrap();
    for (reason, code) in [(" \n", ErrorCode::ReasonMissing), (&*"x".repeat(501), ErrorCode::BadInput)] {
        assert_eq!(end(&site, reason).await.unwrap_err().code, code, "a reason says something, shortly");
    }
    let fresh = SoftwareToken::with_serial("20000002");
    let again = walk(&site, &fresh, 1).await.begun.standing.enrolment;
    let late = token.abandon_with(&site, meant, TokenFate::TakenBack, Some(REASON)).await.unwrap_err();
    assert_eq!(
        late.code,
        ErrorCode::NotNow,
        "an older enrolment ends nothing while another one is under way"
    );
    let certified = fresh.certify(&site, again).await.unwrap();
    fresh.confirm(&site, again, &certified).await.unwrap();
    fresh.deliver(&site, again).await.unwrap();
    assert_eq!(end(&site, REASON).await.unwrap_err().code, ErrorCode::NotNow, "its holder has it");
    assert_eq!(site.stored_product().await.status, ProductStatus::Active, "and keeps it");
    assert_eq!(audited(&site, "endProduct").await, 0, "nothing has ended");
}

#[tokio::test]
async fn a_remote_one_that_nobody_sets_a_passphrase_for_ends_with_its_certificate() {
    let site = Site::new().await;
    issue(&site).await;
    end(&site, REASON).await.unwrap();
    it_is_over(&site, "issued, never delivered").await;
    let body = SealEnvelope { passphrase: Passphrase::new(PASSPHRASE.to_owned()) };
    let seal = command(&path(&site, "envelopes"), None, body).await;
    let refusal =
        issuance::seal_envelope(&site.centre, &site.officer, &seal, site.product).await.unwrap_err();
    assert_eq!(refusal.code, ErrorCode::NotNow, "no envelope leaves for it any more");
}

#[tokio::test]
async fn what_was_prepared_is_not_issued_after_the_end() {
    let (site, _) = killed_after_prepare(Site::new().await).await;
    end(&site, REASON).await.unwrap();
    site.clock.advance(Duration::minutes(2));
    it_is_over(&site, "the job comes after the end").await;
    assert!(certificates_of(&site).await.is_empty(), "and issues nothing");
}

#[tokio::test]
async fn the_same_command_ends_it_once() {
    let site = site_for_a_token().await;
    let token = SoftwareToken::new();
    let meant = walk(&site, &token, 2).await.begun.standing.enrolment;
    token.abandon(&site, meant, TokenFate::TakenBack).await.unwrap();
    let body = WithReason { reason: REASON.to_owned() };
    let bytes = wire(Some(site.stored_product().await.version), body);
    let send = async || {
        let received = received::<WithReason>(&path(&site, "endings"), &bytes).await.unwrap();
        issuance::end(&site.centre, &site.officer, &received, site.product).await.unwrap()
    };
    assert_eq!(send().await, send().await, "a lost answer is asked for again");
    it_is_over(&site, "told twice").await;
}
