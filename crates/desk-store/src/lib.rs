//! The workstation's encrypted store.
//!
//! Knows: one SQLCipher file, its tables and their history, and the encrypted attachments beside it; how to write so
//! that what was acknowledged survives a sudden end.
//!
//! Must never know: use cases, HTTP, the keyring (the key is a parameter), the clock.
//!
//! One thread owns the connection and does everything in order; callers wait for its answer. An attachment's bytes are
//! on the disk before the row that names them, and its row is gone before its bytes are: a file without a row is swept
//! at the next start.

mod attachments;
mod fault;
mod migrations;
mod store;
mod tables;

pub use store::SqliteStore;
