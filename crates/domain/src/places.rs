//! Places: Italian municipalities with their cadastral codes and the dates between which they existed, provinces,
//! the states of the world, and the state codes of machine-readable zones.
//!
//! The tables are in `assets/tables` and name their sources; `tools/tables/make_tables.py` renews them. They are part
//! of the program and read at the first question.

mod cadastral_code;
mod countries;
mod fold;
mod mrz_states;
mod municipalities;
mod relations;

pub use cadastral_code::{CadastralCode, NotACadastralCode};
pub use countries::{
    Country, countries, countries_matching, country, country_by_alpha3, foreign_state, foreign_state_at,
};
pub use fold::fold;
pub use mrz_states::{BritishStatus, MrzState, mrz_state};
pub(crate) use municipalities::inhabited;
pub use municipalities::{
    Municipality, NamedPlace, Province, municipalities_matching, municipalities_until, municipality_at,
    municipality_by_name, municipality_history, province, provinces,
};
pub use relations::{PlaceRelation, place_relation, related_places};

use std::fmt;

use serde::Serialize;
use time::Date;

use crate::moment::Day;

/// The place a cadastral code stands for, as a screen names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct NamedCode {
    pub code: String,
    /// Italian name; `None` where the tables do not know the code.
    pub name: Option<String>,
    /// Two letters, for Italian municipalities.
    pub province: Option<String>,
}

impl NamedCode {
    /// The name a code had on a day; where it named no place then, the name nearest in time.
    pub fn on(code: CadastralCode, on: Date) -> Self {
        if code.is_foreign() {
            let name =
                foreign_state_at(code, on).or_else(|| foreign_state(code)).map(|c| c.italian.to_owned());
            return Self { code: code.to_string(), name, province: None };
        }
        let found = municipality_at(code.as_str(), on)
            .or_else(|| municipality_history(code.as_str()).iter().min_by_key(|m| m.days_from(on)));
        let nameless = || Self { code: code.to_string(), name: None, province: None };
        found.map_or_else(nameless, Self::of)
    }

    fn of(town: &Municipality) -> Self {
        Self {
            code: town.code.to_owned(),
            name: Some(town.name.to_owned()),
            province: Some(town.province.to_owned()),
        }
    }
}

/// The days of a place or a name, both included; `None` is "always so far" or "not known".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct DaySpan {
    pub from: Option<Day>,
    pub until: Option<Day>,
}

impl DaySpan {
    /// Whether the day lies in the span.
    pub fn holds(self, on: Date) -> bool {
        self.from.is_none_or(|from| from.0 <= on) && self.until.is_none_or(|until| on <= until.0)
    }
}

impl fmt::Display for DaySpan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = |day: Option<Day>| day.map(|day| day.to_string()).unwrap_or_default();
        write!(f, "{}/{}", side(self.from), side(self.until))
    }
}

/// The columns of a table's rows, comments left out. The tables are checked by this module's tests, so a row that does
/// not read is left out here rather than brought to the screen.
fn rows<const N: usize>(table: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        let row = [(); N].map(|()| columns.next());
        let complete = columns.next().is_none() && row.iter().all(Option::is_some);
        complete.then(|| row.map(Option::unwrap_or_default))
    })
}

fn text(column: &'static str) -> Option<&'static str> {
    (!column.is_empty()).then_some(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_every_table_is_read() {
        let lines = |table: &str| table.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(
            municipalities::all().len(),
            lines(municipalities::TABLE),
            "no municipality is lost by a column that does not read"
        );
        assert_eq!(countries().len(), lines(countries::TABLE), "no country is lost");
        assert_eq!(provinces().len(), lines(municipalities::PROVINCES), "no province is lost");
    }
}
