//! The card as a reader sees it. The firmware lives on a thread of its own: it is not for moving between threads, wants a
//! deep stack, and what breaks it breaks nothing else.

use std::{
    sync::mpsc::{self, Receiver, SyncSender},
    thread,
};

use sportello_token::{CardChannel, ChannelError, piv::Serial};
use zeroize::Zeroizing;

use crate::{
    Faults, ImageError,
    firmware::{Memory, Powered},
    flash::Flash,
    framing::{Framing, Received},
    image::{self, Lasting},
    ledger::Ledger,
};

/// Answer to reset of every virtual card: T=1, and no card that anybody makes (ISO/IEC 7816-3, 8).
pub const ATR: &[u8] = &[0x3b, 0x95, 0x13, 0x81, 0x01, 0x80, 0x73, 0xff, 0x01, 0x00, 0x0b];

/// The firmware keeps buffers of some kilobytes on its stack, several deep.
const STACK: usize = 16 * 1024 * 1024;
const PUT_DATA: u8 = 0xdb;
const GET_METADATA: u8 = 0xf7;
const GET_SERIAL: u8 = 0xf8;

enum Act {
    Command([u8; 4], Zeroizing<Vec<u8>>, SyncSender<(Vec<u8>, u16)>),
    PowerOff(SyncSender<()>),
}

/// A card that is not there. It is its own [`CardChannel`]; [`Seat`](crate::Seat) puts it into a reader of pcscd.
pub struct VirtualCard {
    acts: SyncSender<Act>,
    serial: Serial,
    internal: Flash,
    external: Flash,
    framing: Framing,
    ledger: Ledger,
    faults: Faults,
    answered: usize,
    pulled: bool,
}

impl VirtualCard {
    /// A card from the factory: PIN 123456, PUK 12345678, management key 01…08 three times, 3DES. All it ever draws comes
    /// from the seed: 32 random bytes, unless keys are to be the same each time. The firmware has one serial number for all
    /// cards; this one has its own.
    pub fn new(seed: [u8; 32], serial: Serial) -> Result<Self, ChannelError> {
        let (internal, external, ledger) = (Flash::new(), Flash::new(), Ledger::default());
        Self::start(seed, Lasting { serial, internal, external, ledger }, true)
    }

    /// The card that was kept as an [`image`](Self::image), without power in between. What it draws from now on comes from
    /// the seed, which is another one each time.
    pub fn of_image(seed: [u8; 32], image: &str) -> Result<Self, ChannelError> {
        let lasting = Lasting::read(image).map_err(|error| ChannelError::Reader(error.to_string()))?;
        Self::start(seed, lasting, false)
    }

    fn start(seed: [u8; 32], lasting: Lasting, fresh: bool) -> Result<Self, ChannelError> {
        let Lasting { serial, internal, external, ledger } = lasting;
        let (acts, to_do) = mpsc::sync_channel(1);
        let (inside, outside) = (internal.clone(), external.clone());
        thread::Builder::new()
            .name("virtual card".to_owned())
            .stack_size(STACK)
            .spawn(move || run(&mut Memory::new(seed, inside, outside, fresh), &to_do))
            .map_err(|error| ChannelError::Reader(error.to_string()))?;
        Ok(Self {
            acts,
            serial,
            internal,
            external,
            framing: Framing::default(),
            ledger,
            faults: Faults::default(),
            answered: 0,
            pulled: false,
        })
    }

    /// All that lasts of it, its keys and the counters of its PIN among them. Taken when nothing is being carried out, it is
    /// a whole card.
    pub fn image(&self) -> Result<Zeroizing<String>, ImageError> {
        image::write(self.serial, &self.internal, &self.external, &self.ledger)
    }

    /// How often its memory was changed: as long as this stays, so does its image.
    pub fn changes(&self) -> u64 {
        self.internal.changes() + self.external.changes()
    }

    /// Orders what is to go wrong, counted from now, in place of what was ordered before.
    pub fn order(&mut self, faults: Faults) {
        self.answered = 0;
        self.faults = faults;
    }

