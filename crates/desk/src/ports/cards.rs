//! The port to smart card readers and the cards in them. What is said to a card is `token`'s; how it is reached is not
//! known here.

use std::time::Duration;

use sportello_contract::desk::cards::TrainingCardAct;
use sportello_token::{CardChannel, ChannelError, ReaderEvent};

/// The smart card readers of this machine.
pub trait Cards: Send + Sync {
    /// Those that are there now. The system's service may hang: asked on a thread that nobody waits for.
    fn list(&self) -> ReadersSeen;

    /// Begins to tell what happens to readers and cards, those that are there first. `tell` hands on and returns. Told
    /// for as long as this lives; a service that does not run is told too, and waited for.
    fn watch(&self, tell: Tell);

    /// One conversation with the card in a reader, which nobody else has meanwhile; what was verified is forgotten at its
    /// end. Waits no longer than `limit`. Never kept open for a person or the network.
    fn converse(&self, reader: &str, limit: Duration, talk: Talk) -> Result<(), ChannelError>;

    /// Does this with the card of a training reader; [`ChannelError::Removed`] where there is none of this name.
    fn training_card(&self, reader: &str, act: TrainingCardAct) -> Result<(), ChannelError>;
}

/// Hears what happens.
pub type Tell = Box<dyn FnMut(ReaderEvent) + Send>;
/// What is said in a conversation: gets the line and the card's answer to reset.
pub type Talk = Box<dyn FnOnce(&mut dyn CardChannel, &[u8]) + Send>;

/// What there is, and what keeps the rest from being seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadersSeen {
    pub readers: Vec<ReaderSeen>,
    pub fault: Option<ReadersFault>,
}

/// A reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReaderSeen {
    pub name: String,
    pub card_present: bool,
    /// Not there, for training.
    pub training: bool,
}

/// Why readers cannot be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadersFault {
    /// No PC/SC service runs on this machine.
    #[error("no smart card service")]
    NoService,
    #[error("the smart card service failed")]
    Failed,
    #[error("the smart card service does not answer")]
    NoAnswer,
}

impl ReadersFault {
    /// Its word in the UI's catalogue.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoService => "noService",
            Self::Failed => "failed",
            Self::NoAnswer => "noAnswer",
        }
    }
}
