//! The workers' pulse: when each was last seen, and how often a job panicked. Health and metrics tell of it.

use std::{
    collections::BTreeMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use sportello_domain::moment::Timestamp;
use time::Duration;

use super::Lane;

/// A worker that shows nothing of itself for this long is stuck or gone: no job takes a lease and a half.
pub const SILENT: Duration = Duration::minutes(3);

/// What the workers of this process show of themselves.
#[derive(Default)]
pub struct Pulse {
    seen: Mutex<BTreeMap<Lane, Timestamp>>,
    panics: AtomicU64,
}

impl Pulse {
    /// A worker is about to look for its next job.
    pub fn beat(&self, lane: Lane, now: Timestamp) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(lane, now);
    }

    /// A job, or the worker itself, panicked.
    pub fn panicked(&self) {
        self.panics.fetch_add(1, Ordering::Relaxed);
    }

    /// How often that happened.
    pub fn panics(&self) -> u64 {
        self.panics.load(Ordering::Relaxed)
    }

    /// The worker that was silent longest, and for how long; `None` before the workers were started.
    pub fn longest_silence(&self, now: Timestamp) -> Option<(Lane, Duration)> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().map(|(lane, at)| (*lane, now.get() - at.get())).max_by_key(|(_, silence)| *silence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_worker_that_was_not_seen_longest_is_told() {
        let (pulse, noon) = (Pulse::default(), Timestamp::new(datetime!(2026-11-22 12:00 UTC)));
        assert_eq!(pulse.longest_silence(noon), None, "nobody has begun to work");
        pulse.beat(Lane::Messages, noon);
        pulse.beat(Lane::Rest, noon);
        pulse.beat(Lane::Rest, noon.plus(Duration::minutes(4)));
        let told = pulse.longest_silence(noon.plus(Duration::minutes(5)));
        assert_eq!(told, Some((Lane::Messages, Duration::minutes(5))), "one lane goes on, the other hangs");
    }
}
