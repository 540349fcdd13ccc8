//! The card is pulled at every single APDU of its story, before it is carried out and before its answer arrives: each time
//! the driver says so, at once and as a fault that ends with putting the card in again.

use sportello_token::{
    CardError, ChannelError, Fault, Remedy,
    piv::{Digest, KeyAlgorithm, Piv},
};
use sportello_token_virtual::{Faults, VirtualCard};

use crate::story::{self, SERIAL};

const DIGEST: Digest = Digest::Sha256([9; 32]);

fn whole_story(card: &mut VirtualCard) -> Result<(), CardError> {
    // Longer than one short APDU, so that it is pulled amid a chain too.
    story::enrol(card, KeyAlgorithm::P256, &DIGEST, &|_, _| vec![0x42; 700])?;
    story::forget_pin(card, KeyAlgorithm::P256, &DIGEST)
}

fn check(faults: &Faults) {
    let mut card = VirtualCard::new([3; 32], SERIAL).unwrap();
    card.order(faults.clone());
    let error = whole_story(&mut card).unwrap_err();
    assert_eq!(
        error.fault,
        Fault::Channel(ChannelError::Removed),
        "{faults:?}: typed as such at {}",
        error.step
    );
    assert_eq!(error.remedy(), Remedy::InsertAgain, "{faults:?}: and said what to do");
    assert!(error.is_retriable() && card.is_pulled(), "{faults:?}: nothing is lost by trying again");
    // Put in again, it answers.
    card.insert_again().unwrap();
    Piv::select(&mut card).unwrap().blankness().unwrap();
}

#[test]
fn at_every_apdu() {
    let mut card = VirtualCard::new([3; 32], SERIAL).unwrap();
    whole_story(&mut card).unwrap();
    let apdus = card.answered();
    assert!(apdus > 100, "a story of some length: {apdus}");
    for apdu in 0..apdus {
        check(&Faults::pulled_after(apdu));
        check(&Faults::pulled_during(apdu + 1));
    }
}
