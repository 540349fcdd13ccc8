//! Requests: evidence first, then the case, then what happens to it.

use serde::{Deserialize, Serialize};
use sportello_domain::{case::Case, ids::RequestId, request::RequestStatus};

/// `POST /v1/registration-requests` (in a `Command`): a confirmed case. The evidence it names must have been stored
/// before (`PUT /v1/evidence/{id}`), with the hashes the case states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SubmitRequest {
    pub case: Case,
}

/// Answer to [`SubmitRequest`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SubmittedRequest {
    pub request: RequestId,
    pub order_id: String,
    pub activation_code: String,
    /// User IDs, in the order of the case's products.
    pub user_ids: Vec<String>,
    pub status: RequestStatus,
    pub version: u32,
}

/// Return, reject or cancel (`POST /v1/registration-requests/{id}/returns` and so on, in a `Command`), and the end of a
/// product without a certificate (`POST /v1/products/{id}/endings`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WithReason {
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 500)))]
    pub reason: String,
}

/// Where a request stands after a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RequestStanding {
    pub request: RequestId,
    pub status: RequestStatus,
    pub version: u32,
}
