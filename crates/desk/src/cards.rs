//! Readers and cards at this desk: what is in which reader, known from what happens to them and from asking each card once.
//! Nothing is asked again and again, and no card is held longer than a short conversation. Cards without PIV are spoken with
//! through the module that was chosen (`module`).

mod chosen;
mod chosen_token;
mod entries;
mod failures;
mod insertions;
mod look;
mod module;
mod module_signer;
mod opening;
mod signer;
mod slots;
mod token_pin;
mod view;

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc},
    thread,
    time::Duration,
};

use sportello_contract::desk::card_tools::CardFailure;
use sportello_domain::error_code::ErrorCode;
use sportello_token::{CardChannel, CardError, ChannelError, Fault, ReaderEvent, piv::Piv, pkcs11::Module};
use tokio::sync::broadcast;

use crate::{
    Desk, DeskError, DeskEvent,
    ports::{CardModules, Cards, Clock},
};
pub(crate) use chosen::converse_with_chosen;
pub(crate) use chosen_token::{ChosenToken, chosen_token};
pub(crate) use entries::TokenEntry;
pub(crate) use failures::step_of;
use failures::{Failed, Failures, Overheard};
use insertions::Insertions;
pub(crate) use look::{Look, pin, puk, signature_key};
pub(crate) use module::{ModuleSeat, TokenLook, pin_of};
pub(crate) use module_signer::ModuleSigner;
pub(crate) use opening::{management_key, opens, opens_as_from_the_factory};
pub(crate) use signer::{CardSigner, rsa_of_length, sign_on, typing};
pub(crate) use slots::{serial, slot, slots};
pub(crate) use token_pin::token_pin;
pub(crate) use view::{in_words, is_own, is_simulated, owner, problem, takes_puk, token_behind, views};

/// How long a card may take to say what it is; some fifty commands for a blank one.
const LOOK: Duration = Duration::from_secs(20);
/// A card that another program holds, or has just reset, is asked again so often. Looking costs no tries.
const LOOKS: u32 = 3;
const LOOK_AGAIN: Duration = Duration::from_millis(400);

/// The readers before the officer.
pub(crate) struct Room {
    cards: Arc<dyn Cards>,
    clock: Arc<dyn Clock>,
    module: Arc<ModuleSeat>,
    insertions: Arc<Insertions>,
    inserted: Mutex<Inserted>,
    failures: Mutex<Failures>,
    events: broadcast::Sender<DeskEvent>,
}

/// Each with its number, which tells one from the next in the same reader.
type Inserted = BTreeMap<String, (u32, Option<Look>)>;

impl Room {
    /// Begins to watch the readers. Ends with the room.
    pub fn watching(
        cards: Arc<dyn Cards>,
        modules: Arc<dyn CardModules>,
        clock: Arc<dyn Clock>,
        events: broadcast::Sender<DeskEvent>,
    ) -> Arc<Self> {
        let insertions = Arc::<Insertions>::default();
        let module = ModuleSeat::new(modules, Arc::clone(&insertions), events.clone());
        let (inserted, failures) = (Mutex::default(), Mutex::default());
        let room = Arc::new(Self { cards, clock, module, insertions, inserted, failures, events });
        // The watch belongs to the port, which the room holds: held by it in turn, neither would end.
        let told = Arc::downgrade(&room);
        room.cards.watch(Box::new(move |event| {
            if let Some(room) = told.upgrade() {
                room.note(&event);
            }
        }));
        room
    }

    /// The module that speaks with cards without PIV.
    pub const fn module(&self) -> &Arc<ModuleSeat> {
        &self.module
    }

    /// What the card in this reader said of itself; `None` where there is none, or while it is being asked.
    pub fn look(&self, reader: &str) -> Option<Look> {
        self.inserted().get(reader).and_then(|(_, look)| look.clone())
    }

