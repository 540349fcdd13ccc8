//! `GET /v1/training/messages`: what the centre would have sent, in training only.

use serde::{Deserialize, Serialize};
use sportello_domain::moment::Timestamp;

/// An e-mail or SMS that lies in the training centre's mail folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TrainingMessage {
    pub id: String,
    pub sent_at: Timestamp,
    /// `email` or `sms`.
    pub channel: String,
    pub to: String,
    pub subject: String,
    pub text: String,
    pub attachments: Vec<TrainingAttachment>,
}

/// A file attached to a training message: `GET /v1/training/messages/{id}/attachments/{name}` gives its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TrainingAttachment {
    pub name: String,
    pub media_type: String,
    pub size: u32,
}
