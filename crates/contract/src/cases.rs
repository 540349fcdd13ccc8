//! Cases as lists and details show them: made by the centre, shown by the UI.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    account::Profile,
    case::{CertificateRole, Consent},
    catalogue::{Carrier, CertificateKind, CustomerType, LegalBasis, RecognitionMethod},
    document::{EvidenceKind, EvidenceRef, IdentityDocument},
    ids::{AccountId, CatalogueItemId, CertificateId, EvidenceId, ProductId, RequestId, UnitId},
    moment::{Day, Timestamp},
    person::{Contacts, Person},
    product::ProductStatus,
    request::{ContractStatus, RequestStatus},
    rights::{Action, WhyNot},
};

/// An act and whether it is possible for this actor now. The UI greys out what is not, and says why beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ActionState {
    pub action: Action,
    /// `None` means: allowed.
    pub why_not: Option<WhyNot>,
}

/// One row of the products' table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProductRow {
    pub product: ProductId,
    pub request: RequestId,
    /// The order's number, given by the centre.
    pub order_id: String,
    /// The product's number (user ID), given by the centre.
    pub user_id: String,
    pub applicant: String,
    pub holder: String,
    pub tax_code: String,
    pub status: ProductStatus,
    pub request_status: RequestStatus,
    pub item: CatalogueItemId,
    pub carrier: Carrier,
    /// Title and organisation, for a role certificate.
    pub role: Option<String>,
    pub nickname: Option<String>,
    pub operator: String,
    pub method: RecognitionMethod,
    pub input_at: Timestamp,
    pub activated_at: Option<Timestamp>,
}

/// A page of rows, and where the next begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProductPage {
    pub rows: Vec<ProductRow>,
    /// Handed back unchanged for the next page; `None` at the end.
    pub next: Option<String>,
}

/// The twelve filters of the search. Empty fields do not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProductFilter {
    pub order_id: Option<String>,
    pub user_id: Option<String>,
    pub lookup_code: Option<String>,
    pub statuses: Vec<ProductStatus>,
    pub nickname: Option<String>,
    pub activated_from: Option<Day>,
    pub activated_to: Option<Day>,
    pub input_from: Option<Day>,
    pub input_to: Option<Day>,
    pub tax_code: Option<String>,
    /// Beginning of surname or given names, accents and case ignored.
    pub name: Option<String>,
    pub email: Option<String>,
    pub mobile: Option<String>,
    /// Beginning of the operator's name or user name.
    pub operator: Option<String>,
}

/// How many products wait in each status, for the rail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct StatusCount {
    pub status: ProductStatus,
    pub count: u32,
}

/// One line of a history: what became of it, who did it, when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct HistoryLine {
    pub at: Timestamp,
    /// A status word of the request or the product, or an act such as `evidenceUploaded`.
    pub what: String,
    /// The officer's name; `None` where the centre acted by itself.
    pub who: Option<String>,
    pub profile: Option<Profile>,
    pub reason: Option<String>,
}

/// A product inside an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrderProduct {
    pub product: ProductId,
    pub user_id: String,
    pub status: ProductStatus,
    pub item: CatalogueItemId,
    pub carrier: Carrier,
    pub role: Option<CertificateRole>,
}

/// An order with everything the officer may see of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OrderDetail {
    pub request: RequestId,
    /// For the next write: refused as `outdated` when somebody else wrote first.
    pub version: u32,
    pub order_id: String,
    /// Printed on the order for the holder's first access; not secret by itself.
    pub activation_code: String,
    pub status: RequestStatus,
    pub status_since: Timestamp,
    pub reason: Option<String>,
    pub contract_status: ContractStatus,
    pub method: RecognitionMethod,
    pub customer_type: CustomerType,
    pub unit: UnitId,
    pub unit_name: String,
    pub operator: String,
    pub applicant: Person,
    pub contacts: Contacts,
    pub document: Option<IdentityDocument>,
    pub consents: Vec<Consent>,
    pub products: Vec<OrderProduct>,
    pub evidence: Vec<EvidenceRow>,
    /// SHA-256 of the canonical case.
    pub case_sha256: String,
    pub recognition: Option<RecognitionFacts>,
    pub history: Vec<HistoryLine>,
    pub actions: Vec<ActionState>,
}

/// A piece of evidence in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EvidenceRow {
    pub evidence: EvidenceId,
    pub kind: EvidenceKind,
    pub media_type: String,
    pub size: u32,
    pub sha256: String,
    pub stored_at: Timestamp,
    pub stored_by: String,
    /// Of the present case. False: filed for an earlier one, before the request was returned; it counts no more.
    pub current: bool,
}

/// The recognition, once it is complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RecognitionFacts {
    pub method: RecognitionMethod,
    pub legal_basis: LegalBasis,
    pub officer: AccountId,
    pub officer_name: String,
    pub place: String,
    pub on: Day,
    /// When the centre accepted the signed report.
    pub accepted_at: Timestamp,
    pub report: EvidenceRef,
}

/// A certificate as the product's detail shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CertificateFacts {
    pub certificate: CertificateId,
    pub kind: CertificateKind,
    /// Hex.
    pub serial: String,
    pub subject: String,
    pub issuer: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    pub revoked_at: Option<Timestamp>,
    /// PEM, for the copy button.
    pub pem: String,
}

/// A product with everything the officer may see of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProductDetail {
    pub product: ProductId,
    pub request: RequestId,
    pub version: u32,
    pub order_id: String,
    pub user_id: String,
    pub activation_code: String,
    pub status: ProductStatus,
    pub status_since: Timestamp,
    pub request_status: RequestStatus,
    pub contract_status: ContractStatus,
    pub method: RecognitionMethod,
    pub item: CatalogueItemId,
    pub carrier: Carrier,
    pub role: Option<CertificateRole>,
    pub nickname: Option<String>,
    pub lookup_code: Option<String>,
    pub holder: Person,
    pub contacts: Contacts,
    /// The holder's identifier at the provider (IUT), once issued.
    pub iut: Option<String>,
    pub activated_at: Option<Timestamp>,
    pub expires_at: Option<Timestamp>,
    pub billing_expires_on: Option<Day>,
    pub certificates: Vec<CertificateFacts>,
    /// Issued, and the passphrase of the envelope is still to be set.
    pub awaits_passphrase: bool,
    pub history: Vec<HistoryLine>,
    pub actions: Vec<ActionState>,
}

/// `POST /v1/product-searches`: a page of products, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ProductSearch {
    pub filter: ProductFilter,
    /// The `next` of the page before; `None` for the first.
    pub after: Option<String>,
    /// At most 200.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 200)))]
    pub limit: u16,
}
