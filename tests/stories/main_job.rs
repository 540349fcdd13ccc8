//! The main job: from a photograph to the envelope in the holder's mailbox.

use sportello_contract::{cases::ProductSearch, desk::status::QueueState};
use sportello_desk::{confirm, issuance, orders, outbox, papers, training};
use sportello_domain::{
    account::Profile, product::ProductStatus, request::RequestStatus, secret::Passphrase,
};
use sportello_stories::{Scene, plot};

use crate::WORKER;

#[tokio::test(flavor = "multi_thread")]
async fn from_a_photograph_to_the_envelope() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let officer = scene.officer(Profile::Rao);
    let (request, product) = plot::recognised(&scene, &desk, &officer, 11).await;
    let person = plot::person(&desk, 11);

    let again = confirm::confirm_request(&desk, request).await.unwrap();
    let order = orders::order_detail(&desk, request).await.unwrap();
    assert_eq!(again.order_id.as_ref(), Some(&order.order_id), "confirmed again, it is the same order");
    assert_eq!(order.status, RequestStatus::Recognised, "the signed report was accepted");
    let recognition = order.recognition.expect("the recognition's facts are told");
    assert!(order.evidence.iter().any(|row| row.evidence == recognition.report.id), "the report is evidence");
    let report = orders::evidence(&desk, recognition.report.id).await.unwrap();
    assert!(report.starts_with(b"%PDF-"), "and can be had back");
    let stamp = b"/ETSI.RFC3161";
    assert!(
        report.windows(stamp.len()).any(|window| window == stamp),
        "with the centre's time-stamp behind it"
    );
    for row in outbox::queue(&desk).await.unwrap() {
        assert!(
            matches!(row.state, QueueState::Received { .. }),
            "{}: nothing waits: {:?}",
            row.kind,
            row.state
        );
    }

    let preview = issuance::certificate_preview(&desk, product).await.unwrap();
    assert!(!preview.qscd, "a key in a file claims no device");
    let issued = issuance::issue_certificate(&desk, product, preview.version).await.unwrap();
    let passphrase = "correct horse 42";
    let sealed = issuance::seal_envelope(&desk, product, issued.version, Passphrase::new(passphrase.into()))
        .await
        .unwrap();
    assert_eq!(sealed.status, ProductStatus::ToActivate, "a remote credential waits for its holder");
    let detail = orders::product_detail(&desk, product).await.unwrap();
    assert_eq!(detail.certificates.len(), 1, "one certificate");
    assert_eq!(detail.certificates[0].serial, issued.serial, "the one that was issued");
    assert!(
        detail.certificates[0].subject.contains(person.person.tax_code.as_str()),
        "it names the person: {}",
        detail.certificates[0].subject
    );
    let found = orders::search_products(&desk, ProductSearch { limit: 10, ..ProductSearch::default() })
        .await
        .unwrap();
    assert!(found.rows.iter().any(|row| row.product == product), "the search finds it");

    let mail = envelope_mail(&desk, &person.contacts.email).await;
    let (message, attachment) = mail.expect("the envelope came by mail");
    let bytes = training::training_attachment(&desk, &message, &attachment).await.unwrap();
    assert!(bytes.starts_with(b"%PDF-"), "the envelope is a PDF");
    let clear = [passphrase.as_bytes(), person.person.surname.as_bytes()];
    for text in clear {
        let found = bytes.windows(text.len()).any(|window| window == text);
        assert!(!found, "nothing in the envelope stands in clear");
    }
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn papers_can_be_looked_at_and_saved() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let draft = plot::complete_draft(&desk, &plot::person(&desk, 3)).await;
    let form =
        papers::request_form(&desk, draft.id, sportello_domain::catalogue::Language::It).await.unwrap();
    for page in 1..=form.pages {
        let png = papers::paper_page(&desk, &form.paper, page, 400).await.unwrap();
        let image = image::load_from_memory(&png).unwrap().into_rgb8();
        assert_eq!(image.width(), 400, "page {page} comes in the width asked for");
        assert!(image.pixels().any(|pixel| pixel.0[0] < 100), "page {page} has ink on it");
    }
    assert!(
        papers::paper_page(&desk, &form.paper, form.pages + 1, 400).await.is_err(),
        "there is no page beyond"
    );
    let path = scene.grounds.folder.path().join(&form.file_name);
    papers::save_paper(&desk, &form.paper, &path).await.unwrap();
    let saved = std::fs::read(path).unwrap();
    assert_eq!(saved, papers::paper_bytes(&desk, &form.paper).unwrap(), "saved is what was shown");
    assert_eq!(
        sportello_desk::recognition::start_recognition(&desk, draft.id)
            .await
            .err()
            .map(|e| e.to_wire("").code),
        Some("notFound".to_owned()),
        "a draft cannot be recognised before it is confirmed"
    );
}

/// The message and the attachment's name, once the centre's job has sent it.
async fn envelope_mail(desk: &sportello_desk::Desk, to: &str) -> Option<(String, String)> {
    for _ in 0..100 {
        for message in training::training_messages(desk).await.unwrap() {
            if message.to.contains(to)
                && let Some(attachment) = message.attachments.first()
            {
                return Some((message.id, attachment.name.clone()));
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    None
}
