//! The card's word that a key was made inside of it: Yubico's extension.

use super::{Piv, Slot, at};
use crate::{CardError, Fault, Step, apdu::Command};

const ATTEST: u8 = 0xf9;

impl Piv<'_> {
    /// A certificate over the slot's public key, DER, signed by the maker's key on the card. `None` where the card does not
    /// know how, or the key was not made on it.
    pub fn attest(&mut self, slot: Slot) -> Result<Option<Vec<u8>>, CardError> {
        let step = Step::Attest;
        let answer = self.ask(step, &Command::asking(ATTEST, slot.reference(), 0, []))?;
        match answer.done(step) {
            Ok(certificate) if certificate.first() == Some(&0x30) => Ok(Some(certificate)),
            Ok(_) => Err(at(step)(Fault::Malformed("attestation"))),
            Err(error) if matches!(error.fault, Fault::Channel(_)) => Err(error),
            Err(_) => Ok(None),
        }
    }
}
