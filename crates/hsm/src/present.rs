//! Which tokens are in, and how it stands with their PINs: all that a module tells without a login.

use std::path::Path;

use cryptoki::slot::TokenInfo;

use crate::{HsmError, token};

/// A token in a slot of its module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentToken {
    pub label: String,
    pub maker: String,
    pub model: String,
    /// Tells tokens of one kind apart; some makers leave it empty.
    pub serial: String,
    /// Whether there is a token on it and its user has a PIN.
    pub ready: bool,
    /// The PIN is typed on the reader: the program neither asks for it nor sees it (CKF_PROTECTED_AUTHENTICATION_PATH).
    pub pinpad: bool,
    pub pin: PinTries,
}

/// What a token tells of the tries left (PKCS #11 v2.40, 3.3, table 6): never how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinTries {
    /// No wrong one since the last right one; or the token does not tell.
    NoneWrong,
    /// At least one was wrong (CKF_USER_PIN_COUNT_LOW).
    SomeWrong,
    /// The next wrong one blocks the PIN (CKF_USER_PIN_FINAL_TRY).
    LastTry,
    /// None is left (CKF_USER_PIN_LOCKED).
    Blocked,
}

/// The tokens that are in, in the order of their slots. Asks the module, which may take as long as it likes: whoever calls
/// stands on a thread where waiting is allowed.
///
/// [`HsmError::Module`] where the file is no module; [`HsmError::Token`] where the module fails.
pub fn tokens(module: &Path) -> Result<Vec<PresentToken>, HsmError> {
    let library = token::load(module)?;
    let mut present = Vec::new();
    for slot in library.get_slots_with_token()? {
        present.push(described(&library.get_token_info(slot)?));
    }
    Ok(present)
}

fn described(info: &TokenInfo) -> PresentToken {
    // Padded with blanks by the standard, with zeros by some makers.
    let text = |text: &str| text.trim_end_matches([' ', '\0']).to_owned();
    PresentToken {
        label: text(info.label()),
        maker: text(info.manufacturer_id()),
        model: text(info.model()),
        serial: text(info.serial_number()),
        ready: info.token_initialized() && info.user_pin_initialized(),
        pinpad: info.protected_authentication_path(),
        pin: match () {
            () if info.user_pin_locked() => PinTries::Blocked,
            () if info.user_pin_final_try() => PinTries::LastTry,
            () if info.user_pin_count_low() => PinTries::SomeWrong,
            () => PinTries::NoneWrong,
        },
    }
}
