//! A request is sent back with a reason, corrected and confirmed again: the same order, a new case.

use sportello_contract::desk::{
    drafts::{DraftView, SaveDraft},
    recognition::PrepareReport,
    session::SessionView,
};
use sportello_desk::{Desk, confirm, drafts, orders, papers, people, recognition, sessions};
use sportello_domain::{
    account::Profile,
    case::AcceptedMismatch,
    catalogue::Language,
    document::EvidenceKind,
    draft::DraftContent,
    draft_check::Severity,
    error_code::ErrorCode,
    ids::RequestId,
    product::ProductStatus,
    request::{ContractStatus, RequestStatus},
};
use sportello_papers::report::read_facts;
use sportello_stories::{Scene, plot};

use crate::WORKER;

const REASON: &str = "The street is misspelt";

/// Saves the draft with one change.
async fn change(desk: &Desk, draft: DraftView, with: impl FnOnce(&mut DraftContent)) -> DraftView {
    let mut content = draft.content;
    with(&mut content);
    drafts::save_draft(desk, SaveDraft { id: draft.id, version: draft.version, content }).await.unwrap()
}

/// Sends the request back, changes the street and confirms it again, all at this desk.
async fn correct_street(desk: &Desk, request: RequestId, street: &str) {
    orders::return_request(desk, request, REASON.to_owned()).await.unwrap();
    let draft = orders::edit_returned(desk, request).await.unwrap();
    change(desk, draft, |content| street.clone_into(&mut content.residence.street)).await;
    confirm::confirm_request(desk, request).await.unwrap();
}

async fn own_report(desk: &Desk, request: RequestId) -> PrepareReport {
    let SessionView::SignedIn { session } = sessions::session_state(desk).await.unwrap() else {
        panic!("the officer is not signed in any more")
    };
    let on = desk.now().legal_day();
    PrepareReport { request, recogniser: session.account.id, place: "Trento".to_owned(), on }
}

/// The signed forms that a report prepared now would vouch for.
async fn forms_vouched_for(desk: &Desk, request: RequestId) -> Vec<String> {
    let wanted = own_report(desk, request).await;
    let report = recognition::prepare_report(desk, wanted, Language::En).await.unwrap();
    let facts = read_facts(&papers::paper_bytes(desk, &report.paper.paper).unwrap()).unwrap();
    let forms = facts.evidence.into_iter().filter(|item| item.kind == EvidenceKind::SignedForm);
    forms.map(|item| item.sha256).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_returned_request_keeps_its_number_and_gets_a_new_case() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let officer = scene.officer(Profile::Rao);
    let (request, product) = plot::recognised(&scene, &desk, &officer, 61).await;
    let before = orders::order_detail(&desk, request).await.unwrap();

    let told = orders::return_request(&desk, request, "  ".to_owned()).await.unwrap_err().to_wire("");
    assert_eq!(told.known_code(), Some(ErrorCode::ReasonMissing), "a return without a reason helps nobody");
    let returned = orders::return_request(&desk, request, REASON.to_owned()).await.unwrap();
    assert_eq!(returned.status, RequestStatus::Returned, "sent back");

    let draft = orders::edit_returned(&desk, request).await.unwrap();
    assert_eq!(draft.status, RequestStatus::Returned, "it is editable here again");
    assert_eq!(draft.returned_because.as_deref(), Some(REASON), "with the reason beside it");
    change(&desk, draft, |content| "Via Nuova 1".clone_into(&mut content.residence.street)).await;
    let confirmed = confirm::confirm_request(&desk, request).await.unwrap();
    assert_eq!(confirmed.order_id.as_ref(), Some(&before.order_id), "the order keeps its number");
    assert_eq!(confirmed.product, product, "and its product");

    let after = orders::order_detail(&desk, request).await.unwrap();
    assert_eq!(after.status, RequestStatus::Submitted, "it starts over at the recognition");
    assert_eq!(after.applicant.residence.street, "Via Nuova 1", "with the corrected data");
    assert_ne!(after.case_sha256, before.case_sha256, "a new case: the old report says nothing about it");
}

