//! Issuance of a remote credential: look, issue, passphrase.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    ids::{CertificateId, ProductId},
    moment::Timestamp,
    product::ProductStatus,
    secret::{Passphrase, onto_the_wire},
};

/// `GET /v1/products/{id}/certificate-preview`: the data the officer confirms before *Issue*.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CertificatePreview {
    pub product: ProductId,
    pub version: u32,
    /// The subject's attributes in the order they stand in the certificate: name (e.g. `commonName`) and value.
    pub subject: Vec<SubjectLine>,
    pub issuer: String,
    pub profile: String,
    /// Claims a qualified signature creation device.
    pub qscd: bool,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    pub email: String,
    /// Whether the customer's rules let the tax code be the passphrase.
    pub tax_code_as_passphrase: bool,
}

/// One attribute of a distinguished name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SubjectLine {
    pub attribute: String,
    pub value: String,
}

/// `POST /v1/products/{id}/issuances` (in a `Command`): makes the key, prepares, checks, stores, issues. Repeated or
/// resumed after a crash it ends in the one certificate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IssueCertificate {}

/// Answer to [`IssueCertificate`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IssuedCertificate {
    pub product: ProductId,
    pub certificate: CertificateId,
    /// Hex.
    pub serial: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    pub status: ProductStatus,
    pub version: u32,
}

/// `POST /v1/products/{id}/envelopes` (in a `Command`, hashed with a key): seals new codes under the passphrase and
/// mails them; of a token those that were set on it, for as long as they are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SealEnvelope {
    /// At least 10 characters with letters and digits; the tax code only where the customer's rules allow it.
    #[serde(serialize_with = "onto_the_wire")]
    pub passphrase: Passphrase,
}

/// Answer to [`SealEnvelope`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SealedEnvelope {
    pub product: ProductId,
    pub status: ProductStatus,
    /// Where it was mailed to, shortened for the screen (`m…@example.it`).
    pub sent_to: String,
    pub version: u32,
}

/// Answer to `POST /v1/products/{id}/endings` (a `WithReason` in a `Command`): the product has ended without a certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EndedProduct {
    pub product: ProductId,
    pub status: ProductStatus,
    pub version: u32,
}
