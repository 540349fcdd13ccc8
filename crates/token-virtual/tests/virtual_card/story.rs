//! What happens to a card from the factory until it is handed over, and what its holder does wrong afterwards.

use sportello_token::{
    CardChannel, CardError, CardFamily, Fault, ManagementAlgorithm, ManagementKey, Pin, Puk, Secret, Step,
    piv::{
        Blankness, CardIdentity, Digest, Holding, KeyAlgorithm, KeyMetadata, PinState, Piv, PublicKey,
        Serial, Slot,
    },
    recognise,
};
use sportello_token_virtual::ATR;
use zeroize::Zeroizing;

/// Of every card whose number does not matter.
pub const SERIAL: Serial = Serial(4_711_001);
pub const OWN_PIN: &str = "735928";
pub const OWN_PUK: &str = "Kx81Qz47";
const FACTORY_PIN: &str = "123456";
const FACTORY_PUK: &str = "12345678";
/// Fresh in the program, fixed here.
const CHALLENGE: [u8; 16] = [0x5a; 16];

/// One of the two keys of an enrolment.
pub struct Credential {
    pub slot: Slot,
    pub key: PublicKey,
    pub certificate: Vec<u8>,
    pub signature: Vec<u8>,
}

pub fn pin(text: &str) -> Pin {
    Pin::new(&Zeroizing::new(text.to_owned())).unwrap()
}

fn puk(text: &str) -> Puk {
    Puk::new(&Zeroizing::new(text.to_owned())).unwrap()
}

/// What replaces the factory's management key.
pub fn own_management_key() -> ManagementKey {
    ManagementKey::new(ManagementAlgorithm::Aes256, Zeroizing::new((100..132).collect())).unwrap()
}

/// From the factory to the first signatures under the holder's PIN. `certify` is the authority.
pub fn enrol(
    channel: &mut dyn CardChannel,
    algorithm: KeyAlgorithm,
    digest: &Digest,
    certify: &dyn Fn(Slot, &PublicKey) -> Vec<u8>,
) -> Result<Vec<Credential>, CardError> {
    let card = recognise(channel, ATR)?;
    assert!(matches!(card.family, CardFamily::Piv(_)), "keys can be made on it: {card:?}");
    let mut piv = Piv::select(channel)?;
    assert_eq!(piv.blankness()?, Blankness::Blank, "as it comes from the factory");
    let factory = ManagementKey::of_the_factory(ManagementAlgorithm::TripleDes).unwrap();
    piv.authenticate(&factory, &CHALLENGE)?;
    let made = generate(&mut piv, algorithm)?;
    piv.write_identity(&CardIdentity {
        guid: *b"\x11\x22\x33\x44\x55\x66\x47\x88\x99AAAAAAA",
        expires_on: *b"20301231",
    })?;
    let mut credentials = Vec::new();
    for (slot, key) in made {
        let certificate = certify(slot, &key);
        piv.write_certificate(slot, &certificate)?;
        let read = piv.read_certificate(slot)?.unwrap();
        assert_eq!((&read.bytes, read.compressed), (&certificate, false), "read back byte for byte");
        credentials.push(Credential { slot, key, certificate, signature: Vec::new() });
    }
    piv.change_management_key(&own_management_key())?;
    piv.authenticate(&own_management_key(), &CHALLENGE)?;
    assert_eq!(piv.management_algorithm()?, Some(ManagementAlgorithm::Aes256), "told by the card");
    piv.change_puk(&puk(FACTORY_PUK), &puk(OWN_PUK))?;
    piv.change_pin(&pin(FACTORY_PIN), &pin(OWN_PIN))?;
    for credential in &mut credentials {
        credential.signature = piv.sign(credential.slot, algorithm, digest, &pin(OWN_PIN))?;
    }
    Ok(credentials)
}

fn generate(piv: &mut Piv<'_>, algorithm: KeyAlgorithm) -> Result<Vec<(Slot, PublicKey)>, CardError> {
    let mut made = Vec::new();
    for slot in [Slot::Authentication, Slot::Signature] {
        let key = piv.generate_key(slot, algorithm)?;
        let KeyMetadata::Present { public_key, made_on_card, .. } = piv.key_metadata(slot)? else {
            panic!("the card knows of the key it made");
        };
        assert_eq!((public_key.as_ref(), made_on_card), (Some(&key), Some(true)), "and of which");
        made.push((slot, key));
    }
    let held = vec![(Slot::Authentication, Holding::Key), (Slot::Signature, Holding::Key)];
    assert_eq!(piv.blankness()?, Blankness::Occupied(held), "a key is enough not to be blank");
    Ok(made)
}

/// A holder who forgot the PIN: wrong until it is blocked, then unblocked with the PUK.
pub fn forget_pin(
    channel: &mut dyn CardChannel,
    algorithm: KeyAlgorithm,
    digest: &Digest,
) -> Result<(), CardError> {
    let mut piv = Piv::select(channel)?;
    let mut wrong = |expected: Fault, why: &str| -> Result<(), CardError> {
        match piv.verify_pin(&pin("999999")) {
            Err(CardError { fault: Fault::Channel(gone), step }) => {
                Err(CardError { step, fault: Fault::Channel(gone) })
            }
            told => {
                assert_eq!(told, Err(CardError { step: Step::VerifyPin, fault: expected }), "{why}");
                Ok(())
            }
        }
    };
    let tries = |left| Fault::WrongSecret { secret: Secret::Pin, tries_left: Some(left) };
    wrong(tries(2), "two are left")?;
    wrong(tries(1), "one is left")?;
    wrong(Fault::Blocked(Secret::Pin), "none is left")?;
    wrong(Fault::Blocked(Secret::Pin), "and it stays so")?;
    assert!(matches!(piv.pin_state()?, PinState::Blocked | PinState::TriesLeft(0)), "told without a try");
    let refused = piv.sign(Slot::Signature, algorithm, digest, &pin(OWN_PIN));
    match refused {
        Err(CardError { fault: Fault::Channel(_), .. }) => return refused.map(drop),
        told => assert!(
            told.is_err_and(|error| error.fault == Fault::Blocked(Secret::Pin)),
            "the right one comes too late"
        ),
    }
    piv.unblock_pin(&puk(OWN_PUK), &pin("280417"))?;
    piv.sign(Slot::Signature, algorithm, digest, &pin("280417"))?;
    piv.change_pin(&pin("280417"), &pin(OWN_PIN))
}
