//! From what stands on a document to the fields of a draft: the words of the zone become the words of the form.

use sportello_capture::{
    document::{Checked, DocumentKind as Zone, DocumentReading, Field, FieldReading, Mismatch},
    picture::PixelBox,
};
use sportello_domain::{
    document::{DocumentKind, DocumentSide, FieldSource},
    draft::{DraftContent, ImageBox, Reading},
    person::Sex,
    places::mrz_state,
    tax_code::TaxCode,
};

/// What one picture gave.
pub(crate) struct Read {
    /// `None` for a visa: it proves no identity.
    pub kind: Option<DocumentKind>,
    pub values: Vec<Reading>,
    /// What does not fit, as words of the UI's catalogue.
    pub noticed: Vec<String>,
}

/// Translates a reading of a picture of this size.
pub(crate) fn translate(reading: &DocumentReading, side: DocumentSide, size: (u32, u32)) -> Read {
    let kind = match reading.kind {
        Zone::Passport => Some(DocumentKind::Passport),
        Zone::IdentityCard => Some(DocumentKind::IdentityCard),
        Zone::Visa => None,
    };
    let mut noticed: Vec<String> =
        reading.mismatches.iter().map(|mismatch| word(mismatch).to_owned()).collect();
    noticed.dedup();
    let values = reading.fields.iter().filter_map(|field| value(field, side, size)).collect();
    Read { kind, values, noticed }
}

fn value(field: &FieldReading, side: DocumentSide, size: (u32, u32)) -> Option<Reading> {
    let text = field.value.trim();
    let (path, value) = match field.field {
        Field::Surname => ("person.surname", text.to_owned()),
        Field::GivenNames => ("person.givenNames", text.to_owned()),
        Field::BirthDate => ("person.bornOn", text.to_owned()),
        Field::Sex => ("person.sex", sex(text)?.as_str().to_owned()),
        Field::Nationality => ("person.citizenship", country(text)?),
        Field::DocumentNumber => ("document.number", text.to_owned()),
        Field::IssuingState => ("document.country", country(text)?),
        Field::ExpiryDate => ("document.expiresOn", text.to_owned()),
        // Some cards state the tax code there; its own check character tells it from anything else.
        Field::OptionalData => ("person.taxCode", text.parse::<TaxCode>().ok()?.to_string()),
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 100")]
    let confidence = (field.confidence.clamp(0.0, 1.0) * 100.0).round() as u8;
    Some(Reading {
        path: path.to_owned(),
        source: FieldSource::Mrz,
        value,
        confidence,
        checked: field.checked == Checked::Passed,
        side: Some(side),
        place: field.place.map(|place| thousandths(place, size)),
    })
}

fn sex(text: &str) -> Option<Sex> {
    match text {
        "F" => Some(Sex::Female),
        "M" => Some(Sex::Male),
        _ => None,
    }
}

fn country(code: &str) -> Option<String> {
    Some(mrz_state(code)?.country()?.alpha2?.to_owned())
}

fn thousandths(place: PixelBox, (width, height): (u32, u32)) -> ImageBox {
    let part = |pixels: u32, whole: u32| {
        let thousandths = u64::from(pixels) * 1000 / u64::from(whole.max(1));
        u16::try_from(thousandths.min(1000)).unwrap_or(1000)
    };
    ImageBox {
        left: part(place.left, width),
        top: part(place.top, height),
        width: part(place.width, width),
        height: part(place.height, height),
    }
}

const fn word(mismatch: &Mismatch) -> &'static str {
    match mismatch {
        Mismatch::CheckDigit { .. } => "checkDigit",
        Mismatch::Expired { .. } => "expired",
        Mismatch::NameMayBeCut => "nameMayBeCut",
        Mismatch::UnknownState { .. } => "unknownState",
        Mismatch::NoSuchDay { .. } => "noSuchDay",
        Mismatch::SidesDiffer => "sidesDiffer",
    }
}

/// Keeps what was read from a side, and fills in the fields in which nothing stands. Gives the fields filled in.
pub(crate) fn take(content: &mut DraftContent, read: Read, side: DocumentSide) -> Vec<String> {
    let mut filled = Vec::new();
    if let Some(kind) = read.kind
        && content.document.kind.is_none()
    {
        content.document.kind = Some(kind);
        filled.push("document.kind".to_owned());
    }
    content.readings.retain(|old| old.side != Some(side) && old.side != Some(DocumentSide::Both));
    for reading in read.values {
        let empty = content.value(&reading.path).is_none_or(|typed| typed.trim().is_empty());
        if empty && fill(content, &reading) {
            filled.push(reading.path.clone());
        }
        content.readings.push(reading);
    }
    filled
}

