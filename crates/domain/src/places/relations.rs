//! How places hang together through time: states that took the place of others, municipalities that were merged, split
//! or renamed under a new code. The tables say only when a place began and ended, so for municipalities this is an
//! inference, good enough for an offer and for telling a doubt from a mistake.

use time::{Date, Duration};

use super::{
    CadastralCode, Municipality, NamedCode, countries, fold, foreign_state, foreign_state_at, municipalities,
    municipality_history,
};
use crate::words::words;

words! {
    /// How two places hang together.
    pub enum PlaceRelation {
        /// Not at all, as far as the tables know.
        None = "none",
        /// One took the place of the other: the code of either is given to people born before.
        Succession = "succession",
        /// Two municipalities of a province, with names of which one contains the other.
        SimilarName = "similarName",
    }
}

/// How two codes hang together.
pub fn place_relation(one: CadastralCode, other: CadastralCode) -> PlaceRelation {
    if one.is_foreign() || other.is_foreign() {
        let succession = related_states(one).any(|code| code == other);
        return if succession { PlaceRelation::Succession } else { PlaceRelation::None };
    }
    towns_relation(municipality_history(one.as_str()), municipality_history(other.as_str()))
}

/// Places of that day that a code may stand for although it named none then, likeliest first; at most `limit`.
pub fn related_places(code: CadastralCode, on: Date, limit: usize) -> Vec<NamedCode> {
    if code.is_foreign() {
        let then = related_states(code).filter(|code| foreign_state_at(*code, on).is_some());
        return then.map(|code| NamedCode::on(code, on)).take(limit).collect();
    }
    let own = municipality_history(code.as_str());
    let mut found: Vec<_> = municipalities::all()
        .iter()
        .filter(|town| town.existed(on) && town.code != code.as_str())
        .map(|town| (towns_relation(own, municipality_history(town.code)), town))
        .filter(|(relation, _)| *relation != PlaceRelation::None)
        .collect();
    found.sort_by_key(|(relation, town)| (*relation, town.name));
    found.dedup_by_key(|(_, town)| town.code);
    found.into_iter().take(limit).map(|(_, town)| NamedCode::of(town)).collect()
}

/// States that came after this one or were before it.
fn related_states(code: CadastralCode) -> impl Iterator<Item = CadastralCode> {
    let after = foreign_state(code).map(|state| state.successors.as_slice()).unwrap_or_default();
    let before = countries().iter().filter(move |c| c.successors.contains(&code)).filter_map(|c| c.code);
    after.iter().copied().chain(before)
}

fn towns_relation(one: &[Municipality], other: &[Municipality]) -> PlaceRelation {
    if !one.iter().any(|a| other.iter().any(|b| a.province == b.province)) {
        PlaceRelation::None
    } else if follows(one, other) || follows(other, one) {
        PlaceRelation::Succession
    } else if one.iter().any(|a| other.iter().any(|b| similar(a.name, b.name))) {
        PlaceRelation::SimilarName
    } else {
        PlaceRelation::None
    }
}

/// Whether the later code began on the day after the earlier one ended for good.
fn follows(earlier: &[Municipality], later: &[Municipality]) -> bool {
    let end = earlier.last().and_then(|last| last.until);
    let begin = later.first().map(|first| first.from);
    end.zip(begin).is_some_and(|(end, begin)| begin - end == Duration::DAY)
}

fn similar(one: &str, other: &str) -> bool {
    let (one, other) = (fold(one), fold(other));
    let (shorter, longer) = if one.len() < other.len() { (one, other) } else { (other, one) };
    let rest = longer.strip_prefix(&shorter).map(|rest| rest.is_empty() || rest.starts_with(' '));
    rest == Some(true) || longer.strip_suffix(&shorter).is_some_and(|rest| rest.ends_with(' '))
}
