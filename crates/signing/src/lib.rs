//! Signatures on documents as a craft: PAdES in three steps, validation as data, software credentials, time-stamps.
//!
//! *Knows*: CMS and CAdES attributes, PDF signatures (ETSI EN 319 142-1, ISO 32000-1 §12.8), PKCS#12,
//! time-stamps (RFC 3161).
//!
//! *Must never know*: cards, PINs, the network, the UI, the clock, who the signer is to us. Moments are parameters.
//!
//! A signature is three steps: [`pades::prepare`] reserves the place and gives the bytes to be signed, somebody signs
//! them elsewhere ([`sportello_pki::SigningKey::sign`], a card, another machine), [`pades::finish`] puts the result
//! in. The state between is data and can be stored.

mod cades;
pub mod credential;
pub mod pades;
pub mod timestamp;
