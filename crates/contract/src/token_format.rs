//! Formatting a returned token: asked by one officer, approved by another, done at the counter, confirmed.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    ids::TokenFormatId,
    moment::Timestamp,
    rights::WhyNot,
    secret::{ManagementKey, onto_the_wire},
    token_format::FormatStep,
};

use crate::stock::ChangedToken;

/// How it stands with formatting a token, as part of its detail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenFormatting {
    /// What was asked and can still be gone on with.
    pub open: Option<OpenFormat>,
    /// Why it cannot be asked for; `None` means that it can.
    pub ask_why_not: Option<WhyNot>,
}

/// A request to format, with what this officer may do about it. A reason that is `None` means: allowed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OpenFormat {
    pub format: TokenFormatId,
    pub step: FormatStep,
    /// The officer's name.
    pub asked_by: String,
    /// Asked by whoever reads this.
    pub own: bool,
    pub asked_at: Timestamp,
    pub reason: String,
    /// The officer's name.
    pub approved_by: Option<String>,
    pub approved_at: Option<Timestamp>,
    pub valid_until: Timestamp,
    pub approve_why_not: Option<WhyNot>,
    pub call_off_why_not: Option<WhyNot>,
    pub format_why_not: Option<WhyNot>,
}

/// `POST /v1/tokens/{id}/formats` (in a `Command`): asks that a returned token be formatted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AskFormat {
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 500)))]
    pub reason: String,
}

/// `POST /v1/tokens/{id}/format-approvals` (in a `Command`): another officer approves what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ApproveFormat {
    pub format: TokenFormatId,
}

/// `POST /v1/tokens/{id}/format-cancellations` (in a `Command`): withdrawn, or refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CallOffFormat {
    pub format: TokenFormatId,
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 500)))]
    pub reason: String,
}

/// `POST /v1/tokens/{id}/format-keys` (in a `Command`): wants what opens the token, which was approved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TakeFormatKeys {
    pub format: TokenFormatId,
}

/// Answer to [`TakeFormatKeys`]. Holds secrets: for the token alone, never shown and never stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TakenFormatKeys {
    pub token: ChangedToken,
    /// One for each enrolment of the token since it was blank, the last one first: one of them opens it.
    pub keys: Vec<FormatKey>,
}

/// What may open a token.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FormatKey {
    /// Hexadecimal digits: of 32 bytes for AES-256, or of 24 for 3DES.
    #[serde(serialize_with = "onto_the_wire")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub management_key: ManagementKey,
}

/// `POST /v1/tokens/{id}/format-confirmations` (in a `Command`): the token was seen blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConfirmFormat {
    pub format: TokenFormatId,
    /// The number that the blank token tells of itself; nothing where it tells none.
    #[cfg_attr(feature = "schema", schemars(length(max = 64)))]
    pub told_serial: Option<String>,
}
