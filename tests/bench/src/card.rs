//! A device enrolled at the counter, centre included, beside the same steps by yubico-piv-tool and openssl: the same
//! virtual card, blank each time, in the same reader of a smart card service of the bench's own.

use std::{
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use sportello_contract::desk::device_enrolment::{DeviceChoice, DeviceProblem};
use sportello_desk::{device_enrolment, orders, ports::Cards};
use sportello_desk_cli::cards::SystemCards;
use sportello_domain::{enrolment::EnrolmentStep, ids::ProductId};
use sportello_stories::plot;
use sportello_testkit::{
    folder::temp_dir,
    pcscd::{Place, READER, eventually},
};
use sportello_token::piv::Serial;
use sportello_token_virtual::{Seat, VirtualCard};

use crate::{
    card_peer::Peer,
    card_wire::{Heard, Wire},
    counter::Counter,
    figures::{Times, verdict},
};

/// What the child that has the readers is told.
pub const STORY: &str = "card";
const ROUNDS: u32 = 11;
/// Cards of the rounds have numbers from here on, two each.
const FIRST: u32 = 5_200_000;

/// A card that does not answer is put in again so often.
const TIMES_PUT_IN: u32 = 3;

/// Starts a service with readers, and this program again as one that finds it.
pub fn with_readers() {
    let folder = temp_dir("bench-card");
    let place = Place::prepare(folder.path());
    let daemon = place.start();
    let mut again = Command::new(std::env::current_exe().unwrap());
    let ended = place.known_to(again.arg(STORY), STORY).status().unwrap();
    drop(daemon);
    assert!(ended.success(), "the measurement ends well: {ended}");
}

pub async fn measure(place: &Place) {
    println!("A device enrolled through PC/SC: codes, two keys, certificates, read back, proved\n");
    let cards: Arc<dyn Cards> = Arc::new(SystemCards::new(Vec::new()));
    let counter = Counter::with_cards(cards).await;
    let wire = Wire::before(place.reader());
    let peer = Peer::with_authority(counter.scene.grounds.folder.path().join("peer"));
    let (mut ours, mut theirs) = (Side::default(), Side::default());
    // One of each in turn, so that what else the machine does meets both.
    for round in 0..ROUNDS {
        let serial = FIRST + round * 2;
        let product = counter.to_be_put_on_a_card(u64::from(serial)).await;
        let (whole, heard) = by_the_desk(&counter, &wire, product, serial).await;
        ours.keep(whole, heard);
        let seat = looked_at(&counter, &wire, product, serial + 1).await;
        wire.heard();
        let began = Instant::now();
        peer.enrol();
        theirs.keep(began.elapsed(), wire.heard());
        take_out(seat);
    }
    ours.tell("Sportello: apart from the making of keys, centre included");
    theirs.tell("yubico-piv-tool and openssl: the same steps");
    println!(
        "  (the reader sends each command in two pieces: some 40 ms of each are its wire's, on both sides)"
    );
    verdict(
        "Sportello's time beside the tools'",
        ours.work.median().as_secs_f64() / theirs.work.median().as_secs_f64(),
        "at most 1",
    );
    counter.scene.stop().await;
}

/// The figures of one side.
#[derive(Default)]
struct Side {
    work: Times,
    keys: Times,
    in_card: Times,
    commands: usize,
}

impl Side {
    fn keep(&mut self, whole: Duration, heard: Heard) {
        self.work.keep(whole.saturating_sub(heard.keys));
        self.keys.keep(heard.keys);
        self.in_card.keep(heard.rest);
        self.commands = heard.commands;
    }

    fn tell(&self, what: &str) {
        self.work.tell(what);
        self.in_card.tell(&format!("  of which the card's own, in {} commands", self.commands));
        self.keys.tell("  besides, not counted: the card makes its two keys");
    }
}

/// One device by the use case that the window calls.
async fn by_the_desk(counter: &Counter, wire: &Wire, product: ProductId, serial: u32) -> (Duration, Heard) {
    let (desk, number) = (&counter.desk, serial.to_string());
    plot::receive_device(desk, &number).await;
    let seat = looked_at(counter, wire, product, serial).await;
    let version = orders::product_detail(desk, product).await.unwrap().version;
    wire.heard();
    let began = Instant::now();
    let standing = device_enrolment::enrol_device(desk, product, version, READER, &number).await;
    let whole = began.elapsed();
    assert_eq!(standing.unwrap().step, EnrolmentStep::Confirmed, "the device is written");
    let heard = wire.heard();
    take_out(seat);
    (whole, heard)
}

/// Puts a blank card in, and waits until the desk has looked at it: whatever comes then has it for itself.
async fn looked_at(counter: &Counter, wire: &Wire, product: ProductId, serial: u32) -> Seat {
    let mut seed = [7; 32];
    seed[..4].copy_from_slice(&serial.to_be_bytes());
    let number = Some(serial.to_string());
    let mut times = 0;
    loop {
        times += 1;
        assert!(times <= TIMES_PUT_IN, "the card {serial} says what it is");
        let seat = Seat::take(VirtualCard::new(seed, Serial(serial)).unwrap(), wire.address).unwrap();
        let silent = |it: &DeviceChoice| it.problem == Some(DeviceProblem::Silent);
        let told = |it: &DeviceChoice| it.serial == number;
        let said = |all: &[DeviceChoice]| all.iter().any(|it| told(it) || silent(it));
        if plot::devices_when(&counter.desk, product, said).await.iter().any(told) {
            return seat;
        }
        // Asked while it was only just in, on a machine that does other things too: put in once more, as anybody would.
        take_out(seat);
    }
}

fn take_out(seat: Seat) {
    drop(seat);
    eventually("the service sees it go", || {
        let seen = sportello_token::list().unwrap_or_default();
        seen.iter().any(|reader| reader.name == READER && !reader.card_present)
    });
}
