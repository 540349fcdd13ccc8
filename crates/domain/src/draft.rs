//! A draft: what the officer has typed so far, in the eight steps. Everything may be missing or wrong here; the check
//! beside it ([`crate::draft_check`]) says what, and turns a complete draft into a [`crate::case::Case`].

use serde::{Deserialize, Serialize};

pub use crate::draft_carried::CarriedOver;
use crate::{
    case::AcceptedMismatch,
    catalogue::{CustomerType, RecognitionMethod},
    document::{DocumentKind, DocumentSide, EvidenceRef, FieldSource},
    ids::{CatalogueItemId, ConsentTextId, EvidenceId, PersonId},
    person::Sex,
    words::words,
};

words! {
    /// The eight steps, in their order. A step that a method does not need is not shown.
    pub enum Step {
        Method = "method",
        Person = "person",
        Document = "document",
        Data = "data",
        Certificate = "certificate",
        Configuration = "configuration",
        Consents = "consents",
        Summary = "summary",
    }
}

/// Who the case is about: found in the registry, or new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum PersonChoice {
    New,
    Found { person: PersonId },
}

/// Step 3 and the document's part of step 4.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftDocument {
    /// ISO 3166-1 alpha-2; empty until chosen.
    pub country: String,
    pub kind: Option<DocumentKind>,
    pub number: String,
    /// `YYYY-MM-DD`, as typed.
    pub issued_on: String,
    pub expires_on: String,
    pub authority: String,
    pub images: Vec<EvidenceRef>,
}

/// The person's part of step 4, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftPerson {
    pub tax_code: String,
    pub surname: String,
    pub given_names: String,
    pub sex: Option<Sex>,
    pub born_on: String,
    pub birth_country: String,
    /// The municipality's name, or the foreign town's.
    pub birth_place: String,
    pub birth_province: String,
    /// Cadastral code; filled in when the place is picked.
    pub birth_place_code: String,
    pub citizenship: String,
}

/// The residence's part of step 4, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftResidence {
    pub country: String,
    pub street: String,
    pub postcode: String,
    pub town: String,
    pub province: String,
}

/// The contacts' part of step 4, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftContacts {
    pub email: String,
    pub mobile: String,
    /// Empty means: the e-mail.
    pub identity: String,
}

/// Step 6, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftConfiguration {
    /// `None` means: as the catalogue row proposes.
    pub validity_months: Option<u16>,
    pub customer_type: Option<CustomerType>,
    pub title: String,
    pub organisation: String,
    pub organisation_identifier: String,
    pub lookup_code: String,
    pub nickname: String,
}

/// One answer of step 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct ConsentMark {
    pub text: ConsentTextId,
    /// The version that was shown; a newer one must be asked again.
    pub version: u32,
    pub given: bool,
}

/// Where on an image a value was read, in thousandths of the image's width and height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ImageBox {
    pub left: u16,
    pub top: u16,
    pub width: u16,
    pub height: u16,
}

/// A value read from the document, kept beside what the officer made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct Reading {
    /// The field it belongs to, e.g. `person.surname`.
    pub path: String,
    pub source: FieldSource,
    pub value: String,
    /// Percent.
    pub confidence: u8,
    /// A check digit covers the value and agrees, and every character was read clearly; or it is a bar code; or zone and
    /// print say the same.
    pub checked: bool,
    /// It is checked only because another reading says the same, and no longer when that one goes.
    #[serde(default)]
    pub confirmed: bool,
    pub side: Option<DocumentSide>,
    pub place: Option<ImageBox>,
    /// The field was empty and took this value, and nobody has typed another since: it goes when the image goes.
    #[serde(default)]
    pub filled: bool,
}

words! {
    /// What a check digit of a machine-readable zone covers (ICAO 9303-3 §4.9).
    pub enum CheckedPart {
        DocumentNumber = "documentNumber",
        BirthDate = "birthDate",
        ExpiryDate = "expiryDate",
        /// The personal number of a passport.
        Optional = "optional",
        /// The last digit, over all of the above.
        Composite = "composite",
    }
}

/// A check digit that does not fit what was read beside it: misread, misprinted or altered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct WrongCheckDigit {
    pub part: CheckedPart,
    /// The digit as it was read.
    pub printed: String,
    /// The image on which it stands.
    pub side: DocumentSide,
}

/// Everything the eight steps hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DraftContent {
    pub method: Option<RecognitionMethod>,
    pub person_choice: Option<PersonChoice>,
    /// What the person found brought along, to be taken back with the choice.
    #[serde(default)]
    pub carried: Option<Box<CarriedOver>>,
    pub document: DraftDocument,
    pub person: DraftPerson,
    pub residence: DraftResidence,
    pub contacts: DraftContacts,
    pub item: Option<CatalogueItemId>,
    pub configuration: DraftConfiguration,
    pub consents: Vec<ConsentMark>,
    /// What was read, image by image.
    pub readings: Vec<Reading>,
    #[serde(default)]
    pub wrong_check_digits: Vec<WrongCheckDigit>,
    pub accepted_mismatches: Vec<AcceptedMismatch>,
    /// Images whose print was read as well, or could not be.
    #[serde(default)]
    pub print_read: Vec<EvidenceId>,
}

impl DraftContent {
    /// The value typed in a field that can be read from a document, by its path.
    pub fn value(&self, path: &str) -> Option<&str> {
        Some(match path {
            "document.kind" => return self.document.kind.map(DocumentKind::as_str),
            "document.number" => &self.document.number,
            "document.issuedOn" => &self.document.issued_on,
            "document.expiresOn" => &self.document.expires_on,
            "document.authority" => &self.document.authority,
            "document.country" => &self.document.country,
            "person.taxCode" => &self.person.tax_code,
            "person.surname" => &self.person.surname,
            "person.givenNames" => &self.person.given_names,
            "person.bornOn" => &self.person.born_on,
            "person.birthCountry" => &self.person.birth_country,
            "person.birthPlace" => &self.person.birth_place,
            "person.birthPlaceCode" => &self.person.birth_place_code,
            "person.citizenship" => &self.person.citizenship,
            "residence.country" => &self.residence.country,
            "residence.street" => &self.residence.street,
            "residence.town" => &self.residence.town,
            "residence.province" => &self.residence.province,
            "person.sex" => return self.person.sex.map(Sex::as_str),
            _ => return None,
        })
    }

    /// Images attached here whose print is still to be read; those that a person found brought along are known already.
    pub fn print_to_read(&self) -> Vec<EvidenceId> {
        let carried = |image: &EvidenceRef| {
            self.carried.as_ref().is_some_and(|carried| carried.document.images.contains(image))
        };
        let images = self.document.images.iter().filter(|image| !carried(image));
        images.map(|image| image.id).filter(|id| !self.print_read.contains(id)).collect()
    }

    /// The name to show in lists; empty until something was typed.
    pub fn display_name(&self) -> String {
        [self.person.given_names.trim(), self.person.surname.trim()].join(" ").trim().to_owned()
    }
}
