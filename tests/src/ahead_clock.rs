//! A clock that can be put ahead: stories that last for days.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use sportello_desk_cli::SystemClock;
use sportello_domain::moment::Timestamp;
use time::Duration;

/// The machine's clock, so far ahead as it was put; its clones go with it.
#[derive(Clone, Debug, Default)]
pub struct AheadClock(Arc<AtomicI64>);

impl AheadClock {
    /// Puts it ahead by so much more.
    pub fn advance(&self, span: Duration) {
        self.0.fetch_add(span.whole_seconds(), Ordering::SeqCst);
    }

    fn shown(&self) -> Timestamp {
        let machine = sportello_desk::ports::Clock::now(&SystemClock);
        machine.plus(Duration::seconds(self.0.load(Ordering::SeqCst)))
    }
}

impl sportello_desk::ports::Clock for AheadClock {
    fn now(&self) -> Timestamp {
        self.shown()
    }
}

impl sportello_central::clock::Clock for AheadClock {
    fn now(&self) -> Timestamp {
        self.shown()
    }
}
