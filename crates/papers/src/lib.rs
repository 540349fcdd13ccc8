//! Papers: the request form, the recognition report and the sealed envelope, as PDF from data.
//!
//! Knows: how each paper looks, in English and Italian; that reports and forms are PDF/A (ISO 19005-3, level B), and
//! that the envelope is encrypted (ISO 32000-2, AES-256, revision 6).
//!
//! Must never know: signatures, stores, the network, the clock. Dates and keys are parameters.

pub mod envelope;
pub mod form;
mod layout;
mod person_facts;
pub mod report;
mod wording;

use sportello_domain::{catalogue::Language, moment::Timestamp};

/// An instant as the papers write it, for what is written beside them: with seconds, in UTC.
pub fn instant(language: Language, at: Timestamp) -> String {
    wording::Words(language).instant(at)
}

/// Why a paper could not be made.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The PDF library refused what we gave it; carries its words, which hold no case data.
    #[error("the PDF could not be written: {0}")]
    Pdf(String),
    #[error("the embedded facts could not be written: {0}")]
    Facts(#[from] serde_json::Error),
    /// The bundled font is damaged.
    #[error("a bundled font cannot be read")]
    Font,
    /// A passphrase the PDF standard's preparation of strings refuses.
    #[error("this passphrase cannot be used in a PDF")]
    Passphrase,
}
