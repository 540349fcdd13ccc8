//! What is typed for the PIN of a token behind a module.

use sportello_contract::desk::cards::PinLengths;
use sportello_domain::{
    error_code::ErrorCode,
    secret::{Pin, Reveal as _},
};
use sportello_token::pkcs11::TokenPin;
use zeroize::Zeroizing;

use super::{TokenLook, module::LONGEST_PIN};
use crate::DeskError;

/// A PIN of a length that the token says it takes, so that a slip costs no try.
pub(crate) fn token_pin(token: &TokenLook, pin: &Pin) -> Result<TokenPin, DeskError> {
    let text = Zeroizing::new(pin.reveal_text().to_owned());
    let PinLengths { shortest, longest } =
        token.pin_lengths.unwrap_or(PinLengths { shortest: 1, longest: LONGEST_PIN });
    let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
    if (shortest..=longest).contains(&length) {
        Ok(TokenPin::new(text))
    } else {
        Err(DeskError::told_with(ErrorCode::CardPinLength, "shortest", &shortest).and("longest", &longest))
    }
}
