//! A reader of the training: a virtual card in it, behind the same line as a real one. It has a thread of its own, as real
//! readers have, and after each conversation the card is without power and kept.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, SyncSender},
    },
    thread,
    time::Duration,
};

use sportello_desk::ports::{Chance, Talk, Tell};
use sportello_token::{CardChannel, ChannelError, ReaderEvent, piv::Serial};
use sportello_token_virtual::{ATR, Faults, VirtualCard};

/// Conversations that wait. More than these, and it stands still.
const WAITING: usize = 8;
/// How long the reader may take for what is no conversation.
const SOON: Duration = Duration::from_secs(10);
/// Numbers of training cards have eight digits.
const SERIALS: u32 = 100_000_000;

/// Keeps the card as it is now; blocks until that is done.
pub type Keep = Box<dyn Fn(&str) + Send>;

type Work = Box<dyn FnOnce(&mut Inside) + Send>;

/// A reader that is not there. Its thread ends with it.
pub struct TrainingReader {
    name: &'static str,
    work: SyncSender<Work>,
    present: Arc<AtomicBool>,
}

struct Inside {
    name: &'static str,
    card: VirtualCard,
    /// The card's changes when it was last kept.
    kept_at: u64,
    present: Arc<AtomicBool>,
    chance: Arc<dyn Chance>,
    keep: Keep,
    tell: Option<Tell>,
}

impl TrainingReader {
    /// Listed by this name, with the card that was kept, or one from the factory.
    pub fn start(
        name: &'static str,
        kept: Option<&str>,
        chance: Arc<dyn Chance>,
        keep: Keep,
    ) -> Result<Self, ChannelError> {
        let card = match kept.map(|image| VirtualCard::of_image(seed(&*chance), image)) {
            Some(Ok(card)) => card,
            Some(Err(error)) => {
                tracing::warn!(error = %error, "the training card cannot be read any more: a new one takes its place");
                new_card(&*chance)?
            }
            None => new_card(&*chance)?,
        };
        let present = Arc::new(AtomicBool::new(true));
        let mut inside =
            Inside { name, card, kept_at: 0, present: Arc::clone(&present), chance, keep, tell: None };
        let (work, to_do) = mpsc::sync_channel::<Work>(WAITING);
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || {
                let to_do: Receiver<Work> = to_do;
                for work in to_do {
                    work(&mut inside);
                }
            })
            .map_err(|error| ChannelError::Reader(error.to_string()))?;
        Ok(Self { name, work, present })
    }

    /// As it is listed and chosen.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Whether a card is in it.
    pub fn card_present(&self) -> bool {
        self.present.load(Ordering::SeqCst)
    }

    pub(super) fn watch(&self, tell: Tell) {
        let begin = Box::new(move |inside: &mut Inside| {
            inside.tell = Some(tell);
            inside.tell(ReaderEvent::ReaderAdded(inside.name.to_owned()));
            if inside.present.load(Ordering::SeqCst) {
                inside.tell(inserted(inside.name));
            }
        });
        if self.work.try_send(begin).is_err() {
            tracing::warn!(reader.name = self.name, "a training reader is not watched");
        }
    }

    pub(super) fn converse(&self, limit: Duration, talk: Talk) -> Result<(), ChannelError> {
        let given_up = Arc::new(AtomicBool::new(false));
        let abandoned = Arc::clone(&given_up);
        let told = self.ask(limit, move |inside| {
            if abandoned.load(Ordering::SeqCst) {
                return Err(ChannelError::Late);
            }
            if !inside.present.load(Ordering::SeqCst) {
                return Err(ChannelError::Removed);
            }
            talk(&mut Line { card: &mut inside.card, abandoned: &abandoned }, ATR);
            inside.end()
        });
        if told == Err(ChannelError::Late) {
            given_up.store(true, Ordering::SeqCst);
        }
        told
    }

    pub(super) fn new_card(&self) -> Result<(), ChannelError> {
        self.ask(SOON, |inside| {
            let card = new_card(&*inside.chance)?;
            inside.pull();
            inside.card = card;
            inside.kept_at = 0;
            inside.put_in();
            Ok(())
        })
    }

    /// Orders what is to go wrong with the card, counted from now.
    pub fn order(&self, faults: Faults) -> Result<(), ChannelError> {
        self.ask(SOON, |inside| {
            inside.card.order(faults);
            Ok(())
        })
    }

    /// Puts a card that was pulled in again.
    pub fn insert_again(&self) -> Result<(), ChannelError> {
        self.ask(SOON, |inside| {
            inside.card.insert_again()?;
            inside.put_in();
            Ok(())
        })
    }

    fn ask(
        &self,
        limit: Duration,
        act: impl FnOnce(&mut Inside) -> Result<(), ChannelError> + Send + 'static,
    ) -> Result<(), ChannelError> {
        let (reply, answer) = mpsc::sync_channel(1);
        let work = Box::new(move |inside: &mut Inside| {
            // Nobody may be waiting any more: then the answer is for nobody.
            let _ = reply.send(act(inside));
        });
        self.work.try_send(work).map_err(|_| ChannelError::Busy)?;
        answer.recv_timeout(limit).unwrap_or(Err(ChannelError::Late))
    }
}

