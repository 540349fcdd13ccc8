//! Identity documents and the evidence that shows them.

use serde::{Deserialize, Serialize};

use crate::{ids::EvidenceId, moment::Day, words::words};

words! {
    /// The kind of identity document.
    pub enum DocumentKind {
        IdentityCard = "identityCard",
        Passport = "passport",
        /// Only where the customer's rules allow it.
        DrivingLicence = "drivingLicence",
    }
}

words! {
    /// What an image of a document shows.
    pub enum DocumentSide {
        Front = "front",
        Back = "back",
        /// One image with both sides, or the only page that counts (a passport's data page).
        Both = "both",
    }
}

words! {
    /// What a piece of evidence is.
    pub enum EvidenceKind {
        DocumentImage = "documentImage",
        /// The request form, signed by hand and scanned.
        SignedForm = "signedForm",
        /// The written consent of the organisation that a certificate with a role names.
        OrganisationConsent = "organisationConsent",
        /// The recognition report with the officer's signature.
        RecognitionReport = "recognitionReport",
        /// What the registration officer attached besides.
        Other = "other",
    }
}

/// A reference to stored evidence: what it is and what its bytes hash to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct EvidenceRef {
    pub id: EvidenceId,
    pub kind: EvidenceKind,
    /// Set for document images.
    pub side: Option<DocumentSide>,
    /// IANA media type of the stored bytes.
    pub media_type: String,
    /// Bytes.
    pub size: u32,
    /// SHA-256 of the stored bytes, lower-case hex.
    pub sha256: String,
    /// SHA-256 of the file as it was handed in, before it was normalised; lower-case hex.
    pub original_sha256: String,
}

/// The identity document as evidence states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct IdentityDocument {
    pub kind: DocumentKind,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    pub number: String,
    pub issued_on: Day,
    pub expires_on: Day,
    pub authority: String,
    /// Images, in the order front, back.
    pub images: Vec<EvidenceRef>,
}

words! {
    /// Where a value came from.
    pub enum FieldSource {
        Mrz = "mrz",
        Printed = "printed",
        Barcode = "barcode",
        Typed = "typed",
        /// The registry of people.
        Registry = "registry",
        /// Computed from the tax code.
        TaxCode = "taxCode",
    }
}
