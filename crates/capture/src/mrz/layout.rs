//! Where each field stands in each format: one table, read by the parser, the writer, the repair and the
//! picture side (which needs the place of every field). ICAO 9303-4 (TD3), -5 (TD1), -6 (TD2), -7 (visas).

use serde::{Deserialize, Serialize};

use super::alphabet::Class;

/// A layout of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Card, 3 lines of 30.
    Td1,
    /// Larger card, 2 lines of 36.
    Td2,
    /// Passport booklet, 2 lines of 44.
    Td3,
    /// Visa of passport size, 2 lines of 44: no identity document.
    MrvA,
    /// Visa of the smaller size, 2 lines of 36: no identity document.
    MrvB,
}

/// A field of the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MrzField {
    DocumentCode,
    Issuer,
    Names,
    DocumentNumber,
    Nationality,
    BirthDate,
    Sex,
    ExpiryDate,
    /// TD3: personal number; TD1: rest of line 1; others: rest of line 2.
    Optional,
    /// TD1 only: second line.
    SecondOptional,
}

/// One field's place: characters `from..to` of `line`, with the position of its own check digit if it has one.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    pub field: MrzField,
    pub line: usize,
    pub from: usize,
    pub to: usize,
    pub class: Class,
    pub check: Option<usize>,
}

const fn slot(
    field: MrzField,
    line: usize,
    from: usize,
    to: usize,
    class: Class,
    check: Option<usize>,
) -> Slot {
    Slot { field, line, from, to, class, check }
}

use Class::{Alpha, Any, Date, Sex};
use MrzField as F;

const TD1: &[Slot] = &[
    slot(F::DocumentCode, 0, 0, 2, Alpha, None),
    slot(F::Issuer, 0, 2, 5, Alpha, None),
    slot(F::DocumentNumber, 0, 5, 14, Any, Some(14)),
    slot(F::Optional, 0, 15, 30, Any, None),
    slot(F::BirthDate, 1, 0, 6, Date, Some(6)),
    slot(F::Sex, 1, 7, 8, Sex, None),
    slot(F::ExpiryDate, 1, 8, 14, Date, Some(14)),
    slot(F::Nationality, 1, 15, 18, Alpha, None),
    slot(F::SecondOptional, 1, 18, 29, Any, None),
    slot(F::Names, 2, 0, 30, Alpha, None),
];

/// The second line of all two-line formats is alike up to the expiry date.
const fn two_lines(length: usize, optional_to: usize, optional_check: Option<usize>) -> [Slot; 9] {
    [
        slot(F::DocumentCode, 0, 0, 2, Alpha, None),
        slot(F::Issuer, 0, 2, 5, Alpha, None),
        slot(F::Names, 0, 5, length, Alpha, None),
        slot(F::DocumentNumber, 1, 0, 9, Any, Some(9)),
        slot(F::Nationality, 1, 10, 13, Alpha, None),
        slot(F::BirthDate, 1, 13, 19, Date, Some(19)),
        slot(F::Sex, 1, 20, 21, Sex, None),
        slot(F::ExpiryDate, 1, 21, 27, Date, Some(27)),
        slot(F::Optional, 1, 28, optional_to, Any, optional_check),
    ]
}

const TD2: [Slot; 9] = two_lines(36, 35, None);
const TD3: [Slot; 9] = two_lines(44, 42, Some(42));
const MRV_A: [Slot; 9] = two_lines(44, 44, None);
const MRV_B: [Slot; 9] = two_lines(36, 36, None);

/// The last check digit of a document and what it is computed over: `(line, from, to)` in order.
#[derive(Debug, Clone, Copy)]
pub struct Composite {
    pub line: usize,
    pub at: usize,
    pub over: &'static [(usize, usize, usize)],
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 5] = [Self::Td1, Self::Td2, Self::Td3, Self::MrvA, Self::MrvB];

    /// Number of lines.
    pub const fn line_count(self) -> usize {
        match self {
            Self::Td1 => 3,
            _ => 2,
        }
    }

    /// Characters in each line.
    pub const fn line_length(self) -> usize {
        match self {
            Self::Td1 => 30,
            Self::Td2 | Self::MrvB => 36,
            Self::Td3 | Self::MrvA => 44,
        }
    }

    /// Visas share the layouts but prove no identity.
    pub const fn is_visa(self) -> bool {
        matches!(self, Self::MrvA | Self::MrvB)
    }

    /// The fields in order of printing.
    pub const fn slots(self) -> &'static [Slot] {
        match self {
            Self::Td1 => TD1,
            Self::Td2 => &TD2,
            Self::Td3 => &TD3,
            Self::MrvA => &MRV_A,
            Self::MrvB => &MRV_B,
        }
    }

    /// The composite check digit; visas have none.
    pub const fn composite(self) -> Option<Composite> {
        match self {
            Self::Td1 => {
                Some(Composite { line: 1, at: 29, over: &[(0, 5, 30), (1, 0, 7), (1, 8, 15), (1, 18, 29)] })
            }
            Self::Td2 => Some(Composite { line: 1, at: 35, over: &[(1, 0, 10), (1, 13, 20), (1, 21, 35)] }),
            Self::Td3 => Some(Composite { line: 1, at: 43, over: &[(1, 0, 10), (1, 13, 20), (1, 21, 43)] }),
            Self::MrvA | Self::MrvB => None,
        }
    }

    /// What may stand at `column` of `line`.
    pub fn class_at(self, line: usize, column: usize) -> Class {
        for slot in self.slots().iter().filter(|s| s.line == line) {
            if (slot.from..slot.to).contains(&column) {
                return slot.class;
            }
            if slot.check == Some(column) {
                return Class::CheckDigit;
            }
        }
        Class::CheckDigit
    }

    /// The format of lines of these lengths; a leading `V` tells a visa.
    pub fn of(line_count: usize, line_length: usize, first: char) -> Option<Self> {
        Self::ALL.into_iter().find(|f| {
            f.line_count() == line_count && f.line_length() == line_length && f.is_visa() == (first == 'V')
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_position_belongs_to_exactly_one_thing() {
        for format in Format::ALL {
            let mut seen = vec![vec![0; format.line_length()]; format.line_count()];
            for slot in format.slots() {
                seen[slot.line][slot.from..slot.to].iter_mut().for_each(|n| *n += 1);
                if let Some(at) = slot.check {
                    seen[slot.line][at] += 1;
                }
            }
            if let Some(composite) = format.composite() {
                seen[composite.line][composite.at] += 1;
            }
            assert!(
                seen.iter().flatten().all(|n| *n == 1),
                "{format:?}: the table must cover each character once: {seen:?}"
            );
        }
    }
}
