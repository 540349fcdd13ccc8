//! The machine's generator: the one place of this host where chance enters.

use sportello_desk::ports::Chance;
use sportello_domain::moment::Timestamp;
use uuid::{Builder, Uuid};

/// The operating system's generator.
pub struct SystemChance;

impl Chance for SystemChance {
    fn id(&self, at: Timestamp) -> Uuid {
        let mut random = [0; 10];
        self.fill(&mut random);
        let millis = u64::try_from(at.micros() / 1000).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }

    #[expect(
        clippy::panic,
        reason = "a machine without randomness can make neither keys nor ids: better no desk"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        if let Err(error) = getrandom::fill(bytes) {
            panic!("the system gives no randomness: {error}");
        }
    }
}
