//! The officer's own signing certificate.

use serde::{Deserialize, Serialize};
use sportello_domain::moment::Timestamp;

/// `POST /v1/officer-credentials` (in a `Command`; training only): a PKCS#10 request whose key the desk made. Answered
/// with [`OfficerCredential`]; registers the certificate for the session's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AskOfficerCredential {
    /// DER, base64.
    pub certificate_request: String,
}

/// `GET /v1/officer-credentials/current`: the certificate registered for the session's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OfficerCredential {
    /// DER, base64.
    pub certificate: String,
    /// Issuing CA, then root; DER, base64.
    pub chain: Vec<String>,
    pub not_after: Timestamp,
    pub revoked_at: Option<Timestamp>,
}
