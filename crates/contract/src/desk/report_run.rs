//! Several recognition reports, signed in one go.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    ids::{ProductId, RequestId},
    moment::Day,
    rights::WhyNot,
};

use super::recognition::Sent;
use crate::error::WireError;

/// `reports_to_sign`: those of this officer, the ones that can be signed now first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReportsToSign {
    pub reports: Vec<ReportToSign>,
    /// False where the centre did not answer: then only what this PC knows is listed.
    pub complete: bool,
}

/// A report that is not signed yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReportToSign {
    pub request: RequestId,
    /// `None` where only the centre knows it.
    pub product: Option<ProductId>,
    /// The order's number; `None` before the centre gave one.
    pub order_id: Option<String>,
    pub applicant: String,
    /// Where and when this officer recognised the person, once that is said.
    pub recognised: Option<RecognisedAt>,
    /// `None` means: it can be signed now.
    pub why_not: Option<ReportWhyNot>,
}

/// Where and when a person was recognised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct RecognisedAt {
    pub place: String,
    pub on: Day,
}

/// Why a report cannot be signed now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ReportWhyNot {
    /// Who recognised the person, where and when is not said yet, or was said on another PC.
    RecogniserMissing,
    /// The form signed by hand is not filed for the present case.
    FormMissing,
    /// The organisation's consent to the role is not filed for the present case.
    ConsentMissing,
    /// The centre does not allow it.
    NotAllowed { reason: WhyNot },
    /// The centre refused something of this case: the queue says what.
    Refused,
    /// Signed already: it waits on this PC to be sent.
    Waits,
    /// Only the centre has the case, and it does not answer.
    CentreNeeded,
}

/// `prepare_reports`: whether this report is ready for its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReportPrepared {
    pub request: RequestId,
    /// `None` where it is.
    pub problem: Option<WireError>,
}

/// What is being done with the reports of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum ReportRunStep {
    Making,
    /// The key is at work: what holds it stays where it is.
    Signing,
    /// The key is done.
    Sending,
}

/// What became of several reports with one showing of the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReportRun {
    /// One for each report, in the order in which they were given.
    pub lines: Vec<ReportLine>,
    /// What kept the key from signing the next one. `None` where a report is left only because the key wants its PIN anew.
    pub stopped: Option<WireError>,
}

/// What became of one report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ReportLine {
    pub request: RequestId,
    pub outcome: ReportOutcome,
}

/// Whether a report was signed, and what the centre says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum ReportOutcome {
    /// Signed, and received or on its way.
    Signed { sent: Sent },
    /// Signed, and not taken: by the centre, or by the disk of this PC.
    Refused { error: WireError },
    /// Not signed.
    Left,
}
