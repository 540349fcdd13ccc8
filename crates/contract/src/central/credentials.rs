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

/// Answer to `POST /v1/officer-credentials/challenges`: what the key of a certificate signs that is to be registered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CredentialChallenge {
    /// ASCII; for this session, once.
    pub challenge: String,
    pub expires_at: Timestamp,
}

/// `POST /v1/officer-credentials/registrations` (in a `Command`): an officer brings an own certificate. Answered with
/// [`OfficerCredential`]; from then on it is the one of the session's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RegisterOfficerCredential {
    /// X.509, DER, base64.
    pub certificate: String,
    pub challenge: String,
    /// By the certificate's key: ECDSA as DER, or RSA PKCS#1 v1.5, with the digest of the key's kind; base64.
    pub signature: String,
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
