//! From fields to lines with their check digits: for specimens and for the round-trip tests.

use time::Date;

use super::alphabet::{FILLER, check_digit, value};
use super::layout::{Format, MrzField, Slot};
use super::{MrzError, Names, Sex};

/// What a zone says. Names are in capitals A–Z (see [`super::names::transliterate`]); other texts may hold
/// letters, digits and spaces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printable {
    pub document_code: String,
    pub issuer: String,
    pub document_number: String,
    pub nationality: String,
    pub names: Names,
    /// `None`: unknown, printed as fillers.
    pub birth: Option<Date>,
    pub sex: Sex,
    /// `None`: no expiry, printed as fillers.
    pub expiry: Option<Date>,
    pub optional: String,
    pub second_optional: String,
}

/// Writes the lines of a zone. Names that do not fit are cut; a number longer than nine characters is
/// continued in the optional data of TD1 and TD2 and refused elsewhere, as is any other text too long.
pub fn write(format: Format, printable: &Printable) -> Result<Vec<String>, MrzError> {
    let mut rows = vec![vec![FILLER; format.line_length()]; format.line_count()];
    let day = |date: Option<Date>| {
        date.map_or_else(String::new, |d| {
            format!("{:02}{:02}{:02}", d.year().rem_euclid(100), u8::from(d.month()), d.day())
        })
    };
    let (number, optional) = split_number(printable);
    for slot in format.slots() {
        let text = match slot.field {
            MrzField::DocumentCode => printable.document_code.clone(),
            MrzField::Issuer => printable.issuer.clone(),
            MrzField::Names => printable.names.write(slot.to - slot.from),
            MrzField::DocumentNumber => number.clone(),
            MrzField::Nationality => printable.nationality.clone(),
            MrzField::BirthDate => day(printable.birth),
            MrzField::Sex => match printable.sex {
                Sex::Female => "F".to_owned(),
                Sex::Male => "M".to_owned(),
                Sex::Unspecified => String::new(),
            },
            MrzField::ExpiryDate => day(printable.expiry),
            MrzField::Optional => optional.clone(),
            MrzField::SecondOptional => printable.second_optional.clone(),
        };
        put(&mut rows, slot, &text, printable.document_number.len() > 9)?;
    }
    if let Some(composite) = format.composite() {
        let over: String =
            composite.over.iter().flat_map(|&(line, from, to)| rows[line][from..to].iter()).collect();
        rows[composite.line][composite.at] = check_digit(&over);
    }
    Ok(rows.into_iter().map(String::from_iter).collect())
}

/// Number field and optional data; see `number_of` in the parser for the rule.
fn split_number(printable: &Printable) -> (String, String) {
    let number = &printable.document_number;
    match number.split_at_checked(9).filter(|(_, tail)| !tail.is_empty()) {
        Some((head, tail)) => {
            (head.to_owned(), format!("{tail}{}<{}", check_digit(number), printable.optional))
        }
        None => (number.clone(), printable.optional.clone()),
    }
}

fn put(rows: &mut [Vec<char>], slot: &Slot, text: &str, long_number: bool) -> Result<(), MrzError> {
    let room = slot.to - slot.from;
    let found = text.chars().count();
    if found > room {
        return Err(MrzError::Length { line: slot.line + 1, expected: room, found });
    }
    let row = &mut rows[slot.line];
    for (at, c) in (slot.from..).zip(text.chars()) {
        let c = if c == ' ' { FILLER } else { c };
        if value(c).is_none() {
            return Err(MrzError::Character { line: slot.line + 1, column: at + 1, found: c });
        }
        row[at] = c;
    }
    if let Some(at) = slot.check.filter(|_| !(long_number && slot.field == MrzField::DocumentNumber)) {
        row[at] = check_digit(&row[slot.from..slot.to].iter().collect::<String>());
    }
    Ok(())
}
