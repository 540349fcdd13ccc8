//! A counter to measure at: a training centre, a workstation, an officer with a credential.

use std::{path::PathBuf, sync::Arc};

use sportello_contract::desk::recognition::PrepareReport;
use sportello_desk::{
    Desk, confirm, credential,
    document_images::{AttachImage, attach_document_image},
    drafts, papers, recognition, reference, workstation,
};
use sportello_desk_cli::{
    NoCameras,
    host::{self, HostOptions},
    play,
};
use sportello_desk_http::Setup;
use sportello_domain::{
    account::Profile,
    catalogue::{Language, RecognitionMethod},
    ids::{AccountId, ProductId, RequestId},
    secret::Password,
    training_people::training_person,
};
use sportello_stories::Scene;

/// Everything of one measurement.
pub struct Counter {
    pub scene: Scene,
    pub desk: Arc<Desk>,
    officer: AccountId,
    /// The officer's credential file, and what protects it.
    pub credential: PathBuf,
    pub password: Password,
}

impl Counter {
    pub async fn open() -> Self {
        let worker = std::env::current_exe().unwrap();
        let scene = Scene::set(&worker.display().to_string()).await;
        let options = HostOptions {
            data: scene.folder.path().join("counter"),
            centre: Setup { address: format!("http://{}", scene.line.address), root: None },
            training: true,
            worker,
            // Without models images are attached unread: reading is not what is measured here.
            models: scene.folder.path().join("no-models"),
        };
        let desk = host::open(&options, Arc::new(NoCameras)).await.unwrap();
        let code = scene.accounts.customers[0].enrolment_code.clone();
        workstation::register(&desk, code, "counter".to_owned()).await.unwrap();
        let officer = scene.officer(Profile::Rao);
        let session = officer.sign_in(&desk, Profile::Rao).await;
        let file = scene.folder.path().join("officer.p12");
        credential::make_officer_credential(&desk, file.clone(), officer.password()).await.unwrap();
        Self {
            scene,
            desk: Arc::new(desk),
            officer: session.account.id,
            credential: file,
            password: officer.password(),
        }
    }

    /// A confirmed request of the invented person of this seed, its signed form filed.
    pub async fn confirmed(&self, seed: u64) -> (RequestId, ProductId) {
        let desk = &self.desk;
        let person = training_person(seed, desk.now().legal_day());
        let draft = drafts::start_draft(desk, Some(RecognitionMethod::Offline)).await.unwrap();
        for picture in play::pictures::drawn(&person).unwrap() {
            let attach = AttachImage { draft: draft.id, side: picture.side, file: picture.bytes, page: 1 };
            attach_document_image(desk, attach).await.unwrap();
        }
        let known = reference::reference(desk).await.unwrap();
        play::draft::type_in(desk, draft.id, &known, &person, true).await.unwrap();
        let confirmed = confirm::confirm_request(desk, draft.id).await.unwrap();
        let form = papers::request_form(desk, draft.id, Language::En).await.unwrap();
        let scan = papers::paper_bytes(desk, &form.paper).unwrap();
        recognition::upload_signed_form(desk, draft.id, scan).await.unwrap();
        (draft.id, confirmed.product)
    }

    /// What a report of this request says.
    pub fn wanted(&self, request: RequestId) -> PrepareReport {
        PrepareReport {
            request,
            recogniser: self.officer,
            place: "Milano".to_owned(),
            on: self.desk.now().legal_day(),
        }
    }

    /// A product that waits for its certificate.
    pub async fn to_be_issued(&self, seed: u64) -> ProductId {
        let (request, product) = self.confirmed(seed).await;
        recognition::prepare_report(&self.desk, self.wanted(request), Language::En).await.unwrap();
        recognition::sign_report(&self.desk, request, &self.credential, &self.password).await.unwrap();
        product
    }
}
