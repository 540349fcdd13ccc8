//! Each paper is made from one case and read back: by our own reader, and by poppler and qpdf where they are installed
//! (the test command installs them).

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot set itself up has to stop")]

mod sample;

use std::{path::Path, process::Command};

use sportello_domain::{
    catalogue::Language,
    secret::{EmergencyCode, Passphrase, Pin, Puk},
};
use sportello_papers::{
    envelope::{self, EnvelopeContent, EnvelopeKeys},
    form,
    report::{self, FactsUnreadable},
};

fn text_of(pdf: &[u8], password: Option<&str>) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paper.pdf");
    std::fs::write(&path, pdf).unwrap();
    let mut command = Command::new("pdftotext");
    if let Some(password) = password {
        command.args(["-upw", password]);
    }
    let output =
        command.arg("-layout").arg(&path).arg("-").output().expect("pdftotext (poppler-utils) is installed");
    keep(&path);
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Keeps the papers for a look when `SPORTELLO_KEEP` names a folder.
fn keep(path: &Path) {
    if let Ok(folder) = std::env::var("SPORTELLO_KEEP") {
        let name = std::thread::current().name().unwrap_or("paper").replace("::", "-");
        std::fs::copy(path, Path::new(&folder).join(format!("{name}.pdf"))).unwrap();
    }
}

#[test]
fn a_report_states_the_case_and_carries_its_facts() {
    let case = sample::case();
    let facts = sample::facts(&case);
    let pdf = report::make(&facts, &case, Language::It).unwrap();
    assert_eq!(report::read_facts(&pdf).unwrap(), facts, "the embedded facts come back as they went in");
    let text = text_of(&pdf, None).expect("poppler reads it");
    for expected in
        ["Verbale di riconoscimento", "RSSMRA85T10A562S", "Rossi", "eIDAS art. 24(1 bis)(d)", "CA00000AA"]
    {
        assert!(text.contains(expected), "{expected} stands in the report");
    }
    assert!(text.contains(&facts.case_sha256[..32]), "the hash of the case is printed");
}

#[test]
fn a_pdf_without_facts_is_told_from_a_damaged_one() {
    let form = form::make(&sample::frame(Language::En), &sample::item(), &sample::texts(), None).unwrap();
    assert_eq!(report::read_facts(&form), Err(FactsUnreadable::NoFacts), "a form is no report");
    assert_eq!(report::read_facts(b"%PDF-1.7 nothing"), Err(FactsUnreadable::NotAPdf), "bytes are no PDF");
}

#[test]
fn a_blank_form_has_lines_where_a_filled_one_has_data() {
    let (frame, item, texts) = (sample::frame(Language::En), sample::item(), sample::texts());
    let blank = text_of(&form::make(&frame, &item, &texts, None).unwrap(), None).unwrap();
    assert!(blank.contains("Surname") && !blank.contains("Rossi"), "a blank form names nobody");
    assert!(blank.contains("Signature of the applicant"), "and is there to be signed");
}

#[test]
fn a_filled_form_shows_data_and_consents() {
    let (frame, item, texts) = (sample::frame(Language::It), sample::item(), sample::texts());
    let filled = text_of(&form::make(&frame, &item, &texts, Some(&sample::case())).unwrap(), None).unwrap();
    for expected in ["Rossi", "Mario", "Informativa privacy (versione 3)", "✓", "Firma del richiedente"] {
        assert!(filled.contains(expected), "{expected} stands in the form");
    }
}

#[test]
fn an_envelope_opens_with_its_passphrase_only() {
    let content = EnvelopeContent {
        holder: "Mario Rossi".into(),
        provider_name: "Prova".into(),
        user_id: "U-2026-000001".into(),
        pin: Pin::new("83920147".into()),
        puk: Puk::new("5720194836".into()),
        emergency_code: EmergencyCode::new("K7PQ2M9XTR".into()),
        training: true,
        made_at: sample::at(),
        language: Language::It,
    };
    let keys =
        EnvelopeKeys { file_key: [7; 32], file_id: [9; 16], owner: Passphrase::new("nobody-knows".into()) };
    let pdf = envelope::seal(&content, &Passphrase::new("Città-2026-segreta".into()), &keys).unwrap();
    let clear = [b"83920147".as_slice(), b"K7PQ2M9XTR".as_slice()];
    assert!(
        clear.iter().all(|code| !pdf.windows(code.len()).any(|w| w == *code)),
        "no code stands in the clear"
    );
    assert_eq!(text_of(&pdf, None), None, "without the passphrase nothing opens");
    assert_eq!(text_of(&pdf, Some("Citta-2026-segreta")), None, "nor with another one");
    let text = text_of(&pdf, Some("Città-2026-segreta")).expect("the passphrase opens it, accents and all");
    for expected in ["83920147", "5720194836", "K7PQ2M9XTR"] {
        assert!(text.contains(expected), "the holder finds the code");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("envelope.pdf");
    std::fs::write(&path, &pdf).unwrap();
    let qpdf = Command::new("qpdf")
        .args(["--password=Città-2026-segreta", "--show-encryption"])
        .arg(&path)
        .output()
        .unwrap();
    let shown = String::from_utf8_lossy(&qpdf.stdout).into_owned();
    assert!(shown.contains("R = 6") && shown.contains("AESv3"), "qpdf sees AES-256, revision 6: {shown}");
}
