//! A clock that goes when it is told to.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use sportello_domain::moment::Timestamp;
use time::Duration;

use crate::authority;

/// Shows the same instant until it is moved; its clones move with it.
#[derive(Clone, Debug)]
pub struct FixedClock(Arc<AtomicI64>);

impl FixedClock {
    /// A clock that shows this instant.
    pub fn at(instant: Timestamp) -> Self {
        Self(Arc::new(AtomicI64::new(instant.micros())))
    }

    /// The instant it shows.
    ///
    /// # Panics
    /// If it was moved out of the years 0 to 9999.
    #[expect(clippy::expect_used, reason = "made for tests: a failure here is a failed test")]
    pub fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst)).expect("the clock is within four-digit years")
    }

    /// Moves it, back with a negative span.
    pub fn advance(&self, span: Duration) {
        let micros = i64::try_from(span.whole_microseconds()).unwrap_or(i64::MAX);
        self.0.fetch_add(micros, Ordering::SeqCst);
    }

    /// Sets it.
    pub fn set(&self, instant: Timestamp) {
        self.0.store(instant.micros(), Ordering::SeqCst);
    }
}

impl Default for FixedClock {
    /// At [`authority::NOW`], when the test authority's certificates are valid.
    fn default() -> Self {
        Self::at(Timestamp::new(authority::NOW))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_passes_when_a_test_says_so() {
        let clock = FixedClock::default();
        let (other, before) = (clock.clone(), clock.now());
        assert_eq!(clock.now(), before, "it stands still");
        clock.advance(Duration::minutes(10));
        assert_eq!(other.now(), before.plus(Duration::minutes(10)), "whoever holds it sees the same time");
        other.set(before);
        assert_eq!(clock.now(), before, "it can be set");
    }
}
