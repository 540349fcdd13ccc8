//! Readers with keys of their own (PC/SC part 10, version 2.02.09): how they say so, and how they are told to ask for a PIN.
//! It goes from the keys to the card, and comes past no program.

use std::time::Duration;

/// The longest that a reader keeps its program waiting: for the first key, for those after it, and for the card.
pub const ANSWERS_IN: Duration = Duration::from_mins(1);
/// Seconds that a reader waits for the first key, and after it for the others.
const FIRST_KEY: u8 = 30;
const OTHER_KEYS: u8 = 20;

/// The question for what a reader can do beyond commands (2.2), before the system makes its control code of it.
pub(crate) const FEATURES: u16 = 3400;
/// FEATURE_VERIFY_PIN_DIRECT (2.3): asks for the PIN, shows it to the card and gives the card's word, all in one.
const VERIFY_PIN_DIRECT: u8 = 0x06;

/// A PIV card's PIN is 6 to 8 digits, filled up to eight bytes (SP 800-73-4 part 2, 2.4.3).
const SHORTEST: u8 = 6;
const LONGEST: u8 = 8;
const FILLER: u8 = 0xff;

/// The code by which the reader is told to ask for a PIN, of what it says it can do; `None` where it cannot, or where it says
/// what nobody understands.
pub(crate) fn verify_code(features: &[u8]) -> Option<u32> {
    let mut rest = features;
    while let [tag, length, after @ ..] = rest {
        let (value, next) = after.split_at_checked(usize::from(*length))?;
        if *tag == VERIFY_PIN_DIRECT {
            let code = u32::from_be_bytes(value.try_into().ok()?);
            return (code != 0).then_some(code);
        }
        rest = next;
    }
    None
}

