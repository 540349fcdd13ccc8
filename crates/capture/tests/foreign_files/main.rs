//! Files from elsewhere: what comes out of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its file fails")]

mod formats;
mod made;
