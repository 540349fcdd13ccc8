//! The count at the end of the day: what was found in the drawer against what the stock expects there.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::token_serial::TokenSerial;

/// What an officer found: how many, or which.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Found {
    Number {
        #[cfg_attr(feature = "schema", schemars(range(max = 100_000)))]
        number: u32,
    },
    /// As typed or scanned; one that was scanned twice counts once.
    Serials {
        #[cfg_attr(feature = "schema", schemars(length(max = 1000), inner(length(max = 64))))]
        serials: Vec<String>,
    },
}

/// How a count came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub expected: u32,
    pub found: u32,
    /// Expected and not found; empty where only a number was given.
    pub missing: Vec<TokenSerial>,
    /// Found and not expected, as it was given where it is no serial number.
    pub unexpected: Vec<String>,
}

impl Outcome {
    /// Whether drawer and stock agree. One missing and one too many do not, though the numbers would.
    pub const fn agrees(&self) -> bool {
        self.expected == self.found && self.missing.is_empty() && self.unexpected.is_empty()
    }
}

/// Compares what was found with what is expected.
pub fn compare(expected: &[TokenSerial], found: &Found) -> Outcome {
    let number = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let expected_number = number(expected.len());
    match found {
        Found::Number { number } => {
            Outcome { expected: expected_number, found: *number, missing: Vec::new(), unexpected: Vec::new() }
        }
        Found::Serials { serials } => {
            let wanted: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
            let mut seen: BTreeSet<String> = BTreeSet::new();
            let mut unexpected: Vec<String> = Vec::new();
            for text in serials {
                let read = TokenSerial::read(text).map_or_else(|| text.clone(), |serial| serial.to_string());
                if seen.insert(read.clone()) && !wanted.contains(&read) {
                    unexpected.push(read);
                }
            }
            let missing = expected.iter().filter(|serial| !seen.contains(serial.as_str())).cloned();
            Outcome {
                expected: expected_number,
                found: number(seen.len()),
                missing: missing.collect(),
                unexpected,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn serials(texts: &[&str]) -> Vec<TokenSerial> {
        texts.iter().map(|text| TokenSerial::read(text).unwrap()).collect()
    }

    fn found(texts: &[&str]) -> Found {
        Found::Serials { serials: texts.iter().map(|text| (*text).to_owned()).collect() }
    }

    #[test]
    fn a_number_agrees_or_does_not() {
        let expected = serials(&["10000001", "10000002"]);
        assert!(compare(&expected, &Found::Number { number: 2 }).agrees(), "two of two");
        let outcome = compare(&expected, &Found::Number { number: 1 });
        assert_eq!((outcome.expected, outcome.found, outcome.agrees()), (2, 1, false), "one is not there");
    }

    #[test]
    fn serials_say_which_is_missing_and_which_is_too_many() {
        let expected = serials(&["10000001", "10000002"]);
        let outcome = compare(&expected, &found(&["1000-0002", "10000002", "10000003", "?"]));
        assert_eq!(outcome.missing, serials(&["10000001"]), "the one that was not found");
        assert_eq!(outcome.unexpected, ["10000003", "?"], "another, and what is no serial number");
        assert_eq!(outcome.found, 3, "what was scanned twice is one");
    }

    #[test]
    fn one_for_another_is_a_difference() {
        let expected = serials(&["10000001", "10000002"]);
        let outcome = compare(&expected, &found(&["10000001", "10000003"]));
        assert_eq!((outcome.expected, outcome.found), (2, 2), "the numbers are the same");
        assert!(!outcome.agrees(), "and it is not the same drawer");
    }
}
