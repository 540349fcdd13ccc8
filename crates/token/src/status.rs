//! The two bytes at the end of an answer (ISO/IEC 7816-4, 5.6).

use std::fmt;

use crate::{Fault, Secret};

/// A status word. It tells how a command ended, and holds no data of the card.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct StatusWord(pub u16);

impl StatusWord {
    pub(crate) const DONE: Self = Self(0x9000);
    /// What a reader says of a PIN that was to be typed on its keys (PC/SC part 10, 2.5.2): nobody did in time, somebody
    /// broke it off, it was shorter or longer than allowed. The card heard of none of them.
    const PAD_TIMED_OUT: Self = Self(0x6400);
    const PAD_CANCELLED: Self = Self(0x6401);
    const PAD_LENGTH: Self = Self(0x6403);
    /// Verification failed, with no word on the tries left.
    pub(crate) const VERIFICATION_FAILED: Self = Self(0x6300);
    pub(crate) const SECURITY_STATUS: Self = Self(0x6982);
    pub(crate) const BLOCKED: Self = Self(0x6983);
    pub(crate) const CONDITIONS: Self = Self(0x6985);
    pub(crate) const WRONG_DATA: Self = Self(0x6a80);
    pub(crate) const FUNCTION: Self = Self(0x6a81);
    pub(crate) const FILE_NOT_FOUND: Self = Self(0x6a82);
    pub(crate) const FULL: Self = Self(0x6a84);
    pub(crate) const PARAMETERS: Self = Self(0x6a86);
    pub(crate) const REFERENCE_NOT_FOUND: Self = Self(0x6a88);

    /// Whether the command was carried out.
    pub const fn is_done(self) -> bool {
        self.0 == Self::DONE.0
    }

    /// Tries left, from 63 Cx.
    pub const fn tries_left(self) -> Option<u8> {
        if self.0 & 0xfff0 == 0x63c0 { Some((self.0 & 0x0f) as u8) } else { None }
    }

    /// What this word means for a command that shows the card no secret. Words that mean different things to different
    /// commands are told apart by those.
    pub(crate) const fn fault(self) -> Fault {
        match self {
            Self::SECURITY_STATUS => Fault::VerificationNeeded,
            Self::BLOCKED => Fault::Blocked(Secret::Pin),
            Self::FILE_NOT_FOUND | Self::REFERENCE_NOT_FOUND => Fault::NotFound,
            Self::FULL => Fault::Full,
            Self::FUNCTION | Self::PARAMETERS | Self(0x6d00 | 0x6e00 | 0x6881 | 0x6884) => {
                Fault::NotSupported
            }
            other => Fault::Refused(other),
        }
    }

    /// What this word means after a secret was shown.
    pub(crate) const fn fault_of_secret(self, secret: Secret) -> Fault {
        match (self, self.tries_left()) {
            (Self::BLOCKED, _) | (_, Some(0)) => Fault::Blocked(secret),
            (_, Some(tries)) => Fault::WrongSecret { secret, tries_left: Some(tries) },
            (Self::VERIFICATION_FAILED, _) => Fault::WrongSecret { secret, tries_left: None },
            _ => self.fault(),
        }
    }

    /// What this word means after a PIN was to be typed on the reader: its own, or the card's.
    pub(crate) const fn fault_of_pad(self) -> Fault {
        match self {
            Self::PAD_TIMED_OUT => Fault::NotTyped,
            Self::PAD_CANCELLED | Self::PAD_LENGTH => Fault::Cancelled,
            _ => self.fault_of_secret(Secret::Pin),
        }
    }
}

impl fmt::Display for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl fmt::Debug for StatusWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StatusWord({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: u16, expected: &Fault, why: &str) {
        assert_eq!(StatusWord(word).fault_of_secret(Secret::Pin), *expected, "{word:04X}: {why}");
    }

    #[test]
    fn a_refused_secret_says_what_is_left() {
        let wrong = |tries_left| Fault::WrongSecret { secret: Secret::Pin, tries_left };
        check(0x63c2, &wrong(Some(2)), "two tries left");
        check(0x63c0, &Fault::Blocked(Secret::Pin), "none left is blocked");
        check(0x6983, &Fault::Blocked(Secret::Pin), "as the standard says it");
        check(0x6300, &wrong(None), "a card that does not count aloud");
        check(0x6d00, &Fault::NotSupported, "no such command");
        check(0x6f00, &Fault::Refused(StatusWord(0x6f00)), "anything else is kept as it came");
    }
}