    /// How many APDUs were answered since the last order.
    pub const fn answered(&self) -> usize {
        self.answered
    }

    /// Whether it was pulled, as ordered.
    pub const fn is_pulled(&self) -> bool {
        self.pulled
    }

    /// Puts it in again: without power in between, with nothing verified any more and nothing ordered.
    pub fn insert_again(&mut self) -> Result<(), ChannelError> {
        self.pulled = false;
        self.order(Faults { silent_on_keys: self.faults.silent_on_keys, ..Faults::default() });
        self.reset()
    }

    /// Takes the power away and gives it back.
    pub fn reset(&mut self) -> Result<(), ChannelError> {
        self.framing = Framing::default();
        let (done, waiting) = mpsc::sync_channel(1);
        self.acts.send(Act::PowerOff(done)).map_err(|_| ChannelError::Mute)?;
        waiting.recv().map_err(|_| ChannelError::Mute)
    }

    fn answer(&mut self, apdu: &[u8]) -> Result<Vec<u8>, ChannelError> {
        let (header, data, expected) = match self.framing.receive(apdu) {
            Received::Answer(answer) => return Ok(answer),
            Received::Whole(header, data, expected) => (header, data, expected),
        };
        let (answer, status) = match self.instead(header) {
            Some(answer) => answer,
            None => self.carry_out(header, &data)?,
        };
        Ok(self.framing.answer(answer, status, expected))
    }

    /// What is answered without the firmware.
    fn instead(&self, header: [u8; 4]) -> Option<(Vec<u8>, u16)> {
        match header {
            [_, PUT_DATA, ..] if self.faults.full => Some((Vec::new(), 0x6a84)),
            [_, GET_METADATA, ..] if self.faults.silent_on_keys => Some((Vec::new(), 0x6d00)),
            [_, GET_SERIAL, ..] => Some((self.serial.0.to_be_bytes().to_vec(), 0x9000)),
            _ => self.ledger.answer(header),
        }
    }

    fn carry_out(
        &mut self,
        header: [u8; 4],
        data: &Zeroizing<Vec<u8>>,
    ) -> Result<(Vec<u8>, u16), ChannelError> {
        let (reply, waiting) = mpsc::sync_channel(1);
        // A firmware that panicked is a card that broke: it says nothing any more.
        self.acts.send(Act::Command(header, data.clone(), reply)).map_err(|_| ChannelError::Mute)?;
        let (answer, status) = waiting.recv().map_err(|_| ChannelError::Mute)?;
        self.ledger.note(header, data, &answer, status);
        Ok((answer, status))
    }
}

impl CardChannel for VirtualCard {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        let last = self.faults.pulled_after;
        if self.pulled || last.is_some_and(|last| self.answered >= last) {
            self.pulled = true;
            return Err(ChannelError::Removed);
        }
        let answer = self.answer(command)?;
        self.answered += 1;
        if self.faults.last_answer_lost && last.is_some_and(|last| self.answered >= last) {
            self.pulled = true;
            return Err(ChannelError::Removed);
        }
        Ok(answer)
    }
}

/// Lives until nobody holds the card any more.
fn run(memory: &mut Memory, to_do: &Receiver<Act>) {
    let mut told: Option<SyncSender<()>> = None;
    loop {
        let off = memory.power(|powered| {
            if let Some(told) = told.take() {
                // Who took the power away may have gone with it.
                let _ = told.send(());
            }
            live(powered, to_do)
        });
        match off.flatten() {
            Some(done) => told = Some(done),
            None => return,
        }
    }
}

/// Carries out what comes, until the power goes; `None` when the card is thrown away.
fn live(powered: &mut Powered<'_>, to_do: &Receiver<Act>) -> Option<SyncSender<()>> {
    loop {
        match to_do.recv().ok()? {
            Act::Command(header, data, reply) => {
                // Nobody may be waiting for it any more.
                let _ = reply.send(powered.carry_out(header, &data));
            }
            Act::PowerOff(done) => return Some(done),
        }
    }
}
