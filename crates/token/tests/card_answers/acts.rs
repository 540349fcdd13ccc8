//! Everything that the driver does with a PIV card, each act by itself. What an act gives is looked at: a card that answers
//! anything at all must not make it give what cannot be.

use sportello_token::{
    CardError, ManagementAlgorithm, ManagementKey, Pin, Puk, Secret,
    piv::{CardIdentity, Digest, KeyAlgorithm, KeyMetadata, ObjectId, Piv, PublicKey, Slot},
};
use zeroize::Zeroizing;

type Run = Box<dyn Fn(&mut Piv<'_>) -> Result<(), CardError>>;

/// One act, and its name.
pub struct Act {
    pub name: String,
    pub run: Run,
}

/// Every act of the driver.
pub fn acts() -> Vec<Act> {
    [reading(), writing(), secrets(), keys()].into_iter().flatten().collect()
}

fn act(name: impl Into<String>, run: impl Fn(&mut Piv<'_>) -> Result<(), CardError> + 'static) -> Act {
    Act { name: name.into(), run: Box::new(run) }
}

fn reading() -> Vec<Act> {
    vec![
        act("version", |piv| piv.version().map(drop)),
        act("serial", |piv| piv.serial().map(drop)),
        act("blankness", |piv| piv.blankness().map(drop)),
        act("contents", |piv| {
            let told = piv.contents()?;
            assert_eq!(told.len(), Slot::all().count(), "a word on every slot");
            Ok(())
        }),
        act("management algorithm", |piv| piv.management_algorithm().map(drop)),
        act("PUK of the factory", |piv| piv.is_of_the_factory(Secret::Puk).map(drop)),
        act("tries left", |piv| piv.tries_left(Secret::Pin).map(drop)),
        act("PIN state", |piv| piv.pin_state().map(drop)),
        act("object", |piv| piv.read_object(ObjectId::CARD_HOLDER).map(drop)),
        act("key metadata", |piv| {
            if let KeyMetadata::Present { public_key: Some(key), .. } = piv.key_metadata(Slot::Signature)? {
                assert_key(&key);
            }
            Ok(())
        }),
        act("certificate", |piv| {
            let read = piv.read_certificate(Slot::Signature)?;
            assert!(read.is_none_or(|stored| !stored.bytes.is_empty()), "an empty certificate is none");
            Ok(())
        }),
        act("attestation", |piv| {
            let told = piv.attest(Slot::Signature)?;
            assert!(told.is_none_or(|told| told.first() == Some(&0x30)), "a sequence, or none");
            Ok(())
        }),
    ]
}

fn writing() -> Vec<Act> {
    let identity = CardIdentity { guid: [7; 16], expires_on: *b"20301231" };
    vec![
        act("write object", |piv| piv.write_object(ObjectId::CARD_HOLDER, &[7; 700])),
        act("write certificate", |piv| piv.write_certificate(Slot::Signature, &[7; 1500])),
        act("clear certificate", |piv| piv.clear_certificate(Slot::Signature)),
        act("write identity", move |piv| piv.write_identity(&identity)),
    ]
}

fn pin() -> Pin {
    Pin::new(&Zeroizing::new("123456".to_owned())).unwrap()
}

fn puk() -> Puk {
    Puk::new(&Zeroizing::new("12345678".to_owned())).unwrap()
}

fn secrets() -> Vec<Act> {
    let mut acts = vec![
        act("verify PIN", |piv| piv.verify_pin(&pin())),
        act("change PIN", |piv| piv.change_pin(&pin(), &pin())),
        act("change PUK", |piv| piv.change_puk(&puk(), &puk())),
        act("unblock PIN", |piv| piv.unblock_pin(&puk(), &pin())),
        act("reset", |piv| {
            piv.reset()?;
            Ok(())
        }),
    ];
    for algorithm in ManagementAlgorithm::ALL {
        let key =
            move || ManagementKey::new(algorithm, Zeroizing::new(vec![7; algorithm.key_length()])).unwrap();
        acts.push(act(format!("authenticate, {algorithm:?}"), move |piv| piv.authenticate(&key(), &[9; 16])));
        acts.push(act(format!("change management key, {algorithm:?}"), move |piv| {
            piv.change_management_key(&key())
        }));
    }
    acts
}

fn keys() -> Vec<Act> {
    let mut acts = Vec::new();
    for algorithm in KeyAlgorithm::ALL {
        acts.push(act(format!("make a key, {algorithm:?}"), move |piv| {
            let key = piv.generate_key(Slot::Signature, algorithm)?;
            assert_eq!(key.algorithm, algorithm, "of the kind that was asked for");
            assert_key(&key);
            Ok(())
        }));
        acts.push(act(format!("sign, {algorithm:?}"), move |piv| {
            let signature = piv.sign(Slot::Signature, algorithm, &Digest::Sha256([1; 32]), &pin())?;
            match algorithm {
                KeyAlgorithm::P256 | KeyAlgorithm::P384 => {
                    assert_eq!(signature.first(), Some(&0x30), "a sequence of two numbers");
                }
                KeyAlgorithm::Rsa2048 | KeyAlgorithm::Rsa3072 => {
                    assert_eq!(signature.len(), algorithm.length(), "as long as the modulus");
                }
            }
            Ok(())
        }));
    }
    acts
}

fn assert_key(key: &PublicKey) {
    let info = spki::SubjectPublicKeyInfoRef::try_from(&key.info[..]);
    assert!(info.is_ok(), "a public key in the form of certificates: {info:?}");
}
