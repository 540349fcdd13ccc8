//! A blank device from the drawer to its holder, and what goes wrong on the way: the card is pulled at every single APDU,
//! answers of the centre are lost. It ends delivered, or given up with nothing left valid; nothing else.

use std::{path::PathBuf, sync::Arc};

use sportello_contract::{
    central::enrolment::EnrolmentStanding,
    desk::{
        cards::TrainingCardAct,
        device_enrolment::{DeviceCheckKind, DeviceChoice, DeviceProblem, DeviceStage},
    },
    stock::{TokenFilter, TokenSearch},
};
use sportello_desk::{Desk, DeskError, Ports, card_credential, device_enrolment as devices, orders, stock};
use sportello_desk_cli::{
    SystemChance,
    cards::{SystemCards, TrainingReader},
};
use sportello_domain::{
    account::Profile,
    catalogue::Carrier,
    enrolment::{EnrolmentStep, TokenFate},
    ids::ProductId,
    product::ProductStatus,
    secret::Passphrase,
    token::TokenStatus,
};
use sportello_stories::{Officer, Scene, plot};
use sportello_token_virtual::Faults;

use crate::{
    WORKER,
    eventful::{COMPLETE, Eventful, PREPARE},
};

pub const READER: &str = "Training reader 2";

/// A counter whose training reader the story keeps hold of, with a product that wants a smart card.
pub struct Counter {
    pub desk: Desk,
    cards: Arc<Eventful>,
    reader: Arc<TrainingReader>,
    pub product: ProductId,
    officer: Officer,
    credential: PathBuf,
}

impl Counter {
    pub async fn with(scene: &Scene, seed: u64) -> Self {
        let ports = scene.ports("counter").await;
        let reader = TrainingReader::start(READER, None, Arc::new(SystemChance), Box::new(|_| ())).unwrap();
        let reader = Arc::new(reader);
        let cards = Arc::new(Eventful::over(SystemCards::new(vec![Arc::clone(&reader)])));
        let desk = Desk::open(Ports { cards: cards.clone(), ..ports }).await.unwrap();
        scene.grounds.register(&desk, "counter").await;
        let officer = scene.officer(Profile::Rao);
        officer.sign_in(&desk, Profile::Rao).await;
        let confirmed = plot::confirmed_on(&desk, seed, Carrier::SmartCard).await;
        let credential = scene.grounds.folder.path().join("officer.p12");
        plot::recognise(&desk, &officer, confirmed.request, &credential).await;
        Self { desk, cards, reader, product: confirmed.product, officer, credential }
    }

    /// The officer's proof with the credential file, where the one before does not hold any more.
    async fn prove(&self) {
        plot::prove(&self.desk, &self.officer, self.product, &self.credential).await;
    }

    /// The device in the reader, once it has said what it is; blank, unless something was begun on it.
    pub async fn device(&self) -> DeviceChoice {
        plot::device_for(&self.desk, self.product).await
    }

    /// A card from the factory, in the reader and in the unit's stock.
    pub async fn blank_device(&self) -> String {
        card_credential::training_card(&self.desk, READER, TrainingCardAct::Replace).await.unwrap();
        let serial = self.device().await.serial.unwrap();
        self.receive(&serial).await;
        serial
    }

    async fn receive(&self, serial: &str) {
        plot::receive_device(&self.desk, serial).await;
    }

    pub async fn enrol(&self, serial: &str) -> Result<EnrolmentStanding, DeskError> {
        self.prove().await;
        let version = orders::product_detail(&self.desk, self.product).await.unwrap().version;
        self.enrol_at(serial, version).await
    }

    /// The same with the version that the window shows.
    async fn enrol_at(&self, serial: &str, version: u32) -> Result<EnrolmentStanding, DeskError> {
        devices::enrol_device(&self.desk, self.product, version, READER, serial).await
    }