/// What the reader is told (PIN_VERIFY_STRUCTURE, 2.5.2): the command, with a place for the PIN that it fills in.
pub(crate) fn order(instruction: u8, reference: u8) -> Vec<u8> {
    let command = [&[0, instruction, 0, reference, LONGEST][..], &[FILLER; LONGEST as usize]].concat();
    let mut order = vec![
        FIRST_KEY, OTHER_KEYS,
        // bmFormatString: units are bytes, right after the length, from the left, ASCII.
        0x82,    // bmPINBlockString: eight bytes, and no length among them.
        LONGEST, // bmPINLengthFormat: no length is written anywhere.
        0,       // wPINMaxExtraDigit: a number of which the low byte is the longest.
        LONGEST, SHORTEST,
        // bEntryValidationCondition: with the key that confirms, and never by the number of digits alone.
        0x02,
        // bNumberMessage, wLangId, bMsgIndex: where it has a display, its first message in English.
        1, 0x09, 0x04, 0, // bTeoPrologue: the driver's.
        0, 0, 0,
    ];
    let length = u32::try_from(command.len()).unwrap_or_default();
    order.extend(length.to_le_bytes());
    order.extend(command);
    order
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;
    use crate::{
        CardChannel, CardError, ChannelError, Fault, Pin, PinEntry, Secret, Step,
        piv::{Digest, KeyAlgorithm, Piv, Slot},
        scripted::ScriptedChannel,
    };

    /// As the standard has it, and as drivers fill it in.
    const ORDER: [u8; 32] = [
        30, 20, 0x82, 8, 0, 8, 6, 2, 1, 9, 4, 0, 0, 0, 0, 13, 0, 0, 0, 0, 0x20, 0, 0x80, 8, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff,
    ];
    const DONE: &[u8] = &[0x90, 0];

    #[test]
    fn a_reader_says_whether_it_has_keys() {
        let check = |features: &[u8], code: Option<u32>, why: &str| {
            assert_eq!(verify_code(features), code, "{why}: {features:02x?}");
        };
        let verify = [6, 4, 0x42, 0x33, 0, 6];
        let modify = [7, 4, 0x42, 0x33, 0, 7];
        check(&verify, Some(0x4233_0006), "alone, its number big-endian");
        check(&[&modify[..], &verify].concat(), Some(0x4233_0006), "after another");
        check(&[&[0x12, 0][..], &verify].concat(), Some(0x4233_0006), "after an empty one");
        check(&modify, None, "one that can only change a PIN");
        check(&[], None, "nothing at all");
        check(&[6], None, "broken off after the tag");
        check(&[6, 4, 0x42, 0x33], None, "broken off in the number");
        check(&[6, 2, 0x42, 0x33], None, "a number too short");
        check(&[6, 5, 0x42, 0x33, 0, 6, 0], None, "one too long");
        check(&[6, 4, 0, 0, 0, 0], None, "no number");
        check(&[7, 200, 0x42, 6, 4, 1, 2, 3, 4], None, "a length beyond its end");
    }

    #[test]
    fn any_bytes_for_features_are_survived() {
        let mut number = 0x2545_f491_u32;
        for length in 0..300_usize {
            let features: Vec<u8> = (0..length)
                .map(|_| {
                    number ^= number << 13;
                    number ^= number >> 17;
                    number ^= number << 5;
                    number.to_le_bytes()[0]
                })
                .collect();
            let code = verify_code(&features);
            assert!(code.is_none_or(|code| code != 0), "{features:02x?}");
        }
    }

    #[test]
    fn the_order_is_the_standards() {
        assert_eq!(order(0x20, 0x80), ORDER, "PIN_VERIFY_STRUCTURE");
    }

    /// How a PIN typed on the reader ends, where the reader or the card answers so.
    fn typed(answer: &[u8], then: &[&[u8]]) -> Result<(), CardError> {
        let mut script = ScriptedChannel::new().with_pin_pad().then(DONE).on(&ORDER, answer);
        for answer in then {
            script = script.then(answer);
        }
        let ended = Piv::select(&mut script).and_then(|mut piv| piv.enter_pin(&PinEntry::OnReader));
        assert_eq!(script.finished(), Ok(()), "asked once, and nothing more: {answer:02x?}");
        ended
    }

    #[test]
    fn what_was_typed_on_the_reader_is_told_in_words() {
        let fault = |fault| Err(CardError { step: Step::VerifyPin, fault });
        let wrong = |tries_left| Fault::WrongSecret { secret: Secret::Pin, tries_left };
        assert_eq!(typed(DONE, &[]), Ok(()), "the right one");
        assert_eq!(typed(&[0x64, 0], &[]), fault(Fault::NotTyped), "nobody typed");
        assert_eq!(typed(&[0x64, 1], &[]), fault(Fault::Cancelled), "somebody broke it off");
        assert_eq!(typed(&[0x64, 3], &[]), fault(Fault::Cancelled), "too short: no try is gone");
        assert_eq!(typed(&[0x63, 0xc2], &[]), fault(wrong(Some(2))), "a wrong one, not tried again");
        assert_eq!(typed(&[0x63, 0], &[&[0x63, 0xc1]]), fault(wrong(Some(1))), "counted by asking");
        assert_eq!(typed(&[0x69, 0x83], &[]), fault(Fault::Blocked(Secret::Pin)), "too many");
        let malformed = || fault(Fault::Malformed("status word"));
        assert_eq!(typed(&[], &[]), malformed(), "a reader that says nothing");
        assert_eq!(typed(&[0x90], &[]), malformed(), "half a word");
        assert_eq!(typed(&[1, 0x90, 0], &[]), malformed(), "more than a word");
        assert_eq!(Fault::NotTyped.to_string(), "nobody typed a PIN on the reader in time");
        assert_eq!(Fault::Cancelled.to_string(), "cancelled on the reader");
    }

    #[test]
    fn a_pulled_card_and_a_reader_without_keys_are_told() {
        struct Bare;
        impl CardChannel for Bare {
            fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, ChannelError> {
                Ok(DONE.to_vec())
            }
        }
        let mut pulled = ScriptedChannel::new().with_pin_pad().then(DONE).fail(ChannelError::Removed);
        let ended = Piv::select(&mut pulled).unwrap().enter_pin(&PinEntry::OnReader);
        assert_eq!(ended.unwrap_err().fault, Fault::Channel(ChannelError::Removed), "while one types");
        let mut bare = Bare;
        assert!(!bare.has_pin_pad(), "a line that does not say so has none");
        let ended = Piv::select(&mut bare).unwrap().enter_pin(&PinEntry::OnReader).unwrap_err();
        assert!(ended.is_retriable(), "looked at again, the PIN is asked for here: {ended}");
    }

    #[test]
    fn what_is_typed_here_never_goes_to_the_keys() {
        let pin = Pin::new(&Zeroizing::new("123456".to_owned())).unwrap();
        let verify = [0, 0x20, 0, 0x80, 8, b'1', b'2', b'3', b'4', b'5', b'6', 0xff, 0xff];
        let mut script = ScriptedChannel::new().with_pin_pad().then(DONE).on(&verify, &[0x63, 0xc2]);
        let mut piv = Piv::select(&mut script).unwrap();
        let digest = Digest::Sha256([1; 32]);
        assert!(piv.sign(Slot::Signature, KeyAlgorithm::P256, &digest, &pin).is_err(), "a wrong one");
        assert_eq!(script.finished(), Ok(()), "as a command, and not asked for on the reader");
    }
}
