//! What several stories begin with.

use std::{path::Path, time::Duration};

use sportello_contract::{
    cases::ProductSearch,
    desk::{
        device_enrolment::DeviceChoice,
        drafts::{ConfirmedView, DraftView, SaveDraft},
        recognition::{PrepareReport, Sent},
        session::SessionView,
    },
    stock::ReceiveTokens,
};
use sportello_desk::{
    Desk, DeskError, confirm, credential, device_enrolment,
    document_images::{AttachImage, attach_document_image},
    drafts, issuance, officer_proof, papers, recognition, reference, sessions, stock,
};
use sportello_desk_cli::play;
use sportello_domain::{
    account::Profile,
    catalogue::{Carrier, Language, RecognitionMethod, RoleRule},
    ids::{ProductId, RequestId},
    secret::Passphrase,
    training_people::{TrainingPerson, training_person},
};

use crate::{Officer, Scene};

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

/// A confirmed request for the person of a seed.
pub async fn confirmed(desk: &Desk, seed: u64) -> ConfirmedView {
    let draft = complete_draft(desk, &person(desk, seed)).await;
    confirm::confirm_request(desk, draft.id).await.unwrap()
}

/// The draft with the first product that states a role, granted by an organisation with this identifier.
pub async fn with_role(desk: &Desk, draft: DraftView, identifier: &str) -> DraftView {
    let known = reference::reference(desk).await.unwrap();
    let item = known.catalogue.iter().find(|item| item.role == RoleRule::Required).unwrap();
    let mut content = draft.content;
    content.item = Some(item.id);
    let typed = &mut content.configuration;
    (typed.validity_months, typed.customer_type) = (None, item.customer_types.first().copied());
    "Procuratore".clone_into(&mut typed.title);
    "Alpe Nova S.p.A.".clone_into(&mut typed.organisation);
    identifier.clone_into(&mut typed.organisation_identifier);
    drafts::save_draft(desk, SaveDraft { id: draft.id, version: draft.version, content }).await.unwrap()
}

/// The identifier of an organisation, as ETSI EN 319 412-1 has it.
pub const ORGANISATION: &str = "VATIT-12345678903";

/// A confirmed request for a certificate that states a role.
pub async fn confirmed_with_role(desk: &Desk, seed: u64) -> ConfirmedView {
    let draft = complete_draft(desk, &person(desk, seed)).await;
    let draft = with_role(desk, draft, ORGANISATION).await;
    confirm::confirm_request(desk, draft.id).await.unwrap()
}

/// A confirmed request for the first product on this carrier.
pub async fn confirmed_on(desk: &Desk, seed: u64, carrier: Carrier) -> ConfirmedView {
    let draft = complete_draft(desk, &person(desk, seed)).await;
    let known = reference::reference(desk).await.unwrap();
    let item = known.catalogue.iter().find(|item| item.carrier == carrier).unwrap();
    let mut content = draft.content;
    content.item = Some(item.id);
    content.configuration.validity_months = None;
    content.configuration.customer_type = item.customer_types.first().copied();
    let save = SaveDraft { id: draft.id, version: draft.version, content };
    let draft = drafts::save_draft(desk, save).await.unwrap();
    confirm::confirm_request(desk, draft.id).await.unwrap()
}

/// The signed form and the signed report of a confirmed request, by the officer who is signed in. The credential is
/// made the first time it is needed.
pub async fn recognise(desk: &Desk, officer: &Officer, request: RequestId, credential: &Path) {
    try_to_recognise(desk, officer, request, credential).await.unwrap();
}

/// The same, where the report may be refused.
pub async fn try_to_recognise(
    desk: &Desk,
    officer: &Officer,
    request: RequestId,
    credential: &Path,
) -> Result<Sent, DeskError> {
    if !credential.exists() {
        credential::make_officer_credential(desk, credential.to_owned(), officer.password()).await.unwrap();
    }
    prepared_report(desk, request).await;
    recognition::sign_report(desk, request, credential, &officer.password()).await
}

