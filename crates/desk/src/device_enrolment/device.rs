//! The device in a reader, and the way to speak with it: a PIV card by commands, any other by its maker's module. What is to
//! be done is the same: two talks, each of which can be held again from its start, however far an earlier one came.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_contract::{
    central::enrolment::{BegunEnrolment, CertifiedKeys, EnrolmentStanding, ManagementAlgorithm, TokenCodes},
    desk::cards::{CardKind, PinLengths},
};
use sportello_domain::{
    enrolment::EnrolmentStep, error_code::ErrorCode, ids::EnrolmentId, token_serial::TokenSerial,
};
use sportello_pki::{Certificate, distinguished_name::NameParts};
use sportello_token::{
    CardError, CardFamily, PivProduct,
    piv::{CardIdentity, Serial, Version},
    recognise,
};

use super::{journal::Entry, module_device, piv_device};
use crate::{
    Desk, DeskError,
    cards::{self, TokenLook},
    token_mark,
};

const ASK: Duration = Duration::from_secs(20);
/// Codes, two keys and two signatures; old cards take seconds for a key.
const PREPARE: Duration = Duration::from_mins(2);
const COMPLETE: Duration = Duration::from_mins(1);
/// From this version on YubiKeys take AES keys for their management.
const AES_SINCE: Version = Version(5, 4, 2);

/// What the centre draws as PIN and PUK, in digits.
const PIN_DIGITS: u32 = 8;

/// Whether a token takes such a PIN; one that does not say is asked.
pub(super) fn takes_our_pin(told: Option<PinLengths>) -> bool {
    told.is_none_or(|told| (told.shortest..=told.longest).contains(&PIN_DIGITS))
}

/// One thing of each of the two keys.
#[derive(Clone, Debug)]
pub(super) struct Both<T> {
    pub signature: T,
    pub authentication: T,
}

/// What the centre's answer wants written and proved.
pub(super) struct Issued {
    /// X.509, DER.
    pub certificates: Both<Vec<u8>>,
    pub challenge: Vec<u8>,
    pub identity: CardIdentity,
}

impl Issued {
    pub fn of(enrolment: EnrolmentId, certified: &CertifiedKeys) -> Result<Self, DeskError> {
        let decode = |text: &str| STANDARD.decode(text).map_err(DeskError::internal);
        let certificates = Both {
            signature: decode(&certified.signature_certificate)?,
            authentication: decode(&certified.authentication_certificate)?,
        };
        let last = Certificate::from_der(&certificates.signature).map_err(DeskError::internal)?.not_after();
        let day = format!("{:04}{:02}{:02}", last.year(), u8::from(last.month()), last.day());
        let expires_on =
            day.into_bytes().try_into().map_err(|_| DeskError::internal("a year of five digits"))?;
        let identity = CardIdentity { guid: *enrolment.0.as_bytes(), expires_on };
        Ok(Self { certificates, challenge: certified.challenge.clone().into_bytes(), identity })
    }
}

/// A certificate as it was read back, and the proof that its key is on the device.
#[derive(Clone, Debug)]
pub(super) struct Proof {
    pub certificate: Vec<u8>,
    pub signature: Vec<u8>,
}

/// Why the device was left as it was found.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error(transparent)]
    Card(#[from] CardError),
    /// It holds what was not made for this enrolment, or does not say that it holds nothing.
    #[error("the card is not blank")]
    NotBlank,
    /// Another card lies in the reader than the one that is meant.
    #[error("another card")]
    Other,
    /// What a certificate or request is made of cannot be read.
    #[error("{0}")]
    Shape(String),
}

impl TryFrom<Refused> for CardError {
    type Error = Refused;

    fn try_from(refused: Refused) -> Result<Self, Refused> {
        match refused {
            Refused::Card(error) => Ok(error),
            other => Err(other),
        }
    }
}

impl From<Refused> for DeskError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Card(error) => error.into(),
            Refused::NotBlank => Self::told(ErrorCode::CardNotBlank),
            Refused::Other => Self::told(ErrorCode::CardOther),
            Refused::Shape(why) => Self::internal(why),
        }
    }
}

pub(super) fn shape(error: impl std::fmt::Display) -> Refused {
    Refused::Shape(error.to_string())
}

