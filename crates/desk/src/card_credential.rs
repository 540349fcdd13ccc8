//! The officer's credential on a card, in training: the key is made on the card and never leaves it, the centre certifies
//! it, the certificate is written beside it. Only on a card that is blank, or that this desk was interrupted with.

mod signer;

use std::{sync::Arc, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_contract::{
    central::credentials::{AskOfficerCredential, OfficerCredential},
    desk::{
        cards::{CardProblem, TrainingCardAct},
        enrolment::CredentialView,
    },
};
use sportello_domain::{
    error_code::ErrorCode,
    ids::AccountId,
    secret::{self, Reveal as _},
};
use sportello_pki::{Certificate, certificate_request, distinguished_name::NameParts};
use sportello_token::{
    CardError, Fault, ManagementKey, Pin, PinEntry, Step,
    piv::{Blankness, Holding, KeyAlgorithm, Piv, Slot},
};
use zeroize::Zeroizing;

use crate::{
    Desk, DeskError, acts,
    cards::{self, Look, sign_on, signature_key, typing},
    credential,
    records::Change,
    workstation,
};
pub(crate) use signer::{signer, signer_to_register};

/// Looking at every slot, the key, and the signature under the request.
const MAKE: Duration = Duration::from_mins(1);
const WRITE: Duration = Duration::from_secs(30);
/// The key made for an account whose certificate is not on the card yet.
const MADE: &str = "credential/card-key";
/// Before the number of the card on which it was about to be made.
const ON_CARD: &str = "card/";

/// What a person types for a PIN, checked for its form before any card sees it: a slip costs no try.
pub(crate) fn typed_pin(pin: &secret::Pin) -> Result<Pin, DeskError> {
    let text = Zeroizing::new(pin.reveal_text().to_owned());
    Pin::new(&text).map_err(|_| DeskError::told(ErrorCode::CardPinMalformed))
}

/// The same, unless the reader of the card has keys for it: then whatever was typed here is not looked at.
fn entered_for(look: &Look, pin: &secret::Pin) -> Result<PinEntry<Pin>, DeskError> {
    if look.pin_on_reader {
        return Ok(PinEntry::OnReader);
    }
    Ok(PinEntry::Typed(typed_pin(pin)?))
}

/// What was begun here for an account, and whose certificate is not on the card yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BegunKey {
    /// The key that was made: SubjectPublicKeyInfo, DER.
    Made(Vec<u8>),
    /// A key was about to be made on the card of this number; whether it was nobody heard.
    OnCard(u32),
}

impl BegunKey {
    /// Whether the key on a card is this one.
    pub fn is(&self, key: &[u8], card: Option<u32>) -> bool {
        match self {
            Self::Made(made) => made == key,
            Self::OnCard(number) => card == Some(*number),
        }
    }

    fn read(text: &str) -> Option<Self> {
        match text.strip_prefix(ON_CARD) {
            Some(number) => number.parse().ok().map(Self::OnCard),
            None => STANDARD.decode(text).ok().map(Self::Made),
        }
    }

    fn written(&self) -> String {
        match self {
            Self::Made(key) => STANDARD.encode(key),
            Self::OnCard(number) => format!("{ON_CARD}{number}"),
        }
    }
}

/// What this account has begun on a card.
pub(crate) async fn begun_key(desk: &Desk, account: AccountId) -> Result<Option<BegunKey>, DeskError> {
    let kept = desk.ports.store.value(&made_name(account)).await?;
    Ok(kept.and_then(|text| BegunKey::read(&text)))
}

async fn begin_key(desk: &Desk, account: AccountId, begun: Option<&BegunKey>) -> Result<(), DeskError> {
    let value = begun.map(BegunKey::written);
    desk.ports.store.apply(vec![Change::Set { name: made_name(account), value }]).await?;
    desk.changed(&["status"]);
    Ok(())
}

fn made_name(account: AccountId) -> String {
    format!("{MADE}/{account}")
}

/// The same of a token behind a module, whose blocked PIN is another matter than a card's.
pub(crate) fn refusal_of_token(problem: CardProblem) -> DeskError {
    match problem {
        CardProblem::PinBlocked => DeskError::told(ErrorCode::CardTokenPinBlocked),
        other => refusal(other),
    }
}

