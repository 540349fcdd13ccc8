//! The training customers, the centre that has them, and workstations at it: what every story stands on.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::Arc,
};

use sportello_central::{
    Centre,
    chance::SystemChance,
    config::Config,
    listeners::{self, Running},
    training::{
        self, Accounts, Foundation,
        description::{BUILT_IN, Description},
    },
};
use sportello_central_store::tables::customers::{self, Customer};
use sportello_contract::central::reference::SupportLink;
use sportello_desk::{Desk, Ports, workstation};
use sportello_desk_cli::{
    NoCameras,
    host::{self, HostOptions},
};
use sportello_desk_http::Setup;
use sportello_domain::account::Profile;
use tempfile::TempDir;

use crate::{AheadClock, Officer};

/// What a workstation of training is opened with.
pub fn host_options(data: PathBuf, centre: String, worker: PathBuf) -> HostOptions {
    HostOptions {
        data,
        centre: Setup { address: centre, root: None },
        training: true,
        worker,
        models: Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/models"),
    }
}

/// The built-in training customers in a folder; gone with it.
pub struct Grounds {
    pub folder: TempDir,
    pub accounts: Accounts,
    /// What centre and workstations take for the time.
    pub clock: AheadClock,
    /// A program that can be a decode worker, for the desk and for the centre.
    worker: PathBuf,
}

impl Grounds {
    /// Makes the customers. `holders` is where the holders' listener will be, and `public_url` what certificates and
    /// mails say of it, where that is another address.
    pub async fn found(worker: &str, holders: SocketAddr, public_url: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let description = Description::read(BUILT_IN).unwrap();
        let any = "127.0.0.1:0".parse().unwrap();
        let foundation = Foundation {
            folder: &folder.path().join("centre"),
            description: &description,
            desks: any,
            holders,
            operations: any,
            public_url,
            plain_address: None,
            plain_url: None,
            tls: None,
            token: None,
        };
        let clock = AheadClock::default();
        let accounts = training::found(&foundation, &clock, &SystemChance).await.unwrap();
        Self { folder, accounts, clock, worker: worker.into() }
    }

    /// The centre's configuration.
    pub fn configuration(&self) -> PathBuf {
        self.folder.path().join("centre").join("central.toml")
    }

    /// The centre, as its service and its commands open it.
    pub async fn open(&self) -> Arc<Centre> {
        let mut config = Config::read(&self.configuration()).unwrap();
        config.reader_program = Some(self.worker.clone());
        Centre::open(config, Box::new(self.clock.clone()), Box::new(SystemChance)).await.unwrap()
    }

    /// The centre's service.
    pub async fn start(&self) -> Running {
        listeners::start(self.open().await).await.unwrap()
    }

    /// What the workstation in the folder `name` is opened over.
    pub async fn ports(&self, name: &str, centre: String) -> Ports {
        let options = host_options(self.folder.path().join(name), centre, self.worker.clone());
        let ports = host::ports(&options, Arc::new(NoCameras)).await.unwrap();
        Ports { clock: Arc::new(self.clock.clone()), ..ports }
    }

    /// Registers the workstation, the first time.
    pub async fn register(&self, desk: &Desk, name: &str) {
        if !workstation::is_registered(desk).await.unwrap() {
            let code = self.enrolment_code().await;
            workstation::register(desk, code, name.to_owned()).await.unwrap();
        }
    }

    /// A fresh code for one more workstation of the first customer, as `central enrolment-code` makes it.
    async fn enrolment_code(&self) -> String {
        let centre = self.open().await;
        let mut tx = centre.store.write().await.unwrap();
        let all: Vec<Customer<Vec<SupportLink>>> = customers::all(&mut tx).await.unwrap();
        let wanted = &self.accounts.customers[0].client_code;
        let customer = all.iter().find(|customer| customer.client_code == *wanted).unwrap();
        let now = centre.clock.now();
        let code = training::enrolment_code(&mut tx, customer.id, &*centre.chance, now).await.unwrap();
        tx.commit().await.unwrap();
        code
    }

    /// An officer of the first customer: one who has this profile first, else one who has it at all.
    pub fn officer(&self, profile: Profile) -> Officer {
        self.officer_of(0, profile)
    }

    /// The officer with this user name.
    pub fn officer_named(&self, user_name: &str) -> Officer {
        Officer::of(
            self.accounts.accounts.iter().find(|account| account.user_name == user_name).unwrap().clone(),
        )
    }

    /// The same of another customer, in the order in which they were made.
    pub fn officer_of(&self, customer: usize, profile: Profile) -> Officer {
        let customer = &self.accounts.customers[customer].client_code;
        let mut own = self.accounts.accounts.iter().filter(|account| account.customer == *customer);
        let first =
            own.clone().find(|account| account.profiles.first().is_some_and(|word| word == profile.as_str()));
        let any = || own.find(|account| account.profiles.iter().any(|word| word == profile.as_str()));
        Officer::of(first.or_else(any).unwrap().clone())
    }
}