/// Whose name stands in a request: the centre knows whose it is, and a request needs a name all the same.
pub(super) fn nobody() -> NameParts {
    NameParts { common_name: Some("Sportello".to_owned()), ..NameParts::default() }
}

/// What the centre has begun, with the codes for the device.
pub(super) struct Begun<'a> {
    pub standing: &'a EnrolmentStanding,
    pub codes: &'a TokenCodes,
}

impl<'a> Begun<'a> {
    /// `None` once the device holds everything.
    pub fn of(begun: &'a BegunEnrolment) -> Option<Self> {
        Some(Self { standing: &begun.standing, codes: begun.codes.as_ref()? })
    }

    fn is_fresh(&self) -> bool {
        self.standing.step == EnrolmentStep::Begun
    }
}

/// The device in a reader.
pub(super) enum BlankDevice {
    /// With the number that it tells, the kind of management key that it takes, and whether it is a card of training.
    Piv {
        told: Option<Serial>,
        algorithm: ManagementAlgorithm,
        simulated: bool,
    },
    Module(Box<TokenLook>),
}

impl BlankDevice {
    /// What lies in this reader. Only reads.
    pub async fn in_reader(desk: &Desk, reader: &str) -> Result<Self, DeskError> {
        if let Some(behind) = cards::token_behind(desk, reader).await? {
            return of_module(behind.token);
        }
        let family =
            cards::converse_with(desk, reader, ASK, |line, atr| Ok(recognise(line, atr)?.family)).await?;
        let CardFamily::Piv(card) = family else {
            return Err(DeskError::told_with(ErrorCode::CardNotUsable, "why", &"no PIV application"));
        };
        let old =
            card.product == PivProduct::YubiKey && card.version.is_some_and(|version| version < AES_SINCE);
        let algorithm = if old { ManagementAlgorithm::TripleDes } else { ManagementAlgorithm::Aes256 };
        let simulated = cards::is_simulated(desk, reader).await?;
        Ok(Self::Piv { told: card.serial, algorithm, simulated })
    }

    /// The kind of management key that it takes, where it has one.
    pub const fn management_algorithm(&self) -> Option<ManagementAlgorithm> {
        match self {
            Self::Piv { algorithm, .. } => Some(*algorithm),
            Self::Module(_) => None,
        }
    }

    /// Whether it is a card of training.
    pub const fn is_simulated(&self) -> bool {
        matches!(self, Self::Piv { simulated: true, .. })
    }

    /// Whether it tells a number for good. A token of a module may tell another one once it was initialised.
    pub const fn tells_serial(&self) -> Option<bool> {
        match self {
            Self::Piv { told, .. } => Some(told.is_some()),
            Self::Module(_) => None,
        }
    }

    /// Refuses another device than the one that was chosen or begun, as far as that is told without a key: by its number, and
    /// a token of a module by its label.
    pub fn is_the_one(&self, entry: &Entry) -> Result<(), DeskError> {
        let other = match self {
            Self::Piv { told, .. } => {
                let chosen = entry.token_serial.parse().ok().map(Serial);
                let another_number = told.is_some() && *told != chosen;
                another_number || entry.tells_serial.is_some_and(|tells| tells != told.is_some())
            }
            Self::Module(token) if token.blank => {
                let told = TokenSerial::read(&token.name.serial);
                let another = told.is_some() && told != TokenSerial::read(&entry.token_serial);
                entry.tells_serial.is_some() || another
            }
            Self::Module(token) => {
                if entry.enrolment.is_some_and(|enrolment| token_mark::is_of(&token.kind, enrolment)) {
                    return Ok(());
                }
                // What was begun at another desk is known by its label only once the centre has named it.
                if !token_mark::is_ours(&token.kind) {
                    return Err(DeskError::told(ErrorCode::CardNotBlank));
                }
                entry.tells_serial.is_some()
            }
        };
        if other { Err(DeskError::told(ErrorCode::CardOther)) } else { Ok(()) }
    }

