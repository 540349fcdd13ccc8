use super::*;
use sportello_capture::{
    document::{Checked, ZoneText},
    mrz::Format,
};
use sportello_domain::{case::AcceptedMismatch, draft::DraftResidence};

fn reading(fields: &[(Field, &str, Checked)]) -> DocumentReading {
    let fields = fields.iter().map(|(field, value, checked)| FieldReading {
        field: *field,
        value: (*value).to_owned(),
        confidence: 0.987,
        checked: *checked,
        source: Source::Mrz { line: 1 },
        place: Some(PixelBox { left: 100, top: 50, width: 200, height: 20 }),
        certain: *checked == Checked::Passed,
    });
    DocumentReading {
        kind: Some(Zone::IdentityCard),
        zone: Some(ZoneText { format: Format::Td1, lines: Vec::new() }),
        quarter_turns: 0,
        size: (1000, 500),
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
    let read = translate(&zone, DocumentSide::Back).unwrap();
    let values: Vec<_> = read.values.iter().map(|r| (r.path.as_str(), r.value.as_str(), r.checked)).collect();
    let expected = [
        ("document.kind", "identityCard", false),
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
    assert_eq!(read.values[1].place, Some(place), "places are in thousandths of the picture");
    assert_eq!(read.values[1].confidence, 99, "in percent");
}

/// A back of this document, as it is read.
fn back(fields: &[(Field, &str, Checked)]) -> Read {
    translate(&reading(fields), DocumentSide::Back).unwrap()
}

#[test]
fn what_the_officer_typed_is_never_overwritten_and_never_taken_back() {
    let mut content = DraftContent::default();
    content.person.surname = "De Rossi".to_owned();
    let fields = [(Field::Surname, "ROSSI", Checked::None), (Field::GivenNames, "ANNA", Checked::None)];
    let filled = take(&mut content, back(&fields));
    assert_eq!(filled, ["document.kind", "person.givenNames"], "only empty fields are filled in");
    assert_eq!(content.person.surname, "De Rossi", "the typed name stands");
    assert_eq!(content.readings.len(), 3, "and the reading is kept beside it, to be compared");
    forget(&mut content, DocumentSide::Back);
    assert_eq!(content.person.surname, "De Rossi", "the typed name stands when the image goes");
    assert_eq!(content.person.given_names, "", "what only the image said goes with it");
    assert_eq!(content.document.kind, None, "the kind of document too");
    assert!(content.readings.is_empty(), "and nothing is compared any more: {:?}", content.readings);
}

#[test]
fn a_value_the_officer_corrected_is_the_officers() {
    let fields = [(Field::Surname, "R0SSI", Checked::None), (Field::GivenNames, "ANNA", Checked::None)];
    let mut content = DraftContent::default();
    take(&mut content, back(&fields));
    content.person.surname = "Rossi".to_owned();
    typed_over(&mut content);
    content.person.surname = "R0SSI".to_owned();
    typed_over(&mut content);
    forget(&mut content, DocumentSide::Back);
    assert_eq!(content.person.surname, "R0SSI", "typed back is typed");
    assert_eq!(content.person.given_names, "", "never touched, it goes");
}

#[test]
fn what_two_images_say_outlives_one_of_them() {
    let mut content = DraftContent::default();
    let front = [(Field::Surname, "ROSSI", Checked::None), (Field::DocumentNumber, "CA1", Checked::Passed)];
    let other = [(Field::Surname, "ROSSI", Checked::None), (Field::DocumentNumber, "CA2", Checked::Passed)];
    take(&mut content, translate(&reading(&front), DocumentSide::Front).unwrap());
    take(&mut content, back(&other));
    assert_eq!(content.document.number, "CA1", "the first image filled the field");
    forget(&mut content, DocumentSide::Front);
    assert_eq!(content.person.surname, "ROSSI", "the other image says it too");
    assert_eq!(content.document.number, "CA2", "and what it alone says stands now");
    forget(&mut content, DocumentSide::Back);
    assert_eq!(
        (content.person.surname.as_str(), content.document.number.as_str()),
        ("", ""),
        "nobody says it"
    );
}

#[test]
fn a_wrong_check_digit_is_kept_with_its_image_and_its_reasons_go_with_it() {
    let mut zone = reading(&[(Field::DocumentNumber, "CA1", Checked::Failed)]);
    zone.mismatches = vec![Mismatch::CheckDigit { part: ZonePart::DocumentNumber, printed: '7' }];
    let read = translate(&zone, DocumentSide::Back).unwrap();
    assert_eq!(read.noticed, ["checkDigit"], "told at once");
    let mut content = DraftContent::default();
    take(&mut content, read);
    let kept = WrongCheckDigit {
        part: CheckedPart::DocumentNumber,
        printed: "7".to_owned(),
        side: DocumentSide::Back,
    };
    assert_eq!(content.wrong_check_digits, [kept], "and kept, so that the check goes on telling it");
    assert_eq!(content.document.number, "CA1", "the field is filled in all the same: the officer compares");
    content.accepted_mismatches.push(AcceptedMismatch {
        code: "checkDigit".to_owned(),
        path: "document.number".to_owned(),
        reason: "worn print".to_owned(),
        about: None,
    });
    forget(&mut content, DocumentSide::Back);
    reconsider(&mut content);
    assert!(content.wrong_check_digits.is_empty(), "without the image there is no such digit");
    assert!(content.accepted_mismatches.is_empty(), "and no reason for one");
}

#[test]
fn a_visa_is_no_identity_document_and_nonsense_is_left_out() {
    let mut zone = reading(&[
        (Field::Nationality, "Q9Q", Checked::None),
        (Field::OptionalData, "XXXX", Checked::None),
        (Field::Sex, "X", Checked::None),
    ]);
    let read = translate(&zone, DocumentSide::Both).unwrap();
    let paths: Vec<_> = read.values.iter().map(|reading| reading.path.as_str()).collect();
    assert_eq!(paths, ["document.kind"], "no state, no tax code, no sex that the form knows");
    zone.kind = Some(Zone::Visa);
    assert!(translate(&zone, DocumentSide::Both).is_none(), "a visa proves no identity");
}

/// What a picture says in print.
fn print(side: DocumentSide, fields: &[(Field, &str)]) -> Read {
    let known: Vec<_> = fields.iter().map(|(field, value)| (*field, *value, Checked::None)).collect();
    let mut reading = reading(&known);
    reading.zone = None;
    reading.mismatches.clear();
    reading.fields.iter_mut().for_each(|field| field.source = Source::Printed);
    translate(&reading, side).unwrap()
}

#[test]
fn the_print_completes_what_the_zone_said() {
    let mut content = DraftContent::default();
    let zone = [(Field::Surname, "DANGELO", Checked::None), (Field::GivenNames, "ANNA", Checked::None)];
    take(&mut content, back(&zone));
    let said = [
        (Field::Surname, "D'ÀNGELO"),
        (Field::GivenNames, "ANNA"),
        (Field::Authority, "FORLÌ"),
        (Field::BirthDate, "1984-02-29"),
        (Field::BirthPlace, "FORLÌ (FC)"),
    ];
    let filled = deepen(&mut content, DocumentSide::Front, print(DocumentSide::Front, &said));
    let mut expected = vec!["document.authority", "person.bornOn", "person.birthCountry"];
    expected.extend(["person.birthPlace", PLACE_CODE, "person.surname"]);
    assert_eq!(filled, expected, "what was empty, and the name that the zone cannot write");
    assert_eq!(content.document.authority, "COMUNE DI FORLÌ", "in its whole name");
    assert_eq!(content.person.surname, "D'ÀNGELO", "with its accent");
    let place =
        (&content.person.birth_place, &content.person.birth_place_code, &content.person.birth_province);
    assert_eq!(place, (&"Forlì".to_owned(), &"D704".to_owned(), &"FO".to_owned()), "as it was on that day");
    let checked = |path: &str| {
        let of = content.readings.iter().filter(|reading| reading.path == path);
        of.map(|reading| (reading.source, reading.checked)).collect::<Vec<_>>()
    };
    let both = [(FieldSource::Mrz, true), (FieldSource::Printed, true)];
    assert_eq!(checked("person.givenNames"), both, "two that agree leave nothing to look at");
    let accent = [(FieldSource::Mrz, true), (FieldSource::Printed, false)];
    assert_eq!(checked("person.surname"), accent, "but no zone confirms an accent");

    forget(&mut content, DocumentSide::Front);
    assert_eq!(content.person.surname, "DANGELO", "without the print, what the zone says");
    let gone = [&content.document.authority, &content.person.birth_place, &content.person.birth_province];
    assert_eq!(gone, ["", "", ""], "what only the print said goes with it");
    assert!(content.readings.iter().all(|reading| !reading.checked), "one alone confirms nothing");
}

#[test]
fn the_residence_is_filled_in_whole_or_not_at_all() {
    let said = [(Field::Residence, "VIA ROMA, N. 1 FORLÌ (FC)")];
    let home = |content: &DraftContent| {
        let home = &content.residence;
        [&home.country, &home.street, &home.town, &home.province].map(String::clone)
    };
    let mut content = DraftContent::default();
    deepen(&mut content, DocumentSide::Back, print(DocumentSide::Back, &said));
    assert_eq!(home(&content), ["IT", "VIA ROMA, N. 1", "Forlì", "FC"], "each part in its field");
    forget(&mut content, DocumentSide::Back);
    assert_eq!(home(&content), ["", "", "", ""], "and gone with the image");

    content.residence.street = "Via Nuova 2".to_owned();
    deepen(&mut content, DocumentSide::Back, print(DocumentSide::Back, &said));
    assert_eq!(
        home(&content),
        ["", "Via Nuova 2", "", ""],
        "an address that was begun is not finished from it"
    );
    let abroad = DraftResidence { country: "DE".to_owned(), ..DraftResidence::default() };
    let mut content = DraftContent { residence: abroad, ..DraftContent::default() };
    deepen(&mut content, DocumentSide::Back, print(DocumentSide::Back, &said));
    assert_eq!(home(&content), ["DE", "", "", ""], "nor one in another country");

    let apart = [(Field::Residence, "FORLÌ (FC)"), (Field::Street, "VIA ROMA 1")];
    let mut content = DraftContent::default();
    deepen(&mut content, DocumentSide::Front, print(DocumentSide::Front, &apart));
    assert_eq!(home(&content), ["IT", "VIA ROMA 1", "Forlì", "FC"], "the paper card has two lines");
}

#[test]
fn a_second_look_at_a_side_takes_the_place_of_the_first() {
    let mut content = DraftContent::default();
    let first = [(Field::Surname, "R0SSI", Checked::None), (Field::GivenNames, "ANNA", Checked::None)];
    take(&mut content, back(&first));
    "Rosa".clone_into(&mut content.person.given_names);
    typed_over(&mut content);
    let second = [(Field::Surname, "ROSSI", Checked::None), (Field::GivenNames, "ANNA", Checked::None)];
    let filled = deepen(&mut content, DocumentSide::Back, back(&second));
    assert_eq!(filled, ["person.surname"], "only what is new is told");
    assert_eq!(content.person.surname, "ROSSI", "what the first look filled in follows the second");
    assert_eq!(content.person.given_names, "Rosa", "what the officer typed stands");
    let surnames = content.readings.iter().filter(|reading| reading.path == "person.surname").count();
    assert_eq!(surnames, 1, "a side says a field once");
}

#[test]
fn a_place_that_may_be_two_is_left_to_the_officer() {
    let mut content = DraftContent::default();
    // One in the province of Como, one in that of Trento.
    let said = [(Field::BirthDate, "1984-02-29"), (Field::BirthPlace, "SAMONE")];
    take(&mut content, print(DocumentSide::Front, &said));
    assert_eq!(content.person.birth_place, "", "nothing is guessed");
    put(&mut content, "person.birthPlace", "Roma");
    assert!(!put(&mut content, PLACE_CODE, "D704"), "a code of another place is not taken");
}
