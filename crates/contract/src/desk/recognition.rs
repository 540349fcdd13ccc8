//! Recognition by the Offline method, at the desk.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    ids::{AccountId, RequestId},
    moment::{Day, Timestamp},
};

/// `prepare_report`: who recognised the person, where and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PrepareReport {
    pub request: RequestId,
    pub recogniser: AccountId,
    pub place: String,
    pub on: Day,
}

/// A report that was made and waits for its signature. Its pages are fetched with `paper_page`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PreparedReportView {
    pub request: RequestId,
    pub paper: PaperView,
    pub case_sha256: String,
}

/// A file the desk holds for a look: request form, report, evidence, a PDF with the document's pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PaperView {
    /// Names it in `paper_page` (a picture of one page) and `save_paper`.
    pub paper: String,
    pub pages: u32,
    pub file_name: String,
}

/// What became of a write: on this PC, or received by the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Sent {
    /// Queued in this PC's outbox; nothing says done before the receipt.
    OnThisPc,
    Received {
        at: Timestamp,
    },
}
