//! The PIV application of a card (NIST SP 800-73-5), spoken with any card that has it. What only some makers offer is asked
//! for and done without where it is refused.

mod attestation;
mod authenticate;
mod blank;
mod contents;
mod key;
mod metadata;
mod object;
mod pin;
mod reset;
mod sign;
mod slot;

pub use blank::{Blankness, Holding};
pub use contents::{SlotCertificate, SlotContents};
pub use key::{KeyAlgorithm, PublicKey};
pub use metadata::{KeyMetadata, PinPolicy, Serial, Version};
pub use object::{CardIdentity, ObjectId, StoredCertificate};
pub use pin::PinState;
pub use sign::Digest;
pub use slot::Slot;

use crate::{
    CardChannel, CardError, Fault, Step,
    apdu::{Answer, Command, exchange},
    tlv,
};

/// The application identifier without its version, as SP 800-73-5 part 1, 2.2 lets one ask for it.
const APPLICATION: [u8; 9] = [0xa0, 0, 0, 0x03, 0x08, 0, 0, 0x10, 0];
const SELECT: u8 = 0xa4;

/// A card's PIV application, selected.
pub struct Piv<'c> {
    channel: &'c mut dyn CardChannel,
    application: Application,
}

/// What the application tells of itself when it is selected (SP 800-73-5 part 2, table 3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Application {
    /// Its maker's name for it, where it tells one.
    pub label: Option<String>,
}

impl<'c> Piv<'c> {
    /// Selects the application. [`Fault::NotFound`] is a card without one.
    pub fn select(channel: &'c mut dyn CardChannel) -> Result<Self, CardError> {
        let command = Command::asking(SELECT, 0x04, 0, APPLICATION);
        let told = exchange(channel, Step::Select, &command)?.done(Step::Select)?;
        Ok(Self { application: Application::read(&told), channel })
    }

    /// What the application told when it was selected.
    pub const fn application(&self) -> &Application {
        &self.application
    }

    fn ask(&mut self, step: Step, command: &Command) -> Result<Answer, CardError> {
        exchange(self.channel, step, command)
    }
}

impl Application {
    /// Nothing depends on what is told here, so what cannot be read is left out.
    fn read(told: &[u8]) -> Self {
        let label = tlv::find(told, 0x61)
            .ok()
            .flatten()
            .and_then(|template| tlv::find(template, 0x50).ok().flatten())
            .map(|label| String::from_utf8_lossy(label).trim().to_owned());
        Self { label: label.filter(|label| !label.is_empty() && !label.contains(char::is_control)) }
    }
}

/// A fault at a step, for what was answered well and says nonsense.
fn at(step: Step) -> impl FnOnce(Fault) -> CardError {
    move |fault| CardError::new(step, fault)
}

#[cfg(test)]
mod tests;
