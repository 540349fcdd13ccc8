//! A double click on *Issue*, and an answer that was lost: one certificate.

use sportello_desk::{DeskError, issuance, orders, ports::CentralError};
use sportello_domain::{account::Profile, secret::Passphrase};
use sportello_stories::{Scene, plot};

use crate::WORKER;

#[tokio::test(flavor = "multi_thread")]
async fn two_clicks_and_a_lost_answer_give_one_certificate() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let (_, product) = plot::recognised(&scene, &desk, &scene.officer(Profile::Rao), 21).await;
    let version = issuance::certificate_preview(&desk, product).await.unwrap().version;

    scene.line.swallow_next_answer().await;
    let lost = issuance::issue_certificate(&desk, product, version).await;
    assert!(
        matches!(lost, Err(DeskError::Central(CentralError::Unreachable(_)))),
        "the answer was lost on the line: {lost:?}"
    );
    assert_eq!(scene.line.swallowed(), 1, "it was the answer that was lost, not the question");
    let (one, two) = tokio::join!(
        issuance::issue_certificate(&desk, product, version),
        issuance::issue_certificate(&desk, product, version)
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one, two, "both clicks are told the same");
    let detail = orders::product_detail(&desk, product).await.unwrap();
    let serials: Vec<_> = detail.certificates.iter().map(|known| known.serial.clone()).collect();
    assert_eq!(serials, std::slice::from_ref(&one.serial), "one certificate exists");

    let passphrase = || Passphrase::new("correct horse 42".into());
    scene.line.swallow_next_answer().await;
    let lost = issuance::seal_envelope(&desk, product, one.version, passphrase()).await;
    assert!(lost.is_err(), "the envelope's answer was lost too");
    let sealed = issuance::seal_envelope(&desk, product, one.version, passphrase()).await.unwrap();
    let detail = orders::product_detail(&desk, product).await.unwrap();
    assert_eq!(detail.version, sealed.version, "sealed once: nothing happened after it");
    assert!(!detail.awaits_passphrase, "and done");
}
