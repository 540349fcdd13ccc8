//! Enrolment of a blank device at the counter: what must be so before it begins, how far it came, and its two ends.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    enrolment::{EnrolmentEvent, EnrolmentStep, TokenFate},
    ids::{EnrolmentId, ProductId},
    moment::Timestamp,
};

use super::cards::{CardView, DeskSlots};
use crate::error::WireError;

/// The enrolment of one product, as the officer sees it before, amid and after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DeviceEnrolmentView {
    pub product: ProductId,
    /// What was begun for this product, here or at another desk, and has not ended; `None` too while the centre does not
    /// answer.
    pub begun: Option<BegunView>,
    /// What this desk wrote down of it, whether the centre answers or not.
    pub noted: Option<NotedView>,
    /// What is being done at this moment.
    pub doing: Option<DeviceStage>,
    /// What must be so, in the order of their mending. It mends itself as things are plugged in.
    pub checks: Vec<DeviceCheck>,
    pub proof: OfficerProofView,
    /// The cards in the readers, those that cannot be chosen with why not.
    pub devices: Vec<DeviceChoice>,
    /// The officer's own card, and the device to write on: a blank one, or the one that was begun.
    pub slots: DeskSlots,
}

/// How the officer's proof stands: that the one who is there has the own credential, and its PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct OfficerProofView {
    /// Until when it holds; `None` where it is to be given, once more or at all.
    pub until: Option<Timestamp>,
    /// The authenticator's code is asked for too.
    pub asks_code: bool,
}

/// An enrolment that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct BegunView {
    pub enrolment: EnrolmentId,
    pub token_serial: String,
    pub step: EnrolmentStep,
    /// What goes on with it; nothing at an end.
    pub next: Option<EnrolmentEvent>,
    /// What can be said of the device where it is given up.
    pub fates: Vec<TokenFate>,
}

/// An enrolment as this desk wrote it down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NotedView {
    pub token_serial: String,
    /// What was about to be done.
    pub stage: DeviceStage,
    /// What ended the last attempt.
    pub failure: Option<DeviceFailure>,
}

/// Why an attempt ended before the device was confirmed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DeviceFailure {
    pub stage: DeviceStage,
    pub error: WireError,
    pub at: Timestamp,
}

/// The stages of writing on a device, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum DeviceStage {
    /// The centre reserves the device and draws its codes.
    Begin,
    /// The codes are set on the device, and its keys are made.
    Prepare,
    /// The centre issues the certificates.
    Certify,
    /// They are written and read back, and both keys sign.
    Complete,
    /// The centre checks what was read back and signed.
    Confirm,
    /// The codes are sealed for the holder.
    Deliver,
}

/// Something that must be so before a device is written on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DeviceCheck {
    pub kind: DeviceCheckKind,
    pub fine: bool,
}

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum DeviceCheckKind {
    /// The centre answers.
    Centre,
    /// The officer's own credential is registered and valid.
    Credential,
    /// The officer has proved to be there.
    Proof,
    /// A reader is there, and the system's service for it.
    Reader,
    /// A device lies in one that can be chosen.
    Device,
}

/// A card in a reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DeviceChoice {
    /// By this name it is chosen.
    pub reader: String,
    pub training: bool,
    pub card: CardView,
    /// The number the card tells of itself, as the stock has it; where it tells none, it is read from the device.
    pub serial: Option<String>,
    /// Why it cannot be chosen.
    pub problem: Option<DeviceProblem>,
}

/// Why a card is not the device to write on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum DeviceProblem {
    /// It holds the officer's own credential.
    OwnCard,
    /// It holds a key or a certificate, or does not say that it holds none.
    NotBlank,
    /// Nothing can be written on it here.
    OtherKind,
    /// Its PIN is typed on the reader's own keys, where nobody can set a fresh one.
    PinPad,
    /// It takes no PIN of as many digits as the centre draws.
    PinLength,
    /// It does not answer.
    Silent,
    /// Another device was begun for this product: that one is to be put in, or given up.
    OtherDevice,
}
