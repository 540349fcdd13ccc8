//! Readers and cards: which there are, which kind of card one is, and how a PIV card is made ready, written and signed
//! with; what other cards do through their makers' PKCS#11 modules.
//!
//! Knows: PC/SC, behind `pcsc_reader`, `pcsc_readers` and `reader_watch`; APDUs and the PIV application of NIST SP 800-73-5, behind the narrow
//! [`CardChannel`]; where makers put their modules ([`pkcs11`], over `hsm`). Card families are data, and small functions on a channel.
//!
//! Must never know: subjects, requests, databases, HTTP; what a card is wanted for. It takes no decision and tries no
//! secret twice, save to block one that is to be blocked. Random numbers and secrets come from outside; no secret stands in an error, a trace or a printed value.

mod apdu;
mod channel;
mod error;
mod pcsc_reader;
mod pcsc_readers;
mod pin_pad;
pub mod piv;
pub mod pkcs11;
mod reader_watch;
mod recognition;
pub mod scripted;
mod secret;
mod status;
mod tlv;

pub use channel::{CardChannel, ChannelError, LONGEST_ANSWER, LONGEST_COMMAND};
pub use error::{CardError, Fault, Remedy, Secret, Step};
pub use pcsc_reader::PcscReader;
pub use pcsc_readers::{ReaderState, ReadersError, list};
pub use pin_pad::ANSWERS_IN as PIN_PAD_ANSWERS_IN;
pub use reader_watch::{ReaderEvent, ReaderWatch};
pub use recognition::{CardFamily, PivCard, PivProduct, ReadOnlyCard, Recognised, recognise};
pub use secret::{ManagementAlgorithm, ManagementKey, Pin, Puk, SecretError};
pub use sportello_hsm::PinEntry;
pub use status::StatusWord;
