//! Stories across crates, without a window: a real centre in this process, a real store in a folder, a real line
//! between them that can be cut.
//!
//! The stories are in `stories/`, those with judges in `judged/`; here is what they are told with.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a scene that cannot be set is a failed test"
)]

mod ahead_clock;
mod grounds;
mod line;
mod officer;
pub mod plot;
mod scene;

pub use ahead_clock::AheadClock;
pub use grounds::{Grounds, host_options};
pub use line::Line;
pub use officer::Officer;
pub use scene::Scene;
