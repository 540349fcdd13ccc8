//! Drafts in the wizard and in their list.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    document::DocumentSide,
    draft::DraftContent,
    draft_check::{CheckLine, Fault, StepCheck},
    ids::{CatalogueItemId, EvidenceId, ProductId, RequestId},
    moment::Timestamp,
    request::RequestStatus,
};

use crate::error::WireError;

/// A draft as the wizard shows it: what was typed, and what the domain says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftView {
    pub id: RequestId,
    /// Raised by each save; a save that names an older one is refused as `outdated`.
    pub version: u32,
    pub content: DraftContent,
    pub steps: Vec<StepCheck>,
    pub faults: Vec<Fault>,
    /// The cross-check of the document, line by line.
    pub checks: Vec<CheckLine>,
    /// Images whose print is still to be read.
    pub print_to_read: Vec<EvidenceId>,
    pub created_at: Timestamp,
    pub saved_at: Timestamp,
    /// Why an officer sent it back.
    pub returned_because: Option<String>,
    /// Why the centre refused it when it was confirmed; it is a draft again.
    pub refused: Option<WireError>,
    /// `draft`, `waitingToSend` or `returned`; only the first and the last can be edited.
    pub status: RequestStatus,
    /// Names the case until the centre's number comes; set once it was confirmed.
    pub local_code: Option<String>,
}

/// `save_draft`: the whole content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct SaveDraft {
    pub id: RequestId,
    pub version: u32,
    pub content: DraftContent,
}

/// A row of the list *Draft*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftRow {
    pub id: RequestId,
    /// Empty until a name was typed.
    pub name: String,
    pub operator: String,
    pub item: Option<CatalogueItemId>,
    pub created_at: Timestamp,
    pub saved_at: Timestamp,
    pub visibility: DraftVisibility,
    /// How many of the steps that are needed are complete.
    pub steps_done: u8,
    pub steps_needed: u8,
    pub status: RequestStatus,
}

/// Who sees a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum DraftVisibility {
    Own,
    Unit,
}

/// The result of `confirm_request`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ConfirmedView {
    pub request: RequestId,
    pub product: ProductId,
    /// `None` while it waits to be sent.
    pub order_id: Option<String>,
    pub user_id: Option<String>,
    /// Names the case until the centre's number comes.
    pub local_code: String,
    pub status: RequestStatus,
    /// The certificate is to name a role, as far as this PC knows the case: the organisation's consent is wanted.
    pub states_role: bool,
}

/// What carrying a found person over gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CarriedView {
    pub draft: DraftView,
    pub document: CarriedDocument,
}

/// What became of the document of a found person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CarriedDocument {
    /// Data and images: steps 3 and 4 are to be confirmed.
    WithImages,
    /// Its data alone: no image of it is there that this account may see.
    WithoutImages,
    /// It has expired: the one that is valid now has to be captured.
    Expired,
    /// The registry knows of none.
    Unknown,
    /// The draft has images of its own: what was captured stands.
    OwnImages,
}

/// What attaching an image gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AttachedView {
    pub draft: DraftView,
    pub evidence: EvidenceId,
    /// Fields that were filled in from the picture.
    pub filled: Vec<String>,
    /// What does not fit on the document itself: `checkDigit`, `expired`, `nameMayBeCut`, `unknownState`, `noSuchDay`.
    pub noticed: Vec<String>,
    /// Set where nothing could be read: typing by hand always works.
    pub unread_because: Option<UnreadReason>,
}

/// A page of an opened file, for a side of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PageChoice {
    pub side: DocumentSide,
    /// From 1.
    pub page: u32,
}

/// Why a picture gave no fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum UnreadReason {
    NoMachineReadableZone,
    NotAnIdentityDocument,
    ReaderUnavailable,
}
