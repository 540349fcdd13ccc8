//! Two readers of the system's own smart card service, and what happens there: the officer's card in the wrong one, a card
//! changed for another between two conversations, a service that ends or stands still. The centre, the service and the
//! cards' firmware are real; nothing lasts longer than its limit.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use sportello_contract::{
    central::enrolment::EnrolmentStanding,
    desk::{
        cards::{CardPin, CardRole},
        device_enrolment::{DeviceChoice, DeviceProblem, DeviceStage},
    },
};
use sportello_desk::{Desk, DeskError, Ports, card_credential, device_enrolment as devices, orders};
use sportello_desk_cli::cards::SystemCards;
use sportello_domain::{
    account::Profile, catalogue::Carrier, enrolment::EnrolmentStep, ids::ProductId, secret::Pin,
};
use sportello_stories::{Scene, plot};
use sportello_testkit::pcscd::{BESIDE, Daemon, Place, READER, eventually, place_of};
use sportello_token::piv::Serial;
use sportello_token_virtual::{Seat, VirtualCard};

use crate::{
    WORKER,
    eventful::{COMPLETE, Eventful, PREPARE},
};

/// Of a card from the factory.
const PIN: &str = "123456";
/// For a call in which every card answers. The longest conversation may take two minutes, with cards that are slow.
const SOON: Duration = Duration::from_secs(40);
/// For one in which the service stands still while the certificates are written: that conversation has a minute, and
/// nothing waits after it.
const AFTER_A_MINUTE: Duration = Duration::from_secs(75);

/// A reader with whatever is in it.
#[derive(Clone)]
struct Slot {
    name: &'static str,
    address: SocketAddr,
    seat: Arc<Mutex<Option<Seat>>>,
}

impl Slot {
    fn at(name: &'static str, address: SocketAddr) -> Self {
        Self { name, address, seat: Arc::default() }
    }

    fn put_in(&self, card: VirtualCard) {
        *self.seat.lock().unwrap() = Some(Seat::take(card, self.address).unwrap());
        self.is_seen(true);
    }

    fn take_out(&self) -> VirtualCard {
        let card = self.fallen_out();
        self.is_seen(false);
        card
    }

    /// The card of a reader whose service has ended.
    fn fallen_out(&self) -> VirtualCard {
        self.seat.lock().unwrap().take().unwrap().leave().unwrap()
    }

    fn is_seen(&self, present: bool) {
        eventually("the service sees it come and go", || {
            let seen = sportello_token::list().unwrap_or_default();
            seen.iter().any(|reader| reader.name == self.name && reader.card_present == present)
        });
    }
}

fn blank(serial: u32) -> VirtualCard {
    VirtualCard::new([u8::try_from(serial % 251).unwrap(); 32], Serial(serial)).unwrap()
}

/// A counter with two readers, and a product that wants a smart card.
struct Counter {
    scene: Scene,
    desk: Desk,
    cards: Arc<Eventful>,
    daemon: Arc<Mutex<Option<Daemon>>>,
    slots: [Slot; 2],
    product: ProductId,
}

impl Counter {
    async fn open(place: &Place, seed: u64) -> Self {
        let daemon = Arc::new(Mutex::new(Some(place.start())));
        let slots = [Slot::at(READER, place.reader()), Slot::at(BESIDE, place.beside())];
        slots[1].is_seen(false);
        let scene = Scene::set(WORKER).await;
        let cards = Arc::new(Eventful::over(SystemCards::new(Vec::new())));
        let ports = Ports { cards: cards.clone(), ..scene.ports("counter").await };
        let desk = Desk::open(ports).await.unwrap();
        scene.grounds.register(&desk, "counter").await;
        let officer = scene.officer(Profile::Rao);
        officer.sign_in(&desk, Profile::Rao).await;
        let confirmed = plot::confirmed_on(&desk, seed, Carrier::SmartCard).await;
        let credential = scene.grounds.folder.path().join("officer.p12");
        plot::recognise(&desk, &officer, confirmed.request, &credential).await;
        plot::prove(&desk, &officer, confirmed.product, &credential).await;
        Self { scene, desk, cards, daemon, slots, product: confirmed.product }
    }