    /// Gives up what was begun; answers whether anything was.
    pub async fn give_up(&self) -> bool {
        let view = devices::device_enrolment(&self.desk, self.product).await.unwrap();
        let Some(begun) = view.begun else { return false };
        let fate = TokenFate::TakenBack;
        let given_up =
            devices::abandon_device(&self.desk, self.product, begun.enrolment, fate, None).await.unwrap();
        assert_eq!(given_up.step, EnrolmentStep::Abandoned, "the one end");
        assert_eq!(given_up.status, ProductStatus::IssuanceFailed, "the product can be enrolled anew");
        true
    }

    /// No certificate of the product is valid.
    pub async fn nothing_is_valid(&self, why: &str) {
        let detail = orders::product_detail(&self.desk, self.product).await.unwrap();
        let valid: Vec<_> = detail.certificates.iter().filter(|known| known.revoked_at.is_none()).collect();
        assert!(valid.is_empty(), "{why}: {valid:?}");
    }

    pub async fn order(&self, faults: Faults) {
        let reader = Arc::clone(&self.reader);
        tokio::task::spawn_blocking(move || reader.order(faults)).await.unwrap().unwrap();
    }

    pub async fn insert_again(&self) {
        let reader = Arc::clone(&self.reader);
        tokio::task::spawn_blocking(move || reader.insert_again()).await.unwrap().unwrap();
    }

    pub async fn token_status(&self, serial: &str) -> TokenStatus {
        let filter = TokenFilter { serial: Some(serial.to_owned()), ..TokenFilter::default() };
        let search = TokenSearch { filter, after: None, limit: 10 };
        stock::search_tokens(&self.desk, search).await.unwrap().rows[0].status
    }
}

