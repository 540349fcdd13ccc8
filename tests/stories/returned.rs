//! A request is sent back with a reason, corrected and confirmed again: the same order, a new case.

use sportello_contract::desk::drafts::SaveDraft;
use sportello_desk::{confirm, drafts, orders};
use sportello_domain::{account::Profile, error_code::ErrorCode, request::RequestStatus};
use sportello_stories::{Scene, plot};

use crate::WORKER;

#[tokio::test(flavor = "multi_thread")]
async fn a_returned_request_keeps_its_number_and_gets_a_new_case() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let officer = scene.officer(Profile::Rao);
    let (request, product) = plot::recognised(&scene, &desk, &officer, 61).await;
    let before = orders::order_detail(&desk, request).await.unwrap();

    let told = orders::return_request(&desk, request, "  ".to_owned()).await.unwrap_err().to_wire("");
    assert_eq!(told.known_code(), Some(ErrorCode::ReasonMissing), "a return without a reason helps nobody");
    let returned = orders::return_request(&desk, request, "The street is misspelt".to_owned()).await.unwrap();
    assert_eq!(returned.status, RequestStatus::Returned, "sent back");

    let draft = orders::edit_returned(&desk, request).await.unwrap();
    assert_eq!(draft.status, RequestStatus::Returned, "it is editable here again");
    assert_eq!(
        draft.returned_because.as_deref(),
        Some("The street is misspelt"),
        "with the reason beside it"
    );
    assert_eq!(draft.content.person.surname, before.applicant.surname, "what the centre knew came along");
    assert!(!draft.content.document.images.is_empty(), "the images too");
    let mut content = draft.content;
    content.residence.street = "Via Nuova 1".to_owned();
    drafts::save_draft(&desk, SaveDraft { id: request, version: draft.version, content }).await.unwrap();
    let confirmed = confirm::confirm_request(&desk, request).await.unwrap();
    assert_eq!(confirmed.order_id.as_ref(), Some(&before.order_id), "the order keeps its number");
    assert_eq!(confirmed.product, product, "and its product");

    let after = orders::order_detail(&desk, request).await.unwrap();
    assert_eq!(after.status, RequestStatus::Submitted, "it starts over at the recognition");
    assert_eq!(after.applicant.residence.street, "Via Nuova 1", "with the corrected data");
    assert_ne!(after.case_sha256, before.case_sha256, "a new case: the old report says nothing about it");
}
