//! Which tokens are in, and how it stands with their PINs: all that a module tells without a login.

use std::path::Path;

use cryptoki::{
    context::Pkcs11,
    slot::{Slot, TokenInfo},
};

use crate::{HsmError, token};

/// By what a token is found again: its own label and number. The slot tells apart those that have the same, or none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenName {
    pub label: String,
    pub serial: String,
    pub slot: u64,
    /// How the module calls the slot; most call it as the system calls the reader, cut off at 64 bytes (3.2).
    pub reader: String,
}

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
    /// The shortest and the longest PIN that it takes, in bytes, as it says.
    pub pin_lengths: (usize, usize),
    /// As in [`TokenName`].
    pub reader: String,
    /// Its slot's number, for as long as the module runs.
    pub slot: u64,
}

impl PresentToken {
    /// By what it is found again.
    pub fn name(&self) -> TokenName {
        TokenName {
            label: self.label.clone(),
            serial: self.serial.clone(),
            slot: self.slot,
            reader: self.reader.clone(),
        }
    }
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
    Ok(present(&library)?.into_iter().map(|(_, token)| token).collect())
}

/// The same with their slots. A card that the module does not know is left out, and hides none of the others.
pub(crate) fn present(library: &Pkcs11) -> Result<Vec<(Slot, PresentToken)>, HsmError> {
    let slots = library.get_slots_with_token()?;
    let token_in = |slot| {
        let reader =
            library.get_slot_info(slot).map(|info| text(info.slot_description())).unwrap_or_default();
        Some((slot, described(&library.get_token_info(slot).ok()?, reader, slot.id())))
    };
    Ok(slots.into_iter().filter_map(token_in).collect())
}

/// The slot in which the token of this name is now.
pub(crate) fn slot_of(library: &Pkcs11, name: &TokenName) -> Result<Slot, HsmError> {
    let present = present(library)?;
    // One without a number is the same only where it was: its twin in another reader is another one.
    let same = |token: &PresentToken| {
        let is_called_so = token.label == name.label && token.serial == name.serial;
        is_called_so && (!token.serial.is_empty() || token.reader == name.reader)
    };
    let mut alike = present.into_iter().filter(|(_, token)| same(token)).map(|(slot, _)| slot);
    let first = alike.next().ok_or_else(|| HsmError::TokenMissing(name.label.clone()))?;
    Ok(if first.id() == name.slot {
        first
    } else {
        alike.find(|slot| slot.id() == name.slot).unwrap_or(first)
    })
}

/// Padded with blanks by the standard, with zeros by some makers.
fn text(text: &str) -> String {
    text.trim_end_matches([' ', '\0']).to_owned()
}

fn described(info: &TokenInfo, reader: String, slot: u64) -> PresentToken {
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
        pin_lengths: (info.min_pin_length(), info.max_pin_length()),
        reader,
        slot,
    }
}
