//! What is done with the PIV card of an enrolment: two short conversations, each of which can be held again from its start,
//! however far an earlier one came.
//!
//! Possession comes first. Once the card's management key is the one that the centre drew for this enrolment, whoever comes
//! back knows by it that this is the card, and that what lies on it was made here.

use sportello_contract::central::enrolment::TokenCodes;
use sportello_domain::{error_code::ErrorCode, secret::Reveal as _};
use sportello_pki::{Certificate, KeyAlgorithm, certificate_request};
use sportello_token::{
    CardError, Fault, ManagementKey, Pin, PinEntry, Puk, Secret, Step,
    piv::{self, Blankness, KeyMetadata, Piv, Serial, Slot},
};
use zeroize::Zeroizing;

use super::device::{Both, Issued, Proof, Refused, nobody, shape};
use crate::{
    DeskError,
    cards::{self, opens, opens_as_from_the_factory, sign_on},
};

/// What is set on the card. The centre drew it, and gives the same again to whoever resumes.
pub(super) struct Codes {
    pub pin: Pin,
    pub puk: Puk,
    pub management: ManagementKey,
}

impl Codes {
    /// As the centre sent them. Without a management key they were drawn for another kind of device.
    pub fn of(sent: &TokenCodes) -> Result<Self, DeskError> {
        let text = |secret: &str| Zeroizing::new(secret.to_owned());
        let management = sent.management_key.as_ref().ok_or_else(|| DeskError::told(ErrorCode::CardOther))?;
        Ok(Self {
            pin: Pin::new(&text(sent.pin.reveal_text())).map_err(DeskError::internal)?,
            puk: Puk::new(&text(sent.puk.reveal_text())).map_err(DeskError::internal)?,
            management: cards::management_key(management)?,
        })
    }

    /// The PIN is the centre's, and nobody's to type on a reader.
    fn shown(&self) -> PinEntry<Pin> {
        PinEntry::Typed(self.pin.clone())
    }
}

/// Makes the card this enrolment's own, with fresh codes and two keys, and gives a request of each key: PKCS#10, DER.
/// `told` is the number that it told when it was chosen.
pub(super) fn prepare(
    piv: &mut Piv<'_>,
    told: Option<Serial>,
    codes: &Codes,
    fresh: bool,
    challenge: &[u8; 16],
) -> Result<Both<Vec<u8>>, Refused> {
    // One that tells none in the place of one that did is another, too.
    if piv.serial()? != told {
        return Err(Refused::Other);
    }
    take_possession(piv, codes, fresh, challenge)?;
    // By the PUK, whatever the PIN was: no try is lost, however often this is done, and a blocked one is free again.
    piv.unblock_pin(&codes.puk, &codes.pin)?;
    Ok(Both {
        signature: request(piv, Slot::Signature, codes)?,
        authentication: request(piv, Slot::Authentication, codes)?,
    })
}

/// Writes both certificates, reads them back and has both keys sign the centre's challenge.
pub(super) fn complete(
    piv: &mut Piv<'_>,
    codes: &Codes,
    issued: &Issued,
    challenge: &[u8; 16],
) -> Result<Both<Proof>, Refused> {
    // Who opens with this key is the card of this enrolment; another one holds nothing that could be overwritten.
    piv.authenticate(&codes.management, challenge).map_err(|error| match error.fault {
        Fault::OtherManagementKey => Refused::Other,
        _ => error.into(),
    })?;
    piv.write_identity(&issued.identity)?;
    Ok(Both {
        signature: prove(piv, Slot::Signature, &issued.certificates.signature, codes, issued)?,
        authentication: prove(piv, Slot::Authentication, &issued.certificates.authentication, codes, issued)?,
    })
}

/// A blank card gets this enrolment's PUK, and then its management key: whatever opens with that has the PUK too. `fresh` is
/// whether nothing was certified yet: afterwards a blank card is another one.
fn take_possession(
    piv: &mut Piv<'_>,
    codes: &Codes,
    fresh: bool,
    challenge: &[u8; 16],
) -> Result<(), Refused> {
    if piv.blankness()? == Blankness::Blank && opens_as_from_the_factory(piv, challenge)? {
        if !fresh {
            return Err(Refused::Other);
        }
        set_puk(piv, codes)?;
        piv.change_management_key(&codes.management)?;
        return Ok(piv.authenticate(&codes.management, challenge)?);
    }
    // An earlier conversation came so far, or this is another card, and nobody's to write on.
    if opens(piv, &codes.management, challenge)? { Ok(()) } else { Err(Refused::NotBlank) }
}

/// Puts the enrolment's PUK in place of the factory's. One that is neither was set by somebody who may know it still: the
/// card is not taken. Pulled right after it was set, the card is shown the new one after the factory's: the right one gives
/// the try back.
fn set_puk(piv: &mut Piv<'_>, codes: &Codes) -> Result<(), Refused> {
    let changed = piv.is_of_the_factory(Secret::Puk)? == Some(false);
    if !changed && fits(piv.change_puk(&Puk::of_the_factory(), &codes.puk))? {
        return Ok(());
    }
    if fits(piv.change_puk(&codes.puk, &codes.puk))? { Ok(()) } else { Err(Refused::NotBlank) }
}

fn fits(shown: Result<(), CardError>) -> Result<bool, CardError> {
    match shown {
        Ok(()) => Ok(true),
        Err(CardError { fault: Fault::WrongSecret { .. }, .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// A request of the key in this slot, which is made where there is none.
fn request(piv: &mut Piv<'_>, slot: Slot, codes: &Codes) -> Result<Vec<u8>, Refused> {
    let key = match piv.key_metadata(slot)? {
        KeyMetadata::Present { public_key: Some(key), made_on_card: Some(true), .. } => key,
        KeyMetadata::Empty => piv.generate_key(slot, piv::KeyAlgorithm::P256)?,
        KeyMetadata::Present { .. } | KeyMetadata::NotTold => return Err(Refused::NotBlank),
    };
    let prepared = certificate_request::prepare(&nobody(), &key.info).map_err(shape)?;
    let signature = sign_on(piv, slot, &key.info, prepared.to_be_signed(), &codes.shown())?;
    certificate_request::finish(prepared, &signature).map_err(shape)
}

fn prove(
    piv: &mut Piv<'_>,
    slot: Slot,
    certificate: &[u8],
    codes: &Codes,
    issued: &Issued,
) -> Result<Proof, Refused> {
    let key =
        Certificate::from_der(certificate).and_then(|read| read.public_key_info_der()).map_err(shape)?;
    let there = piv.read_certificate(slot)?;
    if there.is_none_or(|there| there.bytes != certificate || there.compressed) {
        piv.write_certificate(slot, certificate)?;
    }
    let read = piv.read_certificate(slot)?.filter(|read| read.bytes == certificate && !read.compressed);
    let differs = CardError { step: Step::ReadObject, fault: Fault::Malformed("certificate") };
    let certificate = read.ok_or(differs)?.bytes;
    let signature = sign_on(piv, slot, &key, &issued.challenge, &codes.shown())?;
    // A key that is not the certificate's shows itself here, before the device is handed over.
    let scheme = KeyAlgorithm::of_public_key_info(&key).map_err(shape)?.scheme();
    scheme.verify(&key, &issued.challenge, &signature).map_err(shape)?;
    Ok(Proof { certificate, signature })
}
