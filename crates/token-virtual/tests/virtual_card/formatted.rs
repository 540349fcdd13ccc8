//! A used card goes back to the state of the factory, wherever that was interrupted, and can be enrolled again.

use sportello_token::{
    CardError, ChannelError, Fault, ManagementAlgorithm, ManagementKey, Pin, Puk, Secret,
    piv::{Blankness, Digest, KeyAlgorithm, PinState, Piv},
};
use sportello_token_virtual::{Faults, VirtualCard};

use crate::story::{self, SERIAL};

const DIGEST: Digest = Digest::Sha256([9; 32]);

fn used_card() -> VirtualCard {
    let mut card = VirtualCard::new([5; 32], SERIAL).unwrap();
    story::enrol(&mut card, KeyAlgorithm::P256, &DIGEST, &|_, _| vec![0x42; 700]).unwrap();
    card.reset().unwrap();
    card
}

fn format(card: &mut VirtualCard) -> Result<(), CardError> {
    let outcome = Piv::select(card).and_then(|mut piv| piv.reset());
    if !card.is_pulled() {
        card.reset().unwrap();
    }
    outcome
}

/// As it came from the factory: blank, with the maker's codes and key.
fn is_of_the_factory(card: &mut VirtualCard, why: &str) {
    let mut piv = Piv::select(card).unwrap();
    assert_eq!(piv.serial().unwrap(), Some(SERIAL), "{why}: it is the same card");
    assert_eq!(piv.blankness().unwrap(), Blankness::Blank, "{why}: nothing is on it");
    let factory = ManagementKey::of_the_factory(ManagementAlgorithm::TripleDes).unwrap();
    assert_eq!(piv.authenticate(&factory, &[1; 16]), Ok(()), "{why}: with the maker's key");
    assert_eq!(piv.pin_state().unwrap(), PinState::TriesLeft(3), "{why}: the PIN is free");
    assert_eq!(piv.verify_pin(&Pin::of_the_factory()), Ok(()), "{why}: and the maker's");
    assert_eq!(
        piv.change_puk(&Puk::of_the_factory(), &Puk::of_the_factory()),
        Ok(()),
        "{why}: as is the PUK"
    );
    card.reset().unwrap();
}

#[test]
fn it_is_blank_and_can_be_enrolled_again() {
    let mut card = used_card();
    format(&mut card).unwrap();
    is_of_the_factory(&mut card, "formatted");
    story::enrol(&mut card, KeyAlgorithm::P256, &DIGEST, &|_, _| vec![0x43; 700]).unwrap();
    card.reset().unwrap();
    let mut piv = Piv::select(&mut card).unwrap();
    let opens = piv.authenticate(&story::own_management_key(), &[1; 16]);
    assert_eq!(opens, Ok(()), "it is the next holder's");
    card.reset().unwrap();
    story::forget_pin(&mut card, KeyAlgorithm::P256, &DIGEST).unwrap();
}

#[test]
fn pulled_at_every_apdu_it_is_formatted_the_next_time() {
    let mut pulled = 0;
    for apdu in 0.. {
        let mut ended = true;
        for faults in [Faults::pulled_after(apdu), Faults::pulled_during(apdu + 1)] {
            let mut card = used_card();
            card.order(faults.clone());
            match format(&mut card) {
                Ok(()) => {}
                Err(error) => {
                    assert_eq!(error.fault, Fault::Channel(ChannelError::Removed), "{faults:?}: {error}");
                    (ended, pulled) = (false, pulled + 1);
                }
            }
            card.insert_again().unwrap();
            format(&mut card).unwrap_or_else(|error| panic!("{faults:?}: once more: {error}"));
            is_of_the_factory(&mut card, &format!("{faults:?}"));
        }
        if ended {
            break;
        }
    }
    assert!(pulled > 15, "select, reset, three tries of the PIN, more of the PUK: {pulled}");
}

#[test]
fn a_card_with_a_blocked_pin_is_formatted_too() {
    let mut card = used_card();
    let mut piv = Piv::select(&mut card).unwrap();
    let shown: Vec<_> = (0..3).map(|_| piv.verify_pin(&story::pin("999999")).unwrap_err().fault).collect();
    assert_eq!(shown.last(), Some(&Fault::Blocked(Secret::Pin)), "its holder forgot it");
    format(&mut card).unwrap();
    is_of_the_factory(&mut card, "formatted");
}
