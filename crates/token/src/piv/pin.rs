//! PIN and PUK (SP 800-73-5 part 2, 3.2.1 to 3.2.3).

use super::Piv;
use crate::{
    CardError, Fault, Pin, PinEntry, Puk, Secret, StatusWord, Step,
    apdu::{Answer, Command},
    pin_pad,
};

const VERIFY: u8 = 0x20;
const CHANGE_REFERENCE_DATA: u8 = 0x24;
const RESET_RETRY_COUNTER: u8 = 0x2c;
pub(super) const PIN: u8 = 0x80;
pub(super) const PUK: u8 = 0x81;

/// How the PIN stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinState {
    /// Verified in this conversation; the card does not tell the tries of a PIN that it trusts.
    Verified,
    /// To be verified, with so many tries.
    TriesLeft(u8),
    Blocked,
    /// The card does not say.
    Unknown,
}

impl Piv<'_> {
    /// Verifies the PIN: until the card is reset, or until the next command where a slot wants it so.
    pub fn verify_pin(&mut self, pin: &Pin) -> Result<(), CardError> {
        let command = Command::new(VERIFY, 0, PIN, pin.padded().as_slice());
        let answer = self.ask(Step::VerifyPin, &command)?;
        self.accepted(&answer, Step::VerifyPin, Secret::Pin)
    }

    /// The same in the way that was chosen: with what was typed here, or on the reader's own keys.
    pub fn enter_pin(&mut self, pin: &PinEntry<Pin>) -> Result<(), CardError> {
        match pin {
            PinEntry::Typed(pin) => self.verify_pin(pin),
            PinEntry::OnReader => self.verify_on_pad(),
        }
    }

    /// Has the PIN typed on the reader's keys: waits for a person, for [`pin_pad::ANSWERS_IN`] at most. Asked once: what is
    /// wrong is not asked for again.
    fn verify_on_pad(&mut self) -> Result<(), CardError> {
        let fault = |fault| CardError::new(Step::VerifyPin, fault);
        let answer = self.channel.verify_on_pad(&pin_pad::order(VERIFY, PIN));
        let answer = answer.map_err(|error| fault(error.into()))?;
        let word: [u8; 2] =
            answer.as_slice().try_into().map_err(|_| fault(Fault::Malformed("status word")))?;
        let status = StatusWord(u16::from_be_bytes(word));
        if status.is_done() {
            return Ok(());
        }
        Err(self.counted(status.fault_of_pad(), Step::VerifyPin)?)
    }

    /// Asks how the PIN stands; costs no try.
    pub fn pin_state(&mut self) -> Result<PinState, CardError> {
        let status = self.ask(Step::TriesLeft, &Command::new(VERIFY, 0, PIN, []))?.status;
        Ok(match status.fault_of_secret(Secret::Pin) {
            _ if status.is_done() => PinState::Verified,
            Fault::WrongSecret { tries_left: Some(tries), .. } => PinState::TriesLeft(tries),
            Fault::Blocked(_) => PinState::Blocked,
            _ => PinState::Unknown,
        })
    }

    /// Changes the PIN. A wrong old one costs a try.
    pub fn change_pin(&mut self, old: &Pin, new: &Pin) -> Result<(), CardError> {
        let command =
            Command::new(CHANGE_REFERENCE_DATA, 0, PIN, [old.padded().as_slice(), new.padded()].concat());
        let answer = self.ask(Step::ChangePin, &command)?;
        self.accepted(&answer, Step::ChangePin, Secret::Pin)
    }

    /// Changes the PUK. A wrong old one costs a try, and a blocked PUK is the end of the card.
    pub fn change_puk(&mut self, old: &Puk, new: &Puk) -> Result<(), CardError> {
        let command =
            Command::new(CHANGE_REFERENCE_DATA, 0, PUK, [old.padded().as_slice(), new.padded()].concat());
        let answer = self.ask(Step::ChangePuk, &command)?;
        self.accepted(&answer, Step::ChangePuk, Secret::Puk)
    }

    /// Sets a new PIN by the PUK, whether the old one is blocked or not. A wrong PUK costs a try.
    pub fn unblock_pin(&mut self, puk: &Puk, new: &Pin) -> Result<(), CardError> {
        let command =
            Command::new(RESET_RETRY_COUNTER, 0, PIN, [puk.padded().as_slice(), new.padded()].concat());
        let answer = self.ask(Step::Unblock, &command)?;
        self.accepted(&answer, Step::Unblock, Secret::Puk)
    }

    /// What an answer to a shown secret means. Some cards say only that it was wrong; how it stands then is asked.
    fn accepted(&mut self, answer: &Answer, step: Step, secret: Secret) -> Result<(), CardError> {
        if answer.status.is_done() {
            return Ok(());
        }
        Err(self.counted(answer.status.fault_of_secret(secret), step)?)
    }

    /// The fault, with the tries that are left where they can be asked for.
    fn counted(&mut self, fault: Fault, step: Step) -> Result<CardError, CardError> {
        let fault = match fault {
            Fault::WrongSecret { secret: Secret::Pin, tries_left: None } => match self.pin_state()? {
                PinState::TriesLeft(tries) => {
                    Fault::WrongSecret { secret: Secret::Pin, tries_left: Some(tries) }
                }
                PinState::Blocked => Fault::Blocked(Secret::Pin),
                PinState::Verified | PinState::Unknown => {
                    Fault::WrongSecret { secret: Secret::Pin, tries_left: None }
                }
            },
            Fault::WrongSecret { secret: Secret::Puk, tries_left: None } => {
                match self.tries_left(Secret::Puk)? {
                    Some(0) => Fault::Blocked(Secret::Puk),
                    tries_left => Fault::WrongSecret { secret: Secret::Puk, tries_left },
                }
            }
            known => known,
        };
        Ok(CardError::new(step, fault))
    }
}
