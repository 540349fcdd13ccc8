//! `GET /v1/reference`: the reference data of the session's customer, mirrored by the desk.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    account::Unit,
    catalogue::{CatalogueItem, ConsentText, CustomerRules, Localised, RecognitionMethod},
    ids::{AccountId, CustomerId, UnitId},
    moment::Timestamp,
};

/// A snapshot; replaced whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Reference {
    pub taken_at: Timestamp,
    pub customer: CustomerId,
    pub customer_name: String,
    /// The provider, as papers and certificates name it.
    pub provider_name: String,
    pub training: bool,
    pub units: Vec<Unit>,
    pub catalogue: Vec<CatalogueItem>,
    pub texts: Vec<ConsentText>,
    pub rules: CustomerRules,
    /// Methods switched on for the session's account.
    pub methods: Vec<RecognitionMethod>,
    /// Accounts that may be named as recogniser, with the units they work in.
    pub recognisers: Vec<Recogniser>,
    pub support: Vec<SupportLink>,
}

/// Somebody who may recognise people: a RAO, Master RAO or IR.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Recogniser {
    pub account: AccountId,
    pub full_name: String,
    pub operator_code: String,
    pub units: Vec<UnitId>,
}

/// A way to reach support.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SupportLink {
    pub label: Localised,
    /// A telephone number or an e-mail address, as text to copy.
    pub contact: String,
}
