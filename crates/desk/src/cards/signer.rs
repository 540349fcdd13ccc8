//! The signer that is a card: the bytes are hashed here, the card is held for PIN and signature, and for nothing else.

use std::{sync::Arc, time::Duration};

use sportello_pki::{Certificate, KeyAlgorithm};
use sportello_token::{
    CardError, Fault, Pin, Step,
    piv::{self, Digest, Piv, Slot},
};

use super::Room;
use crate::ports::{Signer, SignerError};

/// PIN and signature; an RSA key of an old card takes seconds.
const SIGN: Duration = Duration::from_secs(30);
/// A `SubjectPublicKeyInfo` of an RSA key with the exponent 65537 has 294 bytes at 2048 bits, 422 at 3072.
const RSA_2048: usize = 294;
const RSA_3072: usize = 422;

/// A card in a reader, with the PIN that was typed: for one signature.
pub(crate) struct CardSigner {
    pub room: Arc<Room>,
    pub reader: String,
    pub pin: Pin,
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

    fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, SignerError> {
        let key = self.certificate.public_key_info_der();
        let key = key.map_err(|error| SignerError::Failed(error.to_string()))?;
        let (expected, bytes, pin) = (self.certificate.der().to_vec(), bytes.to_vec(), self.pin.clone());
        let said = self.room.converse(&self.reader, SIGN, move |line, _| {
            let mut piv = Piv::select(line)?;
            // The card may have been changed for another since it was chosen: that one's PIN is not tried.
            let there = piv.read_certificate(Slot::Signature)?;
            if there.is_none_or(|there| there.bytes != expected) {
                return Ok(None);
            }
            sign_on(&mut piv, Slot::Signature, &key, &bytes, &pin).map(Some)
        });
        // How many tries are left now, for whoever looks next. Whether it signed is known already.
        self.room.look_after(&self.reader, said.as_ref().err());
        said?.ok_or(SignerError::OtherCard)
    }
}

/// Verifies the PIN and signs in this slot, with nothing in between: the slot for signatures wants the PIN for each.
pub(crate) fn sign_on(
    piv: &mut Piv<'_>,
    slot: Slot,
    public_key_info: &[u8],
    bytes: &[u8],
    pin: &Pin,
) -> Result<Vec<u8>, CardError> {
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
    piv.sign(slot, algorithm, &digest.map_err(|_| unknown())?, pin)
}

/// Which RSA key this is, of those that are used.
pub(crate) const fn rsa_of_length(public_key_info: &[u8]) -> Option<piv::KeyAlgorithm> {
    match public_key_info.len() {
        RSA_2048 => Some(piv::KeyAlgorithm::Rsa2048),
        RSA_3072 => Some(piv::KeyAlgorithm::Rsa3072),
        _ => None,
    }
}
