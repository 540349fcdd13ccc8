//! Signatures made, judged, and attacked, without anybody else's tools.
// reason for length: one bench of helpers, and every attack beside the others

#![expect(clippy::unwrap_used, reason = "helpers of tests: a failure here is a failed test")]

use lopdf::{Document, IncrementalDocument, Object, dictionary};
use proptest::prelude::*;
use sportello_pki::certificate::Certificate;
use sportello_pki::keys::{FileKey, KeyAlgorithm, SigningKey};
use sportello_pki::path::{ChainStatus, StatusNeed};
use sportello_pki::status_list::{RevocationReason, StatusEntry, StatusList};
use sportello_signing::pades::{
    Coverage, Integrity, PdfError, PreparedOptions, PreparedSignature, SignatureStatus, SigningError, Trust,
    finish, is_accepted, prepare, validate,
};
use sportello_testkit::authority::{Authority, NOW};
use sportello_testkit::documents::{Shape, document};
use time::Duration;

struct Story {
    authority: Authority,
    certificate: Certificate,
    key: FileKey,
}

impl Story {
    fn new(family: KeyAlgorithm) -> Self {
        let authority = Authority::new(KeyAlgorithm::EcdsaP256);
        let (certificate, key) = authority.subject("training-officer", family);
        Self { authority, certificate, key }
    }

    fn options(&self) -> PreparedOptions {
        PreparedOptions {
            signer: self.certificate.clone(),
            chain: vec![self.authority.issuer.certificate().clone()],
            signing_time: NOW,
            name: Some("Mario Rossi".into()),
            reason: Some("Verbale di riconoscimento (perché)".into()),
            location: Some("Ufficio di Forlì".into()),
            placeholder_size: None,
        }
    }

    fn sign(&self, pdf: &[u8]) -> Vec<u8> {
        let prepared = prepare(pdf, self.options()).unwrap();
        let signature = self.key.sign(prepared.to_be_signed()).unwrap();
        finish(prepared, &signature).unwrap()
    }

    fn judge_with(&self, pdf: &[u8], lists: &[StatusList]) -> Result<Vec<SignatureStatus>, PdfError> {
        let trust = Trust {
            anchors: std::slice::from_ref(&self.authority.root),
            intermediates: &[],
            status_lists: lists,
            ocsp_responses: &[],
            at: NOW,
            need: StatusNeed::WhereKnown,
        };
        validate(pdf, &trust)
    }

    fn judge(&self, pdf: &[u8]) -> Vec<SignatureStatus> {
        self.judge_with(pdf, &[]).unwrap()
    }
}

#[test]
fn a_signature_is_intact_over_the_whole_file_whatever_its_shape() {
    for family in [KeyAlgorithm::EcdsaP256, KeyAlgorithm::EcdsaP384, KeyAlgorithm::Rsa] {
        let story = Story::new(family);
        for shape in Shape::ALL {
            let original = document(shape, "Verbale");
            let signed = story.sign(&original);
            assert!(
                signed.starts_with(&original),
                "{shape:?}: an incremental update changes nothing before it"
            );
            let judged = story.judge(&signed);
            let [status] = judged.as_slice() else { panic!("{shape:?}: one signature, found {judged:?}") };
            assert_eq!(
                status.integrity,
                Integrity::Intact,
                "{family:?} {shape:?}: digest and signature match"
            );
            assert_eq!(status.coverage, Coverage::WholeFile, "{shape:?}: everything is signed");
            assert!(
                status.is_acceptable(),
                "{shape:?}: the chain leads to the root: {:?}",
                status.chain_status()
            );
            assert_eq!(status.claimed_at, Some(NOW), "the claimed time is read back");
            assert_eq!(
                status.reason.as_deref(),
                Some("Verbale di riconoscimento (perché)"),
                "accents survive"
            );
            assert_eq!(status.location.as_deref(), Some("Ufficio di Forlì"), "accents survive");
            assert_eq!(
                status.facts.as_ref().unwrap().holder_name,
                "Mario Rossi",
                "the signer's facts are told"
            );
            let page = Document::load_mem(&signed).unwrap().extract_text(&[1]).unwrap();
            assert!(page.contains("Verbale"), "the page is still readable");
        }
    }
}