/// A draft of somebody the registry knows, with every choice that can be lost: another validity, the partner's code, a
/// nickname, and a reason for a number that the card does not say.
async fn chosen_draft(desk: &Desk, seed: u64) -> DraftView {
    let person = plot::person(desk, seed);
    let draft = plot::complete_draft(desk, &person).await;
    let query = sportello_contract::central::people::PersonQuery {
        tax_code: Some(person.person.tax_code.to_string()),
        ..Default::default()
    };
    let known = people::find_person(desk, query).await.unwrap().remove(0);
    let draft = change(desk, draft, |content| {
        content.person_choice = Some(sportello_domain::draft::PersonChoice::Found { person: known.id });
        content.configuration.validity_months = Some(12);
        "CRM-4711".clone_into(&mut content.configuration.lookup_code);
        "Studio".clone_into(&mut content.configuration.nickname);
        content.document.number.push('9');
    })
    .await;
    let open = draft.faults.iter().filter(|fault| fault.severity == Severity::Mismatch && !fault.accepted);
    let reasons: Vec<_> = open
        .map(|fault| AcceptedMismatch {
            code: fault.code.to_string(),
            path: fault.path.clone(),
            reason: "the card is worn".to_owned(),
            about: fault.about.clone(),
        })
        .collect();
    assert!(!reasons.is_empty(), "the number is not the one that was read");
    change(desk, draft, |content| content.accepted_mismatches.extend(reasons)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_corrects_the_street_changes_the_street_alone() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let officer = scene.officer(Profile::Rao);
    plot::recognised(&scene, &desk, &officer, 62).await;
    let draft = Box::pin(chosen_draft(&desk, 62)).await;
    let request = draft.id;
    let mut confirmed = draft.content;
    // What was confirmed is the officer's own: it stays when an image goes.
    confirmed.readings.iter_mut().for_each(|reading| reading.filled = false);
    // And its images are read no second time: what they said is in the case.
    confirmed.print_read = confirmed.document.images.iter().map(|image| image.id).collect();
    confirm::confirm_request(&desk, request).await.unwrap();

    orders::return_request(&desk, request, REASON.to_owned()).await.unwrap();
    let back = orders::edit_returned(&desk, request).await.unwrap();
    assert_eq!(back.content, confirmed, "the draft is the one that was confirmed, with all its choices");
    let saved = change(&desk, back, |content| "Via Nuova 1".clone_into(&mut content.residence.street)).await;
    let again = orders::edit_returned(&desk, request).await.unwrap();
    assert_eq!(again.version, saved.version, "a correction that was begun is gone on with");
    confirm::confirm_request(&desk, request).await.unwrap();

    orders::return_request(&desk, request, REASON.to_owned()).await.unwrap();
    let other = scene.desk("other counter").await;
    officer.sign_in(&other, Profile::Rao).await;
    let elsewhere = orders::edit_returned(&other, request).await.unwrap();
    "Via Nuova 1".clone_into(&mut confirmed.residence.street);
    assert_eq!(elsewhere.content, confirmed, "the new case differs in the street, seen from any desk");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_of_an_earlier_return_is_not_gone_on_with() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let officer = scene.officer(Profile::Rao);
    officer.sign_in(&desk, Profile::Rao).await;
    let request = plot::confirmed(&desk, 63).await.request;
    orders::return_request(&desk, request, REASON.to_owned()).await.unwrap();
    let draft = orders::edit_returned(&desk, request).await.unwrap();
    change(&desk, draft, |content| "Via Vecchia 2".clone_into(&mut content.residence.street)).await;

    let other = scene.desk("other counter").await;
    officer.sign_in(&other, Profile::Rao).await;
    let elsewhere = orders::edit_returned(&other, request).await.unwrap();
    change(&other, elsewhere, |content| "Via Nuova 3".clone_into(&mut content.residence.street)).await;
    confirm::confirm_request(&other, request).await.unwrap();
    orders::return_request(&other, request, REASON.to_owned()).await.unwrap();

    let here = orders::edit_returned(&desk, request).await.unwrap();
    assert_eq!(here.content.residence.street, "Via Nuova 3", "the case has moved on since");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_request_is_recognised_with_a_form_of_its_own_and_issued() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let officer = scene.officer(Profile::Rao);
    let (request, product) = plot::recognised(&scene, &desk, &officer, 64).await;
    correct_street(&desk, request, "Via Nuova 1").await;
    let order = orders::order_detail(&desk, request).await.unwrap();
    assert_eq!(order.contract_status, ContractStatus::ToSignByHand, "the contract is to be signed again");
    assert!(
        order.evidence.iter().any(|row| row.kind == EvidenceKind::SignedForm),
        "though the form of the case before is still there"
    );
    assert_eq!(forms_vouched_for(&desk, request).await, [""; 0], "no report vouches for it any more");

    plot::recognise(&desk, &officer, request, &scene.grounds.folder.path().join("officer.p12")).await;
    let recognised = orders::order_detail(&desk, request).await.unwrap();
    assert_eq!(recognised.status, RequestStatus::Recognised, "recognised anew, with the new form");
    plot::issue(&desk, product).await;
    let issued = orders::product_detail(&desk, product).await.unwrap();
    assert_eq!(issued.status, ProductStatus::ToActivate, "and issued");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_desk_works_on_the_case_as_it_was_corrected() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let officer = scene.officer(Profile::Rao);
    officer.sign_in(&desk, Profile::Rao).await;
    let confirmed = plot::confirmed(&desk, 65).await;
    let request = confirmed.request;
    let old = papers::request_form(&desk, request, Language::En).await.unwrap();
    let old = papers::paper_bytes(&desk, &old.paper).unwrap();
    recognition::upload_signed_form(&desk, request, old).await.unwrap();

    // Corrected at another counter, and its form filed there.
    let other = scene.desk("other counter").await;
    officer.sign_in(&other, Profile::Rao).await;
    correct_street(&other, request, "Via Nuova 1").await;
    let form = papers::request_form(&other, request, Language::En).await.unwrap();
    let scan = papers::paper_bytes(&other, &form.paper).unwrap();
    recognition::upload_signed_form(&other, request, scan).await.unwrap();

    // The first counter has kept case and form of the time before the return.
    let order = orders::order_detail(&desk, request).await.unwrap();
    let wanted = own_report(&desk, request).await;
    let report = recognition::prepare_report(&desk, wanted, Language::En).await.unwrap();
    assert_eq!(report.case_sha256, order.case_sha256, "the report is about the case as it stands");
    let forms = order.evidence.iter().filter(|row| row.kind == EvidenceKind::SignedForm);
    let newest = forms.max_by_key(|row| row.stored_at).unwrap();
    let vouched_for = forms_vouched_for(&desk, request).await;
    assert_eq!(
        vouched_for,
        std::slice::from_ref(&newest.sha256),
        "and vouches for the form of that case alone"
    );

    plot::recognise(&desk, &officer, request, &scene.grounds.folder.path().join("officer.p12")).await;
    let recognised = orders::order_detail(&desk, request).await.unwrap();
    assert_eq!(recognised.status, RequestStatus::Recognised, "accepted from here too");
    plot::issue(&desk, confirmed.product).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_network_the_kept_case_serves() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let request = plot::confirmed(&desk, 66).await.request;
    scene.line.cut();
    papers::request_form(&desk, request, Language::En).await.expect("the form can be printed offline");
}
