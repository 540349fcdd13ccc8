//! Another PIN for a token behind a module. What it must be, the token says; what is tried first, it is not.

use std::time::Duration;

use sportello_contract::desk::cards::CardKind;
use sportello_domain::{
    error_code::ErrorCode,
    secret::{self, Reveal as _},
};
use sportello_token::pkcs11::TokenPin;
use zeroize::Zeroizing;

use super::new_pin::is_simple;
use crate::{
    DeskError,
    cards::{self, ChosenToken, TokenLook},
};

/// A login and the change; tokens that make keys of their PIN take seconds.
const CHANGE: Duration = Duration::from_secs(30);
/// As the centre draws PUKs.
const PUK_DIGITS: usize = 8;

/// Changes the PIN of this token. A wrong old one costs one try, and is not shown again; what it does not take by its length
/// costs none.
pub(super) async fn change(
    token: ChosenToken,
    old: &secret::Pin,
    new: &secret::Pin,
) -> Result<(), DeskError> {
    let (shown, wanted) = checked(&token.look, old, new)?;
    let changed =
        token.change(move |module, look| module.change_known_pin(look.known(), &shown, &wanted, CHANGE));
    changed.await
}

/// Sets the PIN of a token that was made ready here, by the PUK from its holder's envelope. A wrong one costs one of its tries,
/// and is not shown again; what is none costs none.
pub(super) async fn unblock(
    token: ChosenToken,
    puk: &secret::Puk,
    new: &secret::Pin,
) -> Result<(), DeskError> {
    let (shown, wanted) = checked_puk(&token.look, puk, new)?;
    let set =
        token.change(move |module, look| module.unblock_known_pin(look.known(), &shown, &wanted, CHANGE));
    set.await
}

/// What can be known of PUK and PIN before the token sees anything.
fn checked_puk(
    look: &TokenLook,
    puk: &secret::Puk,
    new: &secret::Pin,
) -> Result<(TokenPin, TokenPin), DeskError> {
    if !cards::takes_puk(&look.kind) {
        return Err(DeskError::told_with(ErrorCode::CardNotUsable, "why", &"no PUK through a module"));
    }
    let text = Zeroizing::new(puk.reveal_text().to_owned());
    if text.len() != PUK_DIGITS || !text.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(DeskError::told(ErrorCode::CardPukMalformed));
    }
    Ok((TokenPin::new(text), new_token_pin(look, new)?))
}

/// A PIN to be set: each of its characters is one byte in every program, and it is none that is tried first.
fn new_token_pin(look: &TokenLook, new: &secret::Pin) -> Result<TokenPin, DeskError> {
    let typed = new.reveal_text();
    if !typed.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(DeskError::told(ErrorCode::CardPinCharacters));
    }
    let wanted = cards::token_pin(look, new)?;
    if is_simple(typed.as_bytes()) { Err(DeskError::told(ErrorCode::CardPinTooSimple)) } else { Ok(wanted) }
}

/// What can be known of both PINs before the token sees anything.
fn checked(
    look: &TokenLook,
    old: &secret::Pin,
    new: &secret::Pin,
) -> Result<(TokenPin, TokenPin), DeskError> {
    // There the maker's program has both typed on the reader: nothing that is typed here is shown to it.
    if matches!(look.kind, CardKind::Module { pinpad: true, .. }) {
        return Err(DeskError::told(ErrorCode::CardPinOnReader));
    }
    if look.blank {
        return Err(DeskError::told(ErrorCode::CardTokenBlank));
    }
    let (shown, wanted) = (cards::token_pin(look, old)?, new_token_pin(look, new)?);
    if old.reveal_text() == new.reveal_text() {
        return Err(DeskError::told(ErrorCode::CardPinUnchanged));
    }
    Ok((shown, wanted))
}

#[cfg(test)]
mod tests {
    use sportello_contract::desk::cards::{CardPin, PinLengths};
    use sportello_token::pkcs11::TokenName;

    use super::*;

