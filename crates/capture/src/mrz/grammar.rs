//! Names in a zone have a grammar (ICAO 9303-3 §4.6): parts joined by one filler, surname and given names by two,
//! and after the last part nothing but fillers. It tells a filler that was read as a letter.

use super::alphabet::FILLER;
use super::reading::{SYMBOLS, Weights, symbol};
use super::repair::log;

/// A part of one letter is rare, and mostly a misread filler.
const ONE_LETTER: f32 = 0.1;

/// Where in the grammar a position is. `First` is the first letter of a part, `Gap` the filler after a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Begin,
    SurnameFirst,
    Surname,
    SurnameGap,
    Between,
    GivenFirst,
    Given,
    GivenGap,
    Tail,
}

use Place::{Begin, Between, Given, GivenFirst, GivenGap, Surname, SurnameFirst, SurnameGap, Tail};

const PLACES: [Place; 9] =
    [Begin, SurnameFirst, Surname, SurnameGap, Between, GivenFirst, Given, GivenGap, Tail];

impl Place {
    /// Where a letter leads, if one may follow.
    fn letter(self) -> Option<Self> {
        match self {
            Begin | SurnameGap => Some(SurnameFirst),
            SurnameFirst | Surname => Some(Surname),
            Between | GivenGap => Some(GivenFirst),
            GivenFirst | Given => Some(Given),
            Tail => None,
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
            Between | GivenGap | Tail => Some((Tail, 1.0)),
        }
    }
}

/// The likeliest name field: places in the alphabet, one for each position.
pub fn choose_names(belief: &[Weights]) -> Vec<usize> {
    let filler = SYMBOLS - 1;
    let mut scores = [f32::NEG_INFINITY; PLACES.len()];
    scores[0] = 0.0;
    let mut back: Vec<[(usize, usize); PLACES.len()]> = Vec::with_capacity(belief.len());
    for weights in belief {
        let letter = (0..SYMBOLS)
            .filter(|at| symbol(*at) != FILLER)
            .max_by(|a, b| weights[*a].total_cmp(&weights[*b]))
            .unwrap_or(filler);
        let mut next = [f32::NEG_INFINITY; PLACES.len()];
        let mut from = [(0, filler); PLACES.len()];
        for (at, place) in PLACES.into_iter().enumerate().filter(|(at, _)| scores[*at].is_finite()) {
            let moves = [
                place.letter().map(|to| (to, letter, 1.0)),
                place.filler().map(|(to, usual)| (to, filler, usual)),
            ];
            for (to, which, usual) in moves.into_iter().flatten() {
                let to = PLACES.iter().position(|p| *p == to).unwrap_or(0);
                let total = scores[at] + log(weights[which]) + log(usual);
                if total > next[to] {
                    next[to] = total;
                    from[to] = (at, which);
                }
            }
        }
        scores = next;
        back.push(from);
    }
    let mut at = (0..PLACES.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap_or(0);
    let mut chosen: Vec<usize> = back
        .iter()
        .rev()
        .map(|from| {
            let (before, which) = from[at];
            at = before;
            which
        })
        .collect();
    chosen.reverse();
    chosen
}
