//! Numbers that people read out and type: from counters, with a check character, so that one wrong or two swapped
//! characters are noticed (ISO 7064, MOD 37,36).

use sportello_central_store::{StoreError, Transaction, tables::counters};
use sportello_domain::moment::Day;

use crate::chance::Chance;

/// Without letters and digits that look alike.
const CODE_ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// What a number is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    Order,
    /// A product's user ID.
    User,
}

impl Series {
    const fn letter(self) -> char {
        match self {
            Self::Order => 'O',
            Self::User => 'U',
        }
    }
}

/// The customer's next number of a series, e.g. `ALPE-O26-000123-7`. Each customer counts alone: a gap would tell of
/// others.
pub async fn next(
    tx: &mut Transaction,
    client_code: &str,
    series: Series,
    today: Day,
) -> Result<String, StoreError> {
    let letter = series.letter();
    let year = today.0.year().rem_euclid(100);
    let number = counters::next(tx, &format!("{client_code}/{letter}{year:02}")).await?;
    let text = format!("{client_code}-{letter}{year:02}-{number:06}");
    let check = check_character(&text);
    Ok(format!("{text}-{check}"))
}

/// A reference printed on the order for the holder's first access, e.g. `7KQF-2MXA-C`. Not secret, not guessable either.
pub fn activation_code(chance: &dyn Chance) -> String {
    let text = chance.text(CODE_ALPHABET, 8);
    let check = check_character(&text);
    let (first, second) = text.split_at(4);
    format!("{first}-{second}-{check}")
}

/// The check character of a text; what is no letter or digit does not count.
pub fn check_character(text: &str) -> char {
    let mut product = 36;
    for value in text.chars().filter_map(|character| character.to_digit(36)) {
        let sum = (product + value) % 36;
        product = (if sum == 0 { 36 } else { sum }) * 2 % 37;
    }
    char::from_digit((37 - product) % 36, 36).unwrap_or('0').to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_check_character_is_that_of_the_standard() {
        // The International Standard Text Code of ISO's own example, and a Global Release Identifier (ISO 7064 users).
        assert_eq!(check_character("A12425GABC1234002"), 'M', "a published example of MOD 37,36");
    }

    #[test]
    fn one_wrong_or_two_swapped_characters_are_noticed() {
        let number = "ALPE-O26-000123";
        let right = check_character(number);
        let letters: Vec<char> = number.chars().collect();
        for (at, letter) in letters.iter().enumerate().filter(|(_, letter)| letter.is_ascii_alphanumeric()) {
            for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".chars().filter(|other| other != letter) {
                let mut wrong = letters.clone();
                wrong[at] = other;
                let wrong: String = wrong.into_iter().collect();
                assert_ne!(check_character(&wrong), right, "{wrong} for {number}");
            }
        }
        let swapped: BTreeSet<char> =
            ["LAPE-O26-000123", "ALPE-O62-000123", "ALPE-O26-000132", "ALPE-O26-001023"]
                .map(check_character)
                .into();
        assert!(!swapped.contains(&right), "two neighbours swapped");
    }
}
