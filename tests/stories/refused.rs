//! A refusal of the centre: told as it is, it holds what follows it in its case, and the officer can correct and confirm
//! again.

use sportello_contract::desk::{
    drafts::SaveDraft, recognition::PrepareReport, session::SessionView, status::QueueState,
};
use sportello_desk::{confirm, drafts, outbox, papers, recognition};
use sportello_domain::{
    account::Profile, catalogue::Language, document::EvidenceKind, error_code::ErrorCode,
    request::RequestStatus,
};
use sportello_papers::report::read_facts;
use sportello_stories::{Scene, plot};

use crate::WORKER;

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_holds_what_follows_and_can_be_corrected() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let officer = scene.officer(Profile::Rao);
    let (_, issued) = plot::recognised(&scene, &desk, &officer, 41).await;
    plot::issue(&desk, issued).await;
    let first = plot::person(&desk, 41);

    // Another person with the e-mail of a living certificate: the centre decides, and it is not there to ask.
    scene.line.cut();
    let mut second = plot::person(&desk, 42);
    second.contacts.email = first.contacts.email.clone();
    let draft = plot::complete_draft(&desk, &second).await;
    let other = plot::complete_draft(&desk, &plot::person(&desk, 43)).await;
    confirm::confirm_request(&desk, draft.id).await.unwrap();
    let form = papers::request_form(&desk, draft.id, Language::En).await.unwrap();
    let scan = papers::paper_bytes(&desk, &form.paper).unwrap();
    recognition::upload_signed_form(&desk, draft.id, scan).await.unwrap();
    confirm::confirm_request(&desk, other.id).await.unwrap();

    scene.line.mend();
    outbox::send_now(&desk).await.unwrap();
    let told = confirm::confirmed(&desk, draft.id).await.unwrap_err().to_wire("");
    assert_eq!(told.known_code(), Some(ErrorCode::ContactInUse), "the refusal is told with its reason");
    let states: Vec<_> = outbox::queue(&desk)
        .await
        .unwrap()
        .into_iter()
        .filter(|row| row.request == draft.id)
        .map(|row| (row.kind, row.state))
        .collect();
    let held = states.iter().filter(|(_, state)| *state == QueueState::Held).count();
    assert_eq!(held, 2, "the form and its upload are held behind the refusal: {states:?}");
    let sent = confirm::confirmed(&desk, other.id).await.unwrap().unwrap();
    assert!(sent.order_id.is_some(), "another case goes its way");

    let open = drafts::open_draft(&desk, draft.id).await.unwrap();
    assert_eq!(open.status, RequestStatus::Draft, "the refused case is a draft again");
    assert!(open.refused.is_some(), "that says why");
    let mut content = open.content;
    content.contacts.email = "somebody.else@example.invalid".to_owned();
    content.contacts.identity = String::new();
    drafts::save_draft(&desk, SaveDraft { id: draft.id, version: open.version, content }).await.unwrap();
    let confirmed = confirm::confirm_request(&desk, draft.id).await.unwrap();
    assert!(confirmed.order_id.is_some(), "corrected, it is received");
    let queue = outbox::queue(&desk).await.unwrap();
    assert!(
        queue.iter().all(|row| matches!(row.state, QueueState::Received { .. })),
        "the form of the refused case went with it: it shows another e-mail: {queue:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paper_filed_anew_takes_the_place_of_the_refused_one() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    let officer = scene.officer(Profile::Rao);
    officer.sign_in(&desk, Profile::Rao).await;
    let request = plot::confirmed(&desk, 51).await.request;
    let form = papers::request_form(&desk, request, Language::En).await.unwrap();
    let scan = papers::paper_bytes(&desk, &form.paper).unwrap();
    // The first scan waits at this counter while the case moves on at another one.
    scene.line.cut();
    recognition::upload_signed_form(&desk, request, scan.clone()).await.unwrap();
    scene.line.mend();
    let other = scene.desk("other counter").await;
    officer.sign_in(&other, Profile::Rao).await;
    recognition::start_recognition(&other, request).await.unwrap();
    outbox::send_now(&desk).await.unwrap();
    let refused = |rows: &[sportello_contract::desk::status::QueueRow]| {
        rows.iter().filter(|row| matches!(row.state, QueueState::Refused { .. })).count()
    };
    assert_eq!(refused(&outbox::queue(&desk).await.unwrap()), 1, "the form met another state of the case");

    // What a look at the case teaches this desk.
    sportello_desk::orders::order_detail(&desk, request).await.unwrap();
    let again = [scan.clone(), b"\n% scanned once more\n".to_vec()].concat();
    recognition::upload_signed_form(&desk, request, again.clone()).await.unwrap();
    let queue = outbox::queue(&desk).await.unwrap();
    assert!(
        queue.iter().all(|row| matches!(row.state, QueueState::Received { .. })),
        "nothing of the refused form holds the case: {queue:?}"
    );
    let session = sportello_desk::sessions::session_state(&desk).await.unwrap();
    let SessionView::SignedIn { session } = session else { panic!("signed out: {session:?}") };
    let wanted = PrepareReport {
        request,
        recogniser: session.account.id,
        place: "Trento".to_owned(),
        on: desk.now().legal_day(),
    };
    let report = recognition::prepare_report(&desk, wanted, Language::En).await.unwrap();
    let facts = read_facts(&papers::paper_bytes(&desk, &report.paper.paper).unwrap()).unwrap();
    let forms: Vec<_> = facts.evidence.iter().filter(|item| item.kind == EvidenceKind::SignedForm).collect();
    assert_eq!(forms.len(), 1, "the report vouches for the form that was filed, not for the refused one");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_window_cannot_save_over_a_newer_one() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let draft = drafts::start_draft(&desk, None).await.unwrap();
    let save = |surname: &str| {
        let mut content = draft.content.clone();
        content.person.surname = surname.to_owned();
        SaveDraft { id: draft.id, version: draft.version, content }
    };
    drafts::save_draft(&desk, save("Rossi")).await.unwrap();
    let told = drafts::save_draft(&desk, save("Bianchi")).await.unwrap_err().to_wire("");
    assert_eq!(told.known_code(), Some(ErrorCode::Outdated), "the second window is told");
    drafts::discard_draft(&desk, draft.id).await.unwrap();
    assert!(drafts::open_draft(&desk, draft.id).await.is_err(), "a discarded draft is put away");
    let back = drafts::restore_draft(&desk, draft.id).await.unwrap();
    assert_eq!(back.content.person.surname, "Rossi", "and comes back as it was");
}
