//! The Italian tax code (codice fiscale) of natural persons: reading, its check character, codes changed because two
//! persons would have had the same one (omocodia), and what it says about a person against what is stated.
//!
//! Rules: decree of the Minister of Finance of 23 December 1976. The sixteen characters are three of the surname, three
//! of the given names, the year, a letter for the month, the day (plus 40 for women), the place of birth's cadastral
//! code, and a check character.

mod check;
mod compare;
mod letters;

pub use compare::{NotComputable, PersonFacts, TaxCodeMismatch, compare, compare_typed, expected};
pub use letters::NotLatin;

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use time::{Date, Month};

use crate::{moment::Day, person::Sex, places::CadastralCode};

/// The letters of the twelve months.
const MONTHS: &[u8; 12] = b"ABCDEHLMPRST";
/// The letters that take the place of 0 to 9 in an omocodia.
const STAND_INS: &[u8; 10] = b"LMNPQRSTUV";
/// Where digits stand, first position 0: year, day, place.
const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];

/// A well-formed tax code with a right check character and a possible date. Personal data: `Debug` shows only the last
/// character.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(extend("pattern" = "^[A-Z]{6}[0-9LMNPQRSTUV]{2}[ABCDEHLMPRST][0-9LMNPQRSTUV]{2}[A-Z][0-9LMNPQRSTUV]{3}[A-Z]$")))]
pub struct TaxCode(
    #[cfg_attr(feature = "typescript", specta(type = String))]
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    [u8; 16],
);

/// Why a text is no tax code. Carries single characters or a date that cannot be, never the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TaxCodeError {
    #[error("a tax code has 16 characters, not {found}")]
    WrongLength { found: usize },
    /// Eleven digits: the provisional code of a person (or the code of a company). Valid in itself if its check digit
    /// is, but not accepted for a certificate, whose subject needs the final code.
    #[error(
        "eleven digits are a provisional tax code or a company's: a certificate needs the sixteen characters"
    )]
    ProvisionalNumeric { check_digit_right: bool },
    /// `position` counts from 1.
    #[error("at position {position} {expected} is wanted, not {found:?}")]
    BadCharacter { position: u8, found: char, expected: Expected },
    #[error("day {day} of month {month} of year {year:02} cannot be")]
    ImpossibleDate { day: u8, month: u8, year: u8 },
    #[error("the check character should be {expected}, not {found}")]
    WrongCheckCharacter { expected: char, found: char },
}

/// What a position of the code takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    Letter,
    /// One of A B C D E H L M P R S T.
    MonthLetter,
    /// A digit, or the letter that stands in for it.
    DigitOrStandIn,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Letter => "a letter",
            Self::MonthLetter => "the letter of a month",
            Self::DigitOrStandIn => "a digit (or a letter that stands in for one)",
        })
    }
}

impl TaxCodeError {
    /// The stable word of this fault, a key of the UI's catalogues.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::WrongLength { .. } => "wrongLength",
            Self::ProvisionalNumeric { .. } => "provisionalNumeric",
            Self::BadCharacter { .. } => "badCharacter",
            Self::ImpossibleDate { .. } => "impossibleDate",
            Self::WrongCheckCharacter { .. } => "wrongCheckCharacter",
        }
    }
}

impl TaxCode {
    /// The sixteen characters, capital.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The three characters of the surname.
    pub fn surname_part(&self) -> &str {
        &self.as_str()[..3]
    }

    /// The three characters of the given names.
    pub fn given_names_part(&self) -> &str {
        &self.as_str()[3..6]
    }

    /// The check character.
    pub const fn check_character(&self) -> char {
        self.0[15] as char
    }

    /// The code with digits where digits belong: equal for all codes that differ by omocodia only.
    #[must_use]
    pub fn base(&self) -> Self {
        Self(with_check(digits_restored(self.0)))
    }

    /// Whether a letter stands in for a digit.
    pub fn is_omocodia(&self) -> bool {
        DIGITS.iter().any(|&at| self.0[at].is_ascii_alphabetic())
    }

    /// The 127 codes that could have been given instead of the base code, in no particular order; this one may be among
    /// them.
    pub fn omocodia_variants(&self) -> impl Iterator<Item = Self> {
        let base = digits_restored(self.0);
        (1_u8..128).map(move |replaced| {
            let mut bytes = base;
            for (bit, &at) in DIGITS.iter().enumerate() {
                if replaced >> bit & 1 == 1 {
                    bytes[at] = STAND_INS[usize::from(bytes[at] - b'0')];
                }
            }
            Self(with_check(bytes))
        })
    }

    /// The sex.
    pub fn sex(&self) -> Sex {
        if parts(&digits_restored(self.0)).day > 40 { Sex::Female } else { Sex::Male }
    }

