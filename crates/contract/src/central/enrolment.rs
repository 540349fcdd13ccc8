//! Enrolment of a blank token: one operation, two certificates. Every call names the enrolment it means, so that a desk
//! that was away never acts on another one.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    enrolment::{EnrolmentEvent, EnrolmentStep, TokenFate},
    ids::{EnrolmentId, ProductId},
    product::ProductStatus,
    secret::{ManagementKey, Passphrase, Pin, Puk, onto_the_wire, onto_the_wire_if_given},
};

use super::requests::WithReason;

/// The algorithm of a token's management key, as the token says it (SP 800-78-5, table 6-2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum ManagementAlgorithm {
    /// 32 bytes.
    Aes256,
    /// 24 bytes; on old tokens only.
    TripleDes,
}

/// Where an enrolment stands: part of every answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EnrolmentStanding {
    pub enrolment: EnrolmentId,
    pub product: ProductId,
    pub token_serial: String,
    pub step: EnrolmentStep,
    /// What goes on with it; nothing at an end.
    pub next: Option<EnrolmentEvent>,
    /// The product's.
    pub status: ProductStatus,
    /// The product's.
    pub version: u32,
}

/// `POST /v1/products/{id}/enrolments` (in a `Command`): begins an enrolment on a token of the unit's stock, or takes up
/// the one that was begun on it, with the same codes for as long as something is to be set on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BeginEnrolment {
    pub token_serial: String,
    /// Absent for a token that has no such key: what sets its PIN sets all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub management_algorithm: Option<ManagementAlgorithm>,
    /// The token is not there: only a training centre enrols it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub simulated: bool,
}

/// Answer to [`BeginEnrolment`]. Holds secrets: for the token alone, never shown and never stored.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BegunEnrolment {
    /// Where it stands now, also where the command was carried out before.
    pub standing: EnrolmentStanding,
    /// `None` once the token holds everything: nobody has a use for them any more.
    pub codes: Option<TokenCodes>,
}

/// What is set on the token.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct TokenCodes {
    /// Eight digits.
    #[serde(serialize_with = "onto_the_wire")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub pin: Pin,
    /// Eight digits.
    #[serde(serialize_with = "onto_the_wire")]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub puk: Puk,
    /// Hexadecimal digits: of 32 bytes, or of 24. Absent where the token was said to have none.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "onto_the_wire_if_given")]
    #[cfg_attr(feature = "schema", schemars(with = "Option<String>"))]
    pub management_key: Option<ManagementKey>,
}

/// `POST /v1/products/{id}/enrolment-certificates` (in a `Command`): issues both certificates; repeated with the same keys
/// it ends in the same two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CertifyKeys {
    pub enrolment: EnrolmentId,
    /// PKCS#10 of the signature key, DER, base64. Its subject is not looked at: the centre knows whose it is.
    pub signature_request: String,
    /// PKCS#10 of the authentication key, DER, base64.
    pub authentication_request: String,
}

/// Answer to [`CertifyKeys`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CertifiedKeys {
    pub standing: EnrolmentStanding,
    /// X.509, DER, base64.
    pub signature_certificate: String,
    /// X.509, DER, base64.
    pub authentication_certificate: String,
    /// What both keys sign, as it stands here (ASCII), once the certificates are on the token.
    pub challenge: String,
}

/// `POST /v1/products/{id}/enrolment-confirmations` (in a `Command`): what was read back from the token, and proof that
/// both keys are on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConfirmEnrolment {
    pub enrolment: EnrolmentId,
    /// SHA-256 of the certificate as it was read back, hex.
    pub signature_certificate_sha256: String,
    /// SHA-256 of the certificate as it was read back, hex.
    pub authentication_certificate_sha256: String,
    /// Signature over the challenge by the signature key: ECDSA as DER, or RSA PKCS#1 v1.5, with the digest of the key's
    /// kind; base64.
    pub signature_proof: String,
    /// The same by the authentication key.
    pub authentication_proof: String,
}

/// `POST /v1/products/{id}/enrolment-deliveries` (in a `Command`, hashed with a key): seals PIN, PUK and emergency code
/// under the passphrase and mails them. The product is active.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeliverEnrolment {
    pub enrolment: EnrolmentId,
    /// As for every envelope: at least 10 characters with letters and digits.
    #[serde(serialize_with = "onto_the_wire")]
    pub passphrase: Passphrase,
}

/// Answer to [`DeliverEnrolment`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeliveredEnrolment {
    pub standing: EnrolmentStanding,
    /// Where the envelope was mailed to, shortened for the screen.
    pub sent_to: String,
}

/// `POST /v1/products/{id}/enrolment-abandonments` (in a `Command`): gives the enrolment up. What was issued for it is
/// revoked; the product can be enrolled anew, unless it ends with it. The answer is an [`EnrolmentStanding`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AbandonEnrolment {
    pub enrolment: EnrolmentId,
    pub token: TokenFate,
    /// The product ends with it, and why; absent where somebody may try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ending: Option<WithReason>,
}
