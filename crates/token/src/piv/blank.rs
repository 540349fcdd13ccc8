//! Whether a card is blank: the question before anything is written on it.

use super::{KeyMetadata, Piv, Slot};
use crate::CardError;

/// What a card holds. Never [`Blankness::Blank`] in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blankness {
    /// No certificate and no key in any slot, and the card said so of each.
    Blank,
    /// Something is there; at least this.
    Occupied(Vec<(Slot, Holding)>),
    /// No certificate is there, but the card does not say of these slots whether they hold a key.
    CannotTell(Vec<Slot>),
}

/// What a slot holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// A certificate, or something in its place; with a key or without.
    Certificate,
    /// A key alone.
    Key,
}

impl Piv<'_> {
    /// Asks every slot for certificate and key. Only reads; some fifty short commands.
    pub fn blankness(&mut self) -> Result<Blankness, CardError> {
        // A card that tells nothing of the key that is always there is not believed when it says that others are not.
        let tells = self.management_algorithm()?.is_some();
        let (mut held, mut silent) = (Vec::new(), Vec::new());
        for slot in Slot::all() {
            if self.holds_anything(slot.certificate())? {
                held.push((slot, Holding::Certificate));
                continue;
            }
            let told = if tells { self.key_metadata(slot)? } else { KeyMetadata::NotTold };
            match told {
                KeyMetadata::Empty => {}
                KeyMetadata::Present { .. } => held.push((slot, Holding::Key)),
                KeyMetadata::NotTold => silent.push(slot),
            }
        }
        Ok(match (held.is_empty(), silent.is_empty()) {
            (false, _) => Blankness::Occupied(held),
            (true, false) => Blankness::CannotTell(silent),
            (true, true) => Blankness::Blank,
        })
    }
}
