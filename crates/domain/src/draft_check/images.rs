//! Checks of the images against each other and of each zone against its own check digits.

use super::{
    Fault, FaultCode as C,
    cross::{SURE_FROM, same, says_in_full},
};
use crate::{
    document::{DocumentSide, FieldSource},
    draft::{CheckedPart, DraftContent, Reading, Step, WrongCheckDigit},
};

/// Faults of the images themselves stand here.
const IMAGES: &str = "document.images";

/// What tells two documents, or two people, apart; what tells most comes first.
const TELLING: &[&str] = &[
    "document.number",
    "person.surname",
    "person.givenNames",
    "person.bornOn",
    "document.expiresOn",
    "person.sex",
    "person.citizenship",
    "document.country",
    "document.kind",
    "person.taxCode",
];

/// What a side says of a field. Print that was not read clearly is a hint for the officer and accuses nobody.
fn read<'a>(content: &'a DraftContent, path: &str, side: DocumentSide) -> Option<&'a Reading> {
    let clear = |reading: &Reading| {
        reading.source != FieldSource::Printed || reading.checked || reading.confidence >= SURE_FROM
    };
    content
        .readings
        .iter()
        .find(|reading| reading.path == path && reading.side == Some(side) && clear(reading))
}

/// Two sides say the same, each as well as it can: a zone has no room for a long name.
fn agree(content: &DraftContent, front: &Reading, back: &Reading) -> bool {
    same(&front.value, &back.value)
        || says_in_full(content, front, back)
        || says_in_full(content, back, front)
}

/// Whether something that tells documents apart was read on both sides.
pub(super) fn say_the_same_of_something(content: &DraftContent) -> bool {
    let on = |path: &str, side| read(content, path, side).is_some();
    TELLING.iter().any(|path| on(path, DocumentSide::Front) && on(path, DocumentSide::Back))
}

/// Two images that say different things are not of one document.
pub(super) fn sides(content: &DraftContent, faults: &mut Vec<Fault>) {
    let read = |path: &str, side: DocumentSide| read(content, path, side);
    for path in TELLING {
        let (Some(front), Some(back)) = (read(path, DocumentSide::Front), read(path, DocumentSide::Back))
        else {
            continue;
        };
        if !agree(content, front, back) {
            // One fault, however much differs: it is one mistake, two documents mixed up.
            let fault = Fault::mismatch(Step::Document, IMAGES, C::SidesDiffer).with("field", *path);
            faults.push(fault.with("front", &front.value).with("back", &back.value));
            return;
        }
    }
}

/// Check digits that fit neither what was read nor what stands in the field now.
pub(super) fn check_digits(content: &DraftContent, faults: &mut Vec<Fault>) {
    for wrong in &content.wrong_check_digits {
        let fault = match field_of(wrong.part) {
            Some(path) => {
                if content.value(path).is_some_and(|typed| fits(wrong, typed)) {
                    // It was misread, and the officer has put it right: the printed digit says so.
                    continue;
                }
                Fault::mismatch(Step::Data, path, C::CheckDigit)
            }
            // The last digit runs over all others: where one of them is wrong, it has been told already.
            None if explained(content, wrong) => continue,
            None => Fault::mismatch(Step::Document, IMAGES, C::CheckDigit),
        };
        let told = |other: &Fault| (&other.path, other.code) == (&fault.path, C::CheckDigit);
        if !faults.iter().any(told) {
            faults.push(fault.with("part", wrong.part.as_str()));
        }
    }
}

const fn field_of(part: CheckedPart) -> Option<&'static str> {
    match part {
        CheckedPart::DocumentNumber => Some("document.number"),
        CheckedPart::BirthDate => Some("person.bornOn"),
        CheckedPart::ExpiryDate => Some("document.expiresOn"),
        CheckedPart::Optional | CheckedPart::Composite => None,
    }
}

fn explained(content: &DraftContent, wrong: &WrongCheckDigit) -> bool {
    wrong.part == CheckedPart::Composite
        && content
            .wrong_check_digits
            .iter()
            .any(|other| other.side == wrong.side && other.part != CheckedPart::Composite)
}

/// Whether the printed digit is the right one for what stands in the field.
fn fits(wrong: &WrongCheckDigit, typed: &str) -> bool {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase();
    let zone = match wrong.part {
        // A day stands in the zone as YYMMDD.
        CheckedPart::BirthDate | CheckedPart::ExpiryDate => letters.get(2..).unwrap_or_default(),
        _ => &letters,
    };
    !zone.is_empty() && wrong.printed == check_digit(zone).to_string()
}

/// Weights 7, 3, 1, sum modulo 10; digits count as they are, letters from 10 (ICAO 9303-3 §4.9).
fn check_digit(zone: &str) -> u32 {
    let weighed = zone.chars().zip([7, 3, 1].into_iter().cycle());
    weighed.map(|(c, weight)| c.to_digit(36).unwrap_or(0) * weight).sum::<u32>() % 10
}

#[cfg(test)]
#[path = "images_tests.rs"]
mod tests;
