//! `POST /v1/people-searches`: the registry of people of the customer.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    document::EvidenceRef,
    ids::PersonId,
    moment::{Day, Timestamp},
    person::{Contacts, Person},
};

/// How to find somebody: the tax code, or at least three of the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PersonQuery {
    pub tax_code: Option<String>,
    pub surname: Option<String>,
    pub given_names: Option<String>,
    pub born_on: Option<Day>,
    pub birth_place: Option<String>,
    pub document_number: Option<String>,
    pub email: Option<String>,
    pub mobile: Option<String>,
}

impl PersonQuery {
    /// Whether there is enough to search with.
    pub fn is_enough(&self) -> bool {
        let filled = |text: &Option<String>| text.as_deref().is_some_and(|t| !t.trim().is_empty());
        let parts = [
            filled(&self.surname),
            filled(&self.given_names),
            self.born_on.is_some(),
            filled(&self.birth_place),
            filled(&self.document_number),
            filled(&self.email),
            filled(&self.mobile),
        ];
        filled(&self.tax_code) || parts.into_iter().filter(|part| *part).count() >= 3
    }
}

/// A person found, with what a new request may carry over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct KnownPerson {
    pub id: PersonId,
    pub person: Person,
    pub contacts: Contacts,
    pub document: Option<KnownDocument>,
    /// Its images, of the newest case with this document that the caller may read.
    #[serde(default)]
    pub images: Vec<EvidenceRef>,
    pub last_seen_at: Timestamp,
}

/// The document last presented.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct KnownDocument {
    pub kind: sportello_domain::document::DocumentKind,
    pub country: String,
    pub number: String,
    pub issued_on: Day,
    pub expires_on: Day,
    pub authority: String,
}