/// The officer's proof before a device is written on, with the credential file, where the one before holds no more.
pub async fn prove(desk: &Desk, officer: &Officer, product: ProductId, credential: &Path) {
    let view = device_enrolment::device_enrolment(desk, product).await.unwrap();
    if view.proof.until.is_none() {
        let password = officer.password();
        officer_proof::prove_with_file(desk, product, credential, &password, None).await.unwrap();
    }
}

/// The signed form of a confirmed request, and its report, which waits for the signature of the officer who is signed in.
pub async fn prepared_report(desk: &Desk, request: RequestId) {
    let form = papers::request_form(desk, request, Language::It).await.unwrap();
    let scan = papers::paper_bytes(desk, &form.paper).unwrap();
    recognition::upload_signed_form(desk, request, scan).await.unwrap();
    let SessionView::SignedIn { session } = sessions::session_state(desk).await.unwrap() else {
        panic!("the officer is not signed in any more")
    };
    let prepare = PrepareReport {
        request,
        recogniser: session.account.id,
        place: "Trento".to_owned(),
        on: desk.now().legal_day(),
    };
    recognition::prepare_report(desk, prepare, Language::It).await.unwrap();
}

/// A confirmed request whose recognition the centre has accepted: its product is to be issued. Signs the officer in.
pub async fn recognised(scene: &Scene, desk: &Desk, officer: &Officer, seed: u64) -> (RequestId, ProductId) {
    officer.sign_in(desk, Profile::Rao).await;
    let confirmed = confirmed(desk, seed).await;
    recognise(desk, officer, confirmed.request, &scene.grounds.folder.path().join("officer.p12")).await;
    (confirmed.request, confirmed.product)
}

/// A smart card of this number comes into the drawer of the unit that is signed in.
pub async fn receive_device(desk: &Desk, serial: &str) {
    let known = stock::token_stock(desk).await.unwrap();
    let kind = known.device_types.iter().find(|kind| kind.carrier == Carrier::SmartCard).unwrap();
    let SessionView::SignedIn { session } = sessions::session_state(desk).await.unwrap() else {
        panic!("the officer is not signed in any more")
    };
    let serials = vec![serial.to_owned()];
    let delivery = ReceiveTokens { unit: session.unit, device_type: kind.id, serials };
    let received = stock::receive_tokens(desk, delivery).await.unwrap();
    assert_eq!(received.received.len(), 1, "the drawer has it: {received:?}");
}

/// The devices in the readers for a product, once they are as wanted.
pub async fn devices_when(
    desk: &Desk,
    product: ProductId,
    wanted: impl Fn(&[DeviceChoice]) -> bool,
) -> Vec<DeviceChoice> {
    for _ in 0..300 {
        let view = device_enrolment::device_enrolment(desk, product).await.unwrap();
        if wanted(&view.devices) {
            return view.devices;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the devices were never so: {:?}", device_enrolment::device_enrolment(desk, product).await)
}

/// A device that can be written on for the product: it is recognised by itself.
pub async fn device_for(desk: &Desk, product: ProductId) -> DeviceChoice {
    let writable = |device: &DeviceChoice| device.problem.is_none();
    let devices = devices_when(desk, product, |devices| devices.iter().any(writable)).await;
    devices.into_iter().find(writable).unwrap()
}

/// What the envelopes are sealed with.
pub const PASSPHRASE: &str = "correct horse 42";

/// Issues the certificate and seals the envelope; gives the certificate's serial number.
pub async fn issue(desk: &Desk, product: ProductId) -> String {
    let preview = issuance::certificate_preview(desk, product).await.unwrap();
    let issued = issuance::issue_certificate(desk, product, preview.version).await.unwrap();
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    issuance::seal_envelope(desk, product, issued.version, passphrase).await.unwrap();
    issued.serial
}

/// A search without filters.
pub fn all() -> ProductSearch {
    ProductSearch { limit: 100, ..ProductSearch::default() }
}
