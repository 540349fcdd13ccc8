//! Checks across fields: what was typed against what was read, the tax code against the person.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

use super::{Fault, FaultCode as C};
use crate::{
    document::FieldSource,
    document_number,
    draft::{DraftContent, Reading, Step},
    tax_code::{self, TaxCode},
};

/// From here on (percent) a zone's value counts without a check digit of its own: names, sex and citizenship have none.
pub const SURE_FROM: u8 = 85;

/// Shorter names than these, in letters of both together, no zone cuts: a TD1 has room for 30, less the two `<` between
/// them and one where it was cut (ICAO 9303-5 §4.2.2).
const NEVER_CUT: usize = 27;

/// A value read from the document that differs from what stands in the field.
pub(super) fn readings(content: &DraftContent, faults: &mut Vec<Fault>) {
    for reading in &content.readings {
        if !differs(content, reading) {
            continue;
        }
        // Another reading is a hint, which the officer has overruled.
        if reading.checked || (reading.source == FieldSource::Mrz && reading.confidence >= SURE_FROM) {
            let fault = Fault::mismatch(Step::Data, &reading.path, C::ReadingMismatch);
            faults.push(fault.with("read", reading.value.clone()));
        }
    }
}

/// Whether what was read is held against the field. People move: where they live now is what they say.
pub(super) fn counts(reading: &Reading) -> bool {
    !reading.path.starts_with("residence.")
}

/// Whether the field says something, and something else than was read.
pub(super) fn differs(content: &DraftContent, reading: &Reading) -> bool {
    counts(reading)
        && content.value(&reading.path).is_some_and(|typed| {
            !typed.trim().is_empty() && !same(typed, &reading.value) && !cut_short(content, reading, typed)
        })
}

/// Whether the print says in full what the zone could not: with accents and marks that zones have not, or to the end.
pub fn says_in_full(content: &DraftContent, zone: &Reading, printed: &Reading) -> bool {
    let marked = printed.value.chars().any(|c| !c.is_ascii() || matches!(c, '\'' | '-'));
    printed.source == FieldSource::Printed
        && zone.source == FieldSource::Mrz
        && ((marked && same(&printed.value, &zone.value)) || cut_short(content, zone, &printed.value))
}

/// A long name that the zone had no room for: it says the beginning of what stands in the field.
fn cut_short(content: &DraftContent, reading: &Reading, typed: &str) -> bool {
    const NAMES: [&str; 2] = ["person.surname", "person.givenNames"];
    let length = |path: &str| {
        let of_side = |other: &&Reading| other.path == path && other.side == reading.side;
        content.readings.iter().find(of_side).map_or(0, |name| name.value.chars().count())
    };
    NAMES.contains(&reading.path.as_str())
        && NAMES.into_iter().map(length).sum::<usize>() >= NEVER_CUT
        && foldings(typed).iter().any(|typed| typed.starts_with(&fold(&reading.value, false)))
}

/// The tax code, and what it is compared with; `None` while something of it is missing.
pub(super) fn facts(content: &DraftContent) -> Option<(TaxCode, tax_code::PersonFacts<'_>)> {
    let person = &content.person;
    if person.surname.trim().is_empty() || person.given_names.trim().is_empty() {
        return None;
    }
    let facts = tax_code::PersonFacts {
        surname: &person.surname,
        given_names: &person.given_names,
        sex: person.sex?,
        born_on: person.born_on.trim().parse().ok()?,
        birth_place: person.birth_place_code.trim().parse().ok(),
    };
    Some((person.tax_code.trim().parse().ok()?, facts))
}

/// The parts of the tax code that do not fit the person.
pub(super) fn tax_code(content: &DraftContent, faults: &mut Vec<Fault>) {
    let Some((code, facts)) = facts(content) else { return };
    for mismatch in tax_code::compare(&code, &facts) {
        let fault = Fault::mismatch(Step::Data, "person.taxCode", C::TaxCodeMismatch);
        faults.push(fault.with("part", mismatch.code()));
    }
}

/// A number that looks unlike those of such documents.
pub(super) fn number(content: &DraftContent, faults: &mut Vec<Fault>) {
    let document = &content.document;
    let (Some(kind), false) = (document.kind, document.number.trim().is_empty()) else { return };
    if let Some(example) = document_number::expected_form(kind, &document.country, &document.number) {
        let fault = Fault::mismatch(Step::Data, "document.number", C::NumberForm);
        faults.push(fault.with("example", example));
    }
}

