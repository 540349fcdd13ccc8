//! Where a key and its certificate sit (SP 800-73-5 part 1, 3.3 and table 4b).

use super::ObjectId;

/// A place for one key pair and its certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// 9A: the holder shows who he is; PIN once.
    Authentication,
    /// 9C: the holder signs; the PIN as the command just before.
    Signature,
    /// 9D: keys are exchanged.
    KeyManagement,
    /// 9E: the card shows that it is there; no PIN.
    CardAuthentication,
    /// 82 to 95: keys that were exchanged for others, counted from 0 to 19.
    Retired(Retired),
}

/// Which of the twenty retired slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Retired(u8);

const RETIRED: u8 = 20;

impl Retired {
    /// Counted from 1, as people do.
    pub const fn number(self) -> u8 {
        self.0 + 1
    }
}

impl Slot {
    /// Every slot that a card may have.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Authentication, Self::Signature, Self::KeyManagement, Self::CardAuthentication]
            .into_iter()
            .chain((0..RETIRED).map(|number| Self::Retired(Retired(number))))
    }

    /// The key reference (table 4b).
    pub const fn reference(self) -> u8 {
        match self {
            Self::Authentication => 0x9a,
            Self::Signature => 0x9c,
            Self::KeyManagement => 0x9d,
            Self::CardAuthentication => 0x9e,
            Self::Retired(Retired(number)) => 0x82 + number,
        }
    }

    /// The object that holds the certificate (table 3).
    pub const fn certificate(self) -> ObjectId {
        ObjectId([
            0x5f,
            0xc1,
            match self {
                Self::Authentication => 0x05,
                Self::Signature => 0x0a,
                Self::KeyManagement => 0x0b,
                Self::CardAuthentication => 0x01,
                Self::Retired(Retired(number)) => 0x0d + number,
            },
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_retired_slot_stands_where_the_table_says() {
        let last = Slot::all().last().unwrap();
        assert_eq!(
            (last.reference(), last.certificate()),
            (0x95, ObjectId([0x5f, 0xc1, 0x20])),
            "table 3, 4b"
        );
        assert_eq!(Slot::all().count(), 24, "four and twenty");
    }
}
