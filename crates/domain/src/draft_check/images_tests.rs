use super::*;
use crate::{document::FieldSource, draft_check::Severity};

fn reading(path: &str, value: &str, side: DocumentSide) -> Reading {
    Reading {
        path: path.to_owned(),
        source: FieldSource::Mrz,
        value: value.to_owned(),
        confidence: 99,
        checked: false,
        confirmed: false,
        side: Some(side),
        place: None,
        filled: false,
    }
}

fn content(readings: &[(&str, &str, DocumentSide)]) -> DraftContent {
    let readings = readings.iter().map(|(path, value, side)| reading(path, value, *side)).collect();
    DraftContent { readings, ..DraftContent::default() }
}

fn wrong(part: CheckedPart, printed: &str) -> WrongCheckDigit {
    WrongCheckDigit { part, printed: printed.to_owned(), side: DocumentSide::Back }
}

#[test]
fn two_documents_are_told_apart_and_one_is_not() {
    use DocumentSide::{Back, Both, Front};
    let (number, surname) = ("document.number", "person.surname");
    for (what, readings, told) in [
        ("nothing read", &[][..], None),
        ("one side alone", &[(number, "CA1", Front), (surname, "ROSSI", Front)], None),
        ("both say the same", &[(number, "CA1", Front), (number, "CA1", Back)], None),
        ("a name as the zone writes it", &[(surname, "DE<ROSSI", Front), (surname, "De Rossi", Back)], None),
        ("nothing in common to compare", &[(number, "CA1", Front), (surname, "ROSSI", Back)], None),
        ("two numbers", &[(number, "CA1", Front), (number, "CA2", Back)], Some((number, "CA1", "CA2"))),
        (
            "two people, told by the number first",
            &[
                (surname, "ROSSI", Front),
                (number, "CA1", Front),
                (surname, "BIANCHI", Back),
                (number, "CA2", Back),
            ],
            Some((number, "CA1", "CA2")),
        ),
        (
            "two people",
            &[(surname, "ROSSI", Front), (surname, "BIANCHI", Back)],
            Some((surname, "ROSSI", "BIANCHI")),
        ),
        ("one image with both sides has no other", &[(number, "CA1", Both), (number, "CA2", Front)], None),
    ] {
        let mut faults = Vec::new();
        sides(&content(readings), &mut faults);
        let said: Vec<_> = faults
            .iter()
            .map(|f| (f.params["field"].as_str(), f.params["front"].as_str(), f.params["back"].as_str()))
            .collect();
        assert_eq!(said, told.into_iter().collect::<Vec<_>>(), "{what}");
        for fault in faults {
            assert_eq!(
                (fault.step, fault.path.as_str()),
                (Step::Document, IMAGES),
                "{what}: told at the images"
            );
            assert_eq!(fault.severity, Severity::Mismatch, "{what}: another image, or a reason");
        }
    }
}

#[test]
fn a_wrong_check_digit_is_told_until_the_field_fits_it() {
    use CheckedPart::{BirthDate, Composite, DocumentNumber, ExpiryDate, Optional};
    // The examples of ICAO 9303: L898902C3 has 6, 740812 has 2, 120415 has 9.
    for (what, digits, number, born, expires, told) in [
        ("misread number", &[wrong(DocumentNumber, "6")][..], "L898902C8", "", "", &["document.number"][..]),
        ("number put right", &[wrong(DocumentNumber, "6")], "L898902C3", "", "", &[]),
        ("typed with a space, in small letters", &[wrong(DocumentNumber, "6")], "l898902 c3", "", "", &[]),
        ("field emptied", &[wrong(DocumentNumber, "6")], "", "", "", &["document.number"]),
        ("date of birth", &[wrong(BirthDate, "3")], "", "1974-08-12", "", &["person.bornOn"]),
        ("date of birth put right", &[wrong(BirthDate, "2")], "", "1974-08-12", "", &[]),
        ("expiry", &[wrong(ExpiryDate, "1")], "", "", "2012-04-15", &["document.expiresOn"]),
        ("the last digit alone", &[wrong(Composite, "1")], "", "", "", &[IMAGES]),
        ("personal number", &[wrong(Optional, "1")], "", "", "", &[IMAGES]),
        (
            "the last digit with another",
            &[wrong(DocumentNumber, "6"), wrong(Composite, "1")],
            "L898902C8",
            "",
            "",
            &["document.number"],
        ),
        (
            "all explained by what was put right",
            &[wrong(DocumentNumber, "6"), wrong(Composite, "1")],
            "L898902C3",
            "",
            "",
            &[],
        ),
        (
            "told once for a field",
            &[wrong(DocumentNumber, "6"), wrong(DocumentNumber, "7")],
            "X",
            "",
            "",
            &["document.number"],
        ),
    ] {
        let mut content = DraftContent { wrong_check_digits: digits.to_vec(), ..DraftContent::default() };
        number.clone_into(&mut content.document.number);
        born.clone_into(&mut content.person.born_on);
        expires.clone_into(&mut content.document.expires_on);
        let mut faults = Vec::new();
        check_digits(&content, &mut faults);
        let paths: Vec<_> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(paths, told, "{what}");
    }
}

#[test]
fn print_accuses_only_where_it_was_read_clearly() {
    let number = "document.number";
    for (confidence, source, front, told) in [
        (60, FieldSource::Printed, "CA2", false),
        (95, FieldSource::Printed, "CA2", true),
        (60, FieldSource::Mrz, "CA2", true),
    ] {
        let mut content =
            content(&[(number, front, DocumentSide::Front), (number, "CA1", DocumentSide::Back)]);
        content.readings[0] = Reading { source, confidence, ..content.readings[0].clone() };
        let mut faults = Vec::new();
        sides(&content, &mut faults);
        assert_eq!(!faults.is_empty(), told, "{source} at {confidence} %");
    }
}

#[test]
fn a_name_that_the_zone_cut_is_the_same_in_print() {
    let (surname, given) = ("person.surname", "person.givenNames");
    let (front, back) = (DocumentSide::Front, DocumentSide::Back);
    let mut content = content(&[
        (surname, "DEGLI ALBERTI MONTEMAGGIORE STRADIVARI", front),
        (surname, "DEGLI ALBERTI MONTEMAGGIORE", back),
        (given, "A", back),
    ]);
    content.readings[0].source = FieldSource::Printed;
    let mut faults = Vec::new();
    sides(&content, &mut faults);
    assert!(faults.is_empty(), "the zone had no room: {faults:?}");
}
