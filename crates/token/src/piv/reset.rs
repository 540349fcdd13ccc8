//! Back to the state of the factory: Yubico's extension, which other makers took over. The standard knows no way back.

use super::Piv;
use crate::{CardError, Fault, Pin, Puk, StatusWord, Step, apdu::Command};

const RESET: u8 = 0xfb;
/// No card counts more tries (one byte of them in Yubico's SET PIN RETRIES).
const MOST_TRIES: u16 = 256;

impl Piv<'_> {
    /// Destroys every key and object, and gives PIN, PUK and management key of the factory back. A card does that only
    /// when PIN and PUK are blocked, so they are, on purpose; but first it is asked whether it does it at all:
    /// [`Fault::NotSupported`] is a card that does not, and it was left as it was.
    ///
    /// Can be repeated from wherever it was interrupted. Whoever calls this knows that this is the card.
    pub fn reset(&mut self) -> Result<(), CardError> {
        match self.try_reset()? {
            StatusWord::CONDITIONS => {}
            answered => return done(answered),
        }
        // The PUK first: a wrong one that were the right one would free the PIN.
        self.block_puk()?;
        self.block_pin()?;
        done(self.try_reset()?)
    }

    fn try_reset(&mut self) -> Result<StatusWord, CardError> {
        Ok(self.ask(Step::Reset, &Command::new(RESET, 0, 0, []))?.status)
    }

    fn block_pin(&mut self) -> Result<(), CardError> {
        until_blocked(|second| self.verify_pin(&wrong_pin(second)))
    }

    /// By unblocking the PIN with it: that counts, and is told, on every card.
    fn block_puk(&mut self) -> Result<(), CardError> {
        until_blocked(|second| self.unblock_pin(&wrong_puk(second), &wrong_pin(second)))
    }
}

fn done(answered: StatusWord) -> Result<(), CardError> {
    if answered.is_done() { Ok(()) } else { Err(CardError::new(Step::Reset, answered.fault())) }
}

/// Shows a wrong secret until it is blocked; the second one, where the first happens to be right.
fn until_blocked(mut show: impl FnMut(bool) -> Result<(), CardError>) -> Result<(), CardError> {
    let mut second = false;
    for _ in 0..=MOST_TRIES {
        match show(second) {
            Ok(()) => second = true,
            Err(CardError { fault: Fault::Blocked(_), .. }) => return Ok(()),
            Err(CardError { fault: Fault::WrongSecret { .. }, .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Err(CardError::new(Step::Reset, Fault::Malformed("tries")))
}

fn wrong_pin(second: bool) -> Pin {
    Pin::of_digits(if second { *b"73018264" } else { *b"50927361" })
}

fn wrong_puk(second: bool) -> Puk {
    Puk::of_characters(if second { *b"73018264" } else { *b"50927361" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CardChannel, ChannelError, piv::Application};

    /// A card that counts tries and resets as Yubico's do; `pin` and `puk` are the right ones.
    struct Counting {
        pin: [u8; 8],
        puk: [u8; 8],
        tries: (u8, u8),
        offers_reset: bool,
        is_reset: bool,
    }

    impl Counting {
        fn told(left: &mut u8, right: bool) -> Vec<u8> {
            match *left {
                0 => vec![0x69, 0x83],
                _ if right => vec![0x90, 0],
                _ => {
                    *left -= 1;
                    vec![0x63, 0xc0 | *left]
                }
            }
        }
    }

    impl CardChannel for Counting {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
            Ok(match command {
                [_, 0x20, 0, 0x80, 8, shown @ ..] => Self::told(&mut self.tries.0, *shown == self.pin),
                [_, 0x2c, 0, 0x80, 16, shown @ ..] => {
                    let right = shown.starts_with(&self.puk);
                    let answer = Self::told(&mut self.tries.1, right);
                    if answer == [0x90, 0] {
                        self.tries.0 = 3;
                    }
                    answer
                }
                [_, 0xfb, 0, 0, ..] if self.offers_reset && self.tries == (0, 0) => {
                    self.is_reset = true;
                    vec![0x90, 0]
                }
                [_, 0xfb, ..] if self.offers_reset => vec![0x69, 0x85],
                _ => vec![0x6d, 0],
            })
        }
    }

    fn card() -> Counting {
        let (pin, puk) = (*b"123456\xff\xff", *b"12345678");
        Counting { pin, puk, tries: (3, 3), offers_reset: true, is_reset: false }
    }

    fn reset(card: &mut Counting) -> Result<(), CardError> {
        Piv { channel: card, application: Application::default() }.reset()
    }

    #[test]
    fn a_card_is_blocked_and_then_reset() {
        // Whatever is left of the tries, and whatever the codes are: those that are shown may be the right ones.
        for (pin, puk) in [(*b"123456\xff\xff", *b"12345678"), (*b"50927361", *b"50927361")] {
            for tries in [(3, 3), (0, 3), (3, 0), (15, 15), (0, 0)] {
                let mut card = Counting { pin, puk, tries, ..card() };
                assert_eq!(reset(&mut card), Ok(()), "{tries:?} left");
                assert!(card.is_reset, "{tries:?} left: it is as from the factory");
            }
        }
    }

    #[test]
    fn a_card_that_cannot_be_reset_keeps_its_tries() {
        let mut silent = Counting { offers_reset: false, ..card() };
        let refused = CardError { step: Step::Reset, fault: Fault::NotSupported };
        assert_eq!(reset(&mut silent), Err(refused), "it says that it cannot");
        assert_eq!(silent.tries, (3, 3), "and neither PIN nor PUK was blocked in vain");
    }

    #[test]
    fn a_card_that_never_blocks_is_not_shown_wrong_codes_for_ever() {
        struct Endless(u32);
        impl CardChannel for Endless {
            fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
                self.0 += 1;
                Ok(if command[1] == 0xfb { vec![0x69, 0x85] } else { vec![0x63, 0xc3] })
            }
        }
        let mut endless = Endless(0);
        let told = Piv { channel: &mut endless, application: Application::default() }.reset();
        let fault = Fault::Malformed("tries");
        assert_eq!(told, Err(CardError { step: Step::Reset, fault }), "it is said");
        assert!(endless.0 < 300, "after as many tries as any card has: {}", endless.0);
    }
}
