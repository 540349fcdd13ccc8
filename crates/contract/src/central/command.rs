//! Every write is a command: made by the desk, sent until the centre has answered it, answered the same for ever.

use serde::{Deserialize, Serialize};
use sportello_domain::{ids::CommandId, moment::Timestamp};

/// The format of commands that this version writes. The centre also accepts the one before.
pub const FORMAT: u32 = 1;

/// A write on its way to the centre.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Command<T> {
    /// UUIDv7 made by the desk. Same id and same body: same answer. Same id and other body: refused.
    pub id: CommandId,
    pub format: u32,
    /// When the officer did it, by the desk's clock.
    pub made_at: Timestamp,
    /// The version of what this changes, as the desk last saw it; `None` where it makes something new.
    pub expected_version: Option<u32>,
    pub body: T,
}

/// What the centre answers to every command: its effect, with the signed receipt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Answer<T> {
    pub receipt: Receipt,
    pub body: T,
}

/// The centre's signed word that it has the command. Kept by the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    pub command: CommandId,
    /// SHA-256 of the command's body in canonical JSON (keys sorted by code point, no white space), lower-case hex;
    /// where the body holds a secret HMAC-SHA-256 under the centre's own key.
    pub body_hash: String,
    pub received_at: Timestamp,
    /// Head of the audit chain after this command, lower-case hex.
    pub audit_head: String,
    /// ECDSA P-256/SHA-256 over the other four fields, joined by `\n` in this order and as they stand in the JSON; DER,
    /// base64.
    pub signature: String,
}
