//! What can be asked for: catalogue rows are data, as are the texts the person consents to.

use serde::{Deserialize, Serialize};

use crate::{
    document::DocumentKind,
    ids::{CatalogueItemId, ConsentTextId},
    words::words,
};

/// A text in both languages of the product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Localised {
    pub en: String,
    pub it: String,
}

words! {
    /// The languages of the product.
    pub enum Language {
        En = "en",
        It = "it",
    }
}

impl Localised {
    /// The text in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::It => &self.it,
        }
    }
}

words! {
    /// How the person is recognised.
    pub enum RecognitionMethod {
        /// De visu; the paper form is signed by hand and uploaded.
        Offline = "offline",
        /// De visu; the person signs the form with a one-shot certificate and an OTP.
        LiveId = "liveId",
        /// By an existing qualified signature on the form.
        SignId = "signId",
        /// By a SPID assertion of level 2, without an officer.
        Spid = "spid",
    }
}

words! {
    /// The letter of eIDAS (EU 910/2014 as amended by 2024/1183) art. 24(1a) a recognition rests on.
    pub enum LegalBasis {
        /// (b) a certificate of a qualified electronic signature issued under (a), (c) or (d).
        QualifiedSignature = "qualifiedSignature",
        /// (c) other means, confirmed by a conformity assessment body.
        OtherAssessedMeans = "otherAssessedMeans",
        /// (d) physical presence.
        PhysicalPresence = "physicalPresence",
    }
}

impl RecognitionMethod {
    /// The legal basis that is recorded for this method.
    pub const fn legal_basis(self) -> LegalBasis {
        match self {
            Self::Offline | Self::LiveId => LegalBasis::PhysicalPresence,
            Self::SignId => LegalBasis::QualifiedSignature,
            Self::Spid => LegalBasis::OtherAssessedMeans,
        }
    }

    /// Whether images of an identity document are evidence of this method.
    pub const fn needs_document_images(self) -> bool {
        matches!(self, Self::Offline | Self::LiveId)
    }
}

words! {
    /// What carries the holder's key.
    pub enum Carrier {
        /// The centre's key store or HSM.
        Remote = "remote",
        /// A smart card.
        SmartCard = "smartCard",
        /// A USB token.
        UsbToken = "usbToken",
    }
}

words! {
    /// A certificate that a product contains.
    pub enum CertificateKind {
        /// Qualified signature (keyUsage nonRepudiation).
        Signature = "signature",
        /// Authentication (keyUsage digitalSignature, clientAuth).
        Authentication = "authentication",
    }
}

words! {
    /// Whether a catalogue row states a role or membership in the certificate.
    pub enum RoleRule {
        None = "none",
        Allowed = "allowed",
        Required = "required",
    }
}

words! {
    /// Who the product is for.
    pub enum CustomerType {
        PrivatePerson = "privatePerson",
        Professional = "professional",
        OrganisationMember = "organisationMember",
    }
}

/// What a catalogue row says for one method: a method without a row cannot be used for the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MethodRule {
    pub method: RecognitionMethod,
    /// Validity of the certificate in months, as proposed.
    pub validity_months: u16,
    /// Other validities the officer may choose; empty means fixed.
    pub validity_choices: Vec<u16>,
}

/// One thing that can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CatalogueItem {
    pub id: CatalogueItemId,
    /// The macro-category whose card shows it, e.g. "Signature products".
    pub category: Localised,
    pub name: Localised,
    pub description: Localised,
    pub carrier: Carrier,
    pub certificates: Vec<CertificateKind>,
    pub methods: Vec<MethodRule>,
    pub role: RoleRule,
    pub customer_types: Vec<CustomerType>,
    /// Months from issue during which the contract pays for the product.
    pub billing_months: u16,
}

impl CatalogueItem {
    /// The row for a method, or `None` when the product is not offered with it.
    pub fn rule(&self, method: RecognitionMethod) -> Option<&MethodRule> {
        self.methods.iter().find(|rule| rule.method == method)
    }
}

words! {
    /// What a consent text is about.
    pub enum ConsentKind {
        /// General terms of the certification service.
        Terms = "terms",
        /// Privacy notice.
        Privacy = "privacy",
        /// Marketing; always optional and apart from privacy.
        Marketing = "marketing",
    }
}

/// The version of a consent text that is shown now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ConsentText {
    pub id: ConsentTextId,
    pub kind: ConsentKind,
    pub version: u32,
    /// Without it the request cannot be confirmed.
    pub required: bool,
    pub title: Localised,
    /// Plain text; paragraphs are parted by an empty line.
    pub body: Localised,
}

/// What the customer's configuration allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CustomerRules {
    pub document_kinds: Vec<DocumentKind>,
    /// Off by default: a tax code can be computed from public data.
    pub tax_code_as_passphrase: bool,
    /// The youngest age of a holder, in years.
    pub minimum_age: u8,
    /// Before a device is written on the officer gives the code of the authenticator too, beside the own credential.
    #[serde(default)]
    pub second_factor_before_enrolment: bool,
}
