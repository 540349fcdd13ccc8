//! Readers and cards at this desk: what is in which reader, known from what happens to them and from asking each card once.
//! Nothing is asked again and again, and no card is held longer than a short conversation.

mod look;
mod opening;
mod signer;
mod slots;
mod view;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::Duration,
};

use sportello_token::{CardChannel, CardError, ChannelError, Fault, ReaderEvent, Step};
use tokio::sync::broadcast;

use crate::{Desk, DeskError, DeskEvent, ports::Cards};
pub(crate) use look::Look;
pub(crate) use opening::{opens, opens_as_from_the_factory};
pub(crate) use signer::{CardSigner, sign_on};
pub(crate) use slots::{serial, slot, slots};
pub(crate) use view::{is_own, owner, problem, views};

/// How long a card may take to say what it is; some fifty commands for a blank one.
const LOOK: Duration = Duration::from_secs(20);
/// A card that another program holds, or has just reset, is asked again so often. Looking costs no tries.
const LOOKS: u32 = 3;
const LOOK_AGAIN: Duration = Duration::from_millis(400);

/// The readers before the officer.
pub(crate) struct Room {
    cards: Arc<dyn Cards>,
    inserted: Mutex<Inserted>,
    events: broadcast::Sender<DeskEvent>,
}

#[derive(Default)]
struct Inserted {
    /// How many cards were put in so far: tells one from the next in the same reader.
    count: u64,
    cards: BTreeMap<String, (u64, Option<Look>)>,
}

impl Room {
    /// Begins to watch the readers. Ends with the room.
    pub fn watching(cards: Arc<dyn Cards>, events: broadcast::Sender<DeskEvent>) -> Arc<Self> {
        let room = Arc::new(Self { cards, inserted: Mutex::default(), events });
        // The watch belongs to the port, which the room holds: held by it in turn, neither would end.
        let told = Arc::downgrade(&room);
        room.cards.watch(Box::new(move |event| {
            if let Some(room) = told.upgrade() {
                room.note(&event);
            }
        }));
        room
    }

    /// What the card in this reader said of itself; `None` where there is none, or while it is being asked.
    pub fn look(&self, reader: &str) -> Option<Look> {
        self.inserted().cards.get(reader).and_then(|(_, look)| look.clone())
    }

    /// One conversation with the card in this reader: blocks for `limit` at most.
    pub fn converse<T: Send + 'static>(
        &self,
        reader: &str,
        limit: Duration,
        talk: impl FnOnce(&mut dyn CardChannel, &[u8]) -> T + Send + 'static,
    ) -> Result<T, CardError> {
        let failed = |fault| CardError { step: Step::Connect, fault: Fault::Channel(fault) };
        let (tell, told) = mpsc::sync_channel(1);
        let talk = Box::new(move |line: &mut dyn CardChannel, atr: &[u8]| {
            // Nobody waiting any more is no fault.
            let _ = tell.send(talk(line, atr));
        });
        self.cards.converse(reader, limit, talk).map_err(failed)?;
        told.try_recv().map_err(|_| failed(ChannelError::Late))
    }

    /// Asks the card in this reader once more: how its PIN stands has changed, or what lies on it. Blocks.
    pub fn look_again(&self, reader: &str) {
        let number = self.inserted().cards.get(reader).map(|(number, _)| *number);
        if let Some(number) = number {
            self.ask(reader, number);
        }
    }

    fn note(self: &Arc<Self>, event: &ReaderEvent) {
        match event {
            ReaderEvent::CardInserted { reader, .. } => {
                let number = {
                    let mut inserted = self.inserted();
                    inserted.count += 1;
                    let number = inserted.count;
                    inserted.cards.insert(reader.clone(), (number, None));
                    number
                };
                let (room, reader) = (Arc::clone(self), reader.clone());
                // On a thread of its own: a card may hang, and the next event is not to wait for it.
                thread::spawn(move || room.ask(&reader, number));
            }
            ReaderEvent::CardRemoved { reader } | ReaderEvent::ReaderRemoved(reader) => {
                self.inserted().cards.remove(reader);
            }
            ReaderEvent::ReaderAdded(_) | ReaderEvent::ServiceGone | ReaderEvent::ServiceBack => {}
        }
        self.changed();
    }

    fn ask(&self, reader: &str, number: u64) {
        let mut look = None;
        for round in 1..=LOOKS {
            let said = self.converse(reader, LOOK, |line, atr| look::ask(line, atr));
            match said.and_then(|said| said) {
                Ok(told) => {
                    look = Some(told);
                    break;
                }
                // The event that says so is on its way.
                Err(error) if matches!(error.fault, Fault::Channel(ChannelError::Removed)) => return,
                Err(error) if error.is_retriable() && round < LOOKS => thread::sleep(LOOK_AGAIN),
                Err(error) => {
                    tracing::info!(reader.name = reader, error = %error, "a card does not say what it is");
                    break;
                }
            }
        }
        if let Some((now, known)) = self.inserted().cards.get_mut(reader)
            && *now == number
        {
            *known = Some(look.unwrap_or_else(Look::silent));
        }
        self.changed();
    }

    fn inserted(&self) -> MutexGuard<'_, Inserted> {
        // What is inside is replaced whole, never half-changed: a panic elsewhere does not spoil it.
        self.inserted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn changed(&self) {
        // Nobody listening is no fault.
        let _ = self.events.send(DeskEvent::DataChanged { tags: vec!["status"] });
    }
}

/// A conversation, waited for without holding up others.
pub(crate) async fn converse<T: Send + 'static>(
    desk: &Desk,
    reader: &str,
    limit: Duration,
    talk: impl FnOnce(&mut dyn CardChannel) -> Result<T, CardError> + Send + 'static,
) -> Result<T, DeskError> {
    converse_with(desk, reader, limit, |line, _| talk(line)).await
}

/// The same, with the card's answer to reset.
pub(crate) async fn converse_with<T: Send + 'static>(
    desk: &Desk,
    reader: &str,
    limit: Duration,
    talk: impl FnOnce(&mut dyn CardChannel, &[u8]) -> Result<T, CardError> + Send + 'static,
) -> Result<T, DeskError> {
    let (room, reader) = (Arc::clone(&desk.cards), reader.to_owned());
    let said = tokio::task::spawn_blocking(move || room.converse(&reader, limit, talk));
    Ok(said.await.map_err(DeskError::internal)???)
}

/// Has the card in this reader asked anew, and waits for it.
pub(crate) async fn look_again(desk: &Desk, reader: &str) -> Result<(), DeskError> {
    let (room, reader) = (Arc::clone(&desk.cards), reader.to_owned());
    tokio::task::spawn_blocking(move || room.look_again(&reader)).await.map_err(DeskError::internal)
}

/// What a card that knows the management key too proves it with.
pub(crate) fn challenge(desk: &Desk) -> [u8; 16] {
    let mut challenge = [0; 16];
    desk.ports.chance.fill(&mut challenge);
    challenge
}
