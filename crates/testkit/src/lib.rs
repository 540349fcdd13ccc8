//! What tests share.
//!
//! Knows: sample people, a clock that stands still, ids that repeat, folders that go away, a test PKI made on the fly,
//! documents to sign, tokens in software, readers of their own for cards, changed bytes, and where the independent judges
//! are.
//!
//! Must never know: desk or centre. It must never be shipped: it is a dev-dependency everywhere.

pub mod authority;
pub mod chance;
pub mod clock;
pub mod documents;
pub mod folder;
pub mod judges;
pub mod mutation;
pub mod opensc;
#[cfg(target_os = "linux")]
pub mod pcscd;
pub mod people;
pub mod pin_pad;
pub mod softhsm;
