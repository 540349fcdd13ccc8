//! How a specimen is printed: hand, ground, wear.

use super::chance::Chance;
use super::hands::{Face, Wear};

/// What fills in the fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    Sans,
    Bold,
    Grotesque,
    Condensed,
    Serif,
    Mono,
    Typewriter,
    DotMatrix,
}

impl Hand {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Sans,
        Self::Bold,
        Self::Grotesque,
        Self::Condensed,
        Self::Serif,
        Self::Mono,
        Self::Typewriter,
        Self::DotMatrix,
    ];

    pub(super) const fn face(self) -> Face {
        match self {
            Self::Sans => Face::Sans,
            Self::Bold => Face::SansBold,
            Self::Grotesque => Face::InterBold,
            Self::Condensed => Face::Condensed,
            Self::Serif => Face::Serif,
            Self::Mono | Self::DotMatrix => Face::Mono,
            Self::Typewriter => Face::Typewriter,
        }
    }
}

/// What prints the zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ZoneHand {
    /// OCR-B with round ends.
    Round,
    /// OCR-B with square ends.
    Square,
}

/// How a specimen is printed. Strengths run from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Print {
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// How busy the ground is.
    pub ground: f32,
    /// Second portraits and stamps that lie over and under the fields.
    pub overlap: f32,
    /// From fresh to rubbed, faint or bled.
    pub wear: f32,
    /// How far sizes, widths, pitch and places stray from the layout.
    pub variation: f32,
    /// `None`: one of those the document is filled in with.
    pub hand: Option<Hand>,
    pub zone_hand: Option<ZoneHand>,
}

impl Default for Print {
    fn default() -> Self {
        Self::clean()
    }
}

impl Print {
    /// Fresh from the printer and as the layout says.
    pub const fn clean() -> Self {
        Self { seed: 0, ground: 0.45, overlap: 0.4, wear: 0.0, variation: 0.0, hand: None, zone_hand: None }
    }

    /// As documents come over the counter: most nearly fresh, some worn.
    pub fn of(seed: u64) -> Self {
        let mut chance = Chance::apart(seed, 0x9121);
        let worn = chance.between(0.0, 1.0);
        Self {
            seed,
            ground: chance.between(0.15, 1.0),
            overlap: chance.between(0.0, 1.0),
            wear: worn * worn,
            variation: chance.between(0.2, 1.0),
            hand: None,
            zone_hand: None,
        }
    }

    /// The wear of one ink of this document.
    pub(super) fn ink(&self, chance: &mut Chance) -> Wear {
        let mut share =
            |most: f32| if chance.one_in(2) { chance.between(0.2, 1.0) * most } else { 0.1 * most };
        Wear {
            bleed: share(0.8) * self.wear,
            faint: share(0.75) * self.wear,
            rub: share(0.75) * self.wear,
            shake: 0.0,
            dots: false,
        }
    }
}
