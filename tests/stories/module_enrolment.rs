//! A blank token behind its maker's PKCS#11 module, from the drawer to its holder; and taken away before every single act upon
//! it. SoftHSM2 is the module: its free slot is the blank token.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use sportello_contract::{
    central::enrolment::EnrolmentStanding,
    desk::{
        cards::{CardKind, CardRole},
        device_enrolment::{DeviceChoice, DeviceProblem},
    },
};
use sportello_desk::{
    Desk, DeskError, Ports, card_module, device_enrolment as devices, orders, ports::CardModules, stock,
    token_format,
};
use sportello_desk_cli::SystemModules;
use sportello_domain::{
    account::Profile,
    catalogue::Carrier,
    enrolment::{EnrolmentStep, TokenFate},
    ids::ProductId,
    product::ProductStatus,
    rights::WhyNot,
    secret::Passphrase,
    token::{TokenEvent, TokenStatus},
    token_serial::TokenSerial,
};
use sportello_stories::{Officer, Scene, plot};
use sportello_testkit::softhsm::{Tokens, module};
use sportello_token::{
    CardError,
    pkcs11::{FoundModule, Module},
};

use crate::{WORKER, device_enrolment::code, lost::token};

/// The module, whose tokens are taken away before the act that is ordered.
struct CutModules {
    tokens: Arc<Tokens>,
    /// How many acts are left; below nothing none is counted.
    left: Arc<AtomicI64>,
}

impl CardModules for CutModules {
    fn found(&self) -> Vec<FoundModule> {
        SystemModules.found()
    }

    fn load(&self, file: &Path, limit: Duration) -> Result<Module, CardError> {
        let (tokens, left) = (Arc::clone(&self.tokens), Arc::clone(&self.left));
        Ok(SystemModules.load(file, limit)?.told_to(move |_| {
            if left.fetch_sub(1, Ordering::SeqCst) == 0 {
                tokens.take_away();
            }
        }))
    }
}

struct Counter {
    desk: Desk,
    product: ProductId,
    officer: Officer,
    credential: std::path::PathBuf,
    tokens: Arc<Tokens>,
    left: Arc<AtomicI64>,
}

impl Counter {
    async fn with(scene: &Scene, tokens: Tokens, seed: u64) -> Self {
        let (tokens, left) = (Arc::new(tokens), Arc::new(AtomicI64::new(-1)));
        let modules = CutModules { tokens: Arc::clone(&tokens), left: Arc::clone(&left) };
        let ports = Ports { modules: Arc::new(modules), ..scene.ports("counter").await };
        let desk = Desk::open(ports).await.unwrap();
        scene.grounds.register(&desk, "counter").await;
        let officer = scene.officer(Profile::Rao);
        officer.sign_in(&desk, Profile::Rao).await;
        let confirmed = plot::confirmed_on(&desk, seed, Carrier::SmartCard).await;
        let credential = scene.grounds.folder.path().join("officer.p12");
        plot::recognise(&desk, &officer, confirmed.request, &credential).await;
        let counter = Self { desk, product: confirmed.product, officer, credential, tokens, left };
        counter.look().await;
        counter
    }

    /// Has the module loaded anew, as it is when a token is put in.
    async fn look(&self) {
        card_module::choose_module_file(&self.desk, &module()).await.unwrap();
    }

    /// The token to write on: the blank one, or the one that was begun.
    async fn device(&self) -> DeviceChoice {
        let of_module =
            |it: &DeviceChoice| it.problem.is_none() && matches!(it.card.kind, CardKind::Module { .. });
        let devices =
            plot::devices_when(&self.desk, self.product, |devices| devices.iter().any(of_module)).await;
        // A free slot is always there: the token that was begun comes first.
        let begun = devices.iter().find(|it| of_module(it) && it.card.role.is_none());
        begun.or_else(|| devices.iter().find(|it| of_module(it))).unwrap().clone()
    }

    /// Takes the tokens away before the act after so many.
    fn cut_after(&self, acts: i64) {
        self.left.store(acts, Ordering::SeqCst);
    }

    async fn bring_back(&self) {
        self.left.store(-1, Ordering::SeqCst);
        self.tokens.bring_back();
        self.look().await;
    }

    async fn enrol(&self, serial: &str) -> Result<EnrolmentStanding, DeskError> {
        plot::prove(&self.desk, &self.officer, self.product, &self.credential).await;
        let version = orders::product_detail(&self.desk, self.product).await.unwrap().version;
        let reader = self.device().await.reader;
        devices::enrol_device(&self.desk, self.product, version, &reader, serial).await
    }

