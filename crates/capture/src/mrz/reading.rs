//! What a reader believes it saw: for every position a weight for each of the 37 characters.
//!
//! Readers say "0.99 O" where a 0 is printed, so belief is first spread over look-alikes, then multiplied with what
//! the position admits; check digits and names' grammar decide later (see [`super::repair`]).

use std::sync::LazyLock;

use super::alphabet::{ALPHABET, Class, FILLER};
use super::layout::{Format, MrzField};

/// Number of characters in the alphabet.
pub const SYMBOLS: usize = 37;

/// One weight per character of [`ALPHABET`], in its order; they sum to about one.
pub type Weights = [f32; SYMBOLS];

/// A raw reading of a zone: `slots[line][column]`, of exactly the format's shape.
#[derive(Debug, Clone, PartialEq)]
pub struct MrzReading {
    pub format: Format,
    pub slots: Vec<Vec<Weights>>,
}

/// What no reader excludes: any character at any position.
const FLOOR: f32 = 1e-4;

/// Pairs that readers confuse in OCR-B, with how often one is read for the other.
const LOOK_ALIKES: &[(char, char, f32)] = &[
    ('0', 'O', 0.10),
    ('0', 'Q', 0.03),
    ('0', 'D', 0.03),
    ('O', 'Q', 0.05),
    ('O', 'D', 0.03),
    ('1', 'I', 0.10),
    ('1', 'L', 0.04),
    ('I', 'L', 0.03),
    ('1', '7', 0.005),
    ('1', 'T', 0.003),
    ('I', 'T', 0.003),
    ('2', 'Z', 0.06),
    ('5', 'S', 0.06),
    ('6', 'G', 0.04),
    ('8', 'B', 0.06),
    ('3', '8', 0.005),
    ('5', '6', 0.003),
    ('4', 'A', 0.005),
    ('7', 'T', 0.005),
    ('9', 'G', 0.003),
    ('U', 'V', 0.005),
    ('V', 'Y', 0.003),
    ('V', 'W', 0.003),
    ('U', 'J', 0.003),
    ('M', 'N', 0.005),
    ('M', 'H', 0.005),
    ('N', 'H', 0.003),
    ('E', 'F', 0.005),
    ('P', 'F', 0.003),
    ('P', 'R', 0.003),
    ('C', 'G', 0.005),
    ('K', 'X', 0.005),
    (FILLER, 'C', 0.05),
    (FILLER, 'K', 0.05),
    (FILLER, 'E', 0.01),
    (FILLER, 'S', 0.01),
    (FILLER, 'X', 0.01),
    (FILLER, 'L', 0.01),
    (FILLER, 'G', 0.003),
    (FILLER, '4', 0.003),
];

/// Share of the belief in the column's character that goes to the row's.
static SPREAD: LazyLock<Vec<(usize, usize, f32)>> = LazyLock::new(|| {
    LOOK_ALIKES
        .iter()
        .filter_map(|&(a, b, p)| Some((index(a)?, index(b)?, p)))
        .flat_map(|(a, b, p)| [(a, b, p), (b, a, p)])
        .collect()
});

/// Place of a character in [`ALPHABET`].
pub fn index(c: char) -> Option<usize> {
    ALPHABET.find(c)
}

/// The character at a place of [`ALPHABET`]; the filler beyond it.
pub fn symbol(index: usize) -> char {
    ALPHABET.as_bytes().get(index).map_or(FILLER, |b| char::from(*b))
}

impl MrzReading {
    /// From plain text that was read or typed: full belief in each character. `None` if the lines have not the
    /// format's shape or alphabet.
    pub fn from_text(format: Format, lines: &[&str]) -> Option<Self> {
        let slots = lines
            .iter()
            .map(|line| line.chars().map(certain).collect::<Option<Vec<_>>>())
            .collect::<Option<Vec<_>>>()?;
        let fits =
            slots.len() == format.line_count() && slots.iter().all(|l| l.len() == format.line_length());
        fits.then_some(Self { format, slots })
    }

