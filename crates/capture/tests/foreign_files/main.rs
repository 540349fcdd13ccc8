//! Files from elsewhere: what comes out of whole ones, what becomes of hostile ones, and of seeds that were changed.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its file fails")]
#![expect(clippy::print_stdout, reason = "what each file took is told with --nocapture")]

mod formats;
mod fuzzed;
mod hostile;
mod made;
mod targets;
