//! One reader of the system's smart card service, and short conversations with the card in it.
//!
//! One thread owns the reader: PC/SC calls block, some without end (another program holds the card, a key is made). Whoever
//! asks waits for a limited time; a conversation that nobody waits for any more ends at its next command.

use std::{
    ffi::{CStr, CString},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, SyncSender},
    },
    thread,
    time::{Duration, Instant},
};

use pcsc::{
    Context, Disposition, Error, Protocol, Protocols, Scope, ShareMode, State, Transaction, ctl_code,
};
use zeroize::Zeroizing;

use crate::{CardChannel, ChannelError, LONGEST_ANSWER, LONGEST_COMMAND, pin_pad, pkcs11::is_reader};

/// Conversations that wait for one reader. More than these, and it stands still.
const WAITING: usize = 8;
/// How long the service may take to notice that a card is gone, after a command went astray.
const NOTICED_IN: Duration = Duration::from_secs(2);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

type Work = Box<dyn FnOnce(&CStr) + Send>;

/// A reader, by its name. Its thread ends with it.
pub struct PcscReader {
    name: String,
    work: SyncSender<Work>,
}

impl PcscReader {
    /// The reader that the service names so; whether it is there shows at the first conversation.
    pub fn open(name: &str) -> Result<Self, ChannelError> {
        let reader = CString::new(name).map_err(|_| ChannelError::Removed)?;
        let (work, waiting) = mpsc::sync_channel::<Work>(WAITING);
        let run = move || {
            let waiting: Receiver<Work> = waiting;
            for work in waiting {
                work(&reader);
            }
        };
        thread::Builder::new()
            .name("reader".to_owned())
            .spawn(run)
            .map_err(|error| ChannelError::Reader(error.to_string()))?;
        Ok(Self { name: name.to_owned(), work })
    }

    /// The reader's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Connects to the card, holds it against all others while `talk` goes on, and lets it go: reset, if a secret was shown
    /// to it. `talk` gets the line and the card's answer to reset. Waits for `limit` and no longer; make one conversation of
    /// what belongs together, and none of what waits for a person or the network.
    pub fn converse<T: Send + 'static>(
        &self,
        limit: Duration,
        talk: impl FnOnce(&mut dyn CardChannel, &[u8]) -> T + Send + 'static,
    ) -> Result<T, ChannelError> {
        self.ask(limit, move |reader, abandoned| with_card(reader, abandoned, false, talk))
    }

    fn ask<T: Send + 'static>(
        &self,
        limit: Duration,
        work: impl FnOnce(&CStr, &AtomicBool) -> Result<T, ChannelError> + Send + 'static,
    ) -> Result<T, ChannelError> {
        let (reply, answer) = mpsc::sync_channel(1);
        let given_up = Arc::new(AtomicBool::new(false));
        let abandoned = given_up.clone();
        let queued = self.work.try_send(Box::new(move |reader| {
            // Nobody may be waiting any more: then the answer is for nobody.
            let _ = reply.send(work(reader, &abandoned));
        }));
        queued.map_err(|_| ChannelError::Busy)?;
        answer.recv_timeout(limit).unwrap_or_else(|_| {
            given_up.store(true, Ordering::Relaxed);
            Err(ChannelError::Late)
        })
    }
}

/// Resets the card in the reader that a module calls so: what was verified through the module is so no more, for nobody.
pub(crate) fn reset(slot: &str, limit: Duration) -> Result<(), ChannelError> {
    PcscReader::open(slot)?.ask(limit, |slot, abandoned| {
        let context = Context::establish(Scope::User).map_err(fault)?;
        let readers = context.list_readers_owned().map_err(fault)?;
        let named = |reader: &&CString| is_reader(&slot.to_string_lossy(), &reader.to_string_lossy());
        let reader = readers.iter().find(named).ok_or(ChannelError::Removed)?;
        with_card(reader, abandoned, true, |_, _| ())
    })
}

