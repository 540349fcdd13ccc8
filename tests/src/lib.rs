//! Stories across crates, without a window: a real centre in this process, a real store in a folder, a real line
//! between them that can be cut.
//!
//! The stories are in `stories/`; here is what they are told with.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a scene that cannot be set is a failed test"
)]

mod line;
mod scene;

pub use line::Line;
pub use scene::{Officer, Scene};
