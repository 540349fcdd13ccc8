//! A product that nobody tries to issue any more: it ends without a certificate, from where the device is written on or
//! from its page.

use std::time::Duration;

use sportello_contract::central::enrolment::EnrolmentStanding;
use sportello_desk::{DeskError, device_enrolment as devices, orders, training};
use sportello_domain::{
    enrolment::{EnrolmentStep, TokenFate},
    ids::EnrolmentId,
    product::ProductStatus,
    request::RequestStatus,
    rights::{Action, WhyNot},
    token::TokenStatus,
};
use sportello_stories::Scene;
use sportello_token_virtual::Faults;

use crate::{
    WORKER,
    device_enrolment::{Counter, code},
};

const REASON: &str = "the holder wants a remote signature instead";

/// Gives up what was begun, and the product with it.
async fn given_up_with_it(
    counter: &Counter,
    enrolment: EnrolmentId,
    reason: &str,
) -> Result<EnrolmentStanding, DeskError> {
    let (fate, reason) = (TokenFate::TakenBack, Some(reason.to_owned()));
    devices::abandon_device(&counter.desk, counter.product, enrolment, fate, reason).await
}

/// How the page shows what has ended so, and what the holder is told.
async fn it_is_over(counter: &Counter, why: &str) {
    counter.nothing_is_valid(why).await;
    let detail = orders::product_detail(&counter.desk, counter.product).await.unwrap();
    assert_eq!(detail.status, ProductStatus::Revoked, "{why}: it has ended");
    assert_eq!(detail.request_status, RequestStatus::Completed, "{why}: and its request with it");
    let told = detail.history.iter().rfind(|line| line.what == "revoked").unwrap();
    assert_eq!(told.reason.as_deref(), Some(REASON), "{why}: with its reason");
    let issue = detail.actions.iter().find(|state| state.action == Action::Issue).unwrap();
    assert!(
        matches!(issue.why_not, Some(WhyNot::RequestStatus { .. } | WhyNot::ProductStatus { .. })),
        "{why}: it is not issued any more: {issue:?}"
    );
    for _ in 0..300 {
        let messages = training::training_messages(&counter.desk).await.unwrap();
        if let Some(mail) = messages.iter().find(|message| message.text.contains(&detail.order_id)) {
            assert_eq!(mail.to, detail.contacts.email, "{why}: the holder is told");
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{why}: the holder is told nothing")
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_with_the_device_that_is_given_up() {
    let scene = Scene::set(WORKER).await;
    let counter = Box::pin(Counter::with(&scene, 81)).await;
    let serial = counter.blank_device().await;
    let meant = counter.enrol(&serial).await.unwrap().enrolment;
    let silent = given_up_with_it(&counter, meant, " ").await.unwrap_err();
    assert_eq!(code(&silent), "reasonMissing", "not without a reason");
    scene.line.swallow_next_answer().await;
    let lost = given_up_with_it(&counter, meant, REASON).await;
    assert!(lost.is_err(), "nobody knows what the centre did");
    let standing = given_up_with_it(&counter, meant, REASON).await.unwrap();
    assert_eq!(
        (standing.step, standing.status),
        (EnrolmentStep::Abandoned, ProductStatus::Revoked),
        "both ends in one act, told by the same button"
    );
    it_is_over(&counter, "given up with its device").await;
    assert_eq!(counter.token_status(&serial).await, TokenStatus::Returned, "the card is to be formatted");
    drop(counter);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_ends_from_its_page_after_the_device_was_given_up() {
    let scene = Scene::set(WORKER).await;
    let counter = Box::pin(Counter::with(&scene, 82)).await;
    let (desk, product) = (&counter.desk, counter.product);
    let serial = counter.blank_device().await;
    counter.order(Faults::pulled_after(70)).await;
    assert_eq!(code(&counter.enrol(&serial).await.unwrap_err()), "cardRemoved", "pulled midway");
    let version = orders::product_detail(desk, product).await.unwrap().version;
    let early = orders::end_product(desk, product, version, REASON.to_owned()).await.unwrap_err();
    assert_eq!(code(&early), "notNow", "what became of the card is said first");
    assert!(counter.give_up().await, "the card is taken back");
    let stale = orders::end_product(desk, product, version, REASON.to_owned()).await.unwrap_err();
    assert_eq!(code(&stale), "outdated", "somebody looks at it first");
    let version = orders::product_detail(desk, product).await.unwrap().version;
    let silent = orders::end_product(desk, product, version, "  ".to_owned()).await.unwrap_err();
    assert_eq!(code(&silent), "reasonMissing", "not without a reason");
    scene.line.swallow_next_answer().await;
    let lost = orders::end_product(desk, product, version, REASON.to_owned()).await;
    assert!(lost.is_err(), "nobody knows what the centre did");
    let ended = orders::end_product(desk, product, version, REASON.to_owned()).await.unwrap();
    assert_eq!(ended.status, ProductStatus::Revoked, "the same button tells it");
    it_is_over(&counter, "ended from its page").await;
    let again = orders::end_product(desk, product, ended.version, REASON.to_owned()).await.unwrap_err();
    assert_eq!(code(&again), "notNow", "and it ends once");
    drop(counter);
    scene.stop().await;
}
