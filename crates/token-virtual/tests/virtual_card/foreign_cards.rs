//! Cards in the reader that no driver of ours knows, and cards that are broken: each is told as what it is, within the limit.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, SocketAddr, TcpStream},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use sportello_token::{
    CardError, CardFamily, ChannelError, Fault, PcscReader, ReadOnlyCard, Step,
    piv::{Blankness, Piv},
    recognise,
};

use crate::{
    acts::acts,
    pcscd::{READER, eventually, reader_of},
};

/// Of cards without history that speak T=0 and T=1 (ISO/IEC 7816-3, 8.2).
const PLAIN: [&[u8]; 2] = [&[0x3b, 0x00], &[0x3b, 0x80, 0x01, 0x81]];
/// For one conversation. The longest here is some thousands of commands.
const LIMIT: Duration = Duration::from_mins(1);

/// What a card answers to a command; `None` is a card that says nothing more. Never no byte at all: vpcd cannot pass that on,
/// and its pcscd then stands still; the scripted cards of `token` answer so.
type Answers = Box<dyn FnMut(&[u8]) -> Option<Vec<u8>> + Send>;

/// A card of these answers in the reader. Out when dropped.
struct Foreign {
    line: TcpStream,
    thread: Option<JoinHandle<()>>,
}

impl Foreign {
    fn insert(reader: SocketAddr, atr: &'static [u8], answers: Answers) -> Self {
        let line = TcpStream::connect(reader).unwrap();
        line.set_nodelay(true).unwrap();
        let own = line.try_clone().unwrap();
        let thread = thread::spawn(move || sit(own, atr, answers));
        seen(true);
        Self { line, thread: Some(thread) }
    }
}

impl Drop for Foreign {
    fn drop(&mut self) {
        let _ = self.line.shutdown(Shutdown::Both);
        let _ = self.thread.take().map(JoinHandle::join);
        seen(false);
    }
}

fn seen(present: bool) {
    eventually("the service sees it come and go", || {
        let list = sportello_token::list().unwrap();
        list.iter().any(|reader| reader.name == READER && reader.card_present == present)
    });
}

/// The wire of vpcd: a length of two bytes, and a message; of one byte it is power or the question for the answer to reset.
fn sit(mut line: TcpStream, atr: &[u8], mut answers: Answers) {
    loop {
        let mut length = [0; 2];
        if line.read_exact(&mut length).is_err() {
            return;
        }
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        if line.read_exact(&mut message).is_err() {
            return;
        }
        let answer = match message[..] {
            [4] => Some(atr.to_vec()),
            [_] => None,
            _ => answers(&message),
        };
        if let Some(answer) = answer {
            let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
            if line.write_all(&[&length[..], &answer].concat()).is_err() {
                return;
            }
        }
    }
}

fn always(answer: &[u8]) -> Answers {
    let answer = answer.to_vec();
    Box::new(move |_| Some(answer.clone()))
}

/// Answers SELECT well and the rest so: a card that claims to be one of PIV.
fn claiming(mut rest: Answers) -> Answers {
    Box::new(move |command| if command[1] == 0xa4 { Some(vec![0x90, 0]) } else { rest(command) })
}

/// Random bytes, the same on every run, of any length that a card can answer.
fn noise() -> Answers {
    let mut state = 5_u64;
    let mut next = move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    };
    Box::new(move |_| {
        let length = usize::from(next()) + usize::from(next() & 0x03);
        Some((0..length).map(|_| next()).collect())
    })
}

fn recognised() -> Result<CardFamily, Fault> {
    let card = PcscReader::open(READER).unwrap().converse(LIMIT, |line, atr| {
        let card = recognise(line, atr)?;
        assert_eq!(card.atr, atr, "told with its answer to reset");
        Ok(card.family)
    });
    card.map_or_else(|error| Err(error.into()), |card| card.map_err(|error: CardError| error.fault))
}

/// Every act of the driver on the card; gives what each failed with.
fn faults_of_every_act() -> Result<Vec<(String, Fault)>, ChannelError> {
    PcscReader::open(READER).unwrap().converse(LIMIT, |line, _| {
        let mut faults = Vec::new();
        for act in acts() {
            let done = Piv::select(line).and_then(|mut piv| (act.run)(&mut piv));
            faults.extend(done.err().map(|error| (act.name, error.fault)));
        }
        faults
    })
}

#[test]
fn an_unknown_card_is_told_by_its_answer_to_reset() {
    let Some(reader) = reader_of("foreign_cards::an_unknown_card_is_told_by_its_answer_to_reset") else {
        return;
    };
    for atr in PLAIN {
        for refusal in [[0x6d, 0], [0x6a, 0x82], [0x6e, 0]] {
            let card = Foreign::insert(reader, atr, always(&refusal));
            assert_eq!(recognised(), Ok(CardFamily::Unknown), "{refusal:02x?}: nobody's card");
            let faults = faults_of_every_act().unwrap();
            assert_eq!(faults.len(), acts().len(), "{refusal:02x?}: and nothing can be done with it");
            let foreseen = |fault: &Fault| matches!(fault, Fault::NotSupported | Fault::NotFound);
            assert!(faults.iter().all(|(_, fault)| foreseen(fault)), "{refusal:02x?}: {faults:?}");
            drop(card);
        }
    }
    let everything = Foreign::insert(reader, PLAIN[1], claiming(always(&[0x6a, 0x82])));
    let blankness =
        PcscReader::open(READER).unwrap().converse(LIMIT, |line, _| Piv::select(line)?.blankness());
    assert!(
        matches!(blankness, Ok(Ok(Blankness::CannotTell(_)))),
        "a card that has nothing of anything is not called blank: {blankness:?}"
    );
    drop(everything);
    let welcoming = Foreign::insert(reader, PLAIN[1], {
        Box::new(|command| {
            Some(if command[5] == 0xa0 && command[9] == 0x30 { vec![0x90, 0] } else { vec![0x6a, 0x82] })
        })
    });
    assert_eq!(recognised(), Ok(CardFamily::ReadOnly(ReadOnlyCard::IdentityCard)), "one that has an owner");
    drop(welcoming);
}

