//! The whole story in one process, with every algorithm.

use sha2::{Digest as _, Sha256, Sha384};
use sportello_token::{
    CardError, CardFamily, ChannelError, Fault, ManagementAlgorithm, ManagementKey, PivProduct, Step,
    piv::{Blankness, Digest, Holding, KeyAlgorithm, KeyMetadata, ObjectId, PinState, Piv, PublicKey, Slot},
    recognise,
};
use sportello_token_virtual::{ATR, Faults, VirtualCard};
use zeroize::Zeroizing;

use crate::{
    openssl,
    story::{self, SERIAL},
};

const MESSAGE: &[u8] = b"tbs certificate request";

fn check(algorithm: KeyAlgorithm, digest: &Digest, named: &str) {
    let mut card = VirtualCard::new([7; 32], SERIAL).unwrap();
    let credentials = story::enrol(&mut card, algorithm, digest, &|slot, key| {
        [&[slot.reference()][..], &key.info, &[0x42; 1500]].concat()
    });
    for credential in &credentials.unwrap() {
        let accepts = |message| openssl::accepts(&credential.key, named, message, &credential.signature);
        assert!(accepts(MESSAGE), "openssl accepts what {:?} signed, {algorithm:?}", credential.slot);
        assert!(!accepts(b"another"), "and refuses it over other bytes");
    }
    card.reset().unwrap();
    story::forget_pin(&mut card, algorithm, digest).unwrap();
}

#[test]
fn a_card_is_enrolled_with_p256() {
    check(KeyAlgorithm::P256, &Digest::Sha256(Sha256::digest(MESSAGE).into()), "-sha256");
}

#[test]
fn a_card_is_enrolled_with_p384() {
    check(KeyAlgorithm::P384, &Digest::Sha384(Sha384::digest(MESSAGE).into()), "-sha384");
    check(KeyAlgorithm::P384, &Digest::Sha256(Sha256::digest(MESSAGE).into()), "-sha256");
}

#[test]
fn a_card_is_enrolled_with_rsa_2048() {
    check(KeyAlgorithm::Rsa2048, &Digest::Sha256(Sha256::digest(MESSAGE).into()), "-sha256");
}

#[test]
fn a_card_is_enrolled_with_rsa_3072() {
    check(KeyAlgorithm::Rsa3072, &Digest::Sha384(Sha384::digest(MESSAGE).into()), "-sha384");
}

#[test]
fn its_own_make_is_told() {
    let mut card = VirtualCard::new([1; 32], SERIAL).unwrap();
    let CardFamily::Piv(told) = recognise(&mut card, ATR).unwrap().family else { panic!("a PIV card") };
    assert_eq!(told.product, PivProduct::Nitrokey, "whose firmware it is");
    assert_eq!(told.serial, Some(SERIAL), "and which one of all");
}

#[test]
fn a_card_that_does_not_tell_of_keys_is_not_blank() {
    let mut card = VirtualCard::new([1; 32], SERIAL).unwrap();
    card.order(Faults { silent_on_keys: true, ..Faults::default() });
    let mut piv = Piv::select(&mut card).unwrap();
    let all = Slot::all().collect();
    assert_eq!(piv.blankness(), Ok(Blankness::CannotTell(all)), "no certificates, but who knows of keys");
    let factory = ManagementKey::of_the_factory(ManagementAlgorithm::TripleDes).unwrap();
    piv.authenticate(&factory, &[1; 16]).unwrap();
    piv.write_certificate(Slot::Signature, b"anything").unwrap();
    let held = vec![(Slot::Signature, Holding::Certificate)];
    assert_eq!(piv.blankness(), Ok(Blankness::Occupied(held)), "a certificate is told by every card");
}

#[test]
fn another_management_key_is_told_from_another_fault() {
    let mut card = VirtualCard::new([1; 32], SERIAL).unwrap();
    let mut piv = Piv::select(&mut card).unwrap();
    let other = || Err(CardError { step: Step::Authenticate, fault: Fault::OtherManagementKey });
    let wrong =
        ManagementKey::new(ManagementAlgorithm::TripleDes, Zeroizing::new((1..25).collect())).unwrap();
    assert_eq!(piv.authenticate(&wrong, &[1; 16]), other(), "another key");
    assert_eq!(piv.authenticate(&story::own_management_key(), &[1; 16]), other(), "another algorithm");
    let refused = piv.write_object(ObjectId::CARD_HOLDER, &[1]);
    assert_eq!(refused.unwrap_err().fault, Fault::VerificationNeeded, "and nothing is written without");
    let factory = ManagementKey::of_the_factory(ManagementAlgorithm::TripleDes).unwrap();
    assert_eq!(piv.authenticate(&factory, &[1; 16]), Ok(()), "attempts are not counted");
}

