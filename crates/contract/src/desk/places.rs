//! Places to pick from.

use serde::{Deserialize, Serialize};

/// An Italian municipality on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct PlaceView {
    /// Cadastral code, e.g. `H501`.
    pub code: String,
    pub name: String,
    /// Two letters.
    pub province: String,
}

/// A country of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CountryView {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    pub english: String,
    pub italian: String,
    /// Cadastral code of a birth there (Z…); none for Italy.
    pub place_code: Option<String>,
}
