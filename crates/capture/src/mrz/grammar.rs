//! Names in a zone have a grammar (ICAO 9303-3 §4.6): parts joined by one filler, surname and given names by two,
//! and after the last part nothing but fillers. It tells a filler that was read as a letter; where a letter was hardly
//! legible, those beside it tell which one people's names have there.

use super::name_letters::{Before, GAP};
use super::reading::{SYMBOLS, Weights};
use super::repair::log;

/// Where the filler and the letters are in the alphabet.
const FILLER: usize = SYMBOLS - 1;
const FIRST_LETTER: usize = 10;

/// A part of one letter is rare, and mostly a misread filler.
const ONE_LETTER: f32 = 0.1;
/// So is a field without given names; mostly the two fillers before them were misread.
const ONE_NAME: f32 = 0.1;
/// A character was read clearly where no other has this share of the belief in it: no letters beside it speak against it.
const CLEAR: f32 = 0.1;
/// With a smaller share of the belief in the best character, another one was not seen.
const SEEN: f32 = 0.01;
/// What letters beside a character weigh against what was seen of itself.
const BESIDE: f32 = 0.4;
/// The natural logarithm of likelihood that a letter of a name has in the middle: one more letter costs nothing.
const ORDINARY: f32 = -2.3;
/// No letter is so unusual where it stands that it is worse than this: people have names that no table knows.
const UNUSUAL: f32 = -4.0;
/// Ways of reading a field that are followed at a time.
const WAYS: usize = 64;

/// Where in the grammar a position is. `First` is the first letter of a part, `Gap` the filler after a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Begin,
    SurnameFirst,
    Surname,
    SurnameGap,
    Between,
    NoGiven,
    GivenFirst,
    Given,
    GivenGap,
    Tail,
}

use Place::{Begin, Between, Given, GivenFirst, GivenGap, NoGiven, Surname, SurnameFirst, SurnameGap, Tail};

impl Place {
    /// Where a letter leads, if one may follow.
    fn letter(self) -> Option<Self> {
        match self {
            Begin | SurnameGap => Some(SurnameFirst),
            SurnameFirst | Surname => Some(Surname),
            Between | GivenGap => Some(GivenFirst),
            GivenFirst | Given => Some(Given),
            NoGiven | Tail => None,
        }
    }

    /// Where a filler leads, and how usual that is.
    fn filler(self) -> Option<(Self, f32)> {
        match self {
            Begin => None,
            SurnameFirst => Some((SurnameGap, ONE_LETTER)),
            Surname => Some((SurnameGap, 1.0)),
            SurnameGap => Some((Between, 1.0)),
            GivenFirst => Some((GivenGap, ONE_LETTER)),
            Given => Some((GivenGap, 1.0)),
            Between | NoGiven => Some((NoGiven, 1.0)),
            GivenGap | Tail => Some((Tail, 1.0)),
        }
    }

    const fn has_given_names(self) -> bool {
        matches!(self, GivenFirst | Given | GivenGap | Tail)
    }

    const fn is_letter(self) -> bool {
        matches!(self, SurnameFirst | Surname | GivenFirst | Given)
    }
}

/// The likeliest name field: places in the alphabet, one for each position; `None` if none has the grammar. What was read clearly the grammar settles
/// alone, so that names that no table knows stay as they are; the rest the letters beside it help to choose.
pub fn choose_names(belief: &[Weights]) -> Option<Vec<usize>> {
    let mut seen: Vec<Vec<Choice>> = belief.iter().map(choices).collect();
    let plain = likeliest(&seen, 0.0)?;
    for (choices, chosen) in seen.iter_mut().zip(&plain) {
        if is_clear(choices, *chosen) {
            choices.retain(|choice| choice.symbol == *chosen);
        }
    }
    Some(likeliest(&seen, BESIDE).unwrap_or(plain))
}

/// A character that may stand at a position.
#[derive(Debug, Clone, Copy)]
struct Choice {
    /// Place in the alphabet.
    symbol: usize,
    belief: f32,
}

/// The letters that were seen, and a filler: the grammar may want one anywhere.
fn choices(weights: &Weights) -> Vec<Choice> {
    let best = super::repair::best(weights);
    let letter = super::repair::best(&std::array::from_fn(|at| if at == FILLER { 0.0 } else { weights[at] }));
    (0..SYMBOLS)
        .filter(|at| *at == FILLER || *at == letter || weights[*at] > SEEN * weights[best])
        .map(|symbol| Choice { symbol, belief: weights[symbol] })
        .collect()
}

fn is_clear(choices: &[Choice], chosen: usize) -> bool {
    let own = choices.iter().find(|choice| choice.symbol == chosen).map_or(0.0, |choice| choice.belief);
    choices.iter().all(|choice| choice.symbol == chosen || choice.belief < CLEAR * own)
}

/// One way of reading a field up to some position.
#[derive(Debug, Clone, Copy)]
struct Way {
    place: Place,
    before: Before,
    score: f32,
    symbol: usize,
    /// Which of the ways up to the position before it goes on from.
    from: usize,
}

/// The likeliest of all ways, `beside` being what neighbouring letters weigh.
fn likeliest(seen: &[Vec<Choice>], beside: f32) -> Option<Vec<usize>> {
    let start = Way { place: Begin, before: Before::START, score: 0.0, symbol: FILLER, from: 0 };
    let mut columns = vec![vec![start]];
    for choices in seen {
        let ways = columns.last().map_or(&[][..], Vec::as_slice);
        let mut next: Vec<Way> = ways
            .iter()
            .enumerate()
            .flat_map(|(from, way)| {
                choices.iter().filter_map(move |choice| way.goes_on(from, *choice, beside))
            })
            .collect();
        // Of ways that lead to the same place after the same letters, only the best can become the best of all.
        next.sort_by(|a, b| (a.place, a.before).cmp(&(b.place, b.before)).then(b.score.total_cmp(&a.score)));
        next.dedup_by(|worse, better| (worse.place, worse.before) == (better.place, better.before));
        next.sort_by(|a, b| b.score.total_cmp(&a.score));
        next.truncate(WAYS);
        columns.push(next);
    }
    let ends = |way: &Way| way.score + if way.place.has_given_names() { 0.0 } else { log(ONE_NAME) };
    let last = columns.last()?;
    let mut at = (0..last.len()).max_by(|a, b| ends(&last[*a]).total_cmp(&ends(&last[*b])))?;
    let mut chosen = Vec::with_capacity(seen.len());
    for ways in columns[1..].iter().rev() {
        let way = ways.get(at)?;
        at = way.from;
        chosen.push(way.symbol);
    }
    chosen.reverse();
    Some(chosen)
}

impl Way {
    fn goes_on(&self, from: usize, choice: Choice, beside: f32) -> Option<Self> {
        let unusual = |letter: usize| beside * (self.before.judges(letter).max(UNUSUAL) - ORDINARY);
        let (place, before, usual) = if choice.symbol == FILLER {
            let (place, usual) = self.place.filler()?;
            let ends = self.place.is_letter();
            (place, Before::START, log(usual) + if ends { unusual(GAP) } else { 0.0 })
        } else {
            let letter = choice.symbol.checked_sub(FIRST_LETTER)?;
            (self.place.letter()?, self.before.and(letter), unusual(letter))
        };
        let score = self.score + log(choice.belief) + usual;
        Some(Self { place, before, score, symbol: choice.symbol, from })
    }
}

#[cfg(test)]
#[path = "grammar_tests.rs"]
mod tests;
