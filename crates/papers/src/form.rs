//! The request form (contract): blank to print, or filled in from the case to sign. On paper the applicant and the
//! officer both sign.

use sportello_domain::{
    case::Case,
    catalogue::{CatalogueItem, ConsentText, Language},
    moment::Timestamp,
};

use crate::{
    PaperError,
    layout::{Frame, Layout},
    person_facts,
    wording::Words,
};

/// What stands around the case on a form.
#[derive(Clone, Debug)]
pub struct FormFrame {
    pub provider_name: String,
    pub customer_name: String,
    pub unit_name: String,
    /// The order's number, or the desk's local code until the centre has given one.
    pub reference: Option<String>,
    pub training: bool,
    pub made_at: Timestamp,
    pub language: Language,
}

/// Makes the form as PDF/A-3b. Without a case every field is a line to write on.
pub fn make(
    frame: &FormFrame,
    item: &CatalogueItem,
    texts: &[ConsentText],
    case: Option<&Case>,
) -> Result<Vec<u8>, PaperError> {
    let words = Words(frame.language);
    let reference = frame.reference.as_ref().map(|code| format!("{} {code}", words.order()));
    let footer =
        [Some(frame.customer_name.clone()), reference].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let mut layout = Layout::new(Frame {
        title: words.form_title().to_owned(),
        subtitle: format!("{} · {} · {}", frame.provider_name, frame.customer_name, frame.unit_name),
        footer,
        page_words: (words.page(), words.of()),
        language: words.language_tag(),
        training: frame.training.then(|| words.training()),
        made_at: frame.made_at,
    })?;
    layout.heading(words.product());
    let name = item.name.in_language(frame.language);
    layout.fact(words.product(), &format!("{name} ({})", words.carrier(item.carrier)));
    person_facts::certificate(&mut layout, words, case);
    layout.heading(words.applicant());
    person_facts::person(&mut layout, words, case.map(|c| &c.applicant));
    layout.heading(words.identity_document());
    person_facts::document(&mut layout, words, case.and_then(|c| c.document.as_ref()));
    layout.heading(words.contacts());
    person_facts::contacts(&mut layout, words, case.map(|c| &c.contacts));
    layout.heading(words.consents());
    for text in texts {
        let given =
            case.and_then(|c| c.consents.iter().find(|mark| mark.text == text.id)).map(|mark| mark.given);
        let title = text.title.in_language(frame.language);
        layout.paragraph(text.body.in_language(frame.language));
        layout.choice(
            &format!("{title} ({} {})", words.version(), text.version),
            [words.i_agree(), words.i_do_not_agree()],
            given,
        );
    }
    // The statement and the signatures under it stay on one page: nobody signs an empty sheet.
    layout.keep_together(190.0);
    layout.paragraph(words.form_statement());
    layout.fact(words.place_and_date(), "");
    layout.signatures(&[words.signature_applicant(), words.signature_officer()]);
    layout.finish(true, None)
}