    async fn give_up(&self) {
        let view = devices::device_enrolment(&self.desk, self.product).await.unwrap();
        let enrolment = view.begun.unwrap().enrolment;
        let fate = TokenFate::TakenBack;
        let given_up =
            devices::abandon_device(&self.desk, self.product, enrolment, fate, None).await.unwrap();
        assert_eq!(given_up.status, ProductStatus::IssuanceFailed, "the product can be enrolled anew");
        let detail = orders::product_detail(&self.desk, self.product).await.unwrap();
        let valid: Vec<_> = detail.certificates.iter().filter(|known| known.revoked_at.is_none()).collect();
        assert!(valid.is_empty(), "nothing is left valid: {valid:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blank_token_behind_a_module_comes_to_its_holder() {
    let story = "module_enrolment::a_blank_token_behind_a_module_comes_to_its_holder";
    let Some(tokens) = Tokens::of(story) else { return };
    let scene = Scene::set(WORKER).await;
    let counter = Box::pin(Counter::with(&scene, tokens, 91)).await;
    let (desk, product) = (&counter.desk, counter.product);
    let device = counter.device().await;
    assert_eq!(device.card.role, Some(CardRole::Blank), "the free slot is a blank token: {device:?}");
    let all = devices::device_enrolment(desk, product).await.unwrap().devices;
    let used: Vec<_> = all.iter().filter(|it| it.problem == Some(DeviceProblem::NotBlank)).collect();
    assert_eq!(used.len(), 1, "the token that has an owner is not: {all:?}");
    let version = orders::product_detail(desk, product).await.unwrap().version;
    plot::prove(desk, &counter.officer, product, &counter.credential).await;
    plot::receive_device(desk, "IT-91").await;
    let refused = devices::enrol_device(desk, product, version, &used[0].reader, "IT-91").await.unwrap_err();
    assert_eq!(code(&refused), "cardNotBlank", "nor written on behind the window's back");
    assert_eq!(devices::device_enrolment(desk, product).await.unwrap().begun, None, "nothing was reserved");

    let confirmed = counter.enrol("IT-91").await.unwrap();
    assert_eq!(confirmed.step, EnrolmentStep::Confirmed, "the centre has checked what the token holds");
    let again = counter.enrol("IT-91").await.unwrap();
    assert_eq!(again, confirmed, "pressed once more, nothing is written anew");
    let passphrase = Passphrase::new(plot::PASSPHRASE.to_owned());
    devices::deliver_device(desk, product, confirmed.enrolment, passphrase).await.unwrap();
    let detail = orders::product_detail(desk, product).await.unwrap();
    assert_eq!(
        (detail.status, detail.certificates.len()),
        (ProductStatus::Active, 2),
        "in its holder's hands"
    );
    is_not_formatted_here(desk, "IT-91").await;
    drop(counter);
    scene.stop().await;
}

/// The centre keeps no key of it: that is said before anybody asks.
async fn is_not_formatted_here(desk: &Desk, serial: &str) {
    let detail = token(desk, serial).await;
    let (id, version, event) = (detail.row.token, detail.version, TokenEvent::TakeBack);
    let returned = stock::change_token(desk, id, version, event, "given back").await.unwrap();
    assert_eq!(returned.row.status, TokenStatus::Returned, "it came back");
    let why = returned.format.map(|format| format.ask_why_not);
    assert_eq!(why, Some(Some(WhyNot::NoFormatKey)), "only its maker's program makes it blank again");
    let devices = token_format::format_devices(desk, &TokenSerial::read(serial).unwrap()).await.unwrap();
    assert!(devices.iter().all(|it| it.problem.is_some()), "nor is one offered: {devices:?}");
}

/// Every other time the enrolment is resumed first, to its end at the counter; then, as all the others, given up.
#[tokio::test(flavor = "multi_thread")]
async fn taken_away_before_every_act_it_is_resumed_or_given_up() {
    let story = "module_enrolment::taken_away_before_every_act_it_is_resumed_or_given_up";
    let Some(tokens) = Tokens::of(story) else { return };
    let scene = Scene::set(WORKER).await;
    let counter = Box::pin(Counter::with(&scene, tokens, 92)).await;
    let mut cut = 0;
    // Before the first act there is nothing to take away: a free slot of SoftHSM2 is in no folder yet.
    for acts in 1.. {
        let serial = format!("IT-92-{acts}");
        plot::receive_device(&counter.desk, &serial).await;
        counter.cut_after(acts);
        let Err(error) = counter.enrol(&serial).await else {
            counter.cut_after(-1);
            counter.give_up().await;
            break;
        };
        assert_ne!(code(&error), "cardPinWrong", "{acts}: no PIN is to blame: {error}");
        cut += 1;
        counter.bring_back().await;
        if acts % 2 == 0 {
            let resumed =
                counter.enrol(&serial).await.unwrap_or_else(|error| panic!("{acts}: resumed: {error}"));
            assert_eq!(resumed.step, EnrolmentStep::Confirmed, "{acts}: to the end");
        }
        counter.give_up().await;
    }
    assert_eq!(cut, 9, "PIN, two keys and requests, two certificates and proofs");
    drop(counter);
    scene.stop().await;
}

/// A second blank token in the place of the one that was begun is not taken for it once there are certificates.
#[tokio::test(flavor = "multi_thread")]
async fn another_blank_token_is_not_the_one_that_was_begun() {
    let story = "module_enrolment::another_blank_token_is_not_the_one_that_was_begun";
    let Some(tokens) = Tokens::of(story) else { return };
    let scene = Scene::set(WORKER).await;
    let counter = Box::pin(Counter::with(&scene, tokens, 93)).await;
    let (desk, product) = (&counter.desk, counter.product);
    let blank = counter.device().await.reader;
    plot::receive_device(desk, "IT-93").await;
    counter.cut_after(7);
    counter.enrol("IT-93").await.unwrap_err();
    counter.left.store(-1, Ordering::SeqCst);
    // What is in the slot now is blank, and not the token that was begun.
    counter.look().await;
    let only_blank =
        |devices: &[DeviceChoice]| devices.iter().any(|it| it.card.role == Some(CardRole::Blank));
    let seen = plot::devices_when(desk, product, only_blank).await;
    let reader = seen.iter().find(|it| it.card.role == Some(CardRole::Blank)).unwrap().reader.clone();
    let version = orders::product_detail(desk, product).await.unwrap().version;
    let other = devices::enrol_device(desk, product, version, &reader, "IT-93").await.unwrap_err();
    assert_eq!(code(&other), "cardOther", "in {blank} was the one that holds the keys");
    counter.bring_back().await;
    assert_eq!(counter.enrol("IT-93").await.unwrap().step, EnrolmentStep::Confirmed, "with it, it goes on");
    counter.give_up().await;
    drop(counter);
    scene.stop().await;
}