    fn look(pinpad: bool, pin_lengths: Option<PinLengths>) -> TokenLook {
        let text = |text: &str| text.to_owned();
        TokenLook {
            name: TokenName { label: text("CNS"), serial: text("1"), slot: 1, reader: text("Reader") },
            kind: CardKind::Module {
                label: text("CNS"),
                maker: text("Maker"),
                model: text("Model"),
                serial: text("1"),
                pinpad,
            },
            pin: CardPin::NotTold,
            pin_lengths,
            blank: false,
            certificates: Vec::new(),
            unreadable: false,
            stored: Vec::new(),
            insertion: 1,
        }
    }

    #[test]
    fn what_costs_no_try_is_told_before_the_token_sees_anything() {
        let pin = |text: &str| secret::Pin::new(text.to_owned());
        let check = |look: &TokenLook, (old, new): (&str, &str), expected: Option<&str>, why: &str| {
            let refusal = checked(look, &pin(old), &pin(new)).err();
            assert_eq!(refusal.map(|refusal| refusal.to_wire("").code).as_deref(), expected, "{why}");
        };
        let told = look(false, Some(PinLengths { shortest: 5, longest: 8 }));
        check(&told, ("48291", "Kt482917"), None, "of the lengths that it says, letters and all");
        check(&told, ("4829", "735928"), Some("cardPinLength"), "the present one is none");
        check(&told, ("48291", "735928194"), Some("cardPinLength"), "the new one is too long for it");
        check(&told, ("48291", "Kaffè48"), Some("cardPinCharacters"), "spelt in other bytes elsewhere");
        check(&told, ("48291", "Kt 4829"), Some("cardPinCharacters"), "a blank is not seen");
        check(&told, ("Kaffè", "Kt48291"), None, "the present one is what it is");
        let mut blank = look(false, None);
        blank.blank = true;
        check(&blank, ("48291", "735928"), Some("cardTokenBlank"), "there is none to change");
        check(&told, ("48291", "77777"), Some("cardPinTooSimple"), "tried first");
        check(&told, ("48291", "48291"), Some("cardPinUnchanged"), "the same again");
        let silent = look(false, None);
        check(&silent, ("1", "7359281940"), None, "what says nothing is shown what was typed");
        check(&silent, ("", "735928"), Some("cardPinLength"), "unless nothing was");
        let with_keys = look(true, Some(PinLengths { shortest: 5, longest: 8 }));
        check(&with_keys, ("48291", "735928"), Some("cardPinOnReader"), "the reader asks, and nobody else");
        check(&with_keys, ("", ""), Some("cardPinOnReader"), "whatever was typed");
    }

    #[test]
    fn only_what_was_made_ready_here_is_shown_a_puk() {
        let check =
            |label: &str, pinpad: bool, (puk, new): (&str, &str), expected: Option<&str>, why: &str| {
                let mut look = look(pinpad, Some(PinLengths { shortest: 5, longest: 8 }));
                if let CardKind::Module { label: told, .. } = &mut look.kind {
                    label.clone_into(told);
                }
                let (puk, new) = (secret::Puk::new(puk.to_owned()), secret::Pin::new(new.to_owned()));
                let refusal = checked_puk(&look, &puk, &new).err();
                assert_eq!(refusal.map(|refusal| refusal.to_wire("").code).as_deref(), expected, "{why}");
            };
        let ours = "Signature 8abc000000000001";
        check(ours, false, ("90412857", "735928"), None, "the PUK of an envelope");
        check("CNS", false, ("90412857", "735928"), Some("cardNotUsable"), "what its PUK is, nobody knows");
        check(ours, true, ("90412857", "735928"), Some("cardNotUsable"), "its reader asks for PINs");
        check(ours, false, ("9041285", "735928"), Some("cardPukMalformed"), "a slip costs no try");
        check(ours, false, ("9041285a", "735928"), Some("cardPukMalformed"), "a letter neither");
        check(ours, false, ("90412857", "7359"), Some("cardPinLength"), "nor a PIN that it does not take");
        check(ours, false, ("90412857", "77777"), Some("cardPinTooSimple"), "or one that is tried first");
    }

    #[test]
    fn no_pin_is_printed() {
        let pin = secret::Pin::new("735928".to_owned());
        let printed =
            format!("{:?}", checked(&look(false, None), &pin, &secret::Pin::new("48291".to_owned())));
        assert!(!printed.contains("735928") && !printed.contains("48291"), "{printed}");
    }
}
