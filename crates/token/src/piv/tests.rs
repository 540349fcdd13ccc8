//! The driver before cards that say less than others, or go away. What answers anything at all stands in `tests/`.

use zeroize::Zeroizing;

use super::*;
use crate::{ChannelError, Pin, Secret, scripted::ScriptedChannel};

#[test]
fn a_card_that_is_pulled_is_said_to_be_at_every_act() {
    let gone = |act: &dyn Fn(&mut Piv<'_>) -> Result<(), CardError>, step: Step| {
        let mut channel = ScriptedChannel::new().fail(ChannelError::Removed);
        let error = act(&mut Piv { channel: &mut channel, application: Application::default() }).unwrap_err();
        assert_eq!(error, CardError { step, fault: ChannelError::Removed.into() }, "the step is named");
        assert!(error.is_retriable(), "put it in again");
    };
    gone(&|piv| piv.blankness().map(drop), Step::Metadata);
    gone(&|piv| piv.read_certificate(Slot::Signature).map(drop), Step::ReadObject);
    gone(&|piv| piv.pin_state().map(drop), Step::TriesLeft);
    gone(&|piv| piv.attest(Slot::Signature).map(drop), Step::Attest);
    gone(&|piv| piv.version().map(drop), Step::Metadata);
    gone(&|piv| piv.generate_key(Slot::Signature, KeyAlgorithm::P256).map(drop), Step::GenerateKey);
}

#[test]
fn a_card_without_extensions_is_never_blank() {
    /// Has no object, and answers so to what it does not know.
    struct Silent([u8; 2]);
    impl CardChannel for Silent {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
            Ok(if command[1] == 0xcb { vec![0x6a, 0x82] } else { self.0.to_vec() })
        }
    }
    // The last two are what it would answer, too, of keys that are not there.
    for unknown in [[0x6d, 0], [0x6a, 0x81], [0x90, 0], [0x6a, 0x82], [0x6a, 0x88]] {
        let mut channel = Silent(unknown);
        let blankness = Piv { channel: &mut channel, application: Application::default() }.blankness();
        let all = Slot::all().collect();
        assert_eq!(blankness, Ok(Blankness::CannotTell(all)), "{unknown:02x?}: in doubt it is not blank");
    }
}

#[test]
fn what_no_certificate_can_be_read_from_is_something() {
    /// Nonsense in the slot of signatures, no keys.
    struct Odd;
    impl CardChannel for Odd {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
            Ok(match command {
                [_, 0xcb, .., 0x5f, 0xc1, 0x0a, 0] => vec![0x99, 0x90, 0],
                [_, 0xcb, ..] => vec![0x6a, 0x82],
                [_, 0xf7, _, 0x9b, ..] => vec![1, 1, 0x0a, 0x90, 0],
                _ => vec![0x6a, 0x88],
            })
        }
    }
    let blankness = Piv { channel: &mut Odd, application: Application::default() }.blankness();
    let held = vec![(Slot::Signature, Holding::Certificate)];
    assert_eq!(blankness, Ok(Blankness::Occupied(held)), "it is left alone");
}

#[test]
fn a_card_that_breaks_off_is_a_fault_and_not_an_occupied_one() {
    let management = [1, 1, 0x0a, 0x90, 0];
    let mut channel = ScriptedChannel::new().then(&management).then(&[0x90]);
    let blankness = Piv { channel: &mut channel, application: Application::default() }.blankness();
    let broken = CardError { step: Step::ReadObject, fault: Fault::Malformed("status word") };
    assert_eq!(blankness, Err(broken), "it is not asked for all the others");
}

#[test]
fn a_wrong_pin_of_a_card_that_does_not_count_aloud_is_counted_by_asking() {
    let pin = Pin::new(&Zeroizing::new("123456".to_owned())).unwrap();
    let check = |state: &[u8], expected: Fault| {
        let mut channel = ScriptedChannel::new().then(&[0x63, 0]).on(&[0, 0x20, 0, 0x80], state);
        let mut piv = Piv { channel: &mut channel, application: Application::default() };
        let error = piv.change_pin(&pin, &pin).unwrap_err();
        assert_eq!(error, CardError { step: Step::ChangePin, fault: expected }, "{state:02x?}");
    };
    check(&[0x63, 0xc2], Fault::WrongSecret { secret: Secret::Pin, tries_left: Some(2) });
    check(&[0x69, 0x83], Fault::Blocked(Secret::Pin));
    check(&[0x90, 0], Fault::WrongSecret { secret: Secret::Pin, tries_left: None });
}
