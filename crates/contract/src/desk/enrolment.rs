//! The officer's own signing credential.

use serde::{Deserialize, Serialize};
use sportello_domain::moment::Timestamp;

/// Why a registered credential signs nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub enum CredentialProblem {
    Revoked,
    NotYetValid,
    Expired,
    /// Made out in another name than the account's.
    OtherName,
}

/// The credential with which the officer signs reports. In training a PKCS#12 file, kept where the officer puts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum CredentialView {
    /// None registered at the centre for this account.
    Missing,
    Registered {
        holder: String,
        issuer: String,
        /// Hex.
        serial: String,
        not_before: Timestamp,
        not_after: Timestamp,
        /// Why it signs nothing; `None` means that it does.
        problem: Option<CredentialProblem>,
        /// Where the file was last used or made; remembered for convenience, never the file itself.
        path: Option<String>,
    },
}
