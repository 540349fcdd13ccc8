//! Recognition by the Offline method: signed form, then signed report.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    ids::{AccountId, EvidenceId},
    moment::Day,
};

/// `POST /v1/registration-requests/{id}/recognition-starts` (in a `Command`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StartRecognition {}

/// `POST /v1/registration-requests/{id}/signed-forms` (in a `Command`): the scan was stored as evidence before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FileSignedForm {
    pub evidence: EvidenceId,
    /// SHA-256 of the stored bytes, lower-case hex.
    pub sha256: String,
    pub media_type: String,
}

/// `POST /v1/registration-requests/{id}/organisation-consents` (in a `Command`): the written consent of the organisation
/// that a product with a role names; stored as evidence before, of the kind `organisationConsent`. Wanted before the
/// report where any product of the case states a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FileOrganisationConsent {
    pub evidence: EvidenceId,
    /// SHA-256 of the stored bytes, lower-case hex.
    pub sha256: String,
    pub media_type: String,
}

/// `POST /v1/registration-requests/{id}/recognition-reports` (in a `Command`): the signed report (PDF, PAdES) was
/// stored as evidence before. The centre checks the signature, the signer, the mandate and the case's hash. The report's
/// facts name every image of the case, the form that was filed last for the present case and, where a product states a
/// role, the organisation's consent filed last for it; and nothing that is not of the present case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct FileReport {
    pub evidence: EvidenceId,
    pub sha256: String,
    /// Who recognised the person: must be the signer.
    pub recogniser: AccountId,
    pub place: String,
    pub on: Day,
}
