//! The cross-check as lines to look at: what was compared, and how it stands.

use serde::{Deserialize, Serialize};

use super::{DraftContent, Fault, FaultCode as C, Step, cross, images, needed};
use crate::{document::FieldSource, document_number::has_form, moment::Day, words::words};

words! {
    /// What is compared.
    pub enum CrossCheck {
        /// The zone against its own check digits.
        ZoneDigits = "zoneDigits",
        /// The zone against the fields: transliterated, and cut where it had no room.
        ZoneAndFields = "zoneAndFields",
        /// What is printed against the fields.
        PrintAndFields = "printAndFields",
        /// Front and back against each other.
        Sides = "sides",
        /// The tax code against the person, omocodia and former municipalities included.
        TaxCodeAndPerson = "taxCodeAndPerson",
        /// The bar code against the tax code.
        BarcodeAndTaxCode = "barcodeAndTaxCode",
        NumberForm = "numberForm",
        Expiry = "expiry",
        Age = "age",
    }
}

words! {
    /// How a line stands.
    pub enum CheckState {
        Agrees = "agrees",
        /// Has to be corrected, or accepted with a reason where it is a mismatch.
        ToCorrect = "toCorrect",
        /// Accepted with a reason that goes into the case.
        Accepted = "accepted",
        /// The field differs from a reading that was too unsure to be insisted on: the officer has overruled it.
        Overruled = "overruled",
        /// One of the two is not there.
        NotCompared = "notCompared",
    }
}

/// A line of the cross-check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct CheckLine {
    pub check: CrossCheck,
    pub state: CheckState,
}

/// All lines, in the order in which they are shown.
pub(super) fn lines(content: &DraftContent, faults: &[Fault]) -> Vec<CheckLine> {
    let line = |check: &CrossCheck| CheckLine { check: *check, state: state(*check, content, faults) };
    CrossCheck::ALL.iter().map(line).collect()
}

fn state(check: CrossCheck, content: &DraftContent, faults: &[Fault]) -> CheckState {
    let mut found = faults.iter().filter(|fault| belongs(check, fault, content)).peekable();
    if found.peek().is_some() {
        return if found.all(|fault| fault.accepted) { CheckState::Accepted } else { CheckState::ToCorrect };
    }
    if source_of(check).is_some_and(|source| overruled(source, content)) {
        return CheckState::Overruled;
    }
    if compared(check, content) { CheckState::Agrees } else { CheckState::NotCompared }
}

/// Of the lines that compare what was read with the fields.
const fn source_of(check: CrossCheck) -> Option<FieldSource> {
    match check {
        CrossCheck::ZoneAndFields => Some(FieldSource::Mrz),
        CrossCheck::PrintAndFields => Some(FieldSource::Printed),
        CrossCheck::BarcodeAndTaxCode => Some(FieldSource::Barcode),
        _ => None,
    }
}

fn overruled(source: FieldSource, content: &DraftContent) -> bool {
    let mut read = content.readings.iter().filter(|reading| reading.source == source);
    read.any(|reading| cross::differs(content, reading))
}

fn belongs(check: CrossCheck, fault: &Fault, content: &DraftContent) -> bool {
    let read_by = |source: FieldSource| {
        fault.code == C::ReadingMismatch
            && content.readings.iter().any(|reading| {
                reading.source == source
                    && reading.path == fault.path
                    && fault.params.get("read") == Some(&reading.value)
            })
    };
    match check {
        CrossCheck::ZoneDigits => fault.code == C::CheckDigit,
        CrossCheck::ZoneAndFields => read_by(FieldSource::Mrz),
        CrossCheck::PrintAndFields => read_by(FieldSource::Printed),
        CrossCheck::Sides => fault.code == C::SidesDiffer,
        CrossCheck::TaxCodeAndPerson => matches!(fault.code, C::TaxCodeMismatch | C::NotATaxCode),
        CrossCheck::BarcodeAndTaxCode => read_by(FieldSource::Barcode),
        CrossCheck::NumberForm => fault.code == C::NumberForm,
        CrossCheck::Expiry => fault.code == C::DocumentExpired || no_day(fault, "document.expiresOn"),
        CrossCheck::Age => fault.code == C::TooYoung || no_day(fault, "person.bornOn"),
    }
}

/// A day that cannot be: nothing can be said of it.
fn no_day(fault: &Fault, path: &str) -> bool {
    fault.path == path && matches!(fault.code, C::NotADate | C::DateInFuture | C::DateOrder)
}

