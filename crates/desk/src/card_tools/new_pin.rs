//! What a new PIN must be, beyond what the card wants: checked before the card sees anything, so that a slip costs no try.

use sportello_domain::{
    error_code::ErrorCode,
    secret::{self, Reveal as _},
};
use sportello_token::Pin;

use crate::{DeskError, card_credential::typed_pin};

/// Of digits that stand for the others.
const DIGITS: u8 = 10;

/// A PIN to be set.
pub(super) fn new_pin(typed: &secret::Pin) -> Result<Pin, DeskError> {
    let pin = typed_pin(typed)?;
    if is_simple(typed.reveal_text().as_bytes()) {
        Err(DeskError::told(ErrorCode::CardPinTooSimple))
    } else {
        Ok(pin)
    }
}

/// All characters the same, or digits each one more or one less than the one before: what is tried first.
pub(super) fn is_simple(pin: &[u8]) -> bool {
    if pin.iter().all(u8::is_ascii_digit) {
        is_run(pin)
    } else {
        pin.windows(2).all(|pair| pair[0] == pair[1])
    }
}

fn is_run(digits: &[u8]) -> bool {
    let step = |from: u8, to: u8| (to + DIGITS - from) % DIGITS;
    let mut steps = digits.windows(2).map(|pair| match pair {
        [from, to] => step(*from, *to),
        _ => 0,
    });
    let Some(first) = steps.next() else { return true };
    matches!(first, 0 | 1 | 9) && steps.all(|step| step == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: Option<&str>, why: &str) {
        let refusal = new_pin(&secret::Pin::new(typed.to_owned())).err();
        assert_eq!(refusal.map(|refusal| refusal.to_wire("").code).as_deref(), expected, "{typed}: {why}");
    }

    #[test]
    fn a_new_pin_is_none_that_is_tried_first() {
        check("735928", None, "as good as any");
        check("112233", None, "pairs are not runs");
        check("000000", Some("cardPinTooSimple"), "one digit");
        check("123456", Some("cardPinTooSimple"), "upwards");
        check("87654321", Some("cardPinTooSimple"), "downwards");
        check("567890", Some("cardPinTooSimple"), "over the end of the keypad");
        check("12345", Some("cardPinMalformed"), "too short");
        check("7359281940", Some("cardPinMalformed"), "too long");
        check("73592a", Some("cardPinMalformed"), "a letter");
    }

    #[test]
    fn what_a_token_takes_may_hold_letters() {
        assert!(!is_simple(b"Kt4829"), "as good as any");
        assert!(is_simple(b"aaaaaa"), "one letter");
        assert!(is_simple(b"4567"), "a run, however short");
        assert!(!is_simple(b"zZ09"), "letters are no digits that run");
    }
}
