//! A device that its holder does not have any more: reported lost, the certificates on it are revoked with it.

use std::time::Duration;

use sportello_contract::stock::{TokenDetail, TokenFilter, TokenSearch};
use sportello_desk::{Desk, device_enrolment as devices, orders, stock, training};
use sportello_domain::{
    account::Profile,
    product::ProductStatus,
    rights::WhyNot,
    secret::Passphrase,
    token::{TokenEvent, TokenStatus},
};
use sportello_stories::{Scene, plot};

use crate::{
    WORKER,
    device_enrolment::{Counter, code},
};

const REASON: &str = "stolen on the train";

pub async fn token(desk: &Desk, serial: &str) -> TokenDetail {
    let filter = TokenFilter { serial: Some(serial.to_owned()), ..TokenFilter::default() };
    let page = stock::search_tokens(desk, TokenSearch { filter, after: None, limit: 2 }).await.unwrap();
    stock::token_detail(desk, page.rows[0].token).await.unwrap()
}

fn why_not_lost(token: &TokenDetail) -> Option<WhyNot> {
    token.changes.iter().find(|state| state.event == TokenEvent::ReportLost).unwrap().why_not
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_lost_signs_no_more() {
    let scene = Scene::set(WORKER).await;
    let counter = Box::pin(Counter::with(&scene, 86)).await;
    let (desk, product) = (&counter.desk, counter.product);
    let serial = counter.blank_device().await;
    assert!(!token(desk, &serial).await.certificate_alive, "nothing is on a blank one");
    let confirmed = counter.enrol(&serial).await.unwrap();
    let passphrase = Passphrase::new(plot::PASSPHRASE.to_owned());
    devices::deliver_device(desk, product, confirmed.enrolment, passphrase).await.unwrap();
    let delivered = token(desk, &serial).await;
    assert!(delivered.certificate_alive, "the holder's certificates are on it");
    assert_eq!(why_not_lost(&delivered), None, "who may revoke may report it");

    // Who keeps the stock and may not revoke is told so, and nothing is half done.
    let head_office = scene.desk("head office").await;
    let administrator = Profile::CustomerAdministrator;
    scene.officer(administrator).sign_in(&head_office, administrator).await;
    let why = why_not_lost(&token(&head_office, &serial).await);
    assert_eq!(why, Some(WhyNot::Profile { profile: administrator }), "an administrator does not revoke");
    let (id, version) = (delivered.row.token, delivered.version);
    let refused = stock::change_token(&head_office, id, version, TokenEvent::ReportLost, REASON).await;
    assert_eq!(code(&refused.unwrap_err()), "notAllowed", "nor behind the window");
    assert_eq!(counter.token_status(&serial).await, TokenStatus::Delivered, "so it is not lost yet");

    scene.line.swallow_next_answer().await;
    let unknown = stock::change_token(desk, id, version, TokenEvent::ReportLost, REASON).await;
    assert!(unknown.is_err(), "nobody knows what the centre did");
    let lost = stock::change_token(desk, id, version, TokenEvent::ReportLost, REASON).await.unwrap();
    assert_eq!(lost.row.status, TokenStatus::Lost, "told by the same button");
    assert!(!lost.certificate_alive, "nothing on it is valid");
    counter.nothing_is_valid("lost").await;
    let detail = orders::product_detail(desk, product).await.unwrap();
    assert_eq!(detail.status, ProductStatus::Revoked, "its product has ended");
    let told = detail.history.iter().rfind(|line| line.what == "revoked").unwrap();
    assert_eq!(told.reason.as_deref(), Some(REASON), "with the reason");
    for tries in 0.. {
        let messages = training::training_messages(desk).await.unwrap();
        let mail = messages.iter().find(|message| message.text.contains(&serial));
        if let Some(mail) = mail {
            assert_eq!(mail.to, detail.contacts.email, "the holder is told");
            assert!(!mail.text.contains(REASON), "without the officer's words");
            break;
        }
        assert!(tries < 300, "the holder is told nothing");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }

    let back =
        stock::change_token(desk, id, lost.version, TokenEvent::TakeBack, "found again").await.unwrap();
    assert_eq!(back.row.status, TokenStatus::Returned, "found, it is formatted like any other");
    counter.nothing_is_valid("found again").await;
    drop(counter);
    drop(head_office);
    scene.stop().await;
}