/// Why nothing is signed with a card.
pub(crate) fn refusal(problem: CardProblem) -> DeskError {
    let code = match problem {
        CardProblem::NoCertificate => ErrorCode::CredentialMissing,
        CardProblem::Expired => ErrorCode::CredentialExpired,
        CardProblem::OtherName | CardProblem::NotRegistered => ErrorCode::CredentialNotYours,
        CardProblem::Revoked => ErrorCode::CredentialRevoked,
        CardProblem::PinBlocked => ErrorCode::CardPinBlocked,
        CardProblem::Silent => ErrorCode::CardRemoved,
        CardProblem::OtherKind
        | CardProblem::UnreadableCertificate
        | CardProblem::WrongKeyUsage
        | CardProblem::NotYetValid => ErrorCode::CardNotUsable,
    };
    DeskError::told_with(code, "why", &format!("{problem:?}"))
}

/// Makes the key on the card in this reader, has it certified and registered, and writes the certificate. Training only.
pub async fn make_card_credential(
    desk: &Desk,
    reader: &str,
    pin: &secret::Pin,
) -> Result<CredentialView, DeskError> {
    if !workstation::is_training(desk).await? {
        return Err(DeskError::told(ErrorCode::TrainingOnly));
    }
    let look = desk.cards.look(reader);
    let pin = match &look {
        Some(look) => entered_for(look, pin)?,
        None => PinEntry::Typed(typed_pin(pin)?),
    };
    let session = desk.session()?;
    let account = session.account.id;
    let blank = look.filter(Look::is_blank);
    if let Some(serial) = blank.and_then(|look| look.serial()) {
        // Pulled while the key is made, the card is known again.
        begin_key(desk, account, Some(&BegunKey::OnCard(serial))).await?;
    }
    let begun = begun_key(desk, account).await?;
    let subject = NameParts { common_name: Some(session.account.full_name), ..NameParts::default() };
    let challenge = cards::challenge(desk);
    // Before the key is made, and before it signs.
    let limit = MAKE + typing(&pin) * 2;
    let made = cards::converse(desk, reader, limit, move |line| {
        make(&mut Piv::select(line)?, begun.as_ref(), &subject, &challenge, &pin)
    })
    .await;
    // The PIN's tries, and whether it is blank, are others now.
    cards::look_after(desk, reader, &made).await?;
    let Some(Made { key, request }) = made? else {
        return Err(DeskError::told(ErrorCode::CardNotBlank));
    };
    // Before the centre is asked: whoever is interrupted from here on goes on with this key.
    begin_key(desk, account, Some(&BegunKey::Made(key.clone()))).await?;
    let known = certified(desk, &key, &request?).await?;
    let certificate = credential::decode(&known)?.0;
    let (expected, challenge) = (certificate.clone(), cards::challenge(desk));
    let written = cards::converse(desk, reader, WRITE, move |line| {
        write(&mut Piv::select(line)?, &key, &expected, &challenge)
    })
    .await;
    credential::remember(desk, Some(&known)).await?;
    cards::look_after(desk, reader, &written).await?;
    // It is registered, whether the card took it or not.
    desk.changed(&["credential"]);
    written?;
    begin_key(desk, account, None).await?;
    credential::officer_credential(desk).await
}

/// Does something with the card of a training reader, or orders what is to go wrong with it.
pub async fn training_card(desk: &Desk, reader: &str, act: TrainingCardAct) -> Result<(), DeskError> {
    if !workstation::is_training(desk).await? {
        return Err(DeskError::told(ErrorCode::TrainingOnly));
    }
    let (cards, reader) = (Arc::clone(&desk.ports.cards), reader.to_owned());
    let done = tokio::task::spawn_blocking(move || cards.training_card(&reader, act)).await;
    let fault = |error| CardError { step: Step::Connect, fault: Fault::Channel(error) };
    Ok(done.map_err(DeskError::internal)?.map_err(fault)?)
}

/// A key on the card, and the request signed with it.
struct Made {
    /// SubjectPublicKeyInfo, DER.
    key: Vec<u8>,
    request: Result<Vec<u8>, DeskError>,
}

