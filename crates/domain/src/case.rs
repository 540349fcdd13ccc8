//! The case: what a confirmed request says, complete and typed, and the canonical bytes whose hash the recognition
//! report embeds. Once confirmed it is never changed; a returned request makes a new case.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    catalogue::{Carrier, ConsentKind, CustomerType, LegalBasis, RecognitionMethod},
    document::{DocumentSide, FieldSource, IdentityDocument},
    draft::{ImageBox, WrongCheckDigit},
    ids::{AccountId, CatalogueItemId, ConsentTextId, PersonId, ProductId, RequestId, UnitId},
    moment::Timestamp,
    person::{Contacts, Person},
};

/// The format of [`Case`]; raised when a field changes its meaning. Old cases are read for ever, and keep their hash:
/// what format 2 added is left out where it says nothing.
pub const CASE_FORMAT: u32 = 2;

/// Before this format a reason said only which field and which kind of mismatch it was about.
pub const FIRST_FORMAT_WITH_VALUES: u32 = 2;

/// A consent that was asked for, and the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Consent {
    pub text: ConsentTextId,
    pub kind: ConsentKind,
    /// The version that was shown.
    pub version: u32,
    pub given: bool,
}

/// The role a certificate states, granted by an interested third party.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CertificateRole {
    /// X.520 title.
    pub title: String,
    pub organisation: String,
    /// ETSI EN 319 412-1 identifier, e.g. `VATIT-12345678903`.
    pub organisation_identifier: String,
}

/// One product that the case asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CaseProduct {
    pub id: ProductId,
    pub item: CatalogueItemId,
    pub carrier: Carrier,
    pub validity_months: u16,
    pub customer_type: CustomerType,
    pub role: Option<CertificateRole>,
    /// The partner's own reference.
    pub lookup_code: Option<String>,
    /// The product's label.
    pub nickname: Option<String>,
}

/// A value that was read from the document, and whether the officer kept it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ReadValue {
    /// The field, e.g. `person.surname`.
    pub path: String,
    pub source: FieldSource,
    pub value: String,
    /// False where the officer changed what was read.
    pub kept: bool,
    /// A check digit covers the value and agrees.
    #[serde(default, skip_serializing_if = "is_false")]
    pub checked: bool,
    /// Percent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// The image on which it was read, and where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<DocumentSide>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<ImageBox>,
}

/// What does not agree: a reason given for these values says nothing about others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Mismatched {
    /// Which of several things that can differ in one field, e.g. the part of the tax code.
    pub part: Option<String>,
    /// What stands in the field.
    pub value: String,
    /// What it does not agree with: the value read, the digit printed, the person's datum.
    pub other: String,
}

/// A mismatch that the officer accepted, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AcceptedMismatch {
    pub code: String,
    pub path: String,
    pub reason: String,
    /// Absent in cases of format 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Mismatched>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// A confirmed request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Case {
    pub format: u32,
    pub request: RequestId,
    pub unit: UnitId,
    pub entered_by: AccountId,
    /// The desk's clock.
    pub entered_at: Timestamp,
    pub method: RecognitionMethod,
    pub legal_basis: LegalBasis,
    /// The person of the registry this is, where it was found there.
    pub known_person: Option<PersonId>,
    pub applicant: Person,
    /// Absent only for methods without document.
    pub document: Option<IdentityDocument>,
    pub contacts: Contacts,
    pub products: Vec<CaseProduct>,
    pub consents: Vec<Consent>,
    pub read_values: Vec<ReadValue>,
    /// Check digits that do not fit what was read beside them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wrong_check_digits: Vec<WrongCheckDigit>,
    pub accepted_mismatches: Vec<AcceptedMismatch>,
}

impl Case {
    /// The canonical bytes: JSON with keys sorted by code point, no white space, integers only (the subset of
    /// RFC 8785 that a case needs).
    pub fn canonical_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        canonical_bytes(&serde_json::to_value(self)?)
    }

    /// SHA-256 of the canonical bytes, lower-case hex.
    pub fn hash(&self) -> Result<String, serde_json::Error> {
        Ok(hex::encode(Sha256::digest(self.canonical_bytes()?)))
    }
}

/// The canonical bytes of any JSON value: keys sorted by code point, no white space.
pub fn canonical_bytes(value: &serde_json::Value) -> Result<Vec<u8>, serde_json::Error> {
    let mut out = Vec::with_capacity(2048);
    write_canonical(value, &mut out)?;
    Ok(out)
}

fn write_canonical(value: &serde_json::Value, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    match value {
        serde_json::Value::Object(map) => {
            // Sorted here, whatever order the map keeps: that depends on features of other crates in the build.
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| key.as_str());
            out.push(b'{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                serde_json::to_writer(&mut *out, key)?;
                out.push(b':');
                write_canonical(item, out)?;
            }
            out.push(b'}');
        }
        serde_json::Value::Array(items) => {
            out.push(b'[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_canonical(item, out)?;
            }
            out.push(b']');
        }
        plain => serde_json::to_writer(out, plain)?,
    }
    Ok(())
}
