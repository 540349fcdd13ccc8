//! Ids and bytes that come out the same at every run.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use sportello_domain::moment::Timestamp;
use uuid::{Builder, Uuid};

/// A source of ids and bytes that anybody can guess, for tests only. Clones draw from the same source.
#[derive(Clone, Debug)]
pub struct SeededChance(Arc<AtomicU64>);

impl SeededChance {
    /// A source that gives what its seed says.
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(AtomicU64::new(seed)))
    }

    /// A UUIDv7 of the instant, different at each call.
    pub fn id(&self, at: Timestamp) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(at.micros() / 1000).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    /// Fills the bytes.
    pub fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
    }

    /// `SplitMix64`.
    fn next(&self) -> u64 {
        const STEP: u64 = 0x9E37_79B9_7F4A_7C15;
        let mut mixed = self.0.fetch_add(STEP, Ordering::SeqCst).wrapping_add(STEP);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::clock::FixedClock;

    #[test]
    fn ids_differ_within_a_run_and_not_between_runs() {
        let now = FixedClock::default().now();
        let ids = |seed| {
            let chance = SeededChance::new(seed);
            (0..1000).map(|_| chance.id(now)).collect::<BTreeSet<_>>()
        };
        assert_eq!(ids(1).len(), 1000, "a thousand ids of one instant are a thousand ids");
        assert_eq!(ids(1), ids(1), "the next run has the same");
        assert!(ids(1).iter().all(|id| id.get_version_num() == 7), "they are of version 7, as the real ones");
        let mut bytes = [0; 13];
        SeededChance::new(1).fill(&mut bytes);
        assert!(bytes[8..] != [0; 5], "the last bytes are filled too");
    }
}
