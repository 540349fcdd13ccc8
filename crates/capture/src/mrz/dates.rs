//! Dates of six digits: the century is resolved against a given day, unknown parts stay unknown.

use serde::{Deserialize, Serialize};
use time::{Date, Month};

/// A date as printed, `YYMMDD`, with what can be made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MrzDate {
    /// The six characters.
    pub printed: String,
    /// The day, where the six digits name one.
    pub date: Option<Date>,
}

/// How far ahead an expiry date is believed: Italian identity cards of people over seventy run fifty years.
const EXPIRY_YEARS_AHEAD: i32 = 50;

impl MrzDate {
    /// A birth date: the latest day with these digits that is not after `today`. People over a hundred come
    /// out a century too young; the officer sees the date beside the print.
    pub fn birth(printed: &str, today: Date) -> Self {
        Self::resolve(printed, |century_of| {
            let date = century_of(today.year())?;
            if date <= today { Some(date) } else { century_of(today.year() - 100) }
        })
    }

    /// An expiry date: the one of these digits in the hundred years that end fifty years after `today`.
    pub fn expiry(printed: &str, today: Date) -> Self {
        Self::resolve(printed, |century_of| {
            let last = today.year() + EXPIRY_YEARS_AHEAD;
            let date = century_of(last)?;
            if date.year() <= last { Some(date) } else { century_of(last - 100) }
        })
    }

    /// `pick` gets a function from a year (whose century is meant) to the day with the printed digits.
    fn resolve(printed: &str, pick: impl FnOnce(&dyn Fn(i32) -> Option<Date>) -> Option<Date>) -> Self {
        let number = |range: std::ops::Range<usize>| -> Option<u8> {
            printed.get(range).filter(|s| s.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
        };
        let date = match (number(0..2), number(2..4), number(4..6)) {
            (Some(year), Some(month), Some(day)) => pick(&|near: i32| {
                let month = Month::try_from(month).ok()?;
                Date::from_calendar_date(near - near.rem_euclid(100) + i32::from(year), month, day).ok()
            }),
            _ => None,
        };
        Self { printed: printed.to_owned(), date }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn centuries() {
        let today = date!(2026 - 3 - 14);
        for (printed, birth) in [
            ("740812", Some(date!(1974 - 8 - 12))),
            ("260314", Some(date!(2026 - 3 - 14))),
            ("260315", Some(date!(1926 - 3 - 15))),
            ("000229", Some(date!(2000 - 2 - 29))),
            ("010229", None),
            ("74<<<<", None),
            ("741301", None),
        ] {
            assert_eq!(MrzDate::birth(printed, today).date, birth, "birth {printed}: never after today");
        }
        for (printed, expiry) in [
            ("120415", date!(2012 - 4 - 15)),
            ("961210", date!(1996 - 12 - 10)),
            ("760314", date!(2076 - 3 - 14)),
            ("770314", date!(1977 - 3 - 14)),
        ] {
            assert_eq!(MrzDate::expiry(printed, today).date, Some(expiry), "expiry {printed}");
        }
    }
}
