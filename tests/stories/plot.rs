//! What several stories begin with.

use sportello_contract::{
    cases::ProductSearch,
    desk::{drafts::DraftView, recognition::PrepareReport},
};
use sportello_desk::{
    Desk, confirm, credential,
    document_images::{AttachImage, attach_document_image},
    drafts, issuance, papers, recognition, reference,
};
use sportello_desk_cli::play;
use sportello_domain::{
    account::Profile,
    catalogue::{Language, RecognitionMethod},
    ids::{ProductId, RequestId},
    secret::Passphrase,
    training_people::{TrainingPerson, training_person},
};
use sportello_stories::{Officer, Scene};

pub const WORKER: &str = env!("CARGO_BIN_EXE_stories-worker");

/// The invented person of a seed.
pub fn person(desk: &Desk, seed: u64) -> TrainingPerson {
    training_person(seed, desk.now().legal_day())
}

/// A complete draft for the person: drawn images attached, everything else typed.
pub async fn complete_draft(desk: &Desk, person: &TrainingPerson) -> DraftView {
    let draft = drafts::start_draft(desk, Some(RecognitionMethod::Offline)).await.unwrap();
    for picture in play::pictures::drawn(person).unwrap() {
        let attach = AttachImage { draft: draft.id, side: picture.side, file: picture.bytes, page: 1 };
        attach_document_image(desk, attach).await.unwrap();
    }
    let known = reference::reference(desk).await.unwrap();
    play::draft::type_in(desk, draft.id, &known, person, true).await.unwrap()
}

/// A confirmed request whose recognition the centre has accepted: its product is to be issued.
pub async fn recognised(scene: &Scene, desk: &Desk, officer: &Officer, seed: u64) -> (RequestId, ProductId) {
    let session = officer.sign_in(desk, Profile::Rao).await;
    let draft = complete_draft(desk, &person(desk, seed)).await;
    let confirmed = confirm::confirm_request(desk, draft.id).await.unwrap();
    let file = scene.folder.path().join("officer.p12");
    credential::make_officer_credential(desk, file.clone(), officer.password()).await.unwrap();
    let form = papers::request_form(desk, draft.id, Language::En).await.unwrap();
    let scan = papers::paper_bytes(desk, &form.paper).unwrap();
    recognition::upload_signed_form(desk, draft.id, scan).await.unwrap();
    let prepare = PrepareReport {
        request: draft.id,
        recogniser: session.account.id,
        place: "Milano".to_owned(),
        on: desk.now().legal_day(),
    };
    recognition::prepare_report(desk, prepare, Language::En).await.unwrap();
    recognition::sign_report(desk, draft.id, &file, &officer.password()).await.unwrap();
    (draft.id, confirmed.product)
}

/// Issues and seals the envelope.
pub async fn issue(desk: &Desk, product: ProductId) {
    let preview = issuance::certificate_preview(desk, product).await.unwrap();
    let issued = issuance::issue_certificate(desk, product, preview.version).await.unwrap();
    let passphrase = Passphrase::new("correct horse 42".into());
    issuance::seal_envelope(desk, product, issued.version, passphrase).await.unwrap();
}

/// A search without filters.
pub fn all() -> ProductSearch {
    ProductSearch { limit: 100, ..ProductSearch::default() }
}