    /// One conversation with the card in this reader: blocks for `limit` at most. What fails is kept for diagnostics.
    pub fn converse<T: Send + 'static>(
        &self,
        reader: &str,
        limit: Duration,
        talk: impl FnOnce(&mut dyn CardChannel, &[u8]) -> Result<T, CardError> + Send + 'static,
    ) -> Result<T, CardError> {
        self.talk(reader, limit, talk).map_err(|failed| self.keep_failure(reader, failed))
    }

    /// What went wrong in this reader, newest first.
    pub fn failures(&self, reader: &str) -> Vec<CardFailure> {
        self.failed().of(reader)
    }

    /// The readers in which something went wrong; some of them may be gone.
    pub fn readers_with_failures(&self) -> Vec<String> {
        self.failed().readers()
    }

    fn talk<T: Send + 'static>(
        &self,
        reader: &str,
        limit: Duration,
        talk: impl FnOnce(&mut dyn CardChannel, &[u8]) -> Result<T, CardError> + Send + 'static,
    ) -> Result<T, Failed> {
        let (tell, told) = mpsc::sync_channel(1);
        let talk = Box::new(move |line: &mut dyn CardChannel, atr: &[u8]| {
            let mut line = Overheard::on(line);
            let said = talk(&mut line, atr);
            // Nobody waiting any more is no fault.
            let _ = tell.send(said.map_err(|error| line.failed(error)));
        });
        let held = self.cards.converse(reader, limit, talk);
        match (held, told.try_recv()) {
            // Which step it was is known better inside.
            (_, Ok(Err(failed))) => Err(failed),
            (Ok(()), Ok(Ok(said))) => Ok(said),
            (Err(fault), _) => Err(Failed::connecting(fault)),
            (Ok(()), Err(_)) => Err(Failed::connecting(ChannelError::Late)),
        }
    }

    fn keep_failure(&self, reader: &str, failed: Failed) -> CardError {
        self.failed().keep(reader, &failed, self.clock.now());
        failed.error
    }

    fn failed(&self) -> MutexGuard<'_, Failures> {
        // Entries come and go whole: a panic elsewhere does not spoil them.
        self.failures.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the card in this reader once more: how its PIN stands has changed, or what lies on it. Blocks, unless the card
    /// has just kept somebody waiting in vain: it may do so again, and nobody waits twice.
    pub fn look_after(self: &Arc<Self>, reader: &str, error: Option<&CardError>) {
        if error.is_some_and(is_late) {
            let (room, reader) = (Arc::clone(self), reader.to_owned());
            thread::spawn(move || room.look_again(&reader));
        } else {
            self.look_again(reader);
        }
    }

    fn look_again(&self, reader: &str) {
        let number = self.inserted().get(reader).map(|(number, _)| *number);
        if let Some(number) = number {
            self.ask(reader, number);
        }
    }

    fn note(self: &Arc<Self>, event: &ReaderEvent) {
        match event {
            ReaderEvent::CardInserted { reader, .. } => {
                let number = self.insertions.next();
                self.inserted().insert(reader.clone(), (number, None));
                self.module.changed_in(reader);
                let (room, reader) = (Arc::clone(self), reader.clone());
                // On a thread of its own: a card may hang, and the next event is not to wait for it.
                thread::spawn(move || room.ask(&reader, number));
            }
            ReaderEvent::CardRemoved { reader } | ReaderEvent::ReaderRemoved(reader) => {
                self.inserted().remove(reader);
                self.module.changed_in(reader);
                self.module.look_soon();
            }
            ReaderEvent::ServiceGone | ReaderEvent::ServiceBack => self.module.look_soon(),
            ReaderEvent::ReaderAdded(_) => {}
        }
        self.tell(vec!["status"]);
    }

    fn ask(&self, reader: &str, number: u32) {
        let mut look = None;
        for round in 1..=LOOKS {
            match self.talk(reader, LOOK, |line, atr| look::ask(line, atr)) {
                Ok(told) => {
                    look = Some(told);
                    break;
                }
                // The event that says so is on its way.
                Err(failed) if failed.is(&ChannelError::Removed) => return,
                Err(failed) if failed.error.is_retriable() && !is_late(&failed.error) && round < LOOKS => {
                    thread::sleep(LOOK_AGAIN);
                }
                Err(failed) => {
                    let error = self.keep_failure(reader, failed);
                    tracing::info!(reader.name = reader, error = %error, "a card does not say what it is");
                    break;
                }
            }
        }
        if let Some((now, known)) = self.inserted().get_mut(reader)
            && *now == number
        {
            *known = Some(Look { insertion: number, ..look.unwrap_or_else(Look::silent) });
        }
        // After the card was let go: the module asks it too, in its own way.
        self.module.look_soon();
        // What lies on it may be another thing now, too.
        self.tell(vec!["status", "cardContents"]);
    }

    fn inserted(&self) -> MutexGuard<'_, Inserted> {
        // What is inside is replaced whole, never half-changed: a panic elsewhere does not spoil it.
        self.inserted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, tags: Vec<&'static str>) {
        // Nobody listening is no fault.
        let _ = self.events.send(DeskEvent::DataChanged { tags });
    }
}

