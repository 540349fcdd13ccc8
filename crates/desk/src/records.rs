//! What the store keeps, and the plain changes it is given. A use case decides, makes a list of changes, and hands it
//! to [`crate::ports::Store::apply`]: one transaction.

use serde::{Deserialize, Serialize};
use sportello_contract::{
    central::{
        command::Receipt,
        recognition::{FileOrganisationConsent, FileReport, FileSignedForm},
    },
    error::WireError,
};
use sportello_domain::{
    case::Case,
    document::EvidenceRef,
    draft::DraftContent,
    ids::{AccountId, CommandId, EvidenceId, ProductId, RequestId, UnitId},
    moment::Timestamp,
    request::RequestStatus,
};

/// A draft as this PC keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftRecord {
    pub id: RequestId,
    /// Raised by each save.
    pub version: u32,
    pub content: DraftContent,
    pub owner: AccountId,
    pub owner_name: String,
    pub unit: UnitId,
    /// Made with the draft, so that a double click on *Confirm* cannot make two.
    pub product: ProductId,
    pub created_at: Timestamp,
    pub saved_at: Timestamp,
    /// `Draft`, `WaitingToSend` or `Returned`.
    pub status: RequestStatus,
    /// Names the case until the centre's number comes.
    pub local_code: Option<String>,
    /// Set where an officer sent the request back.
    pub returned: Option<Returned>,
    /// Set where the centre refused the confirmed request: it is a draft again.
    pub refused: Option<WireError>,
    pub discarded_at: Option<Timestamp>,
}

/// What a returned request was at the centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    pub order_id: String,
    /// The request's version at the centre: what the new case replaces.
    pub version: u32,
    pub reason: String,
}

/// A write that waits to be sent. Online-only writes are never among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Write {
    /// Uploads bytes; no command, but it keeps its place in the order of the case.
    StoreEvidence {
        evidence: EvidenceRef,
    },
    SubmitRequest {
        case: Box<Case>,
    },
    StartRecognition,
    FileSignedForm {
        form: FileSignedForm,
    },
    FileOrganisationConsent {
        consent: FileOrganisationConsent,
    },
    FileReport {
        report: FileReport,
    },
}

/// How the queue names the filing of a report.
pub(crate) const FILE_REPORT: &str = "fileReport";

impl Write {
    /// The word the queue shows.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::StoreEvidence { .. } => "storeEvidence",
            Self::SubmitRequest { .. } => "submitRequest",
            Self::StartRecognition => "startRecognition",
            Self::FileSignedForm { .. } => "fileSignedForm",
            Self::FileOrganisationConsent { .. } => "fileOrganisationConsent",
            Self::FileReport { .. } => FILE_REPORT,
        }
    }
}

/// A write in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRecord {
    pub command: CommandId,
    pub request: RequestId,
    /// Whose act it is: sent in a session of this account alone.
    pub account: AccountId,
    /// The person's name, for the officer's eyes.
    pub label: String,
    pub write: Write,
    pub made_at: Timestamp,
    pub attempts: u32,
    /// The exact bytes that were sent first: sent again, they are the same, or the centre would refuse them.
    pub sent: Option<String>,
    pub state: OutboxState,
}

/// Where a write stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum OutboxState {
    Waiting,
    Refused { error: WireError },
    Received { at: Timestamp, number: Option<String> },
}

/// One change of the store.
#[derive(Clone, Debug)]
pub enum Change {
    StartDraft(Box<DraftRecord>),
    /// Refused as outdated unless the stored version is `expected` and the draft is editable.
    SaveDraft {
        id: RequestId,
        expected: u32,
        content: Box<DraftContent>,
        at: Timestamp,
    },
    /// Sets what a confirmation, a return or a refusal changes; the content stays.
    /// With `expected`, refused as outdated unless that version is stored and editable; the version rises.
    MarkDraft {
        id: RequestId,
        expected: Option<u32>,
        status: RequestStatus,
        local_code: Option<String>,
        refused: Option<WireError>,
    },
    DiscardDraft {
        id: RequestId,
        at: Timestamp,
    },
    RestoreDraft {
        id: RequestId,
    },
    /// Removes the draft and its evidence for good.
    ForgetDraft {
        id: RequestId,
    },
    /// Bytes first to the disk, then the row.
    AddEvidence {
        request: RequestId,
        evidence: EvidenceRef,
        bytes: Vec<u8>,
        at: Timestamp,
    },
    ForgetEvidence {
        id: EvidenceId,
    },
    Enqueue(Box<OutboxRecord>),
    /// The bytes of a command, just before they are sent for the first time.
    FixBytes {
        command: CommandId,
        sent: String,
    },
    CountAttempt {
        command: CommandId,
    },
    Settle {
        command: CommandId,
        state: OutboxState,
    },
    /// Takes the case's writes that were not received out of the queue.
    Withdraw {
        request: RequestId,
    },
    /// Takes one write that was not received out of the queue: another has taken its place.
    Abandon {
        command: CommandId,
    },
    KeepReceipt(Receipt),
    Set {
        name: String,
        value: Option<String>,
    },
}
