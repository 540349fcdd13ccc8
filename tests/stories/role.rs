//! A certificate that names a role wants the organisation's written consent: filed beside the signed form, and vouched
//! for by the report.

use sportello_contract::desk::{
    drafts::DraftView, recognition::PrepareReport, recognition::Sent, session::SessionView,
    status::QueueState,
};
use sportello_desk::{confirm, orders, outbox, papers, recognition, sessions};
use sportello_domain::{
    account::Profile, catalogue::Language, document::EvidenceKind, draft_check::FaultCode,
    error_code::ErrorCode, request::RequestStatus,
};
use sportello_papers::report::read_facts;
use sportello_stories::{Scene, plot};

use crate::WORKER;

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_identifier_of_an_organisation_is_told_while_it_is_typed() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let draft = plot::complete_draft(&desk, &plot::person(&desk, 95)).await;
    let told = |draft: &DraftView| {
        draft.faults.iter().any(|fault| fault.code == FaultCode::NotAnOrganisationIdentifier)
    };
    let wrong = plot::with_role(&desk, draft, "VATIT-12345678901").await;
    assert!(told(&wrong), "its check digit is wrong: {:?}", wrong.faults);
    let right = plot::with_role(&desk, wrong, plot::ORGANISATION).await;
    assert!(!told(&right), "corrected: {:?}", right.faults);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_organisations_consent_is_filed_and_vouched_for() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let request = plot::confirmed_with_role(&desk, 96).await.request;
    let confirmed = confirm::confirmed(&desk, request).await.unwrap().unwrap();
    assert!(confirmed.states_role, "the recognition asks for the consent without network too");
    scene.line.cut();
    let form = papers::request_form(&desk, request, Language::En).await.unwrap();
    let scan = papers::paper_bytes(&desk, &form.paper).unwrap();
    recognition::upload_signed_form(&desk, request, scan.clone()).await.unwrap();
    let consent = [scan, b"\n% the organisation agrees\n".to_vec()].concat();
    let sent = recognition::upload_organisation_consent(&desk, request, consent.clone()).await.unwrap();
    assert_eq!(sent, Sent::OnThisPc, "without network it waits in its place");
    let waiting: Vec<_> = outbox::queue(&desk)
        .await
        .unwrap()
        .into_iter()
        .filter(|row| !matches!(row.state, QueueState::Received { .. }))
        .map(|row| row.kind)
        .collect();
    let expected = ["storeEvidence", "fileSignedForm", "storeEvidence", "fileOrganisationConsent"];
    assert_eq!(waiting, expected, "form and consent, each with its bytes before it");

    let SessionView::SignedIn { session } = sessions::session_state(&desk).await.unwrap() else {
        panic!("the officer is not signed in any more")
    };
    let on = desk.now().legal_day();
    let wanted = PrepareReport { request, recogniser: session.account.id, place: "Trento".to_owned(), on };
    let report = recognition::prepare_report(&desk, wanted, Language::En).await.unwrap();
    let facts = read_facts(&papers::paper_bytes(&desk, &report.paper.paper).unwrap()).unwrap();
    let consents: Vec<_> =
        facts.evidence.iter().filter(|item| item.kind == EvidenceKind::OrganisationConsent).collect();
    assert_eq!(consents.len(), 1, "the report vouches for the consent");
    let hash = sportello_central::digest::sha256_hex(&consent);
    assert_eq!(consents[0].sha256, hash, "for its very bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_is_certified_with_the_organisations_consent_and_not_without() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let officer = scene.officer(Profile::Rao);
    officer.sign_in(&desk, Profile::Rao).await;
    let request = plot::confirmed_with_role(&desk, 98).await.request;
    let credential = scene.grounds.folder.path().join("officer.p12");
    let told = plot::try_to_recognise(&desk, &officer, request, &credential).await.unwrap_err().to_wire("");
    assert_eq!(told.known_code(), Some(ErrorCode::OrganisationConsentMissing), "the officer is told at once");
    let refused = outbox::queue(&desk).await.unwrap().into_iter().find_map(|row| match row.state {
        QueueState::Refused { code, .. } => Some(code),
        _ => None,
    });
    assert_eq!(refused.as_deref(), Some("organisationConsentMissing"), "and it stands in the queue");

    let form = papers::request_form(&desk, request, Language::En).await.unwrap();
    let letter = papers::paper_bytes(&desk, &form.paper).unwrap();
    let letter = [letter, b"\n% the organisation agrees\n".to_vec()].concat();
    recognition::upload_organisation_consent(&desk, request, letter).await.unwrap();
    let SessionView::SignedIn { session } = sessions::session_state(&desk).await.unwrap() else {
        panic!("the officer is not signed in any more")
    };
    let on = desk.now().legal_day();
    let wanted = PrepareReport { request, recogniser: session.account.id, place: "Trento".to_owned(), on };
    recognition::prepare_report(&desk, wanted, Language::En).await.unwrap();
    recognition::sign_report(&desk, request, &credential, &officer.password()).await.unwrap();

    let order = orders::order_detail(&desk, request).await.unwrap();
    assert_eq!(order.status, RequestStatus::Recognised, "with the consent the report is accepted");
    let product = order.products[0].product;
    plot::issue(&desk, product).await;
    let detail = orders::product_detail(&desk, product).await.unwrap();
    let subject = &detail.certificates[0].subject;
    for part in ["Alpe Nova S.p.A.", "VATIT-12345678903", "Procuratore"] {
        assert!(subject.contains(part), "the certificate names {part}: {subject}");
    }
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_without_role_takes_no_consent() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let request = plot::confirmed(&desk, 97).await.request;
    let form = papers::request_form(&desk, request, Language::En).await.unwrap();
    let scan = papers::paper_bytes(&desk, &form.paper).unwrap();
    let told = recognition::upload_organisation_consent(&desk, request, scan).await.unwrap_err().to_wire("");
    assert_eq!(told.known_code(), Some(ErrorCode::BadInput), "there is nothing to consent to");
}
