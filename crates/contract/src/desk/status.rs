//! The status bar and the queue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sportello_domain::{
    error_code::Remedy,
    ids::{CommandId, RequestId},
    moment::Timestamp,
};

use super::cards::{DeskSlots, ReaderView};

/// The desk at a glance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DeskStatus {
    pub training: bool,
    pub network: NetworkState,
    /// Writes of the officer who is signed in.
    pub waiting: u32,
    pub refused: u32,
    /// Writes of other officers on this PC: theirs to send.
    pub of_others: u32,
    pub readers: Vec<ReaderView>,
    /// Which of the cards in the readers is meant for what.
    pub slots: DeskSlots,
    /// Why no reader could be listed (no PC/SC service, no answer), as a code of the UI's catalogue.
    pub readers_fault: Option<String>,
    pub cameras: Vec<String>,
    /// Why no camera could be listed, likewise.
    pub cameras_fault: Option<String>,
    /// Desk clock minus centre clock in milliseconds, as last seen.
    pub clock_drift_ms: Option<i32>,
    pub last_contact_at: Option<Timestamp>,
}

/// Whether the centre answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum NetworkState {
    Online,
    Offline,
    Sending,
}

/// A write in the outbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct QueueRow {
    pub command: CommandId,
    pub request: RequestId,
    /// `submitRequest`, `storeEvidence`, `fileSignedForm`, `fileReport`, …
    pub kind: String,
    /// The person's name, for the officer's eyes.
    pub label: String,
    pub made_at: Timestamp,
    pub attempts: u32,
    pub state: QueueState,
}

/// A write of another officer: that it waits here, and nothing of what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct OthersWrite {
    pub command: CommandId,
    pub made_at: Timestamp,
    /// Refused by the centre; its officer sees why.
    pub refused: bool,
}

/// The truth about a write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum QueueState {
    OnThisPc,
    Sending,
    /// Held because an earlier write of the same case was refused.
    Held,
    Refused {
        code: String,
        params: BTreeMap<String, String>,
        remedy: Remedy,
    },
    Received {
        at: Timestamp,
        number: Option<String>,
    },
}
