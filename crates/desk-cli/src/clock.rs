//! The machine's clock: the one place of this host where the time is read.

use sportello_desk::ports::Clock;
use sportello_domain::moment::Timestamp;

/// The system's time.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place of this host where the clock is read")]
    fn now(&self) -> Timestamp {
        Timestamp::new(time::OffsetDateTime::now_utc())
    }
}
