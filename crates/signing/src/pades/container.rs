//! Reading the PDF around signatures. The document may come from anybody.

use std::collections::BTreeSet;

use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};
use thiserror::Error;

/// A stream of a report or a contract stays far below; a bomb does not.
const LARGEST_STREAM: usize = 64 * 1024 * 1024;
/// Fields nest in groups; nobody needs more levels than this.
const DEEPEST_FIELD: usize = 16;

/// Why a file cannot be signed or judged at all.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum PdfError {
    /// The bytes are no PDF, or a damaged one. A repair would change what was signed, so none is tried.
    #[error("this is not a readable PDF: {0}")]
    NotPdf(String),
    /// Encrypted documents are neither signed nor judged.
    #[error("the PDF is encrypted: remove its protection first")]
    Encrypted,
    /// The document has no page that a signature field could stand on.
    #[error("the PDF has no page")]
    NoPage,
    /// Its author certified it and allows no signature to be added.
    #[error("the PDF is certified by its author, who allows no further signature")]
    Certified,
}

/// Loads a document without repairing it.
pub(super) fn load(bytes: &[u8]) -> Result<Document, PdfError> {
    let not_pdf = |why: &str| PdfError::NotPdf(why.to_owned());
    if !bytes.starts_with(b"%PDF-") {
        return Err(not_pdf("it does not begin with %PDF"));
    }
    let options = LoadOptions { max_decompressed_size: Some(LARGEST_STREAM), ..LoadOptions::default() };
    let document = Document::load_mem_with_options(bytes, options)
        .map_err(|error| PdfError::NotPdf(error.to_string()))?;
    if document.is_encrypted() || document.was_encrypted() {
        return Err(PdfError::Encrypted);
    }
    // Two readers of one damaged table may see two documents: the mother of signature tricks.
    if document.xref_recovery.is_some() {
        return Err(not_pdf("its cross-reference table is damaged"));
    }
    document.catalog().map_err(|error| PdfError::NotPdf(error.to_string()))?;
    Ok(document)
}

/// The interactive form, wherever it stands.
pub(super) fn form(document: &Document) -> Option<&Dictionary> {
    let entry = document.catalog().ok()?.get(b"AcroForm").ok()?;
    document.dereference(entry).ok()?.1.as_dict().ok()
}

/// Whether its author certified the document and allows no change at all (ISO 32000-1 §12.8.2.2, /P 1).
pub(super) fn forbids_signatures(document: &Document) -> bool {
    let step = |from: &Dictionary, key: &[u8]| -> Option<Dictionary> {
        document.dereference(from.get(key).ok()?).ok()?.1.as_dict().ok().cloned()
    };
    let certification = document
        .catalog()
        .ok()
        .and_then(|catalog| step(catalog, b"Perms"))
        .and_then(|permissions| step(&permissions, b"DocMDP"));
    let Some(certification) = certification else { return false };
    let references = array(document, &certification, b"Reference").unwrap_or_default();
    references
        .iter()
        .filter_map(|entry| document.dereference(entry).ok()?.1.as_dict().ok())
        .filter_map(|reference| step(reference, b"TransformParams"))
        .any(|parameters| {
            parameters.get(b"P").and_then(Object::as_i64).is_ok_and(|permission| permission == 1)
        })
}

/// A signature field that carries a signature.
pub(super) struct SignedField<'a> {
    pub name: String,
    pub signature: &'a Dictionary,
}

/// All signed fields of the form, in the order of the form. Fields are nested; a field seen twice is told once.
pub(super) fn signed_fields(document: &Document) -> Vec<SignedField<'_>> {
    let mut walk = Walk { document, seen: BTreeSet::new(), found: Vec::new() };
    if let Some(fields) = form(document).and_then(|form| array(document, form, b"Fields")) {
        walk.fields(fields, "", false, 0);
    }
    walk.found
}

struct Walk<'a> {
    document: &'a Document,
    seen: BTreeSet<ObjectId>,
    found: Vec<SignedField<'a>>,
}

