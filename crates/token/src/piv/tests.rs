//! The driver before cards that say less than others, or go away. What answers anything at all stands in `tests/`.

use zeroize::Zeroizing;

use super::*;
use crate::{ChannelError, Pin, Puk, Secret, scripted::ScriptedChannel};

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

#[test]
fn a_wrong_puk_is_counted_by_asking_too_where_the_card_tells_it() {
    let pin = Pin::new(&Zeroizing::new("735928".to_owned())).unwrap();
    let puk = Puk::new(&Zeroizing::new("12345678".to_owned())).unwrap();
    let check = |told: &[u8], expected: Fault| {
        let mut channel = ScriptedChannel::new().then(&[0x63, 0]).on(&[0, 0xf7, 0, 0x81, 0], told);
        let mut piv = Piv { channel: &mut channel, application: Application::default() };
        let error = piv.unblock_pin(&puk, &pin).unwrap_err();
        assert_eq!(error, CardError { step: Step::Unblock, fault: expected }, "{told:02x?}");
    };
    let wrong = |tries_left| Fault::WrongSecret { secret: Secret::Puk, tries_left };
    check(&[6, 2, 3, 2, 0x90, 0], wrong(Some(2)));
    check(&[6, 2, 3, 0, 0x90, 0], Fault::Blocked(Secret::Puk));
    check(&[0x6d, 0], wrong(None));
}

#[test]
fn contents_say_what_is_not_told_and_pass_over_what_refuses() {
    /// A card of the bare standard: a certificate for signatures, nonsense in one slot, one that is not handed out, and not a
    /// word on keys.
    struct Bare;
    impl CardChannel for Bare {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
            Ok(match command {
                [_, 0xcb, .., 0x5f, 0xc1, 0x0a, 0] => vec![0x53, 4, 0x70, 2, 0x30, 0, 0x90, 0],
                [_, 0xcb, .., 0x5f, 0xc1, 0x05, 0] => vec![0x99, 0x90, 0],
                [_, 0xcb, .., 0x5f, 0xc1, 0x0b, 0] => vec![0x69, 0x82],
                [_, 0xcb, .., 0x5f, 0xc1, 0x0d, 0] => vec![0x6a, 0x81],
                [_, 0xcb, ..] => vec![0x6a, 0x82],
                _ => vec![0x6a, 0x88],
            })
        }
    }
    let told = Piv { channel: &mut Bare, application: Application::default() }.contents().unwrap();
    let of = |slot| &told.iter().find(|told| told.slot == slot).unwrap().certificate;
    let stored = StoredCertificate { bytes: vec![0x30, 0], compressed: false };
    assert_eq!(of(Slot::Signature), &SlotCertificate::Stored(stored), "as it lies there");
    assert_eq!(of(Slot::Authentication), &SlotCertificate::Unreadable, "something, and no certificate");
    assert_eq!(of(Slot::KeyManagement), &SlotCertificate::Unreadable, "not without a secret");
    let empty = told.iter().filter(|told| told.certificate == SlotCertificate::Empty).count();
    assert_eq!(empty, 21, "and nothing in the others, also in a slot that the card does not have");
    let silent = told.iter().all(|told| told.key == KeyMetadata::NotTold);
    assert!(silent, "a card that does not speak of keys is not believed when it says that there is none");
    let mut gone = ScriptedChannel::new().then(&[0x6d, 0]).fail(ChannelError::Removed);
    let pulled = Piv { channel: &mut gone, application: Application::default() }.contents();
    let expected = CardError { step: Step::ReadObject, fault: ChannelError::Removed.into() };
    assert_eq!(pulled, Err(expected), "a card that is gone ends it");
}