/// Whether both sides of the comparison are there.
fn compared(check: CrossCheck, content: &DraftContent) -> bool {
    let read = |source: FieldSource| {
        content.readings.iter().any(|reading| {
            reading.source == source
                && cross::counts(reading)
                && content.value(&reading.path).is_some_and(|value| !value.trim().is_empty())
        })
    };
    let (person, document) = (&content.person, &content.document);
    let of_document = needed(Step::Document, content);
    match check {
        CrossCheck::ZoneDigits => of_document && read(FieldSource::Mrz),
        CrossCheck::ZoneAndFields => read(FieldSource::Mrz),
        CrossCheck::PrintAndFields => read(FieldSource::Printed),
        CrossCheck::Sides => of_document && images::say_the_same_of_something(content),
        // Without the place only a part of the code was compared.
        CrossCheck::TaxCodeAndPerson => {
            cross::facts(content).is_some() && !person.birth_place_code.trim().is_empty()
        }
        CrossCheck::BarcodeAndTaxCode => read(FieldSource::Barcode),
        CrossCheck::NumberForm => {
            of_document
                && !document.number.trim().is_empty()
                && document.kind.is_some_and(|kind| has_form(kind, &document.country))
        }
        CrossCheck::Expiry => of_document && document.expires_on.trim().parse::<Day>().is_ok(),
        CrossCheck::Age => person.born_on.trim().parse::<Day>().is_ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::DocumentSide, draft::Reading};

    fn reading(source: FieldSource, path: &str, value: &str, side: DocumentSide) -> Reading {
        Reading {
            path: path.to_owned(),
            source,
            value: value.to_owned(),
            confidence: 95,
            checked: true,
            confirmed: false,
            side: Some(side),
            place: None,
            filled: true,
        }
    }

    fn check(content: &DraftContent, faults: &[Fault], expected: &[(CrossCheck, CheckState)], why: &str) {
        let lines = lines(content, faults);
        assert_eq!(lines.len(), CrossCheck::ALL.len(), "{why}: a line for everything that is compared");
        for (check, state) in expected {
            let found = lines.iter().find(|line| line.check == *check).map(|line| line.state);
            assert_eq!(found, Some(*state), "{why}: {check}");
        }
    }

    #[test]
    fn nothing_agrees_before_there_is_something_to_compare() {
        let all: Vec<_> = CrossCheck::ALL.iter().map(|check| (*check, CheckState::NotCompared)).collect();
        check(&DraftContent::default(), &[], &all, "an empty draft");
    }

    #[test]
    fn each_fault_belongs_to_the_line_of_its_source() {
        use CheckState::{Accepted, Agrees, NotCompared, ToCorrect};
        let mut content = DraftContent::default();
        "ROSSI".clone_into(&mut content.person.surname);
        "RSSMRA85T10A562S".clone_into(&mut content.person.tax_code);
        content.readings = vec![
            reading(FieldSource::Mrz, "person.surname", "ROSSI", DocumentSide::Back),
            reading(FieldSource::Barcode, "person.taxCode", "VRDMRA85T10A562S", DocumentSide::Back),
        ];
        let fault = Fault::mismatch(Step::Data, "person.taxCode", C::ReadingMismatch);
        let fault = fault.with("read", "VRDMRA85T10A562S");
        let expected = [
            (CrossCheck::ZoneAndFields, Agrees),
            (CrossCheck::BarcodeAndTaxCode, ToCorrect),
            (CrossCheck::PrintAndFields, NotCompared),
            (CrossCheck::Sides, NotCompared),
        ];
        check(&content, std::slice::from_ref(&fault), &expected, "a bar code of somebody else");
        let unsure = Reading { checked: false, confidence: 60, ..content.readings[0].clone() };
        content.readings[0] = Reading { value: "ROSSO".to_owned(), ..unsure };
        check(
            &content,
            &[],
            &[(CrossCheck::ZoneAndFields, CheckState::Overruled)],
            "a hint that was overruled",
        );
        let kept = Fault { accepted: true, ..fault };
        check(&content, &[kept], &[(CrossCheck::BarcodeAndTaxCode, Accepted)], "kept with a reason");
    }

    #[test]
    fn where_somebody_lives_is_compared_with_no_document() {
        let mut content = DraftContent::default();
        "Forlì".clone_into(&mut content.residence.town);
        content.readings = vec![reading(FieldSource::Printed, "residence.town", "Roma", DocumentSide::Back)];
        check(
            &content,
            &[],
            &[(CrossCheck::PrintAndFields, CheckState::NotCompared)],
            "neither agreed with nor overruled: people move",
        );
    }
}