    /// Enrols the device in this reader; it takes no longer than the limit.
    async fn enrol(
        &self,
        slot: &Slot,
        serial: &str,
        limit: Duration,
    ) -> Result<EnrolmentStanding, DeskError> {
        let version = orders::product_detail(&self.desk, self.product).await.unwrap().version;
        let began = Instant::now();
        let call = devices::enrol_device(&self.desk, self.product, version, slot.name, serial);
        let ended = tokio::time::timeout(limit, call).await;
        ended.unwrap_or_else(|_| panic!("no call lasts beyond its limit: {:?}", began.elapsed()))
    }

    async fn is_refused(&self, slot: &Slot, serial: &str, limit: Duration, code: &str, why: &str) {
        let refusal = self.enrol(slot, serial, limit).await.unwrap_err();
        assert_eq!(refusal.to_wire("").code, code, "{why}: {refusal}");
    }

    async fn is_resumed(&self, slot: &Slot, serial: &str) {
        plot::device_for(&self.desk, self.product).await;
        let resumed = self.enrol(slot, serial, SOON).await;
        let resumed = resumed.unwrap_or_else(|error| panic!("the right one goes on: {error}"));
        assert_eq!(resumed.step, EnrolmentStep::Confirmed, "to the end");
    }

    /// What is in a reader, once it is so.
    async fn device(&self, slot: &Slot, wanted: impl Fn(&DeviceChoice) -> bool) -> DeviceChoice {
        let here = |device: &DeviceChoice| device.reader == slot.name && wanted(device);
        let all = plot::devices_when(&self.desk, self.product, |all| all.iter().any(here)).await;
        all.into_iter().find(here).unwrap()
    }

    /// Where the desk's journal says that the last attempt ended, and with which code.
    async fn last_failure(&self) -> (DeviceStage, String) {
        let view = devices::device_enrolment(&self.desk, self.product).await.unwrap();
        let failure = view.noted.and_then(|noted| noted.failure).unwrap();
        (failure.stage, failure.error.code)
    }