/// `secret_shown` is whether the card was shown a secret already.
fn with_card<T>(
    reader: &CStr,
    abandoned: &AtomicBool,
    secret_shown: bool,
    talk: impl FnOnce(&mut dyn CardChannel, &[u8]) -> T,
) -> Result<T, ChannelError> {
    if abandoned.load(Ordering::Relaxed) {
        return Err(ChannelError::Late);
    }
    let context = Context::establish(Scope::User).map_err(fault)?;
    let mut card = context.connect(reader, ShareMode::Shared, Protocols::ANY).map_err(fault)?;
    let status = card.status2_owned().map_err(fault)?;
    let protocol = status.protocol2().unwrap_or(Protocol::T1);
    let (said, end) = {
        let transaction = card.transaction().map_err(fault)?;
        let mut line = Line { transaction, protocol, context: &context, reader, abandoned, secret_shown };
        let said = talk(&mut line, status.atr());
        let end = if line.secret_shown { Disposition::ResetCard } else { Disposition::LeaveCard };
        // A card that is gone has forgotten what was verified, too.
        let _ = line.transaction.end(end);
        (said, end)
    };
    // Some drivers end a transaction without the reset that was asked for: asked for twice, it is certain.
    let _ = card.disconnect(end);
    Ok(said)
}

struct Line<'c> {
    transaction: Transaction<'c>,
    protocol: Protocol,
    context: &'c Context,
    reader: &'c CStr,
    abandoned: &'c AtomicBool,
    secret_shown: bool,
}

impl CardChannel for Line<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        if self.abandoned.load(Ordering::Relaxed) {
            return Err(ChannelError::Late);
        }
        if command.len() > LONGEST_COMMAND {
            return Err(ChannelError::TooLong);
        }
        self.secret_shown |= shows_secret(command);
        let command = for_protocol(command, self.protocol);
        let mut buffer = [0; LONGEST_ANSWER];
        self.answered(self.transaction.transmit(&command, &mut buffer))
    }

    fn has_pin_pad(&mut self) -> bool {
        self.pin_pad().is_some()
    }

    fn verify_on_pad(&mut self, order: &[u8]) -> Result<Vec<u8>, ChannelError> {
        if self.abandoned.load(Ordering::Relaxed) {
            return Err(ChannelError::Late);
        }
        let without = || ChannelError::Reader("it has no keys for a PIN".to_owned());
        let code = self.pin_pad().ok_or_else(without)?;
        self.secret_shown = true;
        let mut buffer = [0; LONGEST_ANSWER];
        self.answered(self.transaction.control(code.into(), order, &mut buffer))
    }
}

impl Line<'_> {
    fn answered(&self, answer: Result<&[u8], Error>) -> Result<Vec<u8>, ChannelError> {
        match answer {
            // Some drivers give nothing at all, and call it well, when the card was pulled.
            Ok(answer) if answer.len() < 2 && self.is_empty() => Err(ChannelError::Removed),
            Ok(answer) => Ok(answer.to_vec()),
            Err(Error::InsufficientBuffer) => Err(ChannelError::TooLong),
            Err(error) => match fault(error) {
                // Drivers say many things of a command during which the card was pulled; the reader says whether it was.
                ChannelError::Reader(_) | ChannelError::Mute if self.is_empty() => Err(ChannelError::Removed),
                known => Err(known),
            },
        }
    }

    /// The code by which the reader's keys are ordered to ask for a PIN. Readers without any do not know the question.
    fn pin_pad(&self) -> Option<u32> {
        let mut buffer = [0; LONGEST_ANSWER];
        let features = self.transaction.control(ctl_code(pin_pad::FEATURES.into()), &[], &mut buffer);
        features.ok().and_then(pin_pad::verify_code)
    }

    /// Whether the reader is empty now, or soon.
    fn is_empty(&self) -> bool {
        let began = Instant::now();
        while began.elapsed() < NOTICED_IN {
            let mut states = [pcsc::ReaderState::new(self.reader.to_owned(), State::UNAWARE)];
            let seen = self.context.get_status_change(Duration::ZERO, &mut states);
            if seen.is_err() || !states.iter().all(|state| state.event_state().contains(State::PRESENT)) {
                return true;
            }
            thread::sleep(LOOK_AGAIN);
        }
        false
    }
}