#[test]
fn the_prepared_state_can_be_stored_and_resumed() {
    let story = Story::new(KeyAlgorithm::EcdsaP256);
    let prepared = prepare(&document(Shape::Table, "x"), story.options()).unwrap();
    let stored = serde_json::to_string(&prepared).unwrap();
    let resumed: PreparedSignature = serde_json::from_str(&stored).unwrap();
    let signature = story.key.sign(resumed.to_be_signed()).unwrap();
    let signed = finish(resumed, &signature).unwrap();
    assert!(story.judge(&signed)[0].is_acceptable(), "signed after the state went through a store");
}

#[test]
fn another_persons_key_is_noticed_before_a_document_exists() {
    let story = Story::new(KeyAlgorithm::EcdsaP256);
    let other = Story::new(KeyAlgorithm::EcdsaP256);
    let prepared = prepare(&document(Shape::Table, "x"), story.options()).unwrap();
    let signature = other.key.sign(prepared.to_be_signed()).unwrap();
    assert!(
        matches!(finish(prepared, &signature), Err(SigningError::WrongSignature(_))),
        "a signature of another card is not put in"
    );
}

#[test]
fn a_place_too_small_is_told() {
    let story = Story::new(KeyAlgorithm::EcdsaP256);
    let options = PreparedOptions { placeholder_size: Some(100), ..story.options() };
    let prepared = prepare(&document(Shape::Table, "x"), options).unwrap();
    let signature = story.key.sign(prepared.to_be_signed()).unwrap();
    assert!(
        matches!(finish(prepared, &signature), Err(SigningError::TooLarge { reserved: 100, .. })),
        "100 bytes hold no CMS"
    );
}

#[test]
fn a_second_signature_leaves_the_first_acceptable() {
    let story = Story::new(KeyAlgorithm::EcdsaP256);
    for shape in Shape::ALL {
        let twice = story.sign(&story.sign(&document(shape, "Contratto")));
        let judged = story.judge(&twice);
        let coverage: Vec<&Coverage> = judged.iter().map(|status| &status.coverage).collect();
        assert_eq!(
            coverage,
            [&Coverage::EarlierRevision, &Coverage::WholeFile],
            "{shape:?}: the first covers its revision, the second the file"
        );
        assert!(judged.iter().all(SignatureStatus::is_acceptable), "{shape:?}: both hold");
        assert_ne!(judged[0].field, judged[1].field, "{shape:?}: two fields have two names");
        let thrice = story.sign(&twice);
        assert!(story.judge(&thrice).iter().all(SignatureStatus::is_acceptable), "{shape:?}: and a third");
    }
}

/// The document without what stands in the signatures' places. Some fields of a CMS are signed by nobody (versions,
/// certificates sent along), so a change there may leave a signature what it was.
fn without_places(pdf: &[u8]) -> Vec<u8> {
    let mut rest = pdf;
    let mut kept = Vec::new();
    while let Some(start) = rest.windows(10).position(|window| window == b"/Contents<") {
        let end = rest[start..].iter().position(|byte| *byte == b'>').map_or(rest.len(), |end| start + end);
        kept.extend_from_slice(&rest[..start + 10]);
        rest = &rest[end..];
    }
    kept.extend_from_slice(rest);
    kept
}

#[test]
fn every_changed_byte_is_noticed() {
    let story = Story::new(KeyAlgorithm::EcdsaP256);
    let signed = story.sign(&document(Shape::Table, "Verbale"));
    let document = without_places(&signed);
    let gap = signed.windows(10).position(|window| window == b"/Contents<").unwrap();
    // All of the document, and samples from the 10,000 digits of the place.
    let places = (0..gap + 20).chain((gap..signed.len()).step_by(41)).chain(signed.len() - 800..signed.len());
    for place in places {
        let mut changed = signed.clone();
        changed[place] ^= 0x01;
        let judged = story.judge_with(&changed, &[]).unwrap_or_default();
        let noticed = !is_accepted(&judged) || without_places(&changed) == document;
        assert!(noticed, "byte {place} changed and the document was accepted: {judged:?}");
    }
}

