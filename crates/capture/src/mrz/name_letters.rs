//! Which letters follow which in people's names: no check digit covers a name, so where a letter was hardly legible this
//! is all there is to choose by.
//!
//! The table counts, over names of some eighty countries, how often each letter follows each three
//! (`tools/name-letters`). Letters that were never seen together are judged by the last two, by the last one, by
//! themselves (Witten and Bell's way of backing off).

use std::io::Read;
use std::sync::LazyLock;

use flate2::read::ZlibDecoder;

use crate::picture::real_len;

/// A letter's place, `A` first; [`GAP`] stands before and after a name.
pub type NameLetter = usize;

/// What stands before and after a name.
pub const GAP: NameLetter = 26;

const LETTERS: usize = 27;
/// How many letters are looked at, the one that is judged among them.
const LONGEST: u32 = 4;

static TABLE: &[u8] = include_bytes!("../../../../assets/tables/name-letters.bin");
static LIKELIHOODS: LazyLock<Vec<f32>> = LazyLock::new(|| likelihoods(&counts()));

/// The last three letters of a name that is being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Before(usize);

impl Before {
    /// Where a name begins.
    pub const START: Self = Self(GAP * LETTERS * LETTERS + GAP * LETTERS + GAP);

    /// The next letter's natural logarithm of likelihood.
    pub fn judges(self, next: NameLetter) -> f32 {
        LIKELIHOODS[self.0 * LETTERS + next].ln()
    }

    pub fn and(self, next: NameLetter) -> Self {
        Self((self.0 * LETTERS + next) % LETTERS.pow(LONGEST - 1))
    }
}

/// A table that cannot be read makes all letters alike.
fn counts() -> Vec<u8> {
    let mut counts = Vec::new();
    let read = ZlibDecoder::new(TABLE).read_to_end(&mut counts);
    counts.resize(if read.is_ok() { counts.len() } else { 0 }, 0);
    counts.resize(LETTERS.pow(LONGEST), 0);
    counts
}

/// The likelihood of every letter after every three.
fn likelihoods(counts: &[u8]) -> Vec<f32> {
    let mut shorter = vec![1.0 / real_len(LETTERS)];
    for length in 1..=LONGEST {
        let mut seen = vec![0u32; LETTERS.pow(length)];
        for (at, count) in counts.iter().enumerate() {
            let end = at % seen.len();
            seen[end] += u32::from(*count);
        }
        shorter = seen
            .chunks_exact(LETTERS)
            .enumerate()
            .flat_map(|(before, row)| {
                let all = crate::picture::real(row.iter().sum());
                let kinds = real_len(row.iter().filter(|count| **count > 0).count());
                let shorter = &shorter;
                row.iter().enumerate().map(move |(letter, count)| {
                    let alone = shorter[(before * LETTERS + letter) % shorter.len()];
                    if kinds > 0.0 {
                        (crate::picture::real(*count) + kinds * alone) / (all + kinds)
                    } else {
                        alone
                    }
                })
            })
            .collect();
    }
    shorter
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean logarithm over the letters of a name and its end.
    fn judged(name: &str) -> f32 {
        let letters = name.bytes().map(|b| usize::from(b - b'A')).chain([GAP]);
        let (sum, _) = letters.fold((0.0, Before::START), |(sum, before), letter| {
            (sum + before.judges(letter), before.and(letter))
        });
        sum / real_len(name.len() + 1)
    }

    #[test]
    fn names_are_likelier_than_what_they_are_misread_for() {
        for (name, misread) in [
            ("ROSSI", "RDSSI"),
            ("ERIKSSON", "GRIKSSDN"),
            ("LEHTINEN", "LEHIINEN"),
            ("KOWALCZYK", "KQWALCZYK"),
            ("MUELLER", "MUFLLER"),
            ("SHEVCHENKO", "SHEVCHFNKO"),
            ("OKONKWO", "DKONKWO"),
            ("MARIA", "MARIAK"),
        ] {
            assert!(
                judged(name) > judged(misread),
                "{name} {} and {misread} {}",
                judged(name),
                judged(misread)
            );
        }
    }

    #[test]
    fn what_follows_three_letters_is_shared_among_all() {
        for before in [Before::START, Before::START.and(16).and(23).and(9)] {
            let all: f32 = (0..LETTERS).map(|letter| before.judges(letter).exp()).sum();
            assert!((all - 1.0).abs() < 1e-3, "shares of {before:?} add up to {all}");
        }
    }

    #[test]
    fn the_table_is_whole() {
        assert_eq!(
            counts().iter().filter(|count| **count > 0).count() / 10_000,
            4,
            "some 47,000 kinds of four letters"
        );
    }
}
