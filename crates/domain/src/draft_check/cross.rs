//! Checks across fields: what was typed against what was read, the tax code against the person.

use super::{Fault, FaultCode as C};
use crate::{
    draft::{DraftContent, Step},
    tax_code::{self, TaxCode},
};

/// A value read from the document that differs from what stands in the field.
pub(super) fn readings(content: &DraftContent, faults: &mut Vec<Fault>) {
    for reading in &content.readings {
        let Some(typed) = content.value(&reading.path) else { continue };
        if typed.trim().is_empty() || same(typed, &reading.value) {
            continue;
        }
        // A value under a check digit that agrees is strong; another reading is a hint the officer has overruled.
        if reading.checked {
            let fault = Fault::mismatch(Step::Data, &reading.path, C::ReadingMismatch);
            faults.push(fault.with("read", reading.value.clone()));
        }
    }
}

/// The parts of the tax code that do not fit the person.
pub(super) fn tax_code(content: &DraftContent, faults: &mut Vec<Fault>) {
    let person = &content.person;
    let (Ok(code), Ok(born_on), Some(sex)) = (
        person.tax_code.trim().parse::<TaxCode>(),
        person.born_on.trim().parse::<crate::moment::Day>(),
        person.sex,
    ) else {
        return;
    };
    if person.surname.trim().is_empty() || person.given_names.trim().is_empty() {
        return;
    }
    let facts = tax_code::PersonFacts {
        surname: &person.surname,
        given_names: &person.given_names,
        sex,
        born_on,
        birth_place: person.birth_place_code.trim().parse().ok(),
    };
    for mismatch in tax_code::compare(&code, &facts) {
        let fault = Fault::mismatch(Step::Data, "person.taxCode", C::TaxCodeMismatch);
        faults.push(fault.with("part", mismatch.code()));
    }
}

/// Equal as documents see it: case and accents do not count, `<` is a space.
pub(super) fn same(typed: &str, read: &str) -> bool {
    fold(typed) == fold(read)
}

fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.trim().chars() {
        // `ß` has two letters as a capital; all others here have one.
        let capital =
            if character == 'ß' { character } else { character.to_uppercase().next().unwrap_or(character) };
        match capital {
            'À' | 'Á' | 'Â' | 'Ã' | 'Å' => out.push('A'),
            'Ä' | 'Æ' => out.push_str("AE"),
            'È' | 'É' | 'Ê' | 'Ë' => out.push('E'),
            'Ì' | 'Í' | 'Î' | 'Ï' => out.push('I'),
            'Ò' | 'Ó' | 'Ô' | 'Õ' => out.push('O'),
            'Ö' | 'Ø' => out.push_str("OE"),
            'Ù' | 'Ú' | 'Û' => out.push('U'),
            'Ü' => out.push_str("UE"),
            'ß' => out.push_str("SS"),
            'Ç' => out.push('C'),
            'Ñ' => out.push('N'),
            '\'' | '’' | '`' => {}
            ' ' | '-' | '<' => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            other => out.push(other),
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
        ] {
            assert!(same(typed, read), "{typed} and {read} are one name");
        }
        assert!(!same("Rossi", "Rosso"), "another letter is another name");
    }
}