/// Appends an update made by `edit` to a signed document.
fn edited(signed: &[u8], edit: impl FnOnce(&mut IncrementalDocument)) -> Vec<u8> {
    let mut update = IncrementalDocument::create_from(signed.to_vec(), Document::load_mem(signed).unwrap());
    edit(&mut update);
    let mut bytes = Vec::new();
    update.save_to(&mut bytes).unwrap();
    bytes
}

type Edit = fn(&mut IncrementalDocument);

/// What a document must not become after it was signed.
fn forgeries() -> [(&'static str, Edit); 7] {
    [
        ("the page's content is replaced", |update| {
            let page = update.get_prev_documents().page_iter().next().unwrap();
            let content = update.get_prev_documents().get_page_contents(page)[0];
            update.opt_clone_object_to_new_document(content).unwrap();
            let stream = update.new_document.get_object_mut(content).unwrap().as_stream_mut().unwrap();
            stream.set_content(b"BT /F1 12 Tf 72 720 Td (Altro) Tj ET".to_vec());
        }),
        ("the page points to other content", |update| {
            let page = update.get_prev_documents().page_iter().next().unwrap();
            update.opt_clone_object_to_new_document(page).unwrap();
            let other = update.new_document.add_object(lopdf::Stream::new(dictionary! {}, b"q Q".to_vec()));
            update.new_document.get_dictionary_mut(page).unwrap().set("Contents", other);
        }),
        ("a note is laid over the page", |update| {
            let page = update.get_prev_documents().page_iter().next().unwrap();
            update.opt_clone_object_to_new_document(page).unwrap();
            let note = update.new_document.add_object(dictionary! {
                "Type" => "Annot", "Subtype" => "FreeText", "Contents" => Object::string_literal("Altro"),
                "Rect" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            });
            let page = update.new_document.get_dictionary_mut(page).unwrap();
            page.set("Annots", vec![Object::Reference(note)]);
        }),
        ("a visible signature field is laid over the page", |update| {
            let page = update.get_prev_documents().page_iter().next().unwrap();
            update.opt_clone_object_to_new_document(page).unwrap();
            let field = update.new_document.add_object(dictionary! {
                "Type" => "Annot", "Subtype" => "Widget", "FT" => "Sig", "T" => Object::string_literal("over"),
                "Rect" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            });
            let page = update.new_document.get_dictionary_mut(page).unwrap();
            page.get_mut(b"Annots").unwrap().as_array_mut().unwrap().push(field.into());
        }),
        ("the catalogue gets an action", |update| {
            let root = update.get_prev_documents().trailer.get(b"Root").unwrap().as_reference().unwrap();
            update.opt_clone_object_to_new_document(root).unwrap();
            let action = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
            update.new_document.get_dictionary_mut(root).unwrap().set("OpenAction", action);
        }),
        ("something is hidden behind it that nothing names", |update| {
            update.new_document.add_object(lopdf::Stream::new(dictionary! {}, b"another contract".to_vec()));
        }),
        ("the catalogue is exchanged", |update| {
            let catalog = update.get_prev_documents().catalog().unwrap().clone();
            let other = update.new_document.add_object(catalog);
            update.new_document.trailer.set("Root", other);
        }),
    ]
}

#[test]
fn changes_after_the_signature_are_told_apart_from_further_signatures() {
    let story = Story::new(KeyAlgorithm::EcdsaP256);
    for shape in [Shape::Table, Shape::Streams] {
        let signed = story.sign(&document(shape, "Verbale"));
        for (why, edit) in forgeries() {
            let judged = story.judge(&edited(&signed, edit));
            let [status] = judged.as_slice() else { panic!("{why}: one signature, found {judged:?}") };
            assert_eq!(status.integrity, Integrity::Intact, "{why}: the signed revision itself is untouched");
            assert!(matches!(status.coverage, Coverage::ChangedAfter { .. }), "{why}: {:?}", status.coverage);
            assert!(!status.is_acceptable(), "{why}: and so it is not accepted");
        }
    }
}

#[test]
fn appended_bytes_that_are_no_revision_are_noticed() {
    let story = Story::new(KeyAlgorithm::EcdsaP256);
    let mut signed = story.sign(&document(Shape::Table, "Verbale"));
    signed.extend_from_slice(b"\n% harmless?\n");
    let judged = story.judge_with(&signed, &[]).unwrap_or_default();
    assert!(
        judged.iter().all(|status| status.coverage != Coverage::WholeFile),
        "bytes after the signature are not covered: {judged:?}"
    );
}

/// Rewrites `/ByteRange` in place, keeping the length of the file.
fn with_byte_range(signed: &[u8], range: &str) -> Vec<u8> {
    let start = signed.windows(10).rposition(|window| window == b"/ByteRange").unwrap();
    let open = start + signed[start..].iter().position(|byte| *byte == b'[').unwrap() + 1;
    let close = start + signed[start..].iter().position(|byte| *byte == b']').unwrap();
    let mut changed = signed.to_vec();
    let padded = format!("{range:<width$}", width = close - open);
    changed[open..close].copy_from_slice(padded.as_bytes());
    changed
}

#[test]
fn tricks_with_the_byte_range_are_refused() {
    let story = Story::new(KeyAlgorithm::EcdsaP256);
    let signed = story.sign(&document(Shape::Table, "Verbale"));
    let length = signed.len();
    let gap = signed.windows(11).rposition(|window| window == b"/Contents<3").unwrap() + 9;
    let end = gap + signed[gap..].iter().position(|byte| *byte == b'>').unwrap() + 1;
    let rest = length - end;
    for (why, range) in [
        ("it begins later", format!("9 {gap} {end} {rest}")),
        ("the gap is larger than the signature", format!("0 {} {end} {rest}", gap - 20)),
        ("the gap reaches beyond the signature", format!("0 {gap} {} {}", end + 5, rest - 5)),
        ("the gap lies elsewhere", format!("0 10 20 {}", length - 20)),
        ("the parts overlap", format!("0 {end} {gap} {}", length - gap)),
        ("it reaches beyond the file", format!("0 {gap} {end} {}", rest + 1)),
        ("it overflows", format!("0 {gap} {end} {}", i64::MAX)),
        ("it is negative", format!("0 {gap} {end} -1")),
        ("it has two numbers", format!("0 {length}")),
        ("it has six numbers", format!("0 {gap} {end} 1 {end} 1")),
        ("there is no gap", format!("0 {length} {length} 0")),
    ] {
        let judged = story.judge(&with_byte_range(&signed, &range));
        let [status] = judged.as_slice() else { panic!("{why}: one signature, found {judged:?}") };
        assert!(matches!(status.integrity, Integrity::Refused { .. }), "{why}: {:?}", status.integrity);
    }
    let short = story.judge(&with_byte_range(&signed, &format!("0 {gap} {end} {}", rest - 3)));
    assert!(!short[0].is_acceptable(), "the last bytes are left out: {short:?}");
    assert_eq!(short[0].coverage, Coverage::Broken, "and that is no revision");
}

#[test]
fn an_expired_or_revoked_certificate_does_not_carry_a_signature() {
    let story = Story::new(KeyAlgorithm::EcdsaP256);
    let signed = story.sign(&document(Shape::Table, "Verbale"));
    let since = NOW - Duration::hours(1);
    let reason = Some(RevocationReason::CessationOfOperation);
    let entry = StatusEntry { serial: story.certificate.serial(), since, reason };
    let judged = story.judge_with(&signed, &[story.authority.status_list(1, NOW, vec![entry])]).unwrap();
    assert_eq!(judged[0].integrity, Integrity::Intact, "the bytes are what was signed");
    assert_eq!(
        judged[0].chain_status(),
        Some(&ChainStatus::Revoked { since, reason }),
        "by a revoked officer"
    );
    assert!(!judged[0].is_acceptable(), "so it is not accepted");

    let stranger = Story::new(KeyAlgorithm::EcdsaP256);
    let judged = stranger.judge(&signed);
    assert_eq!(judged[0].chain_status(), Some(&ChainStatus::Untrusted), "another authority's officer");
}

#[test]
fn what_cannot_be_signed_is_told_in_words() {
    let story = Story::new(KeyAlgorithm::EcdsaP256);
    let mut encrypted = Document::load_mem(&document(Shape::Table, "x")).unwrap();
    encrypted.trailer.set(
        "ID",
        vec![Object::string_literal("0123456789abcdef"), Object::string_literal("0123456789abcdef")],
    );
    let version = lopdf::EncryptionVersion::V2 {
        document: &encrypted,
        owner_password: "owner",
        user_password: "user",
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).unwrap();
    encrypted.encrypt(&state).unwrap();
    let mut bytes = Vec::new();
    encrypted.save_to(&mut bytes).unwrap();
    let error = prepare(&bytes, story.options()).unwrap_err();
    assert_eq!(error, SigningError::Pdf(PdfError::Encrypted), "an encrypted document");
    for bytes in [&b""[..], b"not a pdf"] {
        let error = prepare(bytes, story.options()).unwrap_err();
        assert!(matches!(error, SigningError::Pdf(PdfError::NotPdf(_))), "no document at all: {error}");
    }
    let mut pageless = Document::load_mem(&document(Shape::Table, "x")).unwrap();
    let page = pageless.page_iter().next().unwrap();
    pageless.delete_object(page);
    let mut bytes = Vec::new();
    pageless.save_to(&mut bytes).unwrap();
    let error = prepare(&bytes, story.options()).unwrap_err();
    assert_eq!(error, SigningError::Pdf(PdfError::NoPage), "a document without a page");
    assert!(story.judge(&document(Shape::Table, "x")).is_empty(), "an unsigned document has no signatures");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Several bytes changed, cut out or doubled anywhere: an answer or an error, never a panic, never "acceptable".
    #[test]
    fn mutated_documents_are_never_accepted(
        shape in 0..Shape::ALL.len(),
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>(), 0..3_u8), 1..8),
    ) {
        let (story, signed) = fixture(shape);
        let mut bytes = signed.clone();
        for (place, value, kind) in changes {
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = value,
                1 => drop(bytes.drain(place..(place + usize::from(value)).min(bytes.len()))),
                _ => {
                    let end = (place + usize::from(value)).min(bytes.len());
                    let copy = bytes[place..end].to_vec();
                    bytes.splice(place..place, copy);
                }
            }
            if bytes.is_empty() {
                break;
            }
        }
        prop_assume!(bytes != *signed);
        let judged = story.judge_with(&bytes, &[]).unwrap_or_default();
        // Bytes added behind the signed file that change no object of it (here: its own end once more) are harmless,
        // as the proofs are that others add later (EN 319 142-1 §5.4). What does change something is tried above.
        let only_appended = bytes.starts_with(signed);
        let noticed = only_appended || !is_accepted(&judged) || without_places(&bytes) == without_places(signed);
        // One signature alone may be left: then the other revision was cut off cleanly, which the mutations here
        // bring about only by chance, and which no reader can notice.
        prop_assert!(noticed || judged.len() < 2, "accepted: {:?}", judged);
        let _ = prepare(&bytes, story.options());
    }

    #[test]
    fn random_bytes_are_no_document(tail in proptest::collection::vec(any::<u8>(), 0..600)) {
        let (story, _) = fixture(0);
        let bytes = [&b"%PDF-1.7\n"[..], &tail].concat();
        prop_assert!(story.judge_with(&bytes, &[]).is_err(), "random bytes have no catalogue");
    }
}

/// Signing is slow for thousands of cases, so each shape is signed once.
fn fixture(shape: usize) -> &'static (Story, Vec<u8>) {
    static SIGNED: std::sync::OnceLock<Vec<(Story, Vec<u8>)>> = std::sync::OnceLock::new();
    let all = SIGNED.get_or_init(|| {
        Shape::ALL
            .iter()
            .map(|shape| {
                let story = Story::new(KeyAlgorithm::EcdsaP256);
                let signed = story.sign(&story.sign(&document(*shape, "Verbale")));
                (story, signed)
            })
            .collect()
    });
    &all[shape]
}
