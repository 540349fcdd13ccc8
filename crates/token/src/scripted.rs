//! A channel that follows a script: which commands are awaited, and what is answered. For tests that replay a
//! conversation, and for nothing that is shipped.

use std::collections::VecDeque;

use crate::{CardChannel, ChannelError};

/// A command, unless any will do, and what comes back.
type Turn = (Option<Vec<u8>>, Result<Vec<u8>, ChannelError>);

/// Plays a card's part from a script; a command that does not stand next in it ends the conversation.
#[derive(Default)]
pub struct ScriptedChannel {
    turns: VecDeque<Turn>,
    pad: bool,
    deviation: Option<usize>,
    heard: usize,
}

impl ScriptedChannel {
    /// A script without a turn.
    pub fn new() -> Self {
        Self::default()
    }

    /// In a reader with keys for a PIN: an order to it is a turn as a command is.
    #[must_use]
    pub fn with_pin_pad(mut self) -> Self {
        self.pad = true;
        self
    }

    /// Awaits exactly this command and answers so.
    #[must_use]
    pub fn on(mut self, command: &[u8], answer: &[u8]) -> Self {
        self.turns.push_back((Some(command.to_vec()), Ok(answer.to_vec())));
        self
    }

    /// Answers whatever command comes so.
    #[must_use]
    pub fn then(mut self, answer: &[u8]) -> Self {
        self.turns.push_back((None, Ok(answer.to_vec())));
        self
    }

    /// Fails whatever command comes so.
    #[must_use]
    pub fn fail(mut self, error: ChannelError) -> Self {
        self.turns.push_back((None, Err(error)));
        self
    }

    /// Whether every turn was played and no command deviated; otherwise the first turn at which that was not so.
    pub fn finished(&self) -> Result<(), usize> {
        match self.deviation {
            Some(turn) => Err(turn),
            None if self.turns.is_empty() => Ok(()),
            None => Err(self.heard),
        }
    }
}

impl CardChannel for ScriptedChannel {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        let turn = self.heard;
        self.heard += 1;
        match self.turns.pop_front() {
            Some((awaited, answer)) if awaited.as_deref().is_none_or(|awaited| awaited == command) => answer,
            // The card of the script is gone with the script.
            _ => {
                self.deviation.get_or_insert(turn);
                Err(ChannelError::Removed)
            }
        }
    }
    fn has_pin_pad(&mut self) -> bool {
        self.pad
    }

    fn verify_on_pad(&mut self, order: &[u8]) -> Result<Vec<u8>, ChannelError> {
        self.transmit(order)
    }
}
