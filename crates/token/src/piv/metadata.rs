//! What a card tells of itself beyond the standard: Yubico's extensions, which other makers took over in part. Nothing here
//! is relied on: a card that does not know a command is `None`, and so is one whose answer is of another form.

use super::{KeyAlgorithm, Piv, PublicKey, Slot, authenticate::MANAGEMENT_KEY, pin};
use crate::{CardError, Fault, ManagementAlgorithm, Secret, StatusWord, Step, apdu::Command, tlv};

const GET_METADATA: u8 = 0xf7;
const GET_SERIAL: u8 = 0xf8;
const GET_VERSION: u8 = 0xfd;

const ALGORITHM: u32 = 0x01;
const POLICY: u32 = 0x02;
const ORIGIN: u32 = 0x03;
const PUBLIC: u32 = 0x04;
const OF_THE_FACTORY: u32 = 0x05;
const TRIES: u32 = 0x06;

/// Version of the application's program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u8, pub u8, pub u8);

/// The maker's number for this card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Serial(pub u32);

/// What the card says of the key in a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyMetadata {
    /// There is none.
    Empty,
    /// There is one; `None` for what is not said, or is of a kind that is not used here.
    Present {
        algorithm: Option<KeyAlgorithm>,
        public_key: Option<PublicKey>,
        made_on_card: Option<bool>,
        pin: Option<PinPolicy>,
    },
    /// The card does not tell such things.
    NotTold,
}

/// When a key wants the PIN, where that was said of it; else its slot has the rule (SP 800-73-5 part 1, table 4b).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PinPolicy {
    Never,
    /// Once in each conversation.
    Once,
    /// Before each signature.
    Always,
}

impl Piv<'_> {
    /// The version, where the card tells one.
    pub fn version(&mut self) -> Result<Option<Version>, CardError> {
        let told = self.told(&Command::asking(GET_VERSION, 0, 0, []))?;
        Ok(told.and_then(|told| <[u8; 3]>::try_from(told).ok()).map(|[a, b, c]| Version(a, b, c)))
    }

    /// The serial number, where the card tells one.
    pub fn serial(&mut self) -> Result<Option<Serial>, CardError> {
        let told = self.told(&Command::asking(GET_SERIAL, 0, 0, []))?;
        Ok(told.and_then(|told| <[u8; 4]>::try_from(told).ok()).map(|told| Serial(u32::from_be_bytes(told))))
    }

    /// What the card says of the key in a slot.
    pub fn key_metadata(&mut self, slot: Slot) -> Result<KeyMetadata, CardError> {
        let command = Command::asking(GET_METADATA, 0, slot.reference(), []);
        let answer = self.ask(Step::Metadata, &command)?;
        Ok(match answer.status {
            StatusWord::REFERENCE_NOT_FOUND => KeyMetadata::Empty,
            status if status.is_done() => KeyMetadata::read(&answer.data),
            _ => KeyMetadata::NotTold,
        })
    }

    /// The algorithm of the management key, where the card tells it.
    pub fn management_algorithm(&mut self) -> Result<Option<ManagementAlgorithm>, CardError> {
        let told = self.told(&Command::asking(GET_METADATA, 0, MANAGEMENT_KEY, []))?;
        let algorithm = told.as_deref().and_then(|told| tlv::find(told, ALGORITHM).ok().flatten());
        Ok(algorithm.and_then(<[u8]>::first).and_then(|&id| ManagementAlgorithm::of_identifier(id)))
    }

    /// Whether PIN or PUK is still the one of the factory, where the card tells it.
    pub fn is_of_the_factory(&mut self, secret: Secret) -> Result<Option<bool>, CardError> {
        let told = self.told_of(secret)?;
        let flag = told.as_deref().and_then(|told| tlv::find(told, OF_THE_FACTORY).ok().flatten());
        Ok(flag.and_then(<[u8]>::first).map(|&flag| flag != 0))
    }

    /// Tries left of PIN or PUK, where the card tells them. Costs none. For the PIN every card answers
    /// [`Piv::pin_state`]; for the PUK there is no other way to know.
    pub fn tries_left(&mut self, secret: Secret) -> Result<Option<u8>, CardError> {
        let told = self.told_of(secret)?;
        let tries = told.as_deref().and_then(|told| tlv::find(told, TRIES).ok().flatten());
        Ok(tries.and_then(|tries| tries.get(1)).copied())
    }

    fn told_of(&mut self, secret: Secret) -> Result<Option<Vec<u8>>, CardError> {
        let reference = match secret {
            Secret::Pin => pin::PIN,
            Secret::Puk => pin::PUK,
        };
        self.told(&Command::asking(GET_METADATA, 0, reference, []))
    }

    fn told(&mut self, command: &Command) -> Result<Option<Vec<u8>>, CardError> {
        let answer = self.ask(Step::Metadata, command)?;
        Ok(answer.status.is_done().then_some(answer.data))
    }
}

impl KeyMetadata {
    fn read(told: &[u8]) -> Self {
        let value = |tag| -> Result<Option<&[u8]>, Fault> { tlv::find(told, tag) };
        let (Ok(Some(&[algorithm])), Ok(origin), Ok(public)) =
            (value(ALGORITHM), value(ORIGIN), value(PUBLIC))
        else {
            // An answer without an algorithm speaks of no key, and does not say either that there is none.
            return Self::NotTold;
        };
        let algorithm = KeyAlgorithm::of_identifier(algorithm);
        let public_key =
            algorithm.zip(public).and_then(|(algorithm, key)| PublicKey::read(algorithm, key).ok());
        let made_on_card = match origin {
            Some([1]) => Some(true),
            Some([2]) => Some(false),
            _ => None,
        };
        let pin = match value(POLICY) {
            Ok(Some([1, ..])) => Some(PinPolicy::Never),
            Ok(Some([2, ..])) => Some(PinPolicy::Once),
            Ok(Some([3, ..])) => Some(PinPolicy::Always),
            _ => None,
        };
        Self::Present { algorithm, public_key, made_on_card, pin }
    }
}
