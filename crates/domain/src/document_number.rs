//! How the numbers of documents look, where a state has said so: a letter more or less is a slip that no check digit
//! catches on documents without a zone.

use crate::document::DocumentKind;

/// `@` stands for a letter, `#` for a digit, `*` for either; each with an example for the sentence.
struct Form {
    kind: DocumentKind,
    patterns: &'static [&'static str],
    example: &'static str,
}

/// Italy. Electronic identity cards: since 2016 `CA00000AA` (decree of 23 December 2015), before that `0000000AA`; paper
/// ones `AA0000000`. Passports since 2010: `YA0000000`. Driving licences: province or `U1`, seven characters, a letter.
const ITALIAN: &[Form] = &[
    Form {
        kind: DocumentKind::IdentityCard,
        patterns: &["@@#####@@", "@@#######", "#######@@"],
        example: "CA00000AA",
    },
    Form { kind: DocumentKind::Passport, patterns: &["@@#######"], example: "YA0000000" },
    Form {
        kind: DocumentKind::DrivingLicence,
        patterns: &["@@#######@", "@#*******@"],
        example: "U10000000A",
    },
];

/// How a number would have to look, where it does not; `None` where it fits, or where nothing is known of such
/// documents. `country`: alpha-2. Spaces and case do not count.
pub fn expected_form(kind: DocumentKind, country: &str, number: &str) -> Option<&'static str> {
    let form = forms(country).iter().find(|form| form.kind == kind)?;
    let letters: Vec<char> =
        number.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let fits = form.patterns.iter().any(|pattern| matches(pattern, &letters));
    (!fits).then_some(form.example)
}

/// Whether anything is known of how such numbers look.
pub fn has_form(kind: DocumentKind, country: &str) -> bool {
    forms(country).iter().any(|form| form.kind == kind)
}

fn forms(country: &str) -> &'static [Form] {
    if country == "IT" { ITALIAN } else { &[] }
}

fn matches(pattern: &str, letters: &[char]) -> bool {
    pattern.len() == letters.len()
        && pattern.chars().zip(letters).all(|(wanted, found)| match wanted {
            '@' => found.is_ascii_uppercase(),
            '#' => found.is_ascii_digit(),
            _ => found.is_ascii_alphanumeric(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_look_as_their_state_writes_them() {
        use DocumentKind::{DrivingLicence, IdentityCard, Passport};
        for (kind, country, number, fits) in [
            (IdentityCard, "IT", "CA12345BC", true),
            (IdentityCard, "IT", "ca 12345 bc", true),
            (IdentityCard, "IT", "AO1234567", true),
            (IdentityCard, "IT", "1234567AA", true),
            (IdentityCard, "IT", "CA1234BC", false),
            (IdentityCard, "IT", "CA12345B0", false),
            (Passport, "IT", "YA1234567", true),
            (Passport, "IT", "YA123456", false),
            (DrivingLicence, "IT", "RM1234567X", true),
            (DrivingLicence, "IT", "U1A2B3C4DX", true),
            (DrivingLicence, "IT", "U1A2B3C4D", false),
            (Passport, "DE", "C01X00T47", true),
            (IdentityCard, "IT", "", false),
        ] {
            let expected = expected_form(kind, country, number);
            assert_eq!(expected.is_none(), fits, "{kind} of {country}: {number:?}");
        }
    }

    #[test]
    fn every_example_fits_its_own_form() {
        for form in ITALIAN {
            assert_eq!(expected_form(form.kind, "IT", form.example), None, "{}", form.example);
            assert!(has_form(form.kind, "IT"), "{}", form.kind);
        }
        assert!(!has_form(DocumentKind::Passport, "FR"), "nothing is known of others");
    }
}