    /// Belief at a position after look-alikes and the position's own rules. Not normalised: the sum tells how
    /// well what was read fits the position.
    pub fn belief(&self, line: usize, column: usize) -> Weights {
        let seen = self.slots.get(line).and_then(|l| l.get(column)).copied().unwrap_or([0.0; SYMBOLS]);
        let mut spread = seen.map(|w| w.max(FLOOR));
        for &(from, to, share) in SPREAD.iter() {
            spread[to] += seen[from] * share;
        }
        let mut out = [0.0; SYMBOLS];
        for (at, (out, weight)) in out.iter_mut().zip(spread).enumerate() {
            *out = weight * rule(self.format, line, column, symbol(at));
        }
        out
    }
}

/// All belief in one character.
pub fn certain(c: char) -> Option<Weights> {
    let mut weights = [0.0; SYMBOLS];
    weights[index(c)?] = 1.0;
    Some(weights)
}

/// How likely `c` is at a position before anything is read: 0 where it cannot stand, 1 where it is usual.
fn rule(format: Format, line: usize, column: usize, c: char) -> f32 {
    let class = format.class_at(line, column);
    if !class.admits(c) {
        return 0.0;
    }
    let slot = format.slots().iter().find(|s| s.line == line && (s.from..s.to).contains(&column));
    match (slot.map(|s| (s.field, column - s.from)), class) {
        (Some((MrzField::DocumentCode, at)), _) => code_rule(format, at, c),
        (Some((MrzField::BirthDate | MrzField::ExpiryDate, at)), _) => date_rule(at, c),
        (Some((MrzField::DocumentNumber, 0)), _) if c == FILLER => 0.01,
        (_, Class::CheckDigit) if c == FILLER => 0.2,
        (_, Class::Sex) if c == 'X' => 0.05,
        _ => 1.0,
    }
}

/// First letter by format, second letter free but rarely one that a filler is mistaken for.
fn code_rule(format: Format, at: usize, c: char) -> f32 {
    match (at, format) {
        (0, Format::Td3) => {
            if c == 'P' {
                1.0
            } else {
                0.001
            }
        }
        (0, Format::MrvA | Format::MrvB) => {
            if c == 'V' {
                1.0
            } else {
                0.001
            }
        }
        (0, Format::Td1 | Format::Td2) => {
            if matches!(c, 'I' | 'A' | 'C') {
                1.0
            } else {
                0.001
            }
        }
        (_, _) => match c {
            FILLER => 1.0,
            // As states of the Schengen area have it.
            'C' if format.is_visa() => 0.6,
            'K' | 'X' => 0.02,
            'C' if format.line_count() == 2 => 0.02,
            _ => 0.2,
        },
    }
}

/// `YYMMDD`: unknown parts are fillers, rarely.
fn date_rule(at: usize, c: char) -> f32 {
    match (at, c) {
        (_, FILLER) => 0.001,
        (2, '2'..='9') | (4, '4'..='9') => 0.0,
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn belief_follows_the_position() {
        let reading = MrzReading::from_text(
            Format::Td1,
            &[
                "I<UTOD231458907<<<<<<<<<<<<<<<",
                "74O8122F1204159UTO<<<<<<<<<<<6",
                "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
            ],
        )
        .unwrap();
        let best = |line, column| {
            let belief = reading.belief(line, column);
            symbol((0..SYMBOLS).max_by(|a, b| belief[*a].total_cmp(&belief[*b])).unwrap())
        };
        assert_eq!(best(1, 2), '0', "an O in a date is a nought");
        assert_eq!(best(2, 0), 'E', "a letter in a name stays");
        assert_eq!(best(0, 0), 'I');
    }

    #[test]
    fn only_the_formats_shape_is_a_reading() {
        assert_eq!(MrzReading::from_text(Format::Td1, &["I<UTO"]), None, "one short line is no TD1");
    }
}
