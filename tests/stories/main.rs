//! Stories of the desk and its centre, told through the desk's own use cases: what the window calls, without the window.

#![expect(clippy::unwrap_used, reason = "what a story begins with and does not get is a failed test")]

mod clock;
mod double_issue;
mod main_job;
mod offline;
mod plot;
mod refused;
mod returned;
