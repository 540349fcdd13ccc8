//! Reports signed in one go: with a PIN for each, with one PIN for all, with a wrong PIN and a pulled card in the middle, and
//! with a centre that refuses one of them.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sportello_contract::desk::{
    cards::{CardPin, CardRole, PinAsked, TrainingCardAct},
    recognition::Sent,
    report_run::{ReportOutcome, ReportRun, ReportRunStep, ReportWhyNot},
};
use sportello_desk::{
    Desk, DeskEvent, credential, orders, outbox,
    ports::{Cards, ReadersSeen, Talk, Tell},
    recognition,
};
use sportello_desk_cli::{
    SystemChance,
    cards::{SystemCards, TrainingReader},
};
use sportello_domain::{
    account::Profile, catalogue::Language, ids::RequestId, request::RequestStatus, secret::Pin,
};
use sportello_stories::{Scene, plot};
use sportello_token::{CardChannel, ChannelError};
use sportello_token_virtual::Faults;

use crate::{
    WORKER,
    own_card::{PIN, READER, WRONG, card, code, desk_and_reader, make, prepared},
};

/// What became of each report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Became {
    Received,
    OnThisPc,
    Refused,
    Left,
}
use Became::{Left, OnThisPc, Received, Refused};

pub(crate) fn became(run: &ReportRun) -> Vec<Became> {
    let of = |outcome: &ReportOutcome| match outcome {
        ReportOutcome::Signed { sent: Sent::Received { .. } } => Received,
        ReportOutcome::Signed { sent: Sent::OnThisPc } => OnThisPc,
        ReportOutcome::Refused { .. } => Refused,
        ReportOutcome::Left => Left,
    };
    run.lines.iter().map(|line| of(&line.outcome)).collect()
}

/// Three requests whose reports wait for the signature of the officer who is signed in.
pub(crate) async fn three(desk: &Desk, seed: u64) -> Vec<RequestId> {
    let mut requests = Vec::new();
    for seed in seed..seed + 3 {
        requests.push(prepared(desk, seed).await);
    }
    requests
}

/// Those that can be signed now.
pub(crate) async fn ready(desk: &Desk) -> Vec<RequestId> {
    let listed = recognition::reports_to_sign(desk).await.unwrap();
    let ready = listed.reports.into_iter().filter(|report| report.why_not.is_none());
    ready.map(|report| report.request).collect()
}

pub(crate) async fn prepare(desk: &Desk, requests: &[RequestId]) {
    let prepared = recognition::prepare_reports(desk, requests, Language::It).await.unwrap();
    assert!(prepared.iter().all(|report| report.problem.is_none()), "all are made anew: {prepared:?}");
}

async fn sign(desk: &Desk, requests: &[RequestId], pin: &str) -> ReportRun {
    let pin = Pin::new(pin.to_owned());
    recognition::sign_reports_with_card(desk, requests, READER, &pin).await.unwrap()
}

fn stopped(run: &ReportRun) -> Option<(&str, Option<&str>)> {
    let error = run.stopped.as_ref()?;
    Some((error.code.as_str(), error.params.get("left").map(String::as_str)))
}

