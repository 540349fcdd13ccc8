use std::{cmp::Reverse, sync::OnceLock};

use time::Date;

use super::{
    DaySpan,
    fold::{fold, folded_starts_with_word},
    rows, text,
};
use crate::moment::Day;

pub(super) const TABLE: &str = include_str!("../../../../assets/tables/municipalities.tsv");
pub(super) const PROVINCES: &str = include_str!("../../../../assets/tables/provinces.tsv");

/// An Italian municipality under one name in one province.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Municipality {
    /// Cadastral code, e.g. `H501`. Kept through changes of name and province.
    pub code: &'static str,
    pub name: &'static str,
    /// The name in the other language of the place (German, Slovene…), where the registry has one.
    pub other_name: Option<&'static str>,
    /// The province's two letters at the time.
    pub province: &'static str,
    /// First day under this name in this province; 1861-03-17, the birthday of the kingdom, stands for "before".
    pub from: Date,
    /// Last day; `None` for those that are.
    pub until: Option<Date>,
    /// Inhabitants on 1 January 2020, for those that are; 0 where not known.
    pub population: u32,
}

impl Municipality {
    /// Whether it existed under this name on that day.
    pub fn existed(&self, on: Date) -> bool {
        self.from <= on && self.until.is_none_or(|until| on <= until)
    }

    /// The days under this name in this province.
    pub fn span(&self) -> DaySpan {
        DaySpan { from: Some(Day(self.from)), until: self.until.map(Day) }
    }

    /// How far a day is from the days of this row; 0 inside.
    pub(super) fn days_from(&self, on: Date) -> i64 {
        let after = self.until.map_or(0, |until| (on - until).whole_days());
        (self.from - on).whole_days().max(after).max(0)
    }
}

/// What a name may mean on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedPlace {
    Found(&'static Municipality),
    /// More than one municipality has the name; the province decides.
    Ambiguous(Vec<&'static Municipality>),
    /// The name is known, but not on that day; nearest in time first.
    NotThen(Vec<&'static Municipality>),
    Unknown,
}

/// An Italian province, present or former.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Province {
    pub code: &'static str,
    pub name: &'static str,
    /// Whether it has municipalities today.
    pub current: bool,
}

struct Index {
    /// In the order of code and first day.
    all: Vec<Municipality>,
    /// Folded names (main and other) with the row they belong to, sorted.
    names: Vec<(String, usize)>,
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let mut all: Vec<_> = rows(TABLE).filter_map(municipality).collect();
        all.sort_by_key(|m| (m.code, m.from));
        let mut names: Vec<_> = all
            .iter()
            .enumerate()
            .flat_map(|(row, m)| {
                [Some(m.name), m.other_name].into_iter().flatten().map(move |n| (fold(n), row))
            })
            .collect();
        names.sort();
        Index { all, names }
    })
}

fn municipality(row: [&'static str; 7]) -> Option<Municipality> {
    let [code, name, province, from, until, other_name, population] = row;
    let until = if until.is_empty() { None } else { Some(until.parse::<Day>().ok()?.0) };
    Some(Municipality {
        code,
        name,
        other_name: text(other_name),
        province,
        from: from.parse::<Day>().ok()?.0,
        until,
        population: if population.is_empty() { 0 } else { population.parse().ok()? },
    })
}

pub(super) fn all() -> &'static [Municipality] {
    &index().all
}

/// The day of the newest municipality in the table: what came after it is not known here.
pub fn municipalities_until() -> Option<Day> {
    all().iter().map(|town| town.from).max().map(Day)
}

/// Today's municipalities, each with the inhabitants of it and of those before it: a number below the last one picks a
/// municipality as often as people live there.
pub(crate) fn inhabited() -> &'static [(u64, Municipality)] {
    static LIST: OnceLock<Vec<(u64, Municipality)>> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut sum = 0;
        let count = |town: &Municipality| {
            sum += u64::from(town.population);
            (sum, *town)
        };
        all().iter().filter(|town| town.population > 0).map(count).collect()
    })
}