/// Commands after which the card trusts whoever speaks next: VERIFY with data, CHANGE REFERENCE DATA, RESET RETRY COUNTER,
/// GENERAL AUTHENTICATE.
fn shows_secret(command: &[u8]) -> bool {
    matches!(command, [_, 0x20, _, _, _, ..] | [_, 0x24 | 0x2c | 0x87, ..])
}

/// T=0 has no Le beside data, and always a fifth byte (ISO/IEC 7816-3, 12.2): what else it would say is answered 61 xx.
fn for_protocol(command: &[u8], protocol: Protocol) -> Zeroizing<Vec<u8>> {
    // Reserved at once, so that a buffer that grows leaves no copy behind.
    let mut own = Zeroizing::new(Vec::with_capacity(LONGEST_COMMAND + 1));
    own.extend_from_slice(command);
    if protocol == Protocol::T0 {
        match command {
            [_, _, _, _] => own.push(0),
            [_, _, _, _, length, rest @ ..] if rest.len() == usize::from(*length) + 1 => {
                own.pop();
            }
            _ => {}
        }
    }
    own
}

fn fault(error: Error) -> ChannelError {
    match error {
        Error::RemovedCard | Error::NoSmartcard | Error::UnknownReader | Error::ReaderUnavailable => {
            ChannelError::Removed
        }
        Error::ResetCard => ChannelError::Reset,
        Error::SharingViolation => ChannelError::Busy,
        // Without a protocol there is no understanding: its answer to reset was garbage.
        Error::UnresponsiveCard | Error::UnpoweredCard | Error::UnsupportedCard | Error::ProtoMismatch => {
            ChannelError::Mute
        }
        Error::NoService | Error::ServiceStopped => ChannelError::NoService,
        other => ChannelError::Reader(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(command: &[u8], t0: &[u8], why: &str) {
        assert_eq!(*for_protocol(command, Protocol::T0), t0, "{why}");
        assert_eq!(*for_protocol(command, Protocol::T1), command, "{why}; T=1 takes it as it is");
    }

    #[test]
    fn an_old_protocol_gets_its_own_form() {
        check(&[0, 0x20, 0, 0x80], &[0, 0x20, 0, 0x80, 0], "neither data nor answer");
        check(&[0, 0xfd, 0, 0, 0], &[0, 0xfd, 0, 0, 0], "an answer");
        check(&[0, 0xcb, 1, 2, 1, 9, 0], &[0, 0xcb, 1, 2, 1, 9], "data and answer");
        check(&[0, 0xcb, 1, 2, 1, 9], &[0, 0xcb, 1, 2, 1, 9], "data");
    }

    #[test]
    fn a_card_that_trusts_somebody_is_reset() {
        for (command, shown) in [
            (&[0, 0x20, 0, 0x80][..], false),
            (&[0, 0x20, 0, 0x80, 8, 1], true),
            (&[0, 0x24, 0, 0x81, 16], true),
            (&[0, 0x87, 3, 0x9b, 4], true),
            (&[0, 0xcb, 0x3f, 0xff, 5], false),
        ] {
            assert_eq!(shows_secret(command), shown, "{command:02x?}");
        }
    }

    #[test]
    fn a_reader_that_is_not_there_is_said_so() {
        let reader = PcscReader::open("a reader that nobody has").unwrap();
        let answer = reader.converse(Duration::from_secs(10), |_, _| ());
        assert!(
            matches!(answer, Err(ChannelError::Removed | ChannelError::NoService)),
            "with a service or without: {answer:?}"
        );
    }
}