/// `None` where the card holds anything that was not begun here.
fn make(
    piv: &mut Piv<'_>,
    begun: Option<&BegunKey>,
    subject: &NameParts,
    challenge: &[u8; 16],
    pin: &PinEntry<Pin>,
) -> Result<Option<Made>, CardError> {
    let key = match piv.blankness()? {
        Blankness::Blank => {
            // First of all: with a wrong PIN nothing is made.
            piv.enter_pin(pin)?;
            authenticate(piv, challenge)?;
            piv.generate_key(Slot::Signature, KeyAlgorithm::P256)?.info
        }
        Blankness::Occupied(held) if held == [(Slot::Signature, Holding::Key)] => {
            let card = piv.serial()?.map(|serial| serial.0);
            match (signature_key(piv)?, begun) {
                (Some(key), Some(begun)) if begun.is(&key, card) => key,
                _ => return Ok(None),
            }
        }
        Blankness::Occupied(_) | Blankness::CannotTell(_) => return Ok(None),
    };
    let request = match certificate_request::prepare(subject, &key) {
        Ok(prepared) => {
            // The key is there already: what fails from here on is gone on with.
            sign_on(piv, Slot::Signature, &key, prepared.to_be_signed(), pin)
                .map_err(DeskError::from)
                .and_then(|signature| {
                    certificate_request::finish(prepared, &signature).map_err(DeskError::internal)
                })
        }
        Err(error) => Err(DeskError::internal(error)),
    };
    Ok(Some(Made { key, request }))
}

/// The certificate of this key: the one that is registered, where an earlier attempt came so far, else a new one.
async fn certified(desk: &Desk, key: &[u8], request: &[u8]) -> Result<OfficerCredential, DeskError> {
    if let Some(known) = desk.heard(desk.centre().await?.officer_credential().await)?
        && known.revoked_at.is_none()
        && is_of(&known, key)?
    {
        return Ok(known);
    }
    let ask = AskOfficerCredential { certificate_request: STANDARD.encode(request) };
    let act = format!("officer-credential/{}", desk.session()?.account.id);
    acts::send_online(desk, &act, "officer-credentials", None, &ask).await
}

fn is_of(known: &OfficerCredential, key: &[u8]) -> Result<bool, DeskError> {
    let certificate = Certificate::from_der(&credential::decode(known)?.0).map_err(DeskError::internal)?;
    Ok(certificate.public_key_info_der().map_err(DeskError::internal)? == key)
}

/// Writes the certificate beside its key, and reads it back.
fn write(piv: &mut Piv<'_>, key: &[u8], certificate: &[u8], challenge: &[u8; 16]) -> Result<(), CardError> {
    let other = |step| CardError { step, fault: Fault::NotFound };
    if signature_key(piv)?.as_deref() != Some(key) || piv.read_certificate(Slot::Signature)?.is_some() {
        // Another card was put in meanwhile.
        return Err(other(Step::WriteObject));
    }
    authenticate(piv, challenge)?;
    piv.write_certificate(Slot::Signature, certificate)?;
    let read = piv.read_certificate(Slot::Signature)?;
    if read.is_some_and(|read| read.bytes == certificate) { Ok(()) } else { Err(other(Step::ReadObject)) }
}

/// A blank card has the management key of the factory.
fn authenticate(piv: &mut Piv<'_>, challenge: &[u8; 16]) -> Result<(), CardError> {
    let other = CardError { step: Step::Authenticate, fault: Fault::OtherManagementKey };
    let algorithm = piv.management_algorithm()?.ok_or_else(|| other.clone())?;
    piv.authenticate(&ManagementKey::of_the_factory(algorithm).ok_or(other)?, challenge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blocked_token_is_told_as_one() {
        let code = |refusal: DeskError| refusal.to_wire("").code;
        assert_eq!(code(refusal_of_token(CardProblem::PinBlocked)), "cardTokenPinBlocked");
        assert_eq!(code(refusal(CardProblem::PinBlocked)), "cardPinBlocked");
        assert_eq!(code(refusal_of_token(CardProblem::Expired)), "credentialExpired", "as of any card");
    }

    #[test]
    fn what_was_begun_is_kept_and_known_again() {
        for begun in [BegunKey::Made(vec![1, 2, 3]), BegunKey::OnCard(4711)] {
            assert_eq!(BegunKey::read(&begun.written()), Some(begun), "as it was");
        }
        let made = BegunKey::Made(vec![1, 2, 3]);
        assert!(made.is(&[1, 2, 3], None), "by the key");
        assert!(!made.is(&[1, 2], Some(4711)), "another key on whichever card");
        let about_to = BegunKey::OnCard(4711);
        assert!(about_to.is(&[9], Some(4711)), "by the card on which it was about to be made");
        assert!(!about_to.is(&[9], Some(4712)) && !about_to.is(&[9], None), "and on no other");
    }
}
