//! The signer that is a card: the bytes are hashed here, the card is held for PIN and signatures, and for nothing else.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sportello_pki::{Certificate, KeyAlgorithm};
use sportello_token::{
    CardError, Fault, PIN_PAD_ANSWERS_IN, Pin, PinEntry, Step,
    piv::{self, Digest, Piv, Slot},
};

use super::{Room, look::pin_lasts};
use crate::ports::{Counted, SignedInTurn, Signer, SignerError};

/// PIN and signature; an RSA key of an old card takes seconds.
const SIGN: Duration = Duration::from_secs(30);
/// Each signature after the first, where one PIN is enough for several.
const NEXT: Duration = Duration::from_secs(5);
/// A `SubjectPublicKeyInfo` of an RSA key with the exponent 65537 has 294 bytes at 2048 bits, 422 at 3072.
const RSA_2048: usize = 294;
const RSA_3072: usize = 422;

/// How long a conversation may take longer because of a PIN that a person types on the reader.
pub(crate) const fn typing(pin: &PinEntry<Pin>) -> Duration {
    match pin {
        PinEntry::Typed(_) => Duration::ZERO,
        PinEntry::OnReader => PIN_PAD_ANSWERS_IN,
    }
}

/// A card in a reader, with the PIN that was typed, or is on the reader: for one showing.
pub(crate) struct CardSigner {
    pub room: Arc<Room>,
    pub reader: String,
    pub pin: PinEntry<Pin>,
    pub certificate: Certificate,
    pub chain: Vec<Vec<u8>>,
}