    /// The day of birth. The code has two digits for the year: this is the latest day of that century or the one before
    /// that is not after `today`; for a person of a hundred years and more see [`Self::birth_date_near`].
    pub fn birth_date(&self, today: Day) -> Day {
        let days = self.birth_dates();
        Day(days.into_iter().rev().flatten().find(|day| *day <= today.0).unwrap_or(today.0))
    }

    /// The day of birth that is nearest to the one stated.
    pub fn birth_date_near(&self, stated: Day) -> Day {
        let days = self.birth_dates().into_iter().flatten();
        Day(days.min_by_key(|day| (*day - stated.0).whole_days().abs()).unwrap_or(stated.0))
    }

    /// The days the code may mean, by century: 1800, 1900, 2000.
    fn birth_dates(&self) -> [Option<Date>; 3] {
        let parts = parts(&digits_restored(self.0));
        [1800, 1900, 2000].map(|century| parts.date(century))
    }

    /// The cadastral code of the place of birth.
    pub fn birth_place_code(&self) -> CadastralCode {
        let base = digits_restored(self.0);
        let code = CadastralCode::from_bytes([base[11], base[12], base[13], base[14]]);
        debug_assert!(code.is_some(), "positions 12 to 15 are a letter and three digits");
        code.unwrap_or(CadastralCode::ZERO)
    }
}

/// Year of the century, month and day (women: plus 40) as the code has them.
struct DateParts {
    year: u8,
    month: u8,
    day: u8,
}

impl DateParts {
    fn date(&self, century: i32) -> Option<Date> {
        let month = Month::try_from(self.month).ok()?;
        Date::from_calendar_date(century + i32::from(self.year), month, self.day % 40).ok()
    }
}

/// Reads the date of a code whose digits are digits. Day 40 or 80 is no day: `date` has none for day 0.
fn parts(base: &[u8; 16]) -> DateParts {
    let two = |at: usize| (base[at] - b'0') * 10 + base[at + 1] - b'0';
    let month = MONTHS.iter().position(|letter| *letter == base[8]).map_or(0, |at| at + 1);
    DateParts { year: two(6), month: u8::try_from(month).unwrap_or(0), day: two(9) }
}

fn digits_restored(mut bytes: [u8; 16]) -> [u8; 16] {
    for at in DIGITS {
        if let Some(digit) = STAND_INS.iter().position(|letter| *letter == bytes[at]) {
            bytes[at] = b"0123456789"[digit];
        }
    }
    bytes
}

fn with_check(mut bytes: [u8; 16]) -> [u8; 16] {
    bytes[15] = check::character(&bytes);
    bytes
}

/// Everything but the check character: length, characters, date. White space and case do not matter.
fn well_formed(text: &str) -> Result<[u8; 16], TaxCodeError> {
    let letters: Vec<char> =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if letters.len() == 11 && letters.iter().all(char::is_ascii_digit) {
        return Err(TaxCodeError::ProvisionalNumeric { check_digit_right: check::numeric(&letters) });
    }
    if letters.len() != 16 {
        return Err(TaxCodeError::WrongLength { found: letters.len() });
    }
    let mut bytes = [0; 16];
    for (at, (&found, position)) in letters.iter().zip(1..).enumerate() {
        let byte = u8::try_from(found).unwrap_or(0);
        let (fits, expected) = if at == 8 {
            (MONTHS.contains(&byte), Expected::MonthLetter)
        } else if DIGITS.contains(&at) {
            (byte.is_ascii_digit() || STAND_INS.contains(&byte), Expected::DigitOrStandIn)
        } else {
            (byte.is_ascii_uppercase(), Expected::Letter)
        };
        if !fits {
            return Err(TaxCodeError::BadCharacter { position, found, expected });
        }
        bytes[at] = byte;
    }
    let date = parts(&digits_restored(bytes));
    // 2000 was a leap year and 1900 not: a day is impossible if no century has it
    if date.day > 71 || [1900, 2000].into_iter().all(|century| date.date(century).is_none()) {
        return Err(TaxCodeError::ImpossibleDate { day: date.day, month: date.month, year: date.year });
    }
    Ok(bytes)
}

impl FromStr for TaxCode {
    type Err = TaxCodeError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = well_formed(text)?;
        let expected = check::character(&bytes);
        if bytes[15] == expected {
            Ok(Self(bytes))
        } else {
            let (expected, found) = (char::from(expected), char::from(bytes[15]));
            Err(TaxCodeError::WrongCheckCharacter { expected, found })
        }
    }
}

impl fmt::Display for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for TaxCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TaxCode(•••••••••••••••{})", self.check_character())
    }
}

impl Serialize for TaxCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for TaxCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
