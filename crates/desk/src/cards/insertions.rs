//! Counts what is put in: cards in readers, and the tokens that a module shows. One count for both, so that a number means one
//! card or token, whichever way it is spoken with.

use std::sync::atomic::{AtomicU32, Ordering};

#[derive(Debug, Default)]
pub(crate) struct Insertions(AtomicU32);

impl Insertions {
    /// A number that nothing had before.
    pub fn next(&self) -> u32 {
        self.0.fetch_add(1, Ordering::Relaxed) + 1
    }
}
