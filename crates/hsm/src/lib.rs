//! Keys in PKCS#11 tokens (OASIS PKCS #11 v2.40): found by label or identifier, made inside the token, used to sign. A
//! [`Custodian`] keeps a token logged in, for a centre; a [`Visitor`] logs in for each act, for a desk.
//!
//! Knows: modules, tokens, sessions, key pairs, and how PKCS#11 writes what X.509 writes otherwise; certificates as bytes
//! beside a key.
//!
//! Must never know: what stands in a certificate, stores, the network, cards' APDUs. A private key never leaves its token: keys are made
//! sensitive and not extractable, and nothing here can read one.

mod certificate;
mod custodian;
mod encoding;
mod initialise;
mod key;
mod meaning;
mod pin;
mod present;
mod shown;
mod stored;
mod token;
mod visit;

pub use certificate::CertificateObject;
pub use custodian::{Custodian, KeptKey, PinSource};
pub use key::{KeyKind, TokenKey};
pub use meaning::Meaning;
pub use pin::{PinEntry, TokenPin};
pub use present::{PinTries, PresentToken, TokenName, tokens};
pub use shown::ShownKey;
pub use stored::{StoredCertificate, StoredKey};
pub use token::Token;
pub use visit::{SeenToken, Visitor};

/// Why a token or key could not be used.
#[derive(Debug, thiserror::Error)]
pub enum HsmError {
    /// The module file is missing or is no PKCS#11 library.
    #[error("the PKCS#11 module {path} cannot be loaded: {reason}")]
    Module { path: String, reason: String },
    #[error("no token labelled {0:?} is present")]
    TokenMissing(String),
    /// There is no PIN to log in with; the text says why and never what.
    #[error("{0}")]
    NoPin(String),
    #[error("the token refuses the PIN")]
    PinWrong,
    /// Only the token's security officer can lift this.
    #[error("the token's PIN is blocked")]
    PinBlocked,
    /// Too short, too long, or of characters that it does not know; no try is gone.
    #[error("the token does not take this new PIN")]
    NewPinRefused,
    #[error("no key labelled {0:?} is on the token")]
    KeyMissing(String),
    /// A second key of the same name would make "the" key ambiguous.
    #[error("a key labelled {0:?} is on the token already")]
    KeyExists(String),
    #[error("more than one key labelled {0:?} is on the token")]
    KeyAmbiguous(String),
    /// It is not written over: whose it is would be lost.
    #[error("a certificate labelled {0:?} is on the token already")]
    CertificateExists(String),
    /// It is not initialised: what lies on it would be lost.
    #[error("the token is not blank")]
    NotBlank,
    #[error("the key is of a kind that is not used here")]
    KeyKind,
    /// The token answered something the standard does not allow.
    #[error("the token answered with a malformed {0}")]
    Malformed(&'static str),
    /// A thread panicked while it used the session.
    #[error("the session with the token is broken: start anew")]
    SessionBroken,
    /// The module stands still, or has more to do than it can.
    #[error("the PKCS#11 module {module} did not answer within {} s", limit.as_secs())]
    NoAnswer { module: String, limit: std::time::Duration },
    /// What the module said; PKCS#11 return values hold no secrets.
    #[error("the token failed: {0}")]
    Token(#[from] cryptoki::error::Error),
}

impl HsmError {
    /// Whether the same call may succeed later without anything being changed.
    pub const fn is_retriable(&self) -> bool {
        matches!(self, Self::TokenMissing(_) | Self::SessionBroken | Self::NoAnswer { .. } | Self::Token(_))
    }
}