/// Whether every act is tried, or only what is done with a card first of all: each takes seconds where hundreds of commands go
/// through the virtual reader, or where it is asked whether a card that broke off is still there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Each {
    Act,
    First,
}

/// A broken card: recognised as something, or failing with a typed fault; and so with every act.
fn check(reader: SocketAddr, why: &str, atr: &'static [u8], answers: fn() -> Answers, how: Each) {
    for claims in [false, true] {
        let card = if claims { claiming(answers()) } else { answers() };
        let card = Foreign::insert(reader, atr, card);
        let began = Instant::now();
        let family = recognised();
        assert_ne!(family, Err(ChannelError::Late.into()), "{why}: recognised within the limit");
        if how == Each::Act {
            let faults = faults_of_every_act();
            assert_ne!(faults, Err(ChannelError::Late), "{why}: every act ends within the limit");
        }
        let blankness =
            PcscReader::open(READER).unwrap().converse(LIMIT, |line, _| Piv::select(line)?.blankness());
        assert_ne!(blankness, Ok(Ok(Blankness::Blank)), "{why}: never blank");
        assert!(began.elapsed() < LIMIT * 2, "{why}: nobody waits for minutes");
        drop(card);
    }
}

#[test]
fn a_card_that_answers_garbage_is_endured() {
    let Some(reader) = reader_of("foreign_cards::a_card_that_answers_garbage_is_endured") else { return };
    for atr in PLAIN {
        check(reader, "random bytes", atr, noise, Each::Act);
        check(reader, "always well", atr, || always(&[0x90, 0]), Each::Act);
    }
    check(reader, "one byte", PLAIN[1], || always(&[0x90]), Each::First);
    check(reader, "300 bytes", PLAIN[1], || always(&[0x90; 300]), Each::First);
    let good = Foreign::insert(reader, PLAIN[1], always(&[0x6a, 0x82]));
    assert_eq!(recognised(), Ok(CardFamily::Unknown), "afterwards all goes as ever");
    drop(good);
}

#[test]
fn a_card_that_never_comes_to_an_end_is_left() {
    let Some(reader) = reader_of("foreign_cards::a_card_that_never_comes_to_an_end_is_left") else { return };
    check(reader, "promises", PLAIN[1], || always(&[0x61, 0x10]), Each::Act);
    check(reader, "byte by byte", PLAIN[1], || always(&[7, 0x61, 1]), Each::First);
    check(reader, "whole pieces", PLAIN[1], || always(&[&[7; 256][..], &[0x61, 0]].concat()), Each::First);
    check(reader, "other lengths", PLAIN[1], || always(&[0x6c, 0x10]), Each::Act);
}

#[test]
fn a_card_that_says_nothing_holds_nobody() {
    let Some(reader) = reader_of("foreign_cards::a_card_that_says_nothing_holds_nobody") else { return };
    let mute = Foreign::insert(reader, PLAIN[1], Box::new(|_| None));
    let short = Duration::from_millis(500);
    let own = PcscReader::open(READER).unwrap();
    let began = Instant::now();
    let asked = own.converse(short, recognise);
    assert_eq!(asked.map(drop), Err(ChannelError::Late), "who asked goes on");
    let again = own.converse(short, recognise);
    assert_eq!(again.map(drop), Err(ChannelError::Late), "as does who asks again");
    assert!(began.elapsed() < Duration::from_secs(5), "within the limit: {:?}", began.elapsed());
    drop(mute);
    let good = Foreign::insert(reader, PLAIN[1], always(&[0x6a, 0x82]));
    let after = own.converse(LIMIT, |line, atr| recognise(line, atr).map(|card| card.family));
    assert_eq!(after, Ok(Ok(CardFamily::Unknown)), "with another card the reader works again");
    drop(good);
}

#[test]
fn a_card_whose_answer_to_reset_is_garbage_is_mute() {
    let Some(reader) = reader_of("foreign_cards::a_card_whose_answer_to_reset_is_garbage_is_mute") else {
        return;
    };
    for atr in [&[0xff][..], &[0x12, 0x34]] {
        let card = Foreign::insert(reader, atr, always(&[0x90, 0]));
        let said = recognised();
        assert_eq!(said, Err(ChannelError::Mute.into()), "{atr:02x?}: it cannot be understood");
        drop(card);
    }
    let step = PcscReader::open(READER).unwrap().converse(LIMIT, recognise).map(drop);
    assert_eq!(step, Err(ChannelError::Removed), "and then none is in, {}", Step::Connect);
}
