//! What happens to readers and cards is told, in order, over the lives of the service.

use std::{
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

use sportello_testkit::pcscd::place_of;
use sportello_token::{PcscReader, ReaderEvent, ReaderWatch, piv::Piv};
use sportello_token_virtual::{ATR, Seat, VirtualCard};

use crate::{pcscd::READER, story::SERIAL};

const BESIDE: &str = "Virtual PCD 00 01";
/// How long an event may take: longer than the service takes to see a card, and than the longest pause.
const LIMIT: Duration = Duration::from_secs(15);
/// How long nothing must happen.
const QUIET: Duration = Duration::from_millis(700);

struct Told(Receiver<ReaderEvent>);

impl Told {
    #[track_caller]
    fn check(&self, expected: &[ReaderEvent], why: &str) {
        for event in expected {
            assert_eq!(self.0.recv_timeout(LIMIT).as_ref(), Ok(event), "{why}");
        }
        assert_eq!(self.0.recv_timeout(QUIET), Err(RecvTimeoutError::Timeout), "{why}: and nothing else");
    }
}

fn watch() -> (ReaderWatch, Told) {
    let (tell, told) = mpsc::channel();
    let watch = ReaderWatch::start(move |event| drop(tell.send(event))).unwrap();
    (watch, Told(told))
}

/// Drops the watch, which takes no longer than this.
fn end(watch: ReaderWatch, told: &Told, limit: Duration, why: &str) {
    let began = Instant::now();
    drop(watch);
    assert!(began.elapsed() < limit, "{why}: {:?}", began.elapsed());
    let after = told.0.recv_timeout(QUIET);
    assert!(after.is_err(), "{why}: nothing is told afterwards: {after:?}");
}

/// Watching costs next to nothing: asked of the system over a second, for this process, which plays one story only.
fn idle(why: &str) {
    let ticks = || -> u64 {
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        // After the program's name in brackets, the twelfth and thirteenth.
        stat.rsplit(')')
            .next()
            .unwrap()
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|ticks| ticks.parse::<u64>().unwrap())
            .sum()
    };
    let before = ticks();
    std::thread::sleep(Duration::from_secs(1));
    let used = ticks() - before;
    assert!(used <= 5, "{why}: {used} hundredths of a second of processor time in one second");
}

fn added(name: &str) -> ReaderEvent {
    ReaderEvent::ReaderAdded(name.to_owned())
}

fn removed(name: &str) -> ReaderEvent {
    ReaderEvent::ReaderRemoved(name.to_owned())
}

fn card_in() -> ReaderEvent {
    ReaderEvent::CardInserted { reader: READER.to_owned(), atr: ATR.to_vec() }
}

fn card_out() -> ReaderEvent {
    ReaderEvent::CardRemoved { reader: READER.to_owned() }
}

fn card() -> VirtualCard {
    VirtualCard::new([5; 32], SERIAL).unwrap()
}

#[test]
fn cards_come_and_go() {
    let Some(place) = place_of("watched::cards_come_and_go") else { return };
    let daemon = place.start();
    let (watch, told) = watch();
    told.check(&[added(READER), added(BESIDE)], "what is there is told first");
    let seat = Seat::take(card(), place.reader()).unwrap();
    told.check(&[card_in()], "a card comes");
    idle("waiting for cards");
    let (late, late_told) = self::watch();
    late_told.check(&[added(READER), card_in(), added(BESIDE)], "as if it had just come, for who asks later");
    let used = PcscReader::open(READER).unwrap().converse(LIMIT, |line, _| Piv::select(line).is_ok());
    assert_eq!(used, Ok(true), "others use the card meanwhile");
    told.check(&[], "and that is no event");
    drop(seat);
    told.check(&[card_out()], "the card goes");
    late_told.check(&[card_out()], "for everybody");
    end(late, &late_told, Duration::from_secs(1), "one watch ends, amid its waiting");
    drop(Seat::take(card(), place.reader()));
    let seat = Seat::take(card(), place.reader()).unwrap();
    // Whether the service saw the first of the two is its own affair.
    let first = told.0.recv_timeout(LIMIT);
    assert_eq!(first, Ok(card_in()), "the other goes on");
    drop(seat);
    assert!(
        std::iter::from_fn(|| told.0.recv_timeout(LIMIT / 5).ok()).last() == Some(card_out()),
        "to the end"
    );
    end(watch, &told, Duration::from_secs(1), "and ends too");
    drop(daemon);
}

#[test]
fn the_service_comes_and_goes() {
    let Some(place) = place_of("watched::the_service_comes_and_goes") else { return };
    let (watch, told) = watch();
    told.check(&[ReaderEvent::ServiceGone], "no service runs, and that is said once");
    idle("waiting for the service");
    let daemon = place.start();
    told.check(&[ReaderEvent::ServiceBack, added(READER), added(BESIDE)], "it is found");
    let seat = Seat::take(card(), place.reader()).unwrap();
    told.check(&[card_in()], "with its cards");
    drop(daemon);
    let all_gone = [card_out(), removed(READER), removed(BESIDE), ReaderEvent::ServiceGone];
    told.check(&all_gone, "killed, it takes everything with it");
    drop(seat);
    let daemon = place.start();
    told.check(&[ReaderEvent::ServiceBack, added(READER), added(BESIDE)], "started again");
    let seat = Seat::take(card(), place.reader()).unwrap();
    told.check(&[card_in()], "it is watched as before");
    drop((daemon, seat));
    told.check(&all_gone, "and killed again");
    end(watch, &told, Duration::from_secs(1), "ends amid a pause");
}

#[test]
fn a_service_that_stands_still_holds_nobody() {
    let Some(place) = place_of("watched::a_service_that_stands_still_holds_nobody") else { return };
    let daemon = place.start();
    let (watch, told) = watch();
    told.check(&[added(READER), added(BESIDE)], "it is there");
    daemon.signal("STOP");
    told.check(&[], "and says nothing any more");
    end(watch, &told, Duration::from_secs(4), "who ends the watch goes on");
    let (second, second_told) = self::watch();
    second_told.check(&[], "nor does another learn anything");
    end(second, &second_told, Duration::from_secs(4), "which ends as well");
    daemon.signal("CONT");
    let (third, third_told) = self::watch();
    third_told.check(&[added(READER), added(BESIDE)], "afterwards all goes as ever");
    end(third, &third_told, Duration::from_secs(1), "to the end");
}
