//! A counter to measure at: a training centre, a workstation, an officer with a credential.

use std::{path::PathBuf, sync::Arc};

use sportello_contract::desk::recognition::PrepareReport;
use sportello_desk::{Desk, ports::Cards, workstation};
use sportello_desk_cli::{
    NoCameras,
    host::{self, HostOptions},
};
use sportello_desk_http::Setup;
#[cfg(target_os = "linux")]
use sportello_domain::catalogue::Carrier;
use sportello_domain::{
    account::Profile,
    ids::{AccountId, ProductId, RequestId},
    secret::Password,
};
use sportello_stories::{Officer, Scene, plot};

/// Everything of one measurement.
pub struct Counter {
    pub scene: Scene,
    pub desk: Arc<Desk>,
    officer: Officer,
    account: AccountId,
    /// The officer's credential file.
    pub credential: PathBuf,
}

impl Counter {
    pub async fn open() -> Self {
        Self::with(None).await
    }

    /// With these readers in place of the host's own.
    #[cfg(target_os = "linux")]
    pub async fn with_cards(cards: Arc<dyn Cards>) -> Self {
        Self::with(Some(cards)).await
    }

    async fn with(cards: Option<Arc<dyn Cards>>) -> Self {
        let worker = std::env::current_exe().unwrap();
        let scene = Scene::set(&worker.display().to_string()).await;
        let folder = scene.grounds.folder.path();
        let options = HostOptions {
            data: folder.join("counter"),
            centre: Setup { address: format!("http://{}", scene.line.address), root: None },
            training: true,
            worker,
            // Without models images are attached unread: reading is not what is measured here.
            models: folder.join("no-models"),
        };
        let credential = folder.join("officer.p12");
        let mut ports = host::ports(&options, Arc::new(NoCameras)).await.unwrap();
        if let Some(cards) = cards {
            ports.cards = cards;
        }
        let desk = Desk::open(ports).await.unwrap();
        let code = scene.grounds.accounts.customers[0].enrolment_code.clone();
        workstation::register(&desk, code, "counter".to_owned()).await.unwrap();
        let officer = scene.officer(Profile::Rao);
        let account = officer.sign_in(&desk, Profile::Rao).await.account.id;
        Self { scene, desk: Arc::new(desk), officer, account, credential }
    }

    /// A product that waits for its certificate.
    pub async fn to_be_issued(&self, seed: u64) -> (RequestId, ProductId) {
        let confirmed = plot::confirmed(&self.desk, seed).await;
        plot::recognise(&self.desk, &self.officer, confirmed.request, &self.credential).await;
        (confirmed.request, confirmed.product)
    }

    /// A product that waits for its smart card.
    #[cfg(target_os = "linux")]
    pub async fn to_be_put_on_a_card(&self, seed: u64) -> ProductId {
        let confirmed = plot::confirmed_on(&self.desk, seed, Carrier::SmartCard).await;
        plot::recognise(&self.desk, &self.officer, confirmed.request, &self.credential).await;
        plot::prove(&self.desk, &self.officer, confirmed.product, &self.credential).await;
        confirmed.product
    }

    /// What a report of this request says.
    pub fn wanted(&self, request: RequestId) -> PrepareReport {
        PrepareReport {
            request,
            recogniser: self.account,
            place: "Milano".to_owned(),
            on: self.desk.now().legal_day(),
        }
    }

    /// What the credential file is protected with.
    pub fn password(&self) -> Password {
        self.officer.password()
    }
}
