//! The likeliest zone that fits its own rules: positions, country codes, the grammar of names, check digits.
//!
//! Check digits choose between alternatives exactly: a lattice over all checked characters with the two running
//! sums (the field's own and the composite's) as state. A zone is forced to add up only as far as what was read
//! makes it plausible; beyond that the failed check stays and is shown.

use super::alphabet::FILLER;
use super::countries;
use super::lattice::{Group, Lattice};
use super::layout::{Format, MrzField, Slot};
use super::reading::{MrzReading, SYMBOLS, Weights, index, symbol};

/// The chosen characters with the belief in each, `0.0..=1.0`.
#[derive(Debug, Clone, PartialEq)]
pub struct Repaired {
    pub format: Format,
    pub lines: Vec<String>,
    pub confidence: Vec<Vec<f32>>,
    /// Belief by position in every character, as the positions' rules leave it.
    pub belief: Vec<Vec<Weights>>,
    /// Mean logarithm of the belief in the chosen characters, not normalised by position: higher fits better, 0 is
    /// perfect. Compares formats and places for one picture.
    pub fit: f32,
    /// Whether check digits chose a character against the reader.
    pub bent: bool,
}

/// How far (in natural logarithms) the reading may be bent for check digits to add up: one or two look-alikes, or
/// one character that was hardly legible, but no character that was read clearly.
const CHECK_BEND: f32 = 5.0;
/// The same for a country code that is not in the list.
const CODE_BEND: f32 = 5.0;
/// Belief in a field whose characters were chosen against the reader.
const OVERRULED: f32 = 0.85;

/// Chooses the characters of a reading.
pub fn repair(reading: &MrzReading) -> Repaired {
    let mut draft = Draft::of(reading);
    for slot in reading.format.slots() {
        match slot.field {
            MrzField::Names => draft.choose_names(slot),
            MrzField::Issuer | MrzField::Nationality => draft.choose_country(slot),
            _ => {}
        }
    }
    draft.apply_number_pattern();
    draft.choose_checked();
    draft.finish()
}

struct Draft {
    format: Format,
    /// Belief by position, as [`MrzReading::belief`] has it.
    belief: Vec<Vec<Weights>>,
    chosen: Vec<Vec<usize>>,
    /// Where check digits or grammar tell more than the position alone: belief in the chosen character.
    settled: Vec<Vec<Option<f32>>>,
    bent: bool,
}

impl Draft {
    fn of(reading: &MrzReading) -> Self {
        let format = reading.format;
        let belief: Vec<Vec<Weights>> = (0..format.line_count())
            .map(|line| (0..format.line_length()).map(|column| reading.belief(line, column)).collect())
            .collect();
        let chosen = belief.iter().map(|l| l.iter().map(best).collect()).collect();
        let settled = vec![vec![None; format.line_length()]; format.line_count()];
        Self { format, belief, chosen, settled, bent: false }
    }

    fn text(&self, line: usize, from: usize, to: usize) -> String {
        self.chosen[line][from..to].iter().map(|at| symbol(*at)).collect()
    }

    fn choose_names(&mut self, slot: &Slot) {
        let field = slot.from..slot.to;
        if let Some(path) = super::grammar::choose_names(&self.belief[slot.line][field.clone()]) {
            self.chosen[slot.line][field].copy_from_slice(&path);
        }
    }

    /// The known code that fits best, unless what was read speaks clearly for another.
    fn choose_country(&mut self, slot: &Slot) {
        let place = &self.belief[slot.line][slot.from..slot.to];
        let fit = |code: &str| -> f32 {
            place
                .iter()
                .zip(code.chars().chain(std::iter::repeat(FILLER)))
                .map(|(b, c)| log(weight(b, c)))
                .sum()
        };
        let raw = self.text(slot.line, slot.from, slot.to);
        let Some((code, best_fit)) =
            countries::all().map(|code| (code, fit(code))).max_by(|a, b| a.1.total_cmp(&b.1))
        else {
            return;
        };
        if best_fit + CODE_BEND < fit(&raw) {
            return;
        }
        let padded = code.chars().chain(std::iter::repeat(FILLER));
        for (column, c) in (slot.from..slot.to).zip(padded) {
            self.chosen[slot.line][column] = index(c).unwrap_or(SYMBOLS - 1);
        }
    }

    /// Italian numbers have one shape for each kind of document; letters and digits swap places there else.
    /// Electronic identity card: `CA00000AA`; passport: `YA0000000`.
    fn apply_number_pattern(&mut self) {
        let Some(issuer) = self.slot(MrzField::Issuer).map(|s| self.text(s.line, s.from, s.to)) else {
            return;
        };
        let pattern = match (issuer.as_str(), self.format, symbol(self.chosen[0][0])) {
            ("ITA", Format::Td1, 'C') => "AA00000AA",
            ("ITA", Format::Td3, 'P') => "AA0000000",
            _ => return,
        };
        let Some(slot) = self.slot(MrzField::DocumentNumber) else { return };
        for (column, kind) in (slot.from..slot.to).zip(pattern.chars()) {
            let belief = &mut self.belief[slot.line][column];
            for (at, weight) in belief.iter_mut().enumerate() {
                let fits = symbol(at).is_ascii_digit() == (kind == '0') && symbol(at) != FILLER;
                *weight *= if fits { 1.0 } else { 0.02 };
            }
            self.chosen[slot.line][column] = best(belief);
        }
    }

    fn slot(&self, field: MrzField) -> Option<Slot> {
        self.format.slots().iter().copied().find(|s| s.field == field)
    }

