//! A training centre, a workstation and officers at it.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use sportello_central::{
    Centre,
    chance::SystemChance,
    clock::SystemClock,
    config::Config,
    listeners::{self, Running},
    training::{
        self, Accounts, FoundAccount, Foundation,
        description::{BUILT_IN, Description},
    },
};
use sportello_contract::desk::session::{SessionView, SignedIn};
use sportello_desk::{Desk, DeskError, Ports, ports::Clock as _, sessions, workstation};
use sportello_desk_cli::{
    NoCameras,
    host::{self, HostOptions},
};
use sportello_desk_http::Setup;
use sportello_domain::{
    account::Profile,
    secret::{Otp, Password},
};
use tempfile::TempDir;

use crate::Line;

/// Everything of one story; gone with its folder when it is over.
pub struct Scene {
    pub folder: TempDir,
    pub accounts: Accounts,
    pub line: Line,
    /// A program that can be a decode worker.
    worker: PathBuf,
    running: Option<Running>,
}

/// An officer who may sign in.
#[derive(Clone)]
pub struct Officer(FoundAccount);

impl Scene {
    /// Makes the built-in training customers and starts the centre.
    pub async fn set(worker: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let description = Description::read(BUILT_IN).unwrap();
        let any = "127.0.0.1:0".parse().unwrap();
        let foundation = Foundation {
            folder: &folder.path().join("centre"),
            description: &description,
            desks: any,
            holders: any,
            operations: any,
            public_url: Some("http://127.0.0.1:9".to_owned()),
        };
        let accounts = training::found(&foundation, &SystemClock, &SystemChance).await.unwrap();
        let running = start(folder.path()).await;
        let line = Line::to(desks_address(&running)).await;
        Self { folder, accounts, line, worker: PathBuf::from(worker), running: Some(running) }
    }

    /// Ends the centre as a power cut of its line would not: in order.
    pub async fn stop(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
    }

    /// Opens the workstation in the folder `name`; the first time it is registered.
    pub async fn desk(&self, name: &str) -> Desk {
        let desk = self.desk_as_left(name).await;
        let centre = &self.accounts.customers[0];
        if !workstation::is_registered(&desk).await.unwrap() {
            workstation::register(&desk, centre.enrolment_code.clone(), name.to_owned()).await.unwrap();
        }
        desk
    }

    /// Opens the workstation without asking the centre anything.
    pub async fn desk_as_left(&self, name: &str) -> Desk {
        Desk::open(self.ports(name).await).await.unwrap()
    }

    /// What the workstation in the folder `name` is opened over, for a story that changes some of it.
    pub async fn ports(&self, name: &str) -> Ports {
        let options = HostOptions {
            data: self.folder.path().join(name),
            centre: Setup { address: format!("http://{}", self.line.address), root: None },
            training: true,
            worker: self.worker.clone(),
            models: Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/models"),
        };
        host::ports(&options, Arc::new(NoCameras)).await.unwrap()
    }

    /// The first officer of the first customer with this profile.
    pub fn officer(&self, profile: Profile) -> Officer {
        let customer = &self.accounts.customers[0].client_code;
        let fits = |account: &&FoundAccount| {
            account.customer == *customer && account.profiles.iter().any(|word| word == profile.as_str())
        };
        Officer(self.accounts.accounts.iter().find(fits).unwrap().clone())
    }
}

impl Officer {
    /// Password, authenticator, and the workplace with this profile.
    pub async fn sign_in(&self, desk: &Desk, profile: Profile) -> SignedIn {
        match self.try_to_sign_in(desk, profile).await.unwrap() {
            SessionView::SignedIn { session } => session,
            other => panic!("signed in as far as {other:?}"),
        }
    }

    /// The same, with whatever comes of it.
    pub async fn try_to_sign_in(&self, desk: &Desk, profile: Profile) -> Result<SessionView, DeskError> {
        let mut view = sessions::sign_in(desk, self.0.user_name.clone(), self.password()).await?;
        // A code is taken once: a second login within half a minute takes the next one.
        for ahead in [0, 30] {
            if view != SessionView::SecondFactor {
                break;
            }
            match sessions::give_second_factor(desk, self.code(ahead)).await {
                Err(_) if ahead == 0 => {}
                other => view = other?,
            }
        }
        if let SessionView::Choosing { workplaces, .. } = &view {
            let place = workplaces.iter().find(|place| place.profile == profile).unwrap().clone();
            view = sessions::choose_workplace(desk, place.profile, place.unit).await?;
        }
        Ok(view)
    }

    /// The account's password; in training it also protects the credential file.
    pub fn password(&self) -> Password {
        Password::new(self.0.password.clone())
    }

    fn code(&self, ahead: i64) -> Otp {
        let now = sportello_desk_cli::SystemClock.now().get().unix_timestamp() + ahead;
        let secret = totp_rs::Secret::try_from_base32(&self.0.totp_secret).unwrap();
        let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
        Otp::new(totp.generate(u64::try_from(now).unwrap()).to_string())
    }
}

async fn start(folder: &Path) -> Running {
    let config = Config::read(&folder.join("centre").join("central.toml")).unwrap();
    let centre = Centre::open(config, Box::new(SystemClock), Box::new(SystemChance)).await.unwrap();
    listeners::start(centre).await.unwrap()
}

fn desks_address(running: &Running) -> std::net::SocketAddr {
    running.desks.trim_start_matches("http://").parse().unwrap()
}
