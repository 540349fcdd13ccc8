//! Cards and tokens that only their maker's PKCS#11 module can speak with (OASIS PKCS #11 v2.40): national services cards,
//! identity cards, signature tokens. The module is a library of somebody else's, found at its maker's place or named by file.
//!
//! Each act is one visit, as a conversation with a PIV card is: the token is found, shown its PIN once, used, and left logged
//! out. Which tokens are in, and what they show to anybody, is told without a PIN. A blank token is made ready
//! in acts of one change each (`enrolment`), every one of which can be done again.

mod enrolment;
mod fault;
mod found;
mod known;
mod module;

pub use found::{FoundModule, found};
pub use known::{KnownToken, TokenContents};
pub use module::{Access, Key, Module, SignedInTurn};
pub use sportello_hsm::{
    CertificateObject, KeyKind, PinEntry, PinTries, PresentToken, SeenToken, ShownKey, StoredCertificate,
    StoredKey, TokenName, TokenPin,
};

/// Names of slots are cut off at 64 bytes (PKCS #11 v2.40, 3.2), a little earlier where a character would be cut in two; those
/// of readers may be longer.
const CUT_OFF: usize = 60;

/// Whether a slot that is called so is the reader of this name.
pub fn is_reader(slot: &str, reader: &str) -> bool {
    reader == slot || slot.len() >= CUT_OFF && reader.starts_with(slot)
}
