//! Readers, and the cards in them in words.

use serde::{Deserialize, Serialize};
use sportello_domain::moment::Timestamp;

/// A smart card reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReaderView {
    /// As the system names it; by this name it is chosen.
    pub name: String,
    /// A reader that only training has, with a card that is not there.
    pub training: bool,
    pub card_present: bool,
    /// What the card in it is; `None` where there is none, or while it is being asked.
    pub card: Option<CardView>,
}

/// A card in a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CardView {
    pub kind: CardKind,
    /// Hex; empty where the card says nothing at all.
    pub atr: String,
    /// What the card is to the officer who is signed in.
    pub role: Option<CardRole>,
    /// The certificate in the slot for signatures.
    pub certificate: Option<CardCertificate>,
    pub pin: CardPin,
    pub puk: CardPin,
    /// A new PIN can be set here with its PUK.
    pub takes_puk: bool,
    /// Whoever signs with it types the PIN on the keys of its reader, and never here.
    pub pin_on_reader: bool,
    /// How often it is asked for the PIN when several documents are signed.
    pub pin_asked: PinAsked,
    /// How long a PIN it takes, where a module tells; a PIV card takes 6 to 8 digits.
    pub pin_lengths: Option<PinLengths>,
    /// Counts what was put into the readers: another card in the same reader has another number. By it the card is meant.
    pub insertion: u32,
    /// Why nothing can be signed with it now; `None` means that it signs.
    pub problem: Option<CardProblem>,
}

/// Kinds of cards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CardKind {
    Piv {
        /// What its maker calls it, where it tells.
        product: Option<String>,
        serial: Option<u32>,
    },
    /// Carta nazionale dei servizi, the health card among them: only read.
    NationalServices,
    /// Carta d'identità elettronica: only read.
    IdentityCard,
    /// A card or token that the chosen PKCS#11 module speaks with.
    Module {
        /// Its own name: the holder's, or what the module calls it.
        label: String,
        maker: String,
        model: String,
        /// Empty where its maker tells none.
        serial: String,
        /// The PIN is typed on the reader, and never here.
        pinpad: bool,
    },
    Unknown,
    /// It does not answer: upside down, dirty, broken, or of another kind.
    Silent,
}

/// What a card is to the officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CardRole {
    /// Its certificate is the one registered for the account.
    Mine,
    /// The key of the officer's credential was made on it here; its certificate is still to be written.
    Begun,
    /// It holds no key and no certificate, and says so.
    Blank,
}

/// The two slots of a desk: with the card in the one the officer signs, on the device in the other is written. No card is
/// ever in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DeskSlots {
    pub my_card: CardSlot,
    pub blank_device: CardSlot,
}

/// What lies in a slot. It is bound to a reader and to the card's number: another card in the same reader is another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CardSlot {
    /// No card of this kind is in a reader.
    Empty,
    /// A card is still being asked what it is: until then nothing is chosen by itself.
    Asking,
    /// The only card of this kind that is in: chosen by itself.
    Holds {
        reader: String,
        /// The number the card tells of itself.
        serial: Option<String>,
    },
    /// Cards of this kind are in all these readers: which one is meant, the officer says.
    Several { readers: Vec<String> },
}

/// A certificate on a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CardCertificate {
    pub holder: String,
    pub issuer: String,
    /// Hex.
    pub serial: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
}

/// How the PIN or the PUK of a card stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CardPin {
    TriesLeft {
        tries: u8,
    },
    Blocked,
    /// At least one wrong PIN was typed since the last right one; the card does not say how many more it takes.
    SomeWrong,
    /// The card does not say, or has none that is used here.
    NotTold,
}

/// The shortest and the longest PIN that a token takes, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PinLengths {
    pub shortest: u32,
    pub longest: u32,
}

/// How often the key for signatures wants the PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum PinAsked {
    /// Before each signature.
    Each,
    /// Once for all signatures of one conversation.
    Once,
    /// It says so only once its PIN was shown to it.
    NotKnown,
}

/// Why nothing is signed with a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CardProblem {
    /// Of a kind that is not signed with here.
    OtherKind,
    /// It does not answer.
    Silent,
    /// No certificate lies in its slot for signatures.
    NoCertificate,
    /// What lies there is no certificate that can be read.
    UnreadableCertificate,
    /// The certificate is not made for signing documents.
    WrongKeyUsage,
    NotYetValid,
    Expired,
    /// Made out in another name than the account's.
    OtherName,
    /// Not the one registered for the account.
    NotRegistered,
    Revoked,
    /// After too many wrong PINs.
    PinBlocked,
}

/// The PKCS#11 module that cards without PIV are spoken with: which there are, and which was chosen for this PC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CardModulesView {
    /// Those at their makers' places.
    pub found: Vec<CardModule>,
    pub chosen: Option<ChosenModule>,
}

/// A module on this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CardModule {
    /// Its maker's name.
    pub name: String,
    /// By this it is chosen.
    pub file: String,
}

/// The module that was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ChosenModule {
    pub file: String,
    pub state: ModuleState,
}

/// Whether the chosen module can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ModuleState {
    /// It is being loaded, or asked what is there.
    Asking,
    Works,
    /// It cannot be loaded (any more), or does not answer.
    Fails,
}

/// What is done with the card of a training reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum TrainingCardAct {
    /// It is thrown away, and one from the factory takes its place.
    Replace,
    /// It is pulled in the middle of the next device that is written.
    PullMidway,
    /// Nothing more can be written on it.
    Fill,
    /// What was pulled is put in again; nothing is ordered any more.
    PutIn,
}
