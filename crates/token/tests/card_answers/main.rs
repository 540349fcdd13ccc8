//! The driver of PIV cards before cards that answer anything at all.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set itself up has to stop")]

mod acts;
mod fuzzed;
mod targets;