fn fill(content: &mut DraftContent, reading: &Reading) -> bool {
    let (document, person) = (&mut content.document, &mut content.person);
    let field = match reading.path.as_str() {
        "document.number" => &mut document.number,
        "document.expiresOn" => &mut document.expires_on,
        "document.country" => &mut document.country,
        "person.taxCode" => &mut person.tax_code,
        "person.surname" => &mut person.surname,
        "person.givenNames" => &mut person.given_names,
        "person.bornOn" => &mut person.born_on,
        "person.citizenship" => &mut person.citizenship,
        "person.sex" => {
            person.sex = reading.value.parse().ok();
            return person.sex.is_some();
        }
        _ => return false,
    };
    field.clone_from(&reading.value);
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use sportello_capture::{
        document::{Side, Source},
        mrz::Format,
    };

    fn reading(fields: &[(Field, &str, Checked)]) -> DocumentReading {
        let fields = fields.iter().map(|(field, value, checked)| FieldReading {
            field: *field,
            value: (*value).to_owned(),
            confidence: 0.987,
            checked: *checked,
            source: Source::Mrz { line: 1 },
            side: Side::Front,
            place: Some(PixelBox { left: 100, top: 50, width: 200, height: 20 }),
        });
        DocumentReading {
            kind: Zone::IdentityCard,
            format: Format::Td1,
            lines: Vec::new(),
            quarter_turns: 0,
            fields: fields.collect(),
            mismatches: vec![Mismatch::NameMayBeCut, Mismatch::NameMayBeCut],
        }
    }

    #[test]
    fn the_words_of_the_zone_become_the_words_of_the_form() {
        let zone = reading(&[
            (Field::Surname, "ROSSI", Checked::None),
            (Field::Sex, "F", Checked::None),
            (Field::Nationality, "D", Checked::None),
            (Field::IssuingState, "ITA", Checked::None),
            (Field::BirthDate, "1980-01-01", Checked::Passed),
            (Field::OptionalData, "RSSMRA80A01H501U", Checked::Passed),
        ]);
        let read = translate(&zone, DocumentSide::Back, (1000, 500));
        let values: Vec<_> =
            read.values.iter().map(|r| (r.path.as_str(), r.value.as_str(), r.checked)).collect();
        let expected = [
            ("person.surname", "ROSSI", false),
            ("person.sex", "female", false),
            ("person.citizenship", "DE", false),
            ("document.country", "IT", false),
            ("person.bornOn", "1980-01-01", true),
            ("person.taxCode", "RSSMRA80A01H501U", true),
        ];
        assert_eq!(values, expected, "sex, states and dates as the form has them; only check digits confirm");
        assert_eq!(read.noticed, ["nameMayBeCut"], "what does not fit is told once");
        let place = ImageBox { left: 100, top: 100, width: 200, height: 40 };
        assert_eq!(read.values[0].place, Some(place), "places are in thousandths of the picture");
        assert_eq!(read.values[0].confidence, 99, "in percent");
    }

    #[test]
    fn what_the_officer_typed_is_never_overwritten() {
        let mut content = DraftContent::default();
        content.person.surname = "De Rossi".to_owned();
        let zone =
            reading(&[(Field::Surname, "ROSSI", Checked::None), (Field::GivenNames, "ANNA", Checked::None)]);
        let filled = take(&mut content, translate(&zone, DocumentSide::Back, (10, 10)), DocumentSide::Back);
        assert_eq!(filled, ["document.kind", "person.givenNames"], "only empty fields are filled in");
        assert_eq!(content.person.surname, "De Rossi", "the typed name stands");
        assert_eq!(content.readings.len(), 2, "and the reading is kept beside it, to be compared");
        let again = take(&mut content, translate(&zone, DocumentSide::Back, (10, 10)), DocumentSide::Back);
        assert!(again.is_empty(), "a second picture of the side fills in nothing new");
        assert_eq!(content.readings.len(), 2, "and replaces what was read from the first");
    }

    #[test]
    fn a_visa_is_no_identity_document_and_nonsense_is_left_out() {
        let mut zone = reading(&[
            (Field::Nationality, "Q9Q", Checked::None),
            (Field::OptionalData, "XXXX", Checked::None),
            (Field::Sex, "X", Checked::None),
        ]);
        zone.kind = Zone::Visa;
        let read = translate(&zone, DocumentSide::Both, (10, 10));
        assert_eq!(read.kind, None, "a visa proves no identity");
        assert!(read.values.is_empty(), "no state, no tax code, no sex the form knows: {:?}", read.values);
    }
}
