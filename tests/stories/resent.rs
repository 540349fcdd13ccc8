//! A holder has lost the envelope of a device: it is sent again with the codes that were set on it, by whoever may.

use std::time::Duration;

use sportello_contract::central::training::TrainingMessage;
use sportello_desk::{Desk, device_enrolment as devices, issuance, orders, training};
use sportello_domain::{
    account::Profile,
    product::ProductStatus,
    rights::{Action, WhyNot},
    secret::Passphrase,
};
use sportello_stories::{Scene, plot};

use crate::{
    WORKER,
    device_enrolment::{Counter, code},
};

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned())
}

/// The envelopes that were mailed, once there are so many.
async fn envelopes(desk: &Desk, wanted: usize) -> Vec<TrainingMessage> {
    for _ in 0..300 {
        let messages = training::training_messages(desk).await.unwrap();
        let sent: Vec<_> = messages.into_iter().filter(|message| !message.attachments.is_empty()).collect();
        if sent.len() >= wanted {
            return sent;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the envelopes did not come")
}

/// What keeps an act on the product from being done now.
async fn why_not(desk: &Desk, counter: &Counter, action: Action) -> Option<WhyNot> {
    let detail = orders::product_detail(desk, counter.product).await.unwrap();
    detail.actions.into_iter().find(|state| state.action == action).unwrap().why_not
}

#[tokio::test(flavor = "multi_thread")]
async fn the_envelope_of_a_device_is_sent_again() {
    let scene = Scene::set(WORKER).await;
    let counter = Box::pin(Counter::with(&scene, 85)).await;
    let (desk, product) = (&counter.desk, counter.product);
    let serial = counter.blank_device().await;
    let confirmed = counter.enrol(&serial).await.unwrap();
    let why = why_not(desk, &counter, Action::ResendEnvelope).await;
    assert!(matches!(why, Some(WhyNot::ProductStatus { .. })), "there was no first one yet: {why:?}");
    devices::deliver_device(desk, product, confirmed.enrolment, passphrase(plot::PASSPHRASE)).await.unwrap();
    let first = envelopes(desk, 1).await;
    let [first] = first.as_slice() else { panic!("one envelope: {}", first.len()) };

    assert_eq!(why_not(desk, &counter, Action::ResendEnvelope).await, None, "the holder may ask for it");
    let version = orders::product_detail(desk, product).await.unwrap().version;
    let weak = issuance::seal_envelope(desk, product, version, passphrase("corta1")).await.unwrap_err();
    assert_eq!(code(&weak), "passphraseWeak", "as for every envelope");
    scene.line.swallow_next_answer().await;
    let lost = issuance::seal_envelope(desk, product, version, passphrase("nove cani 9 rossi")).await;
    assert!(lost.is_err(), "nobody knows whether it was sent");
    let sealed =
        issuance::seal_envelope(desk, product, version, passphrase("nove cani 9 rossi")).await.unwrap();
    assert_eq!(sealed.status, ProductStatus::Active, "the device stays in use");
    let both = envelopes(desk, 2).await;
    assert_eq!(both.len(), 2, "sent once, however often the button was pressed");
    assert!(both.iter().all(|mail| mail.to == first.to), "to the same address");
    let again = issuance::seal_envelope(desk, product, version, passphrase("tre gatti 3 grigi")).await;
    assert_eq!(code(&again.unwrap_err()), "outdated", "a page that was left open sends nothing");
    let detail = orders::product_detail(desk, product).await.unwrap();
    let told = detail.history.iter().filter(|line| line.what == "envelopeSealed").count();
    assert_eq!(told, 2, "both are in the history");
    assert!(detail.certificates.iter().all(|known| known.revoked_at.is_none()), "and nothing else happened");

    let head_office = scene.desk("head office").await;
    scene.officer(Profile::Auditor).sign_in(&head_office, Profile::Auditor).await;
    let why = why_not(&head_office, &counter, Action::ResendEnvelope).await;
    assert_eq!(why, Some(WhyNot::Profile { profile: Profile::Auditor }), "an auditor sends nothing");
    let refused =
        issuance::seal_envelope(&head_office, product, detail.version, passphrase("tre gatti 3 grigi")).await;
    assert_eq!(code(&refused.unwrap_err()), "notAllowed", "nor behind the window");
    drop(counter);
    drop(head_office);
    scene.stop().await;
}
