//! Readers and cards.
//!
//! Knows: PC/SC, behind one module; for now which readers there are and whether a card is in them.
//!
//! Must never know: subjects, requests, databases, HTTP.

mod pcsc_readers;

pub use pcsc_readers::{ReaderState, ReadersError, list};