#[test]
fn the_slot_of_signatures_wants_the_pin_each_time() {
    let mut card = VirtualCard::new([1; 32], SERIAL).unwrap();
    let digest = Digest::Sha256([1; 32]);
    story::enrol(&mut card, KeyAlgorithm::P256, &digest, &|_, _| vec![1]).unwrap();
    let mut piv = Piv::select(&mut card).unwrap();
    piv.verify_pin(&story::pin(story::OWN_PIN)).unwrap();
    let mut sign =
        |slot| piv.sign_verified(slot, KeyAlgorithm::P256, &digest).map(drop).map_err(|error| error.fault);
    assert_eq!(sign(Slot::Signature), Ok(()), "just verified");
    assert_eq!(sign(Slot::Signature), Err(Fault::VerificationNeeded), "once is not twice");
    assert_eq!(sign(Slot::Authentication), Ok(()), "here it stands");
    card.reset().unwrap();
    let mut piv = Piv::select(&mut card).unwrap();
    let after = piv.sign_verified(Slot::Authentication, KeyAlgorithm::P256, &digest);
    assert_eq!(after.unwrap_err().fault, Fault::VerificationNeeded, "and not beyond a reset");
}

#[test]
fn a_full_card_is_said_to_be() {
    let mut card = VirtualCard::new([1; 32], SERIAL).unwrap();
    card.order(Faults { full: true, ..Faults::default() });
    let mut piv = Piv::select(&mut card).unwrap();
    let written = piv.write_certificate(Slot::Signature, &[7; 2000]);
    assert_eq!(written, Err(CardError { step: Step::WriteObject, fault: Fault::Full }), "no room");
}

#[test]
fn two_seeds_are_two_cards() {
    let key = |seed| {
        let mut card = VirtualCard::new(seed, SERIAL).unwrap();
        let factory = ManagementKey::of_the_factory(ManagementAlgorithm::TripleDes).unwrap();
        let mut piv = Piv::select(&mut card).unwrap();
        piv.authenticate(&factory, &[1; 16]).unwrap();
        let first = piv.generate_key(Slot::Signature, KeyAlgorithm::P256).unwrap();
        card.reset().unwrap();
        let mut piv = Piv::select(&mut card).unwrap();
        piv.authenticate(&factory, &[1; 16]).unwrap();
        let second = piv.generate_key(Slot::Signature, KeyAlgorithm::P256).unwrap();
        assert_ne!(first, second, "no key comes twice, not even after a reset");
        (first, second)
    };
    assert_ne!(key([1; 32]), key([2; 32]), "each card draws from its own seed");
    assert_eq!(key([1; 32]), key([1; 32]), "and a test can have the same card again");
}

#[test]
fn a_card_that_was_pulled_stays_pulled_until_it_is_put_in_again() {
    let mut card = VirtualCard::new([1; 32], SERIAL).unwrap();
    card.order(Faults::pulled_after(0));
    let gone = |card: &mut VirtualCard| Piv::select(card).map(drop).map_err(|error| error.fault);
    assert_eq!(gone(&mut card), Err(ChannelError::Removed.into()), "gone");
    assert_eq!(gone(&mut card), Err(ChannelError::Removed.into()), "and gone");
    card.insert_again().unwrap();
    assert_eq!(gone(&mut card), Ok(()), "here it is again");
}

#[test]
fn a_card_that_was_kept_is_the_same_card() {
    let digest = Digest::Sha256(Sha256::digest(MESSAGE).into());
    let mut card = VirtualCard::new([9; 32], SERIAL).unwrap();
    let certify = |slot: Slot, key: &PublicKey| [&[slot.reference()][..], &key.info].concat();
    let made = story::enrol(&mut card, KeyAlgorithm::P256, &digest, &certify).unwrap();
    let mut piv = Piv::select(&mut card).unwrap();
    assert!(piv.verify_pin(&story::pin("999999")).is_err(), "one try is gone");
    card.reset().unwrap();
    let (image, changes) = (card.image().unwrap(), card.changes());
    assert!(changes > 0, "it was written on");
    drop(card);

    let mut again = VirtualCard::of_image([10; 32], &image).unwrap();
    let mut piv = Piv::select(&mut again).unwrap();
    assert_eq!(piv.serial().unwrap(), Some(SERIAL), "the same number");
    assert_eq!(piv.pin_state().unwrap(), PinState::TriesLeft(2), "a try that is gone stays gone");
    for credential in &made {
        let read = piv.read_certificate(credential.slot).unwrap().unwrap();
        assert_eq!(read.bytes, credential.certificate, "its certificates lie on it");
        let KeyMetadata::Present { public_key, .. } = piv.key_metadata(credential.slot).unwrap() else {
            panic!("it says of its keys what it said before")
        };
        assert_eq!(public_key.as_ref(), Some(&credential.key), "and they are the same");
    }
    let own = story::pin(story::OWN_PIN);
    let signature = piv.sign(Slot::Signature, KeyAlgorithm::P256, &digest, &own).unwrap();
    let [_, signing] = &made[..] else { panic!("two keys were made") };
    assert!(openssl::accepts(&signing.key, "-sha256", MESSAGE, &signature), "the key signs as before");

    assert!(VirtualCard::of_image([1; 32], "{}").is_err(), "what is no image makes no card");
}
