//! A token of the chosen module as a signer: one visit for the PIN and the signatures, and for nothing else.

use std::{sync::Arc, time::Duration};

use sportello_pki::{Certificate, KeyAlgorithm};
use sportello_token::{
    CardError, Fault, Step,
    pkcs11::{Access, Key, KeyKind, Module, PinEntry, TokenName},
};

use super::{Room, failures::Failed};
use crate::ports::{Counted, SignedInTurn, Signer, SignerError};

/// PIN and signature; on a reader with keys of its own a person types in between.
const SIGN: Duration = Duration::from_mins(1);
/// Each signature after the first, where one PIN is enough for several.
const NEXT: Duration = Duration::from_secs(5);

/// A token, with the PIN that was typed: for one showing.
pub(crate) struct ModuleSigner {
    pub room: Arc<Room>,
    /// The name by which the list of readers has it.
    pub shown_as: String,
    pub module: Module,
    pub token: TokenName,
    /// CKA_ID of key and certificate.
    pub id: Vec<u8>,
    pub pin: PinEntry,
    pub certificate: Certificate,
    pub chain: Vec<Vec<u8>>,
}

impl Signer for ModuleSigner {
    fn certificate(&self) -> &[u8] {
        self.certificate.der()
    }

    fn chain(&self) -> &[Vec<u8>] {
        &self.chain
    }

    // The module is visited once, and says what it did when it is done.
    fn sign_in_turn(&self, texts: &[&[u8]], _counted: &Counted) -> SignedInTurn {
        let kind = match kind_of(&self.certificate) {
            Ok(kind) => kind,
            Err(error) => return SignedInTurn::nothing(error),
        };
        let key = Key { id: self.id.clone(), kind, certificate: self.certificate.der().to_vec() };
        let more = u32::try_from(texts.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let limit = SIGN + NEXT.saturating_mul(more);
        let access = Access { token: &self.token, pin: &self.pin, limit };
        let signed = self.module.sign_in_turn(access, &key, texts.iter().map(|text| text.to_vec()).collect());
        let kept = |error| self.room.keep_failure(&self.shown_as, Failed::of_module(error));
        let signed = match signed {
            Ok(Some(signed)) => {
                self.room.module().note_pin(&self.certificate, signed.pin_each_time);
                let stopped = signed.stopped.map(|error| kept(error).into());
                SignedInTurn { signatures: signed.signatures, stopped }
            }
            Ok(None) => SignedInTurn::nothing(SignerError::OtherCard),
            Err(error) => SignedInTurn::nothing(kept(error)),
        };
        // How its PIN stands now, for whoever looks next. Whether it signed is known already.
        self.room.module().look();
        signed
    }
}

fn kind_of(certificate: &Certificate) -> Result<KeyKind, SignerError> {
    let key = certificate.public_key_info_der();
    let key = key.map_err(|error| SignerError::Failed(error.to_string()))?;
    match KeyAlgorithm::of_public_key_info(&key) {
        Ok(KeyAlgorithm::EcdsaP256) => Ok(KeyKind::EcP256),
        Ok(KeyAlgorithm::EcdsaP384) => Ok(KeyKind::EcP384),
        Ok(KeyAlgorithm::Rsa) => Ok(KeyKind::Rsa3072),
        Err(_) => Err(CardError { step: Step::Sign, fault: Fault::NotSupported }.into()),
    }
}
