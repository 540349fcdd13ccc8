//! The desk's tools for a card: what lies on it, and what support wants to know when it does not work.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    card_failure::{CardFault, CardStep},
    moment::Timestamp,
};

use super::cards::{CardCertificate, CardKind, CardPin};

/// What lies on a PIV card, or what a token behind a module shows to anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CardContents {
    pub pin: CardPin,
    pub puk: CardPin,
    /// The slots in which something lies, or that cannot be read; of a token its certificates, and keys without one.
    pub slots: Vec<SlotView>,
    /// How many others there are: no certificate lies in them. A token has none.
    pub others: u32,
    /// Whether the card says which slots hold a key. Where it does not, the others may hold one; a token shows its keys only after
    /// its PIN.
    pub tells_keys: bool,
}

/// A slot of a card in which something lies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SlotView {
    pub slot: KeySlot,
    /// As makers and programs call it: `9C`. On a token the identifier that key and certificate share, in hex; it may have none.
    pub reference: String,
    pub key: SlotKey,
    pub certificate: SlotCertificate,
}

/// What a slot is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum KeySlot {
    Authentication,
    Signature,
    KeyManagement,
    CardAuthentication,
    /// For keys that were replaced, counted from 1.
    Retired {
        number: u8,
    },
    /// A place on a token behind a module, which says no more of it than the name that it was written with; empty without one.
    OnToken {
        label: String,
    },
}

/// What a card says of the key in a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SlotKey {
    None,
    Present {
        /// The same in every language: `EC P-256`.
        algorithm: Option<String>,
        /// Made there, or brought to it; `None` where the card does not say.
        made_on_card: Option<bool>,
    },
    NotTold,
}

/// What lies in the place of a slot's certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SlotCertificate {
    None,
    Readable {
        certificate: CardCertificate,
        validity: CertificateValidity,
        uses: Vec<CertificateUse>,
        /// The kind of key that it certifies.
        algorithm: Option<String>,
        /// Whether it is the certificate of the slot's key; `None` where the card does not tell its key.
        fits_key: Option<bool>,
    },
    /// It was put there compressed, as some programs do.
    Compressed,
    /// No certificate, or one that the card does not hand out.
    Unreadable,
}

/// How a certificate stands today, by its own days alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CertificateValidity {
    Valid,
    NotYet,
    Expired,
}

/// What a certificate may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CertificateUse {
    /// Signing what is asked, to show who one is: digitalSignature.
    DigitalSignature,
    /// Signing documents: contentCommitment, also called nonRepudiation.
    ContentCommitment,
    Encryption,
    CertificateSigning,
    StatusListSigning,
    ClientAuthentication,
    EmailProtection,
    DocumentSigning,
    SmartCardLogon,
    TimeStamping,
    OcspSigning,
}

/// What support wants to know of readers and cards. No secret stands in it, and nobody's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CardDiagnostics {
    pub at: Timestamp,
    /// Of the program.
    pub version: String,
    /// System and processor.
    pub system: String,
    /// Why readers cannot be listed, where that is so; `None` means that the system's service runs.
    pub service_fault: Option<String>,
    pub readers: Vec<ReaderDiagnosis>,
}

/// A reader, as support wants to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReaderDiagnosis {
    pub name: String,
    pub training: bool,
    /// Plugged in now. One that is not stands here for its failures.
    pub present: bool,
    pub card: Option<CardDiagnosis>,
    /// The last ones since the program was started, newest first.
    pub failures: Vec<CardFailure>,
}

/// A card, as support wants to know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CardDiagnosis {
    pub kind: CardKind,
    /// Hex; empty where the card says nothing at all.
    pub atr: String,
    /// What the card calls its application.
    pub label: Option<String>,
    /// Of the program on the card.
    pub version: Option<String>,
    pub pin: CardPin,
    pub puk: CardPin,
    /// By what the card is spoken with; `None` where nothing here speaks with it.
    pub driver: Option<CardDriver>,
}

/// What speaks with a card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CardDriver {
    /// This program itself, as NIST SP 800-73 has it.
    Piv,
    /// The PKCS#11 module that was chosen for this PC.
    Module,
}

/// A step of a conversation with a card that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CardFailure {
    pub step: CardStep,
    pub fault: CardFault,
    /// The card's last two bytes, where it answered: `63C2`.
    pub status_word: Option<String>,
    /// What the smart card service said, where it was that which failed.
    pub detail: Option<String>,
    pub at: Timestamp,
}