impl Signer for CardSigner {
    fn certificate(&self) -> &[u8] {
        self.certificate.der()
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    fn sign_in_turn(&self, texts: &[&[u8]], counted: &Counted) -> SignedInTurn {
        let key = match self.certificate.public_key_info_der() {
            Ok(key) => key,
            Err(error) => return SignedInTurn::nothing(SignerError::Failed(error.to_string())),
        };
        let (expected, pin) = (self.certificate.der().to_vec(), self.pin.clone());
        let texts: Vec<Vec<u8>> = texts.iter().map(|text| text.to_vec()).collect();
        let more = u32::try_from(texts.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let made = Made { counted: Some(Arc::clone(counted)), ..Made::default() };
        let making = made.clone();
        let limit = SIGN + typing(&pin) + NEXT.saturating_mul(more);
        let said = self.room.converse(&self.reader, limit, move |line, _| {
            let mut piv = Piv::select(line)?;
            // The card may have been changed for another since it was chosen: that one's PIN is not tried.
            let there = piv.read_certificate(Slot::Signature)?;
            if there.is_none_or(|there| there.bytes != expected) {
                return Ok(false);
            }
            sign_texts(&mut piv, &key, &texts, &pin, &making).map(|()| true)
        });
        // How many tries are left now, for whoever looks next. Whether it signed is known already.
        self.room.look_after(&self.reader, said.as_ref().err());
        let stopped = match said {
            Ok(true) => None,
            Ok(false) => Some(SignerError::OtherCard),
            Err(error) => Some(error.into()),
        };
        SignedInTurn { signatures: made.take(), stopped }
    }
}

/// The signatures that a card has made so far. What was made before it was pulled is not lost; whoever takes them ends it.
#[derive(Clone, Default)]
struct Made {
    collected: Arc<Mutex<Collected>>,
    counted: Option<Counted>,
}

#[derive(Default)]
struct Collected {
    signatures: Vec<Vec<u8>>,
    taken: bool,
}

impl Made {
    /// Keeps one more; false where nobody waits for it any more.
    fn keep(&self, signature: Vec<u8>) -> bool {
        let mut collected = self.collected.lock().unwrap_or_else(PoisonError::into_inner);
        if collected.taken {
            return false;
        }
        collected.signatures.push(signature);
        if let Some(counted) = &self.counted {
            counted(collected.signatures.len());
        }
        true
    }

    fn take(&self) -> Vec<Vec<u8>> {
        let mut collected = self.collected.lock().unwrap_or_else(PoisonError::into_inner);
        collected.taken = true;
        std::mem::take(&mut collected.signatures)
    }
}

/// With one showing of the PIN: all texts where the card lets it last, else the first.
fn sign_texts(
    piv: &mut Piv<'_>,
    public_key_info: &[u8],
    texts: &[Vec<u8>],
    pin: &PinEntry<Pin>,
    made: &Made,
) -> Result<(), CardError> {
    let Some((first, others)) = texts.split_first() else { return Ok(()) };
    // Asked before the PIN is shown: it has to stand right before the signature.
    let lasts = !others.is_empty() && pin_lasts(piv)?;
    let mut wanted = made.keep(sign_on(piv, Slot::Signature, public_key_info, first, pin)?);
    for text in others {
        if !lasts || !wanted {
            break;
        }
        let (algorithm, digest) = asked(public_key_info, text)?;
        match piv.sign_verified(Slot::Signature, algorithm, &digest) {
            Ok(signature) => wanted = made.keep(signature),
            // It says one thing and does another: then the PIN is asked for anew.
            Err(CardError { fault: Fault::VerificationNeeded, .. }) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Verifies the PIN and signs in this slot, with nothing in between: the slot for signatures wants the PIN for each.
pub(crate) fn sign_on(
    piv: &mut Piv<'_>,
    slot: Slot,
    public_key_info: &[u8],
    bytes: &[u8],
    pin: &PinEntry<Pin>,
) -> Result<Vec<u8>, CardError> {
    let (algorithm, digest) = asked(public_key_info, bytes)?;
    piv.enter_pin(pin)?;
    piv.sign_verified(slot, algorithm, &digest)
}

/// What a card is asked for, to sign these bytes with this key.
fn asked(public_key_info: &[u8], bytes: &[u8]) -> Result<(piv::KeyAlgorithm, Digest), CardError> {
    let unknown = || CardError { step: Step::Sign, fault: Fault::NotSupported };
    let family = KeyAlgorithm::of_public_key_info(public_key_info).map_err(|_| unknown())?;
    let algorithm = match family {
        KeyAlgorithm::EcdsaP256 => piv::KeyAlgorithm::P256,
        KeyAlgorithm::EcdsaP384 => piv::KeyAlgorithm::P384,
        KeyAlgorithm::Rsa => rsa_of_length(public_key_info).ok_or_else(unknown)?,
    };
    let digest = family.scheme().digest().of(bytes);
    let digest = match digest.len() {
        32 => digest.try_into().map(Digest::Sha256),
        48 => digest.try_into().map(Digest::Sha384),
        _ => digest.try_into().map(Digest::Sha512),
    };
    Ok((algorithm, digest.map_err(|_| unknown())?))
}

/// Which RSA key this is, of those that are used.
pub(crate) const fn rsa_of_length(public_key_info: &[u8]) -> Option<piv::KeyAlgorithm> {
    match public_key_info.len() {
        RSA_2048 => Some(piv::KeyAlgorithm::Rsa2048),
        RSA_3072 => Some(piv::KeyAlgorithm::Rsa3072),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use sportello_pki::{FileKey, SigningKey as _};
    use sportello_token::{ChannelError, Secret, scripted::ScriptedChannel};
    use zeroize::Zeroizing;

    use super::*;

    /// An ECDSA signature as a card gives it (SP 800-73-5 part 2, appendix A.4).
    const SIGNED: &[u8] = &[0x7c, 10, 0x82, 8, 0x30, 6, 2, 1, 7, 2, 1, 7, 0x90, 0];
    const DONE: &[u8] = &[0x90, 0];

    /// What a card says of its key: how often it wants the PIN.
    fn policy(pin: u8) -> [u8; 9] {
        [0x01, 1, 0x11, 0x02, 2, pin, 1, 0x90, 0]
    }

    /// Three texts with one showing of the PIN: how many are signed, and how it ended.
    fn signed(script: ScriptedChannel) -> (usize, Result<(), CardError>) {
        let mut card = script;
        let key = FileKey::generate(KeyAlgorithm::EcdsaP256).unwrap().public_key_info_der();
        let (texts, pin, made) = (
            vec![b"text".to_vec(); 3],
            PinEntry::Typed(Pin::new(&Zeroizing::new("123456".to_owned())).unwrap()),
            Made::default(),
        );
        let ended =
            Piv::select(&mut card).and_then(|mut piv| sign_texts(&mut piv, &key, &texts, &pin, &made));
        assert!(
            ended.is_err() || card.finished().is_ok(),
            "nothing more is said to it: {:?}",
            card.finished()
        );
        (made.take().len(), ended)
    }

    #[test]
    fn one_pin_signs_as_much_as_the_card_allows() {
        let card = |pin| ScriptedChannel::new().then(DONE).then(&policy(pin)).then(DONE).then(SIGNED);
        assert_eq!(signed(card(2).then(SIGNED).then(SIGNED)), (3, Ok(())), "once is enough: all of them");
        assert_eq!(signed(card(3)), (1, Ok(())), "before each: the first, and the PIN is asked for anew");
        assert_eq!(signed(card(0)), (1, Ok(())), "nothing is said: as the slot for signatures has it");
        let silent = ScriptedChannel::new().then(DONE).then(&[0x6d, 0]).then(DONE).then(SIGNED);
        assert_eq!(signed(silent), (1, Ok(())), "a card that does not tell such things");
        assert_eq!(signed(card(2).then(&[0x69, 0x82])), (1, Ok(())), "one that says once and wants it again");
    }

    #[test]
    fn what_was_signed_before_a_fault_is_kept() {
        let pulled = ScriptedChannel::new()
            .then(DONE)
            .then(&policy(2))
            .then(DONE)
            .then(SIGNED)
            .then(SIGNED)
            .fail(ChannelError::Removed);
        let (made, ended) = signed(pulled);
        assert_eq!(made, 2, "two of three");
        let gone = Fault::Channel(ChannelError::Removed);
        assert_eq!(ended.map_err(|error| error.fault), Err(gone), "and then it was pulled");
        let wrong = ScriptedChannel::new().then(DONE).then(&policy(2)).then(&[0x63, 0xc2]);
        let (made, ended) = signed(wrong);
        let told = Fault::WrongSecret { secret: Secret::Pin, tries_left: Some(2) };
        assert_eq!((made, ended.map_err(|error| error.fault)), (0, Err(told)), "one try, and none again");
    }
}
