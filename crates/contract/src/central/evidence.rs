//! Evidence: bytes first, then the command that names them.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    document::EvidenceKind,
    ids::{EvidenceId, RequestId},
    moment::Timestamp,
};

/// The query of `PUT /v1/evidence/{id}`, whose body is the bytes and whose `Content-Type` is their media type. The id is
/// made by the desk; sent twice with the same bytes it is stored once, with other bytes it is refused. Answered with
/// [`StoredEvidence`]. `GET /v1/evidence/{id}` gives the bytes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StoreEvidence {
    /// The request it will be part of; it need not have been submitted yet.
    pub request: RequestId,
    pub kind: EvidenceKind,
    /// SHA-256 of the bytes, lower-case hex: checked before anything is stored.
    pub sha256: String,
}

/// Answer to [`StoreEvidence`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StoredEvidence {
    pub evidence: EvidenceId,
    pub sha256: String,
    pub size: u32,
    pub stored_at: Timestamp,
}