impl<'a> Walk<'a> {
    fn fields(&mut self, fields: &'a [Object], prefix: &str, inherited: bool, depth: usize) {
        if depth > DEEPEST_FIELD {
            return;
        }
        for entry in fields {
            let Ok((id, object)) = self.document.dereference(entry) else { continue };
            if id.is_some_and(|id| !self.seen.insert(id)) {
                continue;
            }
            let Ok(field) = object.as_dict() else { continue };
            let own = field.get(b"T").ok().map(text).unwrap_or_default();
            let name = match (prefix.is_empty(), own.is_empty()) {
                (true, _) => own,
                (false, true) => prefix.to_owned(),
                (false, false) => format!("{prefix}.{own}"),
            };
            let is_signature = match field.get(b"FT").and_then(Object::as_name) {
                Ok(kind) => kind == b"Sig",
                Err(_) => inherited,
            };
            if is_signature
                && let Ok(value) = field.get(b"V")
                && let Ok((_, value)) = self.document.dereference(value)
                && let Ok(signature) = value.as_dict()
            {
                self.found.push(SignedField { name: name.clone(), signature });
            }
            if let Some(kids) = array(self.document, field, b"Kids") {
                self.fields(kids, &name, is_signature, depth + 1);
            }
        }
    }
}

/// An array of a dictionary, direct or by reference.
pub(super) fn array<'a>(
    document: &'a Document,
    dictionary: &'a Dictionary,
    key: &[u8],
) -> Option<&'a [Object]> {
    let entry = dictionary.get(key).ok()?;
    Some(document.dereference(entry).ok()?.1.as_array().ok()?.as_slice())
}

/// A text string (ISO 32000-1 §7.9.2.2): UTF-16BE or UTF-8 by its mark, otherwise read as Latin-1, which agrees with
/// PDFDocEncoding on all letters.
pub(super) fn text(object: &Object) -> String {
    let Ok(bytes) = object.as_str() else { return String::new() };
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        let units: Vec<u16> =
            rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
        return String::from_utf16_lossy(&units);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        return String::from_utf8_lossy(rest).into_owned();
    }
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// The other way: ASCII as it is, anything else as UTF-16BE.
pub(super) fn text_string(value: &str) -> Object {
    if value.bytes().all(|byte| (0x20..0x7f).contains(&byte)) {
        return Object::string_literal(value);
    }
    let mut bytes = vec![0xfe, 0xff];
    bytes.extend(value.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, lopdf::StringFormat::Hexadecimal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_strings_survive_both_ways() {
        for value in ["Verbale (di riconoscimento) \\ 1", "Perché è così", "東京", ""] {
            assert_eq!(text(&text_string(value)), value, "what is written is read");
        }
    }

    #[test]
    fn what_is_no_pdf_is_refused_in_words() {
        for bytes in [&b""[..], b"%PDF-", b"hello", b"%PDF-1.7\n%%EOF"] {
            assert!(matches!(load(bytes), Err(PdfError::NotPdf(_))), "{bytes:?} is no document");
        }
    }

    /// A file whose only oddity is the catalogue, with a right cross-reference table.
    fn odd(catalog: &str, more: &[&str]) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n".to_vec();
        let mut table = String::from("0000000000 65535 f \n");
        for (index, object) in std::iter::once(&catalog).chain(more).enumerate() {
            table.extend([format!("{:010} 00000 n \n", file.len())]);
            file.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
        }
        let (start, size) = (file.len(), more.len() + 2);
        file.extend_from_slice(
            format!(
                "xref\n0 {size}\n{table}trailer\n<</Root 1 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF\n"
            )
            .as_bytes(),
        );
        file
    }

    #[test]
    fn towers_and_circles_end() {
        let tower = format!("<</A {}0{}>>", "<</A [".repeat(50_000), "]>>".repeat(50_000));
        let cases = [
            ("a tower of dictionaries", odd(&tower, &[])),
            ("a tower of brackets", odd(&"[".repeat(1_000_000), &[])),
            ("a tower of strings", odd(&format!("<</A {}", "(".repeat(1_000_000)), &[])),
            ("a tower of angles", odd(&"<".repeat(1_000_000), &[])),
            ("a circle of references", odd("<</AcroForm 2 0 R>>", &["3 0 R", "2 0 R"])),
            (
                "a field that is its own child",
                odd(
                    "<</Type/Catalog/AcroForm<</Fields[2 0 R]>>/Pages 3 0 R>>",
                    &["<</FT/Sig/Kids[2 0 R]/V 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"],
                ),
            ),
            (
                "a table that points to itself",
                odd("<</Type/Catalog/Pages 1 0 R/AcroForm 1 0 R/Fields 1 0 R>>", &[]),
            ),
        ];
        for (why, file) in cases {
            // Whatever the answer is, it comes, and no stack overflows.
            if let Ok(document) = load(&file) {
                let fields = signed_fields(&document);
                assert!(fields.len() < 2, "{why}: a field is told once");
                assert!(document.page_iter().count() < 2, "{why}: pages end");
                assert!(!forbids_signatures(&document), "{why}: nothing is certified");
            }
        }
    }
}
