//! People, as the registry knows them.

use serde::{Deserialize, Serialize};

use crate::{moment::Day, tax_code::TaxCode, words::words};

words! {
    /// Sex, as documents and the tax code state it.
    pub enum Sex {
        Female = "female",
        Male = "male",
    }
}

/// Where a person was born.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct BirthPlace {
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The municipality's or foreign town's name.
    pub place: String,
    /// Italian province (two letters), for births in Italy.
    pub province: Option<String>,
    /// Cadastral code (Belfiore): of the municipality, or of the foreign country (Z…).
    pub place_code: String,
}

/// Where a person lives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Residence {
    pub country: String,
    pub street: String,
    pub postcode: String,
    pub town: String,
    pub province: Option<String>,
}

/// How the holder is reached; never the office's own contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Contacts {
    pub email: String,
    /// E.164, with the leading `+`.
    pub mobile: String,
    /// The holder's account, made from the e-mail and editable.
    pub identity: String,
}

/// A person's civil data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Person {
    #[cfg_attr(feature = "typescript", specta(type = String))]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub tax_code: TaxCode,
    pub surname: String,
    pub given_names: String,
    pub sex: Sex,
    pub born_on: Day,
    pub birth_place: BirthPlace,
    /// ISO 3166-1 alpha-2.
    pub citizenship: String,
    pub residence: Residence,
}

impl Person {
    /// Given names and surname, as a certificate's common name writes them.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given_names, self.surname)
    }
}
