use std::{fmt, sync::OnceLock};

use time::Date;

use super::{
    CadastralCode, DaySpan,
    fold::{fold, folded_starts_with_word},
    rows, text,
};
use crate::moment::Day;

pub(super) const TABLE: &str = include_str!("../../../../assets/tables/countries.tsv");

/// A state or territory, present or former.
#[derive(Clone, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2 (`XK` for Kosovo, as is usual); `None` for states that ended.
    pub alpha2: Option<&'static str>,
    /// ISO 3166-1 alpha-3, or the ISO 3166-3 one of a state that ended.
    pub alpha3: Option<&'static str>,
    pub english: &'static str,
    pub italian: &'static str,
    /// The code that tax codes use for a birth there; `None` for Italy and for territories the registry lists under
    /// another state.
    pub code: Option<CadastralCode>,
    /// Known for few: an open beginning says nothing.
    pub span: DaySpan,
    /// The states that took the place of one that ended.
    pub successors: Vec<CadastralCode>,
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({})", self.english)
    }
}

impl Country {
    /// Whether the state is one of today's.
    pub const fn is_current(&self) -> bool {
        self.span.until.is_none()
    }
}

/// Every state and territory of ISO 3166-1 by alpha-2, then the former states that tax codes still name.
pub fn countries() -> &'static [Country] {
    static LIST: OnceLock<Vec<Country>> = OnceLock::new();
    LIST.get_or_init(|| rows(TABLE).filter_map(read).collect())
}

fn read(row: [&'static str; 8]) -> Option<Country> {
    let [alpha2, alpha3, english, italian, code, from, until, successors] = row;
    let day = |column: &str| if column.is_empty() { Ok(None) } else { column.parse::<Day>().map(Some) };
    Some(Country {
        alpha2: text(alpha2),
        alpha3: text(alpha3),
        english,
        italian,
        code: if code.is_empty() { None } else { Some(code.parse().ok()?) },
        span: DaySpan { from: day(from).ok()?, until: day(until).ok()? },
        successors: successors.split_ascii_whitespace().map(|z| z.parse().ok()).collect::<Option<_>>()?,
    })
}

/// The country of an ISO 3166-1 alpha-2 code, in either case.
pub fn country(alpha2: &str) -> Option<&'static Country> {
    let wanted = alpha2.trim();
    countries().iter().find(|c| c.alpha2.is_some_and(|code| code.eq_ignore_ascii_case(wanted)))
}

/// The country of an ISO 3166-1 (or, for states that ended, 3166-3) alpha-3 code, in either case. For the codes of a
/// machine-readable zone ask [`super::mrz_state`], which knows those that ISO does not.
pub fn country_by_alpha3(alpha3: &str) -> Option<&'static Country> {
    let wanted = alpha3.trim();
    countries().iter().find(|c| c.alpha3.is_some_and(|code| code.eq_ignore_ascii_case(wanted)))
}

/// The state or territory outside Italy of a cadastral code.
pub fn foreign_state(code: CadastralCode) -> Option<&'static Country> {
    countries().iter().find(|c| c.code == Some(code))
}

/// The same, if it existed on that day as far as the table knows.
pub fn foreign_state_at(code: CadastralCode, on: Date) -> Option<&'static Country> {
    foreign_state(code).filter(|c| c.span.holds(on))
}

/// Today's countries whose English or Italian name begins with the text, then those in which a later word does, each
/// by Italian name; an alpha-2 or alpha-3 code finds its country first.
pub fn countries_matching(prefix: &str, limit: usize) -> Vec<&'static Country> {
    let wanted = fold(prefix);
    if wanted.is_empty() {
        return Vec::new();
    }
    let rank = |c: &Country| {
        let names = [fold(c.italian), fold(c.english)];
        let is_code = [c.alpha2, c.alpha3].iter().flatten().any(|code| code.eq_ignore_ascii_case(&wanted));
        if is_code || names.contains(&wanted) {
            Some(0)
        } else if names.iter().any(|name| name.starts_with(&wanted)) {
            Some(1)
        } else {
            names.iter().any(|name| folded_starts_with_word(name, &wanted)).then_some(2)
        }
    };
    let mut found: Vec<_> =
        countries().iter().filter(|c| c.is_current()).filter_map(|c| rank(c).map(|rank| (rank, c))).collect();
    found.sort_by_key(|(rank, c)| (*rank, c.italian));
    found.into_iter().map(|(_, c)| c).take(limit).collect()
}
