//! The PIN of a token, and the way it takes.

use core::fmt;

use cryptoki::types::AuthPin;
use zeroize::Zeroizing;

/// A token's PIN: wiped when it is dropped, dots when it is printed.
#[derive(Clone)]
pub struct TokenPin(Zeroizing<String>);

impl TokenPin {
    /// Takes the text over.
    pub const fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for TokenPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenPin(…)")
    }
}

/// How a token, or a card, gets its PIN.
#[derive(Clone, Debug)]
pub enum PinEntry<P = TokenPin> {
    /// Typed here, and handed to the token.
    Typed(P),
    /// Typed on the reader's own keys: nothing is asked here, and the reader asks when it is told to.
    OnReader,
}

impl PinEntry {
    /// What C_Login takes: nothing at all for a reader with keys (CKF_PROTECTED_AUTHENTICATION_PATH).
    pub(crate) fn shown(&self) -> Option<AuthPin> {
        match self {
            Self::Typed(pin) => Some(AuthPin::new(pin.reveal().into())),
            Self::OnReader => None,
        }
    }
}
