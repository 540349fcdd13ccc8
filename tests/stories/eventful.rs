//! Readers with something that happens before one of the conversations with a card.

use std::{sync::Mutex, time::Duration};

use sportello_contract::desk::cards::TrainingCardAct;
use sportello_desk::ports::{Cards, ReadersSeen, Talk, Tell};
use sportello_desk_cli::cards::SystemCards;
use sportello_token::ChannelError;

/// The conversations of an enrolment, after the first, which asks what the card is: codes and keys, certificates.
pub const PREPARE: usize = 2;
pub const COMPLETE: usize = 3;

/// The system's readers, with something that happens before one of the next conversations.
pub struct Eventful {
    cards: SystemCards,
    next: Mutex<Option<(usize, Happening)>>,
}

pub type Happening = Box<dyn FnOnce() + Send>;

impl Eventful {
    pub fn over(cards: SystemCards) -> Self {
        Self { cards, next: Mutex::default() }
    }

    /// Before the n-th conversation from now.
    pub fn before(&self, conversation: usize, happening: impl FnOnce() + Send + 'static) {
        *self.next.lock().unwrap() = Some((conversation, Box::new(happening)));
    }

    fn due(&self) -> Option<Happening> {
        let mut next = self.next.lock().unwrap();
        match next.take()? {
            (1, happening) => Some(happening),
            (more, happening) => {
                *next = Some((more - 1, happening));
                None
            }
        }
    }
}

impl Cards for Eventful {
    fn list(&self) -> ReadersSeen {
        self.cards.list()
    }

    fn watch(&self, tell: Tell) {
        self.cards.watch(tell);
    }

    fn converse(&self, reader: &str, limit: Duration, talk: Talk) -> Result<(), ChannelError> {
        if let Some(happening) = self.due() {
            happening();
        }
        self.cards.converse(reader, limit, talk)
    }

    fn training_card(&self, reader: &str, act: TrainingCardAct) -> Result<(), ChannelError> {
        self.cards.training_card(reader, act)
    }
}