pub(crate) async fn are_recognised(desk: &Desk, requests: &[RequestId], why: &str) {
    for &request in requests {
        let order = orders::order_detail(desk, request).await.unwrap();
        assert_eq!(order.status, RequestStatus::Recognised, "{why}: the centre accepts what was signed");
        assert!(order.recognition.is_some(), "{why}: with the report as its evidence");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_wants_its_pin_each_time_signs_one_report_for_each() {
    let scene = Scene::set(WORKER).await;
    let (desk, _reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    card(&desk, |_| true).await;
    make(&desk).await.unwrap();
    let own = card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    assert_eq!(own.pin_asked, PinAsked::Each, "said beforehand");
    let requests = three(&desk, 61).await;
    assert_eq!(ready(&desk).await, requests, "everything but the signature is there, the oldest first");
    prepare(&desk, &requests).await;

    let first = sign(&desk, &requests, PIN).await;
    assert_eq!((became(&first), stopped(&first)), (vec![Received, Left, Left], None), "one PIN, one report");
    let wrong = sign(&desk, &requests[1..], WRONG).await;
    assert_eq!(became(&wrong), [Left, Left], "with a wrong PIN nothing is signed");
    assert_eq!(stopped(&wrong), Some(("cardPinWrong", Some("2"))), "and that is told with what is left");
    card(&desk, |card| card.pin == CardPin::TriesLeft { tries: 2 }).await;
    assert_eq!(ready(&desk).await, requests[1..], "what was signed before is done, the others wait");
    are_recognised(&desk, &requests[..1], "before the wrong PIN").await;

    let second = sign(&desk, &requests[1..], PIN).await;
    assert_eq!(became(&second), [Received, Left], "prepared once, gone on with");
    let third = sign(&desk, &requests[2..], PIN).await;
    assert_eq!((became(&third), stopped(&third)), (vec![Received], None), "and the last");
    are_recognised(&desk, &requests, "a PIN for each").await;
    assert_eq!(ready(&desk).await, [], "nothing waits any more");
    let again = sign_refused(&desk, &requests).await;
    assert_eq!(again, "notFound", "what is filed is not signed once more");
    drop(desk);
    scene.stop().await;
}

async fn sign_refused(desk: &Desk, requests: &[RequestId]) -> String {
    let pin = Pin::new(PIN.to_owned());
    code(&recognition::sign_reports_with_card(desk, requests, READER, &pin).await.unwrap_err())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_is_pulled_between_two_reports_leaves_the_second_to_be_signed() {
    let scene = Scene::set(WORKER).await;
    let (desk, reader) = desk_and_reader(&scene).await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    card(&desk, |_| true).await;
    make(&desk).await.unwrap();
    card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    let requests = three(&desk, 64).await;
    prepare(&desk, &requests).await;
    assert_eq!(became(&sign(&desk, &requests, PIN).await), [Received, Left, Left], "the first");
    card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    reader.order(Faults::pulled_after(2)).unwrap();
    let pulled = sign(&desk, &requests[1..], PIN).await;
    assert_eq!(became(&pulled), [Left, Left], "not signed");
    assert_eq!(stopped(&pulled), Some(("cardRemoved", None)), "a sentence that says what to do");
    are_recognised(&desk, &requests[..1], "before it was pulled").await;
    assert_eq!(ready(&desk).await, requests[1..], "the others wait");
    reader.insert_again().unwrap();
    card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    for from in 1..3 {
        assert_eq!(became(&sign(&desk, &requests[from..], PIN).await)[0], Received, "put in again");
    }
    are_recognised(&desk, &requests, "after it was pulled").await;
    drop(desk);
    scene.stop().await;
}

/// The training's card as one whose key wants its PIN once in a conversation: says so, and shows itself the PIN again before
/// each signature, since its firmware has only the rule of the slot.
struct PinOnce {
    cards: SystemCards,
    shown: Arc<AtomicUsize>,
}

impl Cards for PinOnce {
    fn list(&self) -> ReadersSeen {
        self.cards.list()
    }

    fn watch(&self, tell: Tell) {
        self.cards.watch(tell);
    }

    fn converse(&self, reader: &str, limit: Duration, talk: Talk) -> Result<(), ChannelError> {
        let shown = Arc::clone(&self.shown);
        let talk: Talk = Box::new(move |line, atr| talk(&mut Lasting { line, pin: None, shown }, atr));
        self.cards.converse(reader, limit, talk)
    }

    fn training_card(&self, reader: &str, act: TrainingCardAct) -> Result<(), ChannelError> {
        self.cards.training_card(reader, act)
    }
}

struct Lasting<'c> {
    line: &'c mut dyn CardChannel,
    pin: Option<Vec<u8>>,
    shown: Arc<AtomicUsize>,
}

impl CardChannel for Lasting<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        match command {
            // VERIFY with a PIN.
            [_, 0x20, _, 0x80, length, ..] if *length > 0 => {
                self.pin = Some(command.to_vec());
                self.shown.fetch_add(1, Ordering::SeqCst);
                self.line.transmit(command)
            }
            // GET METADATA of the slot for signatures: algorithm, then the policy of PIN and touch.
            [_, 0xf7, _, 0x9c, ..] => {
                let mut told = self.line.transmit(command)?;
                if let [0x01, 1, _, 0x02, 2, pin, ..] = told.as_mut_slice() {
                    *pin = 2;
                }
                Ok(told)
            }
            // GENERAL AUTHENTICATE: a signature.
            [_, 0x87, _, 0x9c, ..] => {
                if let Some(pin) = self.pin.clone() {
                    self.line.transmit(&pin)?;
                }
                self.line.transmit(command)
            }
            _ => self.line.transmit(command),
        }
    }
}

/// A workstation whose training card wants its PIN once, how often it was shown one, and hold of its reader.
async fn pin_once(scene: &Scene) -> (Desk, Arc<TrainingReader>, Arc<AtomicUsize>) {
    let mut ports = scene.ports("counter").await;
    let reader = TrainingReader::start(READER, None, Arc::new(SystemChance), Box::new(|_| ())).unwrap();
    let (reader, shown) = (Arc::new(reader), Arc::new(AtomicUsize::new(0)));
    let cards = SystemCards::new(vec![Arc::clone(&reader)]);
    ports.cards = Arc::new(PinOnce { cards, shown: Arc::clone(&shown) });
    let desk = Desk::open(ports).await.unwrap();
    scene.grounds.register(&desk, "counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    card(&desk, |_| true).await;
    make(&desk).await.unwrap();
    let own = card(&desk, |card| card.role == Some(CardRole::Mine)).await;
    assert_eq!(own.pin_asked, PinAsked::Once, "said beforehand");
    (desk, reader, shown)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_pin_signs_all_reports_where_the_card_allows_it() {
    let scene = Scene::set(WORKER).await;
    let (desk, reader, shown) = pin_once(&scene).await;
    let requests = three(&desk, 67).await;
    prepare(&desk, &requests).await;
    let wrong = sign(&desk, &requests, WRONG).await;
    assert_eq!(became(&wrong), [Left; 3], "a wrong PIN signs nothing");
    assert_eq!(stopped(&wrong), Some(("cardPinWrong", Some("2"))), "one try, for one press");
    let before = shown.load(Ordering::SeqCst);
    let mut events = desk.subscribe();
    let run = sign(&desk, &requests, PIN).await;
    assert_eq!((became(&run), stopped(&run)), (vec![Received; 3], None), "all three");
    let mut counted = Vec::new();
    while let Ok(event) = events.try_recv() {
        if let DeskEvent::ReportRunProgressed { step, done, of: 3 } = event {
            counted.push((step, done));
        }
    }
    let signed = [1, 2, 3].map(|done| (ReportRunStep::Signing, done));
    let sent = [0, 1, 2, 3].map(|done| (ReportRunStep::Sending, done));
    assert_eq!(counted, [&signed[..], &sent[..]].concat(), "each is told as it is signed, and as it is sent");
    assert_eq!(shown.load(Ordering::SeqCst), before + 1, "with one showing of the PIN");
    are_recognised(&desk, &requests, "one PIN").await;
    assert_eq!(ready(&desk).await, [], "nothing waits any more");

    // Pulled at every command: what was signed until then is filed, the others stay to be signed.
    let requests = three(&desk, 70).await;
    let mut signed_before_it_was_pulled = Vec::new();
    for apdus in 0.. {
        let left = ready(&desk).await;
        if left.is_empty() {
            break;
        }
        prepare(&desk, &left).await;
        card(&desk, |card| card.role == Some(CardRole::Mine)).await;
        reader.order(Faults::pulled_after(apdus)).unwrap();
        let run = sign(&desk, &left, PIN).await;
        let done = became(&run).iter().filter(|became| **became == Received).count();
        if done < left.len() {
            assert_eq!(stopped(&run), Some(("cardRemoved", None)), "{apdus}: told as what it is");
            reader.insert_again().unwrap();
            if done > 0 {
                signed_before_it_was_pulled.push(done);
            }
        }
        are_recognised(&desk, &left[..done], "signed before it was pulled").await;
        assert_eq!(ready(&desk).await, left[done..], "{apdus}: the others wait");
    }
    assert!(!signed_before_it_was_pulled.is_empty(), "it was pulled between two signatures, too");
    are_recognised(&desk, &requests, "in the end").await;
    drop(desk);
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_that_is_refused_or_cannot_be_sent_keeps_none_of_the_others() {
    let scene = Scene::set(WORKER).await;
    let officer = scene.officer(Profile::Rao);
    let desk = scene.desk("counter").await;
    officer.sign_in(&desk, Profile::Rao).await;
    let file = scene.grounds.folder.path().join("officer.p12");
    credential::make_officer_credential(&desk, file.clone(), officer.password()).await.unwrap();
    let requests = three(&desk, 73).await;
    prepare(&desk, &requests).await;
    let other = scene.desk("other").await;
    scene.officer(Profile::MasterRao).sign_in(&other, Profile::MasterRao).await;
    let reason = "The form is of another person".to_owned();
    orders::return_request(&other, requests[1], reason).await.unwrap();
    let password = officer.password();
    let run = recognition::sign_reports(&desk, &requests, &file, &password).await.unwrap();
    assert_eq!(became(&run), [Received, Refused, Received], "each has its own word of the centre");
    assert!(run.stopped.is_none(), "the key signed all of them");
    are_recognised(&desk, &[requests[0], requests[2]], "beside a refusal").await;
    assert_eq!(ready(&desk).await, [], "what was sent back is not to be signed");

    let requests = three(&desk, 76).await;
    scene.line.cut();
    let listed = recognition::reports_to_sign(&desk).await.unwrap();
    assert!(!listed.complete, "without network, what this PC knows");
    assert_eq!(ready(&desk).await, requests, "and that is enough");
    prepare(&desk, &requests).await;
    let run = recognition::sign_reports(&desk, &requests, &file, &password).await.unwrap();
    assert_eq!(became(&run), [OnThisPc; 3], "signed, and kept here");
    let listed = recognition::reports_to_sign(&desk).await.unwrap().reports;
    assert!(listed.is_empty(), "they are in the queue, and not to be signed again: {listed:?}");
    drop(desk);
    let desk = scene.desk_as_left("counter").await;
    sportello_desk::sessions::resume(&desk).await.unwrap();
    scene.line.mend();
    outbox::send_now(&desk).await.unwrap();
    are_recognised(&desk, &requests, "sent when the network was back").await;
    drop((desk, other));
    scene.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_without_its_recogniser_is_listed_with_the_reason() {
    let scene = Scene::set(WORKER).await;
    let desk = scene.desk("counter").await;
    scene.officer(Profile::Rao).sign_in(&desk, Profile::Rao).await;
    let begun = plot::confirmed(&desk, 79).await.request;
    recognition::start_recognition(&desk, begun).await.unwrap();
    let given = prepared(&desk, 80).await;
    let listed = recognition::reports_to_sign(&desk).await.unwrap();
    assert!(listed.complete, "the centre answers");
    let told: Vec<_> = listed.reports.iter().map(|report| (report.request, &report.why_not)).collect();
    assert_eq!(
        told,
        [(given, &None), (begun, &Some(ReportWhyNot::RecogniserMissing))],
        "what can be signed stands first"
    );
    let made = recognition::prepare_reports(&desk, &[given, begun], Language::En).await.unwrap();
    let codes: Vec<_> = made.iter().map(|report| report.problem.as_ref().map(|error| &*error.code)).collect();
    assert_eq!(codes, [None, Some("notFound")], "and is not made without its recogniser");
    drop(desk);
    scene.stop().await;
}
