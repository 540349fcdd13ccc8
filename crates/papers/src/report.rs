//! The recognition report (*verbale di riconoscimento*): what the officer states and signs. The facts the centre checks
//! travel inside the PDF as an associated file (ISO 19005-3), under the same signature as the text.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    case::Case,
    catalogue::{Language, LegalBasis, RecognitionMethod},
    document::EvidenceKind,
    ids::{AccountId, RequestId},
    moment::{Day, Timestamp},
};

use crate::{
    PaperError,
    layout::{Attached, Frame, Layout},
    person_facts,
    wording::Words,
};

/// The format of [`ReportFacts`].
pub const REPORT_FORMAT: u32 = 1;
const FACTS_NAME: &str = "recognition-report.json";

/// A piece of evidence the report vouches for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportEvidence {
    pub kind: EvidenceKind,
    /// SHA-256 of the stored bytes, lower-case hex.
    pub sha256: String,
}

/// What the report states, for machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportFacts {
    pub format: u32,
    pub request: RequestId,
    /// SHA-256 of the canonical case, lower-case hex.
    pub case_sha256: String,
    pub evidence: Vec<ReportEvidence>,
    pub recogniser: AccountId,
    pub recogniser_name: String,
    pub operator_code: String,
    pub unit_name: String,
    pub place: String,
    pub on: Day,
    pub made_at: Timestamp,
    pub method: RecognitionMethod,
    pub legal_basis: LegalBasis,
    pub provider_name: String,
    pub customer_name: String,
    pub training: bool,
}

/// Makes the report as PDF/A-3b, ready to be signed.
pub fn make(facts: &ReportFacts, case: &Case, language: Language) -> Result<Vec<u8>, PaperError> {
    let words = Words(language);
    let mut layout = Layout::new(Frame {
        title: words.report_title().to_owned(),
        subtitle: format!("{} · {}", facts.provider_name, facts.customer_name),
        footer: words.report_footer().to_owned(),
        page_words: (words.page(), words.of()),
        language: words.language_tag(),
        training: facts.training.then(|| words.training()),
        made_at: facts.made_at,
    })?;
    layout.paragraph(words.report_statement());
    layout.heading(words.recognition());
    layout.fact(words.officer(), &facts.recogniser_name);
    layout.fact(words.operator_code(), &facts.operator_code);
    layout.fact(words.unit(), &facts.unit_name);
    layout.fact(words.place(), &facts.place);
    layout.fact(words.day(), &words.date(facts.on));
    layout.fact(words.made_at(), &words.instant(facts.made_at));
    layout.fact(words.method(), words.method_name(facts.method));
    layout.fact(words.legal_basis(), words.basis(facts.legal_basis));
    layout.heading(words.applicant());
    person_facts::person(&mut layout, words, Some(&case.applicant));
    if let Some(document) = &case.document {
        layout.heading(words.identity_document());
        person_facts::document(&mut layout, words, Some(document));
    }
    layout.heading(words.contacts());
    person_facts::contacts(&mut layout, words, Some(&case.contacts));
    layout.heading(words.evidence());
    layout.fact(words.case_hash(), &facts.case_sha256);
    for item in &facts.evidence {
        let label = match item.kind {
            EvidenceKind::DocumentImage => words.document_image(),
            EvidenceKind::SignedForm => words.signed_form(),
            EvidenceKind::OrganisationConsent => words.organisation_consent(),
            EvidenceKind::RecognitionReport | EvidenceKind::Other => words.other_evidence(),
        };
        layout.fact(&format!("{label} (SHA-256)"), &item.sha256);
    }
    let json = serde_json::to_vec(facts)?;
    let description = "Facts of the recognition report";
    layout.finish(true, Some(Attached { name: FACTS_NAME, description, json }))
}

/// Why a PDF gave no facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactsUnreadable {
    #[error("the file is not a PDF that can be read")]
    NotAPdf,
    #[error("the PDF carries no recognition report")]
    NoFacts,
    #[error("the PDF carries more than one recognition report")]
    Ambiguous,
    #[error("the recognition report's facts are damaged or of an unknown format")]
    Damaged,
}

/// Reads the facts a report carries. Says nothing about its signature.
pub fn read_facts(pdf: &[u8]) -> Result<ReportFacts, FactsUnreadable> {
    let document = lopdf::Document::load_mem(pdf).map_err(|_| FactsUnreadable::NotAPdf)?;
    let specs = document.objects.values().filter_map(|object| object.as_dict().ok()).filter(|dictionary| {
        let name =
            dictionary.get(b"UF").or_else(|_| dictionary.get(b"F")).and_then(lopdf::decode_text_string);
        dictionary.has(b"EF") && name.is_ok_and(|name| name == FACTS_NAME)
    });
    let mut specs = specs.collect::<Vec<_>>().into_iter();
    let spec = specs.next().ok_or(FactsUnreadable::NoFacts)?;
    if specs.next().is_some() {
        return Err(FactsUnreadable::Ambiguous);
    }
    let content = embedded_bytes(&document, spec).ok_or(FactsUnreadable::Damaged)?;
    let facts: ReportFacts = serde_json::from_slice(&content).map_err(|_| FactsUnreadable::Damaged)?;
    if facts.format == REPORT_FORMAT { Ok(facts) } else { Err(FactsUnreadable::Damaged) }
}

fn embedded_bytes(document: &lopdf::Document, spec: &lopdf::Dictionary) -> Option<Vec<u8>> {
    let files = document.dereference(spec.get(b"EF").ok()?).ok()?.1.as_dict().ok()?;
    let stream = document.dereference(files.get(b"F").ok()?).ok()?.1.as_stream().ok()?;
    if stream.dict.has(b"Filter") { stream.decompressed_content().ok() } else { Some(stream.content.clone()) }
}