    /// Whether it was made ready for an enrolment that this desk does not know, and is not `begun` of the centre. Only asked of what
    /// [`Self::is_the_one`] lets through.
    pub fn is_of_another(&self, entry: &Entry, begun: Option<EnrolmentId>) -> bool {
        let Self::Module(token) = self else { return false };
        let known = [entry.enrolment, begun];
        !token.blank && !known.into_iter().flatten().any(|it| token_mark::is_of(&token.kind, it))
    }

    /// Makes it this enrolment's own, with fresh codes and two keys, and gives a request of each key: PKCS#10, DER.
    pub async fn prepare(
        &self,
        desk: &Desk,
        reader: &str,
        begun: &Begun<'_>,
    ) -> Result<Both<Vec<u8>>, DeskError> {
        match self {
            Self::Piv { told, .. } => {
                let (codes, random) = (piv_device::Codes::of(begun.codes)?, cards::challenge(desk));
                let (told, fresh) = (*told, begun.is_fresh());
                cards::converse_piv(desk, reader, PREPARE, move |piv| {
                    piv_device::prepare(piv, told, &codes, fresh, &random)
                })
                .await
            }
            Self::Module(token) => {
                let (token, meant) = (token.clone(), meant(begun)?);
                cards::with_module(desk, reader, move |module| module_device::prepare(module, &token, &meant))
                    .await
            }
        }
    }

    /// Writes both certificates, reads them back and has both keys sign the centre's challenge.
    pub async fn complete(
        &self,
        desk: &Desk,
        reader: &str,
        begun: &Begun<'_>,
        issued: Issued,
    ) -> Result<Both<Proof>, DeskError> {
        match self {
            Self::Piv { .. } => {
                let (codes, random) = (piv_device::Codes::of(begun.codes)?, cards::challenge(desk));
                cards::converse_piv(desk, reader, COMPLETE, move |piv| {
                    piv_device::complete(piv, &codes, &issued, &random)
                })
                .await
            }
            Self::Module(token) => {
                let (token, meant) = (token.clone(), meant(begun)?);
                cards::with_module(desk, reader, move |module| {
                    module_device::complete(module, &token, &meant, &issued)
                })
                .await
            }
        }
    }
}

fn of_module(token: TokenLook) -> Result<BlankDevice, DeskError> {
    let why = |why: &'static str| Err(DeskError::told_with(ErrorCode::CardNotUsable, "why", &why));
    if matches!(token.kind, CardKind::Module { pinpad: true, .. }) {
        return why("the PIN is typed on the reader");
    }
    if !takes_our_pin(token.pin_lengths) {
        return why("it takes no PIN of eight digits");
    }
    Ok(BlankDevice::Module(Box::new(token)))
}

fn meant(begun: &Begun<'_>) -> Result<module_device::Meant, DeskError> {
    // It was begun on a device with a management key: a PIV card.
    if begun.codes.management_key.is_some() {
        return Err(DeskError::told(ErrorCode::CardOther));
    }
    let codes = module_device::Codes::of(&begun.codes.pin, &begun.codes.puk);
    Ok(module_device::Meant { enrolment: begun.standing.enrolment, codes, fresh: begun.is_fresh() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_card_is_told_by_its_number_or_by_telling_none() {
        let check = |begun: Option<bool>, told: Option<u32>, is_it: bool, why: &str| {
            let mut entry = Entry::of_attempt(None, "4711");
            entry.tells_serial = begun;
            assert_eq!(piv(told).is_the_one(&entry).is_ok(), is_it, "{why}");
        };
        check(None, Some(4711), true, "the one that was chosen");
        check(None, Some(4712), false, "another number");
        check(None, None, true, "one that tells none, by the number printed on it");
        check(Some(true), Some(4711), true, "the one that was begun");
        check(Some(true), None, false, "the one that was begun told its number");
        check(Some(false), None, true, "known by its key later");
        check(Some(false), Some(4711), false, "the one that was begun told none");
        let printed = Entry::of_attempt(None, "IT-77");
        assert!(piv(Some(77)).is_the_one(&printed).is_err(), "no number of a card is printed so");
        assert!(piv(None).is_the_one(&printed).is_ok(), "but whatever is may be typed");
    }

    fn piv(told: Option<u32>) -> BlankDevice {
        BlankDevice::Piv { told: told.map(Serial), algorithm: ManagementAlgorithm::Aes256, simulated: false }
    }
}