    /// All checks at once if that is plausible, else each field's own.
    fn choose_checked(&mut self) {
        let groups = self.groups();
        let whole = Lattice::solve(&groups, self.format.composite().is_some());
        if let Some(solution) = whole.filter(|s| s.bend <= CHECK_BEND) {
            self.take(&groups, &solution.chosen, &solution.confidence);
            return;
        }
        for group in &groups {
            let one = std::slice::from_ref(group);
            if let Some(solution) = Lattice::solve(one, false).filter(|s| s.bend <= CHECK_BEND) {
                self.take(one, &solution.chosen, &solution.confidence);
            }
        }
    }

    /// A field in which sums overruled the reader is right most of the time, but another error may be what is
    /// really there: none of its characters is believed beyond [`OVERRULED`].
    fn take(&mut self, groups: &[Group], chosen: &[usize], confidence: &[f32]) {
        let mut rest = chosen.iter().zip(confidence);
        for group in groups {
            let part: Vec<_> = group.steps.iter().zip(rest.by_ref()).collect();
            let overruled = part.iter().any(|(s, (at, _))| self.chosen[s.line][s.column] != **at);
            self.bent |= overruled;
            let most = if overruled { OVERRULED } else { 1.0 };
            for (step, (at, belief)) in part {
                self.chosen[step.line][step.column] = *at;
                self.settled[step.line][step.column] = Some(belief.min(most));
            }
        }
    }

    /// The checked characters in the order of the composite digit, cut at each field's own check digit.
    fn groups(&self) -> Vec<Group> {
        let own = |line: usize, column: usize| {
            self.format.slots().iter().find(|s| {
                s.line == line && s.check.is_some_and(|at| column == at || (s.from..s.to).contains(&column))
            })
        };
        let mut groups: Vec<Group> = Vec::new();
        let mut last = None;
        let composite = self.format.composite();
        let mut places: Vec<(usize, usize, u32)> = match composite {
            Some(c) => c
                .over
                .iter()
                .flat_map(|&(line, from, to)| (from..to).map(move |col| (line, col)))
                .collect::<Vec<_>>(),
            None => self
                .format
                .slots()
                .iter()
                .filter_map(|s| s.check.map(|at| (s, at)))
                .flat_map(|(s, at)| (s.from..s.to).chain([at]).map(|col| (s.line, col)))
                .collect(),
        }
        .into_iter()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|((line, column), weight)| (line, column, weight))
        .collect();
        if let Some(c) = composite {
            places.push((c.line, c.at, 9));
        }
        for (line, column, in_composite) in places {
            let slot = own(line, column);
            let name = slot.map(|s| s.field);
            if groups.is_empty() || name != last {
                groups.push(Group::new(slot.is_some() && !self.is_unchecked(slot)));
                last = name;
            }
            let in_own = slot
                .map_or(0, |s| if s.check == Some(column) { 9 } else { [7, 3, 1][(column - s.from) % 3] });
            if let Some(group) = groups.last_mut() {
                group.push(line, column, in_own, in_composite, self.checked_belief(line, column, slot));
            }
        }
        groups
    }

    /// A long number has its check digit elsewhere: a filler stands in its place.
    fn is_unchecked(&self, slot: Option<&Slot>) -> bool {
        slot.is_some_and(|s| {
            s.field == MrzField::DocumentNumber
                && matches!(self.format, Format::Td1 | Format::Td2)
                && s.check.is_some_and(|at| symbol(self.chosen[s.line][at]) == FILLER)
                && !self.text(s.line, s.from, s.to).contains(FILLER)
        })
    }

    /// Belief for the lattice: a filler as check digit only where the whole field is empty or the number long.
    fn checked_belief(&self, line: usize, column: usize, slot: Option<&Slot>) -> Weights {
        let mut belief = self.belief[line][column];
        let is_check = slot
            .map_or(self.format.composite().is_some_and(|c| (c.line, c.at) == (line, column)), |s| {
                s.check == Some(column)
            });
        if is_check {
            let may_be_blank = slot.is_some_and(|s| {
                self.is_unchecked(slot)
                    || (s.field != MrzField::DocumentNumber
                        && self.text(s.line, s.from, s.to).chars().all(|c| c == FILLER))
            });
            if !may_be_blank {
                belief[SYMBOLS - 1] = 0.0;
            }
        }
        belief
    }

    fn finish(self) -> Repaired {
        let mut fit = 0.0;
        let mut confidence = Vec::with_capacity(self.chosen.len());
        for ((chosen, belief), settled) in self.chosen.iter().zip(&self.belief).zip(&self.settled) {
            let mut row = Vec::with_capacity(chosen.len());
            for ((at, belief), settled) in chosen.iter().zip(belief).zip(settled) {
                let weight = belief[*at];
                fit += log(weight);
                let alone = weight / belief.iter().sum::<f32>().max(f32::MIN_POSITIVE);
                row.push(settled.unwrap_or(alone).clamp(0.0, 1.0));
            }
            confidence.push(row);
        }
        let count = self.format.line_count() * self.format.line_length();
        let lines =
            (0..self.format.line_count()).map(|l| self.text(l, 0, self.format.line_length())).collect();
        Repaired {
            format: self.format,
            lines,
            confidence,
            belief: self.belief,
            fit: fit / crate::picture::real_len(count),
            bent: self.bent,
        }
    }
}

/// The likeliest character.
pub(super) fn best(weights: &Weights) -> usize {
    (0..SYMBOLS).max_by(|a, b| weights[*a].total_cmp(&weights[*b])).unwrap_or(0)
}

pub(crate) fn log(weight: f32) -> f32 {
    weight.max(1e-9).ln()
}

fn weight(weights: &Weights, c: char) -> f32 {
    index(c).map_or(0.0, |at| weights[at])
}

#[cfg(test)]
#[path = "repair_tests.rs"]
mod tests;
