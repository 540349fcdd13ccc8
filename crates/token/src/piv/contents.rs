//! What lies on a card, slot by slot, for people who want to know it. Whether anything may be written on it is another
//! question: see [`Piv::blankness`].

use super::{KeyMetadata, Piv, Slot, StoredCertificate};
use crate::{CardError, Fault};

/// A slot, as the card tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlotContents {
    pub slot: Slot,
    pub key: KeyMetadata,
    pub certificate: SlotCertificate,
}

/// What lies in the place of a slot's certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SlotCertificate {
    /// Nothing; or the card has no such slot.
    Empty,
    Stored(StoredCertificate),
    /// Something else, or something that the card does not hand out.
    Unreadable,
}

impl Piv<'_> {
    /// Asks every slot for key and certificate. Only reads; some fifty short commands. A slot that refuses is told as one;
    /// only a card that does not answer any more ends it.
    pub fn contents(&mut self) -> Result<Vec<SlotContents>, CardError> {
        // A card that tells nothing of the key that is always there is not believed when it says that others are not.
        let tells = self.management_algorithm()?.is_some();
        let mut all = Vec::new();
        for slot in Slot::all() {
            let certificate = match self.read_certificate(slot) {
                Ok(Some(stored)) => SlotCertificate::Stored(stored),
                Ok(None) | Err(CardError { fault: Fault::NotSupported, .. }) => SlotCertificate::Empty,
                Err(error) if matches!(error.fault, Fault::Channel(_)) => return Err(error),
                Err(_) => SlotCertificate::Unreadable,
            };
            let key = match self.key_metadata(slot)? {
                KeyMetadata::Empty if !tells => KeyMetadata::NotTold,
                told => told,
            };
            all.push(SlotContents { slot, key, certificate });
        }
        Ok(all)
    }
}
