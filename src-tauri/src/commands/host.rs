//! The desk behind the commands, and the one place where its errors become answers.

use std::sync::Arc;

use sportello_contract::error::WireError;
use sportello_desk::{Desk, DeskError, ports::Chance};
use tokio::sync::SetOnce;

/// What a command gives: the answer, or an error with a code, its parameters and what can be done.
pub type Answer<T> = Result<T, WireError>;

/// The desk, or why it could not be opened: then every command says so, and the window can show it.
pub struct Host {
    /// Opened beside the window's first paint: whoever asks earlier waits.
    desk: SetOnce<Result<Arc<Desk>, DeskError>>,
    chance: Box<dyn Chance>,
}

impl Host {
    pub fn new(chance: impl Chance + 'static) -> Self {
        Self { desk: SetOnce::new(), chance: Box::new(chance) }
    }

    /// The desk is open, or will not be. Only the first word counts.
    pub fn opened(&self, desk: Result<Arc<Desk>, DeskError>) {
        if self.desk.set(desk).is_err() {
            tracing::error!("the desk was opened twice");
        }
    }

    /// The desk, once it is open.
    pub async fn desk(&self) -> Answer<&Desk> {
        self.desk.wait().await.as_deref().map_err(|error| self.told_error(error))
    }

    /// A use case's outcome as the page hears it.
    pub fn told<T>(&self, outcome: Result<T, DeskError>) -> Answer<T> {
        outcome.map_err(|error| self.told_error(&error))
    }

    /// Logs the error once, here at the edge, and gives it the mark by which the log line is found.
    fn told_error(&self, error: &DeskError) -> WireError {
        let mut mark = [0_u8; 6];
        self.chance.fill(&mut mark);
        let mark = format!("{:012x}", mark.iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte)));
        let told = error.to_wire(&mark);
        tracing::warn!(trace.id = %told.trace_id, error.code = %told.code, error = %error, "a command was not carried out");
        told
    }
}