/// The card in a conversation, which ends at its next command once nobody waits for it any more: who was told that it came
/// too late may hold another one by now.
struct Line<'l> {
    card: &'l mut VirtualCard,
    abandoned: &'l AtomicBool,
}

impl CardChannel for Line<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        if self.abandoned.load(Ordering::SeqCst) {
            return Err(ChannelError::Late);
        }
        self.card.transmit(command)
    }
}

impl Inside {
    /// Without power nothing is verified any more; what lasts is kept before anybody hears of it.
    fn end(&mut self) -> Result<(), ChannelError> {
        let off = self.card.reset();
        let changes = self.card.changes();
        if changes != self.kept_at {
            match self.card.image() {
                Ok(image) => (self.keep)(&image),
                Err(error) => tracing::warn!(error = %error, "the training card was not kept"),
            }
            self.kept_at = changes;
        }
        if self.card.is_pulled() {
            self.pull();
        }
        off
    }

    fn pull(&mut self) {
        if self.present.swap(false, Ordering::SeqCst) {
            self.tell(ReaderEvent::CardRemoved { reader: self.name.to_owned() });
        }
    }

    fn put_in(&mut self) {
        if !self.present.swap(true, Ordering::SeqCst) {
            self.tell(inserted(self.name));
        }
    }

    fn tell(&mut self, event: ReaderEvent) {
        if let Some(tell) = &mut self.tell {
            tell(event);
        }
    }
}

fn inserted(reader: &str) -> ReaderEvent {
    ReaderEvent::CardInserted { reader: reader.to_owned(), atr: ATR.to_vec() }
}

fn new_card(chance: &dyn Chance) -> Result<VirtualCard, ChannelError> {
    let mut serial = [0; 4];
    chance.fill(&mut serial);
    VirtualCard::new(seed(chance), Serial(u32::from_be_bytes(serial) % SERIALS))
}

fn seed(chance: &dyn Chance) -> [u8; 32] {
    let mut seed = [0; 32];
    chance.fill(&mut seed);
    seed
}

#[cfg(test)]
mod tests {
    use sportello_token::piv::Piv;

    use super::*;
    use crate::SystemChance;

    const LIMIT: Duration = Duration::from_secs(20);

    #[test]
    fn a_conversation_that_nobody_waits_for_ends_at_its_next_command() {
        let reader =
            TrainingReader::start("Training reader 1", None, Arc::new(SystemChance), Box::new(|_| ()))
                .unwrap();
        let (tell, told) = mpsc::sync_channel(2);
        let slow = tell.clone();
        let late = reader.converse(
            Duration::from_millis(50),
            Box::new(move |line, _| {
                thread::sleep(Duration::from_millis(300));
                slow.send(Piv::select(line).map(drop).map_err(|error| error.fault)).unwrap();
            }),
        );
        assert_eq!(late, Err(ChannelError::Late), "who asked goes on");
        let heard = told.recv_timeout(LIMIT).unwrap();
        assert_eq!(heard, Err(ChannelError::Late.into()), "and the card is told nothing more");
        let next = reader.converse(
            LIMIT,
            Box::new(move |line, _| tell.send(Piv::select(line).map(drop).map_err(|e| e.fault)).unwrap()),
        );
        assert_eq!(next, Ok(()), "the next one is held");
        assert_eq!(told.recv_timeout(LIMIT).unwrap(), Ok(()), "with the card as ever");
    }
}