/// Every name and province a code has had, in order of time; empty for an unknown code.
pub fn municipality_history(code: &str) -> &'static [Municipality] {
    let all = all();
    let begin = all.partition_point(|m| m.code < code);
    let len = all[begin..].partition_point(|m| m.code == code);
    &all[begin..begin + len]
}

/// The municipality a code named on a day.
pub fn municipality_at(code: &str, on: Date) -> Option<&'static Municipality> {
    // where the registry's rows touch on one day, the later row is the one in force
    municipality_history(code).iter().rev().find(|m| m.existed(on))
}

/// Municipalities of that day whose name, or its version in the other language, begins with the text; then those in
/// which a later word does. Exact names first, then by inhabitants, then by name. Empty text finds nothing.
pub fn municipalities_matching(prefix: &str, on: Date, limit: usize) -> Vec<&'static Municipality> {
    let wanted = fold(prefix);
    if wanted.is_empty() {
        return Vec::new();
    }
    let index = index();
    let begin = index.names.partition_point(|(name, _)| *name < wanted);
    let starting = index.names[begin..].iter().take_while(|(name, _)| name.starts_with(&wanted));
    let mut found = best(starting.map(|(name, row)| (*name != wanted, *row)), on);
    if found.len() < limit {
        // single letters would bring thousands of second words that nobody means
        let inside =
            index.names.iter().filter(|(n, _)| wanted.len() > 2 && folded_starts_with_word(n, &wanted));
        for town in best(inside.map(|(_, row)| (false, *row)), on) {
            if !found.contains(&town) {
                found.push(town);
            }
        }
    }
    found.truncate(limit);
    found
}

fn best(candidates: impl Iterator<Item = (bool, usize)>, on: Date) -> Vec<&'static Municipality> {
    let all = all();
    let mut found: Vec<_> = candidates
        .filter(|(_, row)| all[*row].existed(on))
        .map(|(inexact, row)| (inexact, &all[row]))
        .collect();
    found.sort_by_key(|(inexact, m)| (*inexact, Reverse(m.population), m.name, m.code));
    found.dedup_by_key(|(_, m)| m.code);
    found.into_iter().map(|(_, m)| m).collect()
}

/// The municipality of that name, in the province if one is given, on that day. Accents, case and punctuation do not
/// matter.
pub fn municipality_by_name(name: &str, province: Option<&str>, on: Date) -> NamedPlace {
    let wanted = fold(name);
    let index = index();
    let begin = index.names.partition_point(|(known, _)| *known < wanted);
    let mut rows: Vec<&'static Municipality> = index.names[begin..]
        .iter()
        .take_while(|(known, _)| *known == wanted)
        .map(|(_, row)| &index.all[*row])
        .filter(|m| province.is_none_or(|p| m.province.eq_ignore_ascii_case(p.trim())))
        .collect();
    let mut then: Vec<_> = rows.iter().copied().filter(|m| m.existed(on)).collect();
    then.dedup_by_key(|m| m.code);
    match (then.as_slice(), rows.is_empty()) {
        ([one], _) => NamedPlace::Found(one),
        ([], true) => NamedPlace::Unknown,
        ([], false) => {
            rows.sort_by_key(|m| (m.days_from(on), m.code));
            NamedPlace::NotThen(rows)
        }
        _ => NamedPlace::Ambiguous(then),
    }
}

/// Every province that the table of municipalities uses, by its two letters.
pub fn provinces() -> &'static [Province] {
    static LIST: OnceLock<Vec<Province>> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut list: Vec<_> = rows(PROVINCES)
            .map(|[code, name, current]| Province { code, name, current: current == "1" })
            .collect();
        list.sort_by_key(|p| p.code);
        list
    })
}

/// The province of these two letters, in either case.
pub fn province(code: &str) -> Option<&'static Province> {
    let code = code.trim().to_ascii_uppercase();
    provinces().binary_search_by_key(&code.as_str(), |p| p.code).ok().map(|at| &provinces()[at])
}
