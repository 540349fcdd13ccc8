//! A running training centre with a desk at it, for judges. Its holders' listener has the address that stands in
//! certificates and mails, so that a judge can follow what it reads there.

use std::{
    net::{SocketAddr, TcpListener},
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
use sportello_contract::desk::{drafts::ConfirmedView, recognition::PrepareReport, session::SessionView};
use sportello_desk::{
    Desk, confirm, credential,
    document_images::{AttachImage, attach_document_image},
    drafts, issuance, papers,
    ports::Clock as _,
    recognition, reference, sessions, workstation,
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
    ids::ProductId,
    secret::{Otp, Passphrase, Password},
    training_people::{TrainingPerson, training_person},
};
use tempfile::TempDir;

/// What the envelopes are sealed with.
pub const PASSPHRASE: &str = "correct horse 42";

/// Centre and desk of one story; gone with their folder when it is over.
pub struct Setting {
    folder: TempDir,
    accounts: Accounts,
    pub running: Running,
}

impl Setting {
    /// Makes the built-in training customers and starts the centre; `more` are further lines of its configuration.
    pub async fn set(more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let description = Description::read(BUILT_IN).unwrap();
        let any = "127.0.0.1:0".parse().unwrap();
        let foundation = Foundation {
            folder: &folder.path().join("centre"),
            description: &description,
            desks: any,
            holders: free_address(),
            operations: any,
            public_url: None,
        };
        let accounts = training::found(&foundation, &SystemClock, &SystemChance).await.unwrap();
        let file = configuration(folder.path());
        let text = std::fs::read_to_string(&file).unwrap();
        std::fs::write(&file, text + more).unwrap();
        let running = listeners::start(open(&file).await).await.unwrap();
        Self { folder, accounts, running }
    }

    /// The centre once more, beside the running service: as the commands of `central` open it.
    pub async fn beside(&self) -> Arc<Centre> {
        open(&configuration(self.folder.path())).await
    }

    /// The account of the first customer that has this profile first: another one for each profile.
    pub fn account(&self, profile: Profile) -> &FoundAccount {
        let customer = &self.accounts.customers[0].client_code;
        let fits = |account: &&FoundAccount| {
            account.customer == *customer
                && account.profiles.first().is_some_and(|word| word == profile.as_str())
        };
        self.accounts.accounts.iter().find(fits).unwrap()
    }

    /// A fresh workstation, registered.
    pub async fn desk(&self) -> Desk {
        let options = HostOptions {
            data: self.folder.path().join("counter"),
            centre: Setup { address: self.running.desks.clone(), root: None },
            training: true,
            worker: PathBuf::from(env!("CARGO_BIN_EXE_stories-worker")),
            models: Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/models"),
        };
        let desk = host::open(&options, Arc::new(NoCameras)).await.unwrap();
        let enrolment_code = self.accounts.customers[0].enrolment_code.clone();
        workstation::register(&desk, enrolment_code, "counter".to_owned()).await.unwrap();
        desk
    }

    /// Signs the RAO in.
    pub async fn sign_in(&self, desk: &Desk) {
        let account = self.account(Profile::Rao);
        sessions::sign_in(desk, account.user_name.clone(), password(account)).await.unwrap();
        let mut view = sessions::give_second_factor(desk, code(account, 0)).await.unwrap();
        if let SessionView::Choosing { workplaces, .. } = &view {
            let place = workplaces.iter().find(|place| place.profile == Profile::Rao).unwrap().clone();
            view = sessions::choose_workplace(desk, place.profile, place.unit).await.unwrap();
        }
        assert!(matches!(view, SessionView::SignedIn { .. }), "the RAO is signed in: {view:?}");
    }

    /// A confirmed request whose recognition the centre has accepted: its product is to be issued.
    pub async fn recognised(&self, desk: &Desk, seed: u64) -> ConfirmedView {
        let confirmed = confirmed(desk, seed).await;
        let (request, password) = (confirmed.request, password(self.account(Profile::Rao)));
        let file = self.folder.path().join("officer.p12");
        if !file.exists() {
            credential::make_officer_credential(desk, file.clone(), password.clone()).await.unwrap();
        }
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
        recognition::sign_report(desk, request, &file, &password).await.unwrap();
        confirmed
    }
}

/// The invented person of a seed.
pub fn person(desk: &Desk, seed: u64) -> TrainingPerson {
    training_person(seed, desk.now().legal_day())
}

/// A confirmed request for the person: drawn images attached, everything else typed.
pub async fn confirmed(desk: &Desk, seed: u64) -> ConfirmedView {
    let person = person(desk, seed);
    let draft = drafts::start_draft(desk, Some(RecognitionMethod::Offline)).await.unwrap();
    for picture in play::pictures::drawn(&person).unwrap() {
        let attach = AttachImage { draft: draft.id, side: picture.side, file: picture.bytes, page: 1 };
        attach_document_image(desk, attach).await.unwrap();
    }
    let known = reference::reference(desk).await.unwrap();
    play::draft::type_in(desk, draft.id, &known, &person, true).await.unwrap();
    confirm::confirm_request(desk, draft.id).await.unwrap()
}

/// Issues the certificate and seals the envelope; gives the certificate's serial number.
pub async fn issued(desk: &Desk, product: ProductId) -> String {
    let preview = issuance::certificate_preview(desk, product).await.unwrap();
    let issued = issuance::issue_certificate(desk, product, preview.version).await.unwrap();
    let passphrase = Passphrase::new(PASSPHRASE.to_owned());
    issuance::seal_envelope(desk, product, issued.version, passphrase).await.unwrap();
    issued.serial
}

/// An account's password; in training it also protects the credential file.
pub fn password(account: &FoundAccount) -> Password {
    Password::new(account.password.clone())
}

/// What the account's authenticator shows so many seconds from now. A code is taken once: a second login within half a
/// minute takes the next one.
pub fn code(account: &FoundAccount, ahead: i64) -> Otp {
    let now = sportello_desk_cli::SystemClock.now().get().unix_timestamp() + ahead;
    let secret = totp_rs::Secret::try_from_base32(&account.totp_secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    Otp::new(totp.generate(u64::try_from(now).unwrap()).to_string())
}

fn configuration(folder: &Path) -> PathBuf {
    folder.join("centre").join("central.toml")
}

async fn open(configuration: &Path) -> Arc<Centre> {
    let config = Config::read(configuration).unwrap();
    Centre::open(config, Box::new(SystemClock), Box::new(SystemChance)).await.unwrap()
}

/// An address nobody listens on: it must be known before the centre starts, because it stands in its certificates.
fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