/// Equal as documents see it: case and accents do not count, `<` is a space, and a letter that a zone does not have may
/// be spelt (`Ü` as `UE`) or bare (`U`), as ICAO 9303-3 §6 leaves it to the issuer.
pub fn same(typed: &str, read: &str) -> bool {
    foldings(typed).iter().any(|typed| foldings(read).contains(typed))
}

fn foldings(text: &str) -> [String; 2] {
    [fold(text, true), fold(text, false)]
}

fn fold(text: &str, spelt: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.trim().chars().nfc() {
        // `ß` has two letters as a capital.
        let capital =
            if character == 'ß' { character } else { character.to_uppercase().next().unwrap_or(character) };
        match capital {
            'Ä' if spelt => out.push_str("AE"),
            'Ö' | 'Ø' if spelt => out.push_str("OE"),
            'Ü' if spelt => out.push_str("UE"),
            'Å' if spelt => out.push_str("AA"),
            'Æ' => out.push_str("AE"),
            'Œ' => out.push_str("OE"),
            'Ø' => out.push('O'),
            'ß' | 'ẞ' => out.push_str("SS"),
            'Þ' => out.push_str("TH"),
            'Ð' | 'Đ' => out.push('D'),
            'Ł' => out.push('L'),
            'Ħ' => out.push('H'),
            '\'' | '’' | '`' => {}
            ' ' | '-' | '<' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            other => out.extend(std::iter::once(other).nfd().filter(|part| !is_combining_mark(*part))),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_the_same_however_the_document_writes_it() {
        for (typed, read) in [
            ("D'Aloè", "DALOE"),
            ("De  Müller", "DE MUELLER"),
            ("Rossi-Bianchi", "ROSSI<BIANCHI"),
            ("Groß", "GROSS"),
            ("Müller", "MULLER"),
            ("Nuñez", "NUNEZ"),
            ("Čapek", "CAPEK"),
            ("Łukasz", "LUKASZ"),
            ("Søren", "SOEREN"),
        ] {
            assert!(same(typed, read), "{typed} and {read} are one name");
        }
        assert!(!same("Rossi", "Rosso"), "another letter is another name");
    }

    fn reading(path: &str, value: &str, confidence: u8) -> Reading {
        Reading {
            path: path.to_owned(),
            source: FieldSource::Mrz,
            value: value.to_owned(),
            confidence,
            checked: false,
            confirmed: false,
            side: None,
            place: None,
            filled: false,
        }
    }

    fn check(surname: &str, read: (&str, u8), given_names: &str, told: bool, why: &str) {
        let mut content = DraftContent::default();
        surname.clone_into(&mut content.person.surname);
        content.readings =
            vec![reading("person.surname", read.0, read.1), reading("person.givenNames", given_names, 100)];
        let mut faults = Vec::new();
        readings(&content, &mut faults);
        assert_eq!(!faults.is_empty(), told, "{surname} where {read:?} {given_names} was read: {why}");
    }

    #[test]
    fn a_name_that_was_surely_read_otherwise_is_told() {
        check("Rosso", ("ROSSI", 96), "ANNA", true, "no check digit covers a name, and it was read clearly");
        check("Rosso", ("ROSSI", 60), "ANNA", false, "a guess that the officer has overruled");
        check("Rossini", ("ROSSI", 96), "ANNA", true, "there was room for the whole name");
        check("Rossi", ("ROSSI", 96), "ANNA", false, "the same");
    }

    #[test]
    fn a_number_of_another_form_is_told() {
        let mut content = DraftContent::default();
        "IT".clone_into(&mut content.document.country);
        content.document.kind = Some(crate::document::DocumentKind::Passport);
        for (number, example) in [("YA1234567", None), ("YA123456", Some("YA0000000")), (" ", None)] {
            number.clone_into(&mut content.document.number);
            let mut faults = Vec::new();
            super::number(&content, &mut faults);
            let told = faults.first().and_then(|fault| fault.params.get("example"));
            assert_eq!(told.map(String::as_str), example, "{number:?}");
        }
    }

    #[test]
    fn a_long_name_may_be_cut_in_the_zone() {
        let long = "Degli Alberti Montemaggiore Stradivari";
        check(long, ("DEGLI ALBERTI MONTEMAGGIORE", 96), "A", false, "the zone had no room for more");
        check(long, ("DEGLI ALBERTI MONTEMINORE", 96), "ANNA", true, "but this is another name");
    }
}