    async fn close(self) {
        drop(self.desk);
        self.scene.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_own_card_and_the_blank_one_lie_side_by_side() {
    let story = "two_readers::the_own_card_and_the_blank_one_lie_side_by_side";
    let Some(place) = place_of(story) else { return };
    let counter = Box::pin(Counter::open(&place, 71)).await;
    let [first, second] = &counter.slots;
    first.put_in(blank(1001));
    counter.device(first, |device| device.card.role == Some(CardRole::Blank)).await;
    let pin = Pin::new(PIN.to_owned());
    card_credential::make_card_credential(&counter.desk, first.name, &pin).await.unwrap();
    second.put_in(blank(2002));
    plot::receive_device(&counter.desk, "2002").await;
    let own = counter.device(first, |device| device.card.role == Some(CardRole::Mine)).await;
    assert_eq!(own.problem, Some(DeviceProblem::OwnCard), "it cannot be chosen, and says why");
    let device = counter.device(second, |device| device.problem.is_none()).await;
    assert_eq!(device.serial.as_deref(), Some("2002"), "the other one can");

    // The own card in the place of the blank one that was chosen a moment ago.
    let (own_card, blank_card) = (first.take_out(), second.take_out());
    second.put_in(own_card);
    first.put_in(blank_card);
    let there = counter.device(second, |device| device.card.role == Some(CardRole::Mine)).await;
    assert_eq!(there.problem, Some(DeviceProblem::OwnCard), "in whichever reader");
    counter.is_refused(second, "2002", SOON, "cardNotBlank", "the own card is never written on").await;
    // Even where its number stands in the drawer.
    plot::receive_device(&counter.desk, "1001").await;
    counter.is_refused(second, "1001", SOON, "cardNotBlank", "whatever its number").await;
    let view = devices::device_enrolment(&counter.desk, counter.product).await.unwrap();
    assert_eq!(view.begun, None, "and nothing was begun for it");
    let own = counter.device(second, |device| device.card.role == Some(CardRole::Mine)).await.card;
    assert_eq!((own.problem, own.pin), (None, CardPin::TriesLeft { tries: 3 }), "it signs as before");

    counter.device(first, |device| device.problem.is_none()).await;
    let written = counter.enrol(first, "2002", SOON).await.unwrap();
    assert_eq!(written.step, EnrolmentStep::Confirmed, "the blank one is written on, wherever it lies");
    counter.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_changed_midway_for_another_of_its_kind_is_left_alone() {
    let story = "two_readers::a_card_changed_midway_for_another_of_its_kind_is_left_alone";
    let Some(place) = place_of(story) else { return };
    let counter = Box::pin(Counter::open(&place, 72)).await;
    let slot = &counter.slots[0];
    plot::receive_device(&counter.desk, "3003").await;
    slot.put_in(blank(3003));
    counter.device(slot, |device| device.problem.is_none()).await;
    for (conversation, stage) in [(PREPARE, DeviceStage::Prepare), (COMPLETE, DeviceStage::Complete)] {
        let (changed, aside) = (slot.clone(), Arc::new(Mutex::new(None)));
        let kept = Arc::clone(&aside);
        counter.cards.before(conversation, move || {
            *kept.lock().unwrap() = Some(changed.take_out());
            changed.put_in(blank(3004));
        });
        counter.is_refused(slot, "3003", SOON, "cardOther", "another one lies there now").await;
        assert_eq!(counter.last_failure().await, (stage, "cardOther".to_owned()), "the journal says where");
        let other = counter.device(slot, |device| device.serial.as_deref() == Some("3004")).await;
        assert_eq!(other.problem, Some(DeviceProblem::OtherDevice), "the window says which is wanted");
        assert_eq!(other.card.role, Some(CardRole::Blank), "and nothing was written on this one");
        counter.is_refused(slot, "3003", SOON, "cardOther", "pressed once more").await;
        slot.take_out();
        slot.put_in(aside.lock().unwrap().take().unwrap());
        counter.device(slot, |device| device.problem.is_none()).await;
    }
    counter.is_resumed(slot, "3003").await;
    counter.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_ends_midway_and_comes_back_is_gone_on_with() {
    let story = "two_readers::a_service_that_ends_midway_and_comes_back_is_gone_on_with";
    let Some(place) = place_of(story) else { return };
    let counter = Box::pin(Counter::open(&place, 74)).await;
    let slot = &counter.slots[0];
    plot::receive_device(&counter.desk, "5005").await;
    slot.put_in(blank(5005));
    counter.device(slot, |device| device.problem.is_none()).await;
    let daemon = Arc::clone(&counter.daemon);
    counter.cards.before(COMPLETE, move || drop(daemon.lock().unwrap().take()));
    counter.is_refused(slot, "5005", SOON, "cardServiceMissing", "it says what does not run").await;
    assert_eq!(counter.last_failure().await.0, DeviceStage::Complete, "both are certified by now");
    let card = slot.fallen_out();
    *counter.daemon.lock().unwrap() = Some(place.start());
    slot.is_seen(false);
    slot.put_in(card);
    counter.is_resumed(slot, "5005").await;
    counter.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_stands_still_midway_is_waited_for_once() {
    let story = "two_readers::a_service_that_stands_still_midway_is_waited_for_once";
    let Some(place) = place_of(story) else { return };
    let counter = Box::pin(Counter::open(&place, 75)).await;
    let slot = &counter.slots[0];
    plot::receive_device(&counter.desk, "6006").await;
    slot.put_in(blank(6006));
    counter.device(slot, |device| device.problem.is_none()).await;
    let daemon = Arc::clone(&counter.daemon);
    let signal = move |name: &str| daemon.lock().unwrap().as_ref().unwrap().signal(name);
    let stop = signal.clone();
    counter.cards.before(COMPLETE, move || stop("STOP"));
    counter.is_refused(slot, "6006", AFTER_A_MINUTE, "cardBusy", "whoever pressed the button goes on").await;
    signal("CONT");
    counter.is_resumed(slot, "6006").await;
    counter.close().await;
}