pub fn code(error: &DeskError) -> String {
    error.to_wire("").code
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_drawer_to_the_holder() {
    let scene = Scene::set(WORKER).await;
    let counter = Box::pin(Counter::with(&scene, 61)).await;
    let serial = counter.device().await.serial.unwrap();
    let refused = counter.enrol(&serial).await.unwrap_err();
    assert_eq!(code(&refused), "tokenNotInStock", "what no unit received is not written on");
    counter.receive(&serial).await;
    let view = devices::device_enrolment(&counter.desk, counter.product).await.unwrap();
    assert!(view.checks.iter().all(|check| check.fine), "all is there: {:?}", view.checks);
    assert_eq!(view.begun, None, "the refusal has begun nothing");

    // The officer's patience is tried: the first answer of the centre is lost.
    let version = orders::product_detail(&counter.desk, counter.product).await.unwrap().version;
    scene.line.swallow_next_answer().await;
    let lost = devices::enrol_device(&counter.desk, counter.product, version, READER, &serial).await;
    assert!(lost.is_err(), "nobody knows what the centre did");
    let confirmed = counter.enrol(&serial).await.unwrap();
    assert_eq!(confirmed.step, EnrolmentStep::Confirmed, "the same button goes on with it");
    assert_eq!(counter.token_status(&serial).await, TokenStatus::Enrolled, "and the stock knows");
    let again = counter.enrol(&serial).await.unwrap();
    assert_eq!(again, confirmed, "pressed once more, nothing is written anew");

    let passphrase = || Passphrase::new(plot::PASSPHRASE.to_owned());
    let (desk, product) = (&counter.desk, counter.product);
    scene.line.swallow_next_answer().await;
    let lost = devices::deliver_device(desk, product, confirmed.enrolment, passphrase()).await;
    assert!(lost.is_err(), "this answer is lost too");
    let delivered = devices::deliver_device(desk, product, confirmed.enrolment, passphrase()).await.unwrap();
    assert_eq!(delivered.standing.step, EnrolmentStep::Delivered, "the other end");
    let detail = orders::product_detail(desk, product).await.unwrap();
    assert_eq!(detail.status, ProductStatus::Active, "in the holder's hands it is active");
    assert_eq!(detail.certificates.len(), 2, "with two certificates: {:?}", detail.certificates);
    assert_eq!(counter.token_status(&serial).await, TokenStatus::Delivered, "and out of the drawer");
    drop(counter);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_holds_anything_is_never_written_on() {
    let scene = Scene::set(WORKER).await;
    let counter = Box::pin(Counter::with(&scene, 62)).await;
    let first = counter.blank_device().await;
    counter.enrol(&first).await.unwrap();
    assert!(counter.give_up().await, "something was begun");
    counter.nothing_is_valid("given up after everything was written").await;
    // The same card, with keys on it: neither chosen in the window nor written on behind its back.
    let view = devices::device_enrolment(&counter.desk, counter.product).await.unwrap();
    let problems: Vec<_> = view.devices.iter().map(|device| device.problem).collect();
    assert_eq!(problems, [Some(DeviceProblem::NotBlank)], "it holds two keys");
    let device = view.checks.iter().find(|check| check.kind == DeviceCheckKind::Device).unwrap();
    assert!(!device.fine, "so there is none to write on");
    counter.receive("99887766").await;
    let other = counter.enrol("99887766").await.unwrap_err();
    assert_eq!(code(&other), "cardOther", "its number is not the one that was chosen");
    counter.give_up().await;

    // Swapped midway for another of the same kind.
    let meant = counter.blank_device().await;
    counter.order(Faults::pulled_after(80)).await;
    assert_eq!(code(&counter.enrol(&meant).await.unwrap_err()), "cardRemoved", "pulled midway");
    card_credential::training_card(&counter.desk, READER, TrainingCardAct::Replace).await.unwrap();
    let other = |devices: &[DeviceChoice]| {
        devices.iter().any(|device| device.problem == Some(DeviceProblem::OtherDevice))
    };
    plot::devices_when(&counter.desk, counter.product, other).await;
    assert_eq!(code(&counter.enrol(&meant).await.unwrap_err()), "cardOther", "a blank one in its place");
    assert!(counter.give_up().await, "the orphan is revoked without its card");
    counter.nothing_is_valid("nobody has the card of these certificates").await;
    drop(counter);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_is_shown_without_the_centre_too() {
    let scene = Scene::set(WORKER).await;
    let counter = Box::pin(Counter::with(&scene, 64)).await;
    let (desk, product) = (&counter.desk, counter.product);
    let serial = counter.blank_device().await;
    counter.order(Faults::pulled_after(70)).await;
    assert_eq!(code(&counter.enrol(&serial).await.unwrap_err()), "cardRemoved", "pulled midway");
    let view = devices::device_enrolment(desk, product).await.unwrap();
    let fates = view.begun.expect("it was begun").fates;
    assert_eq!(fates, [TokenFate::TakenBack, TokenFate::Damaged], "something may lie on it");
    let enrolment = devices::device_enrolment(desk, product).await.unwrap().begun.unwrap().enrolment;
    let untouched = devices::abandon_device(desk, product, enrolment, TokenFate::Untouched, None).await;
    assert_eq!(code(&untouched.unwrap_err()), "badInput", "nor is that taken where it is said all the same");

    scene.line.cut();
    let view = devices::device_enrolment(desk, product).await.unwrap();
    assert_eq!(view.begun, None, "how it stands at the centre nobody knows now");
    let noted = view.noted.expect("this desk wrote it down");
    assert_eq!(noted.token_serial, serial, "on which device");
    let failure = noted.failure.expect("and why it ended");
    assert_eq!(failure.error.code, "cardRemoved", "as it was told then");
    assert_eq!(failure.stage, DeviceStage::Prepare, "and where");
    counter.insert_again().await;
    counter.device().await;
    assert_eq!(code(&counter.enrol_at(&serial, 3).await.unwrap_err()), "centreUnreachable", "it waits");
    let noted = devices::device_enrolment(desk, product).await.unwrap().noted.unwrap();
    assert_eq!(noted.failure.unwrap().error.code, "centreUnreachable", "the last reason is the one kept");

    scene.line.mend();
    let view = devices::device_enrolment(desk, product).await.unwrap();
    let fates = view.begun.expect("the centre says so again").fates;
    assert!(!fates.contains(&TokenFate::Untouched), "an attempt that did not come so far unsays nothing");
    assert_eq!(counter.enrol(&serial).await.unwrap().step, EnrolmentStep::Confirmed, "and it is resumed");
    counter.give_up().await;
    let view = devices::device_enrolment(desk, product).await.unwrap();
    assert_eq!((view.begun, view.noted), (None, None), "of what has ended nothing is noted");
    drop(counter);
    scene.stop().await;
}

/// Before each call of the centre the network is cut, and after it its answer is lost.
#[tokio::test(flavor = "multi_thread")]
async fn the_network_is_cut_at_every_call() {
    let scene = Arc::new(Scene::set(WORKER).await);
    let counter = Box::pin(Counter::with(&scene, 65)).await;
    for (conversation, stage) in
        [(1, DeviceStage::Begin), (PREPARE, DeviceStage::Certify), (COMPLETE, DeviceStage::Confirm)]
    {
        for heard in [false, true] {
            let serial = counter.blank_device().await;
            counter.prove().await;
            let version = orders::product_detail(&counter.desk, counter.product).await.unwrap().version;
            let (line, handle) = (Arc::clone(&scene), tokio::runtime::Handle::current());
            counter.cards.before(conversation, move || {
                if heard {
                    handle.block_on(line.line.swallow_next_answer());
                } else {
                    line.line.cut();
                }
            });
            let lost = counter.enrol_at(&serial, version).await.unwrap_err();
            assert_eq!(code(&lost), "centreUnreachable", "{stage:?}, heard there: {heard}: {lost}");
            scene.line.mend();
            let view = devices::device_enrolment(&counter.desk, counter.product).await.unwrap();
            let failure = view.noted.and_then(|noted| noted.failure);
            if let Some(failure) = failure {
                assert_eq!(failure.stage, stage, "heard there: {heard}: told where it was");
            }
            let resumed = counter.enrol(&serial).await;
            let resumed = resumed.unwrap_or_else(|error| panic!("{stage:?}, heard: {heard}: {error}"));
            assert_eq!(resumed.step, EnrolmentStep::Confirmed, "{stage:?}, heard there: {heard}: resumed");
            assert!(counter.give_up().await, "{stage:?}, heard there: {heard}: it was confirmed");
            counter.nothing_is_valid("given up").await;
        }
    }
    drop(counter);
    Arc::into_inner(scene).unwrap().stop().await;
}

/// Every other time the enrolment is resumed first, to its end at the counter; then, as all the others, given up.
#[tokio::test(flavor = "multi_thread")]
async fn pulled_at_every_apdu_it_is_resumed_or_given_up() {
    let scene = Scene::set(WORKER).await;
    let counter = Box::pin(Counter::with(&scene, 63)).await;
    let mut pulled = 0;
    for apdu in 0.. {
        let serial = counter.blank_device().await;
        let heard = apdu % 4 < 2;
        counter.order(if heard { Faults::pulled_after(apdu) } else { Faults::pulled_during(apdu + 1) }).await;
        let Err(error) = counter.enrol(&serial).await else {
            // Everything was written before it came so far.
            assert!(counter.give_up().await, "{apdu}: it was confirmed");
            break;
        };
        assert_eq!(code(&error), "cardRemoved", "{apdu}: told as what it is: {error}");
        pulled += 1;
        counter.insert_again().await;
        if apdu % 2 == 0 {
            counter.device().await;
            let resumed =
                counter.enrol(&serial).await.unwrap_or_else(|error| panic!("{apdu}: resumed: {error}"));
            assert_eq!(resumed.step, EnrolmentStep::Confirmed, "{apdu}: to the end");
        }
        counter.give_up().await;
        counter.nothing_is_valid(&format!("{apdu}: given up")).await;
    }
    assert!(pulled > 80, "an enrolment has some APDUs: {pulled}");
    drop(counter);
    scene.stop().await;
}