fn is_late(error: &CardError) -> bool {
    matches!(error.fault, Fault::Channel(ChannelError::Late))
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

/// A conversation with a card's PIV application that may also stop for a reason of ours; what the card itself did wrong is
/// kept for the diagnostics.
pub(crate) async fn converse_piv<T, R>(
    desk: &Desk,
    reader: &str,
    limit: Duration,
    talk: impl FnOnce(&mut Piv<'_>) -> Result<T, R> + Send + 'static,
) -> Result<T, DeskError>
where
    T: Send + 'static,
    R: From<CardError> + TryInto<CardError, Error = R> + Into<DeskError> + Send + 'static,
{
    let said = converse(desk, reader, limit, move |line: &mut dyn CardChannel| {
        let said = Piv::select(line).map_err(R::from).and_then(|mut piv| talk(&mut piv));
        match said.map_err(TryInto::try_into) {
            Ok(said) => Ok(Ok(said)),
            Err(Ok(of_the_card)) => Err(of_the_card),
            Err(Err(of_ours)) => Ok(Err(of_ours)),
        }
    });
    said.await?.map_err(Into::into)
}

/// Acts on the token that the list shows under this name, by the chosen module: blocks nobody else. What the token itself did
/// wrong is kept for the diagnostics, and how it stands then is looked at.
pub(crate) async fn with_module<T, R>(
    desk: &Desk,
    shown_as: &str,
    act: impl FnOnce(&Module) -> Result<T, R> + Send + 'static,
) -> Result<T, DeskError>
where
    T: Send + 'static,
    R: From<CardError> + TryInto<CardError, Error = R> + Into<DeskError> + Send + 'static,
{
    let (room, shown_as) = (Arc::clone(&desk.cards), shown_as.to_owned());
    let module = room.module.module().ok_or_else(|| DeskError::told(ErrorCode::CardRemoved))?;
    let done = tokio::task::spawn_blocking(move || {
        let done = act(&module).map_err(TryInto::try_into);
        room.module.look_after(matches!(&done, Err(Ok(of_the_token)) if is_late(of_the_token)));
        done.map_err(|refused| match refused {
            Ok(of_the_token) => room.keep_failure(&shown_as, Failed::of_module(of_the_token)).into(),
            Err(of_ours) => of_ours.into(),
        })
    });
    done.await.map_err(DeskError::internal)?
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
    Ok(said.await.map_err(DeskError::internal)??)
}

/// Has the card in this reader asked anew, after something was done with it.
pub(crate) async fn look_after<T>(
    desk: &Desk,
    reader: &str,
    outcome: &Result<T, DeskError>,
) -> Result<(), DeskError> {
    let error = match outcome {
        Err(DeskError::Card(error)) => Some(error.clone()),
        _ => None,
    };
    let (room, reader) = (Arc::clone(&desk.cards), reader.to_owned());
    let looked = tokio::task::spawn_blocking(move || room.look_after(&reader, error.as_ref()));
    looked.await.map_err(DeskError::internal)
}

/// What a card that knows the management key too proves it with.
pub(crate) fn challenge(desk: &Desk) -> [u8; 16] {
    let mut challenge = [0; 16];
    desk.ports.chance.fill(&mut challenge);
    challenge
}
