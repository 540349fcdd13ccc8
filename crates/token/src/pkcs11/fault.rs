//! A token's errors in the words that a card's have.

use sportello_hsm::{HsmError, Meaning, PinTries};

use crate::{CardError, ChannelError, Fault, Secret, Step};

/// What went wrong at a step. `tries` is what the token says of its PIN afterwards, where it was shown one.
pub(super) fn fault(step: Step, error: &HsmError, tries: Option<PinTries>) -> CardError {
    let fault = match error {
        HsmError::Module { .. } => Fault::NoModule,
        HsmError::TokenMissing(_) => Fault::Channel(ChannelError::Removed),
        HsmError::PinWrong => of_wrong_pin(tries),
        HsmError::PinBlocked => Fault::TokenPinBlocked,
        HsmError::NewPinRefused => Fault::NewPinRefused,
        HsmError::KeyMissing(_) => Fault::NotFound,
        HsmError::KeyExists(_) | HsmError::CertificateExists(_) | HsmError::NotBlank => Fault::Taken,
        // Which of two is meant cannot be told.
        HsmError::KeyKind | HsmError::KeyAmbiguous(_) => Fault::NotSupported,
        HsmError::Malformed(what) => Fault::Malformed(what),
        HsmError::NoAnswer { .. } => Fault::Channel(ChannelError::Late),
        HsmError::NoPin(_) => Fault::VerificationNeeded,
        HsmError::SessionBroken => Fault::Channel(ChannelError::Reset),
        HsmError::Token(said) => match error.meaning() {
            Some(Meaning::Gone) => Fault::Channel(ChannelError::Removed),
            Some(Meaning::Full) => Fault::Full,
            Some(Meaning::NotOffered) => Fault::NotSupported,
            Some(Meaning::LoginNeeded) => Fault::VerificationNeeded,
            Some(Meaning::Cancelled) => Fault::Cancelled,
            Some(Meaning::Failed) | None => Fault::Channel(ChannelError::Reader(said.to_string())),
        },
    };
    CardError::new(step, fault)
}

/// Modules never say how many tries are left, but for the last one.
const fn of_wrong_pin(tries: Option<PinTries>) -> Fault {
    let tries_left = match tries {
        Some(PinTries::Blocked) => return Fault::TokenPinBlocked,
        Some(PinTries::LastTry) => Some(1),
        Some(PinTries::NoneWrong | PinTries::SomeWrong) | None => None,
    };
    Fault::WrongSecret { secret: Secret::Pin, tries_left }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: &HsmError, tries: Option<PinTries>, expected: &Fault, why: &str) {
        assert_eq!(&fault(Step::VerifyPin, error, tries).fault, expected, "{why}");
    }

    #[test]
    fn a_wrong_pin_says_what_the_token_says() {
        let wrong = |tries_left| Fault::WrongSecret { secret: Secret::Pin, tries_left };
        check(&HsmError::PinWrong, None, &wrong(None), "nothing more is known");
        check(&HsmError::PinWrong, Some(PinTries::SomeWrong), &wrong(None), "never how many");
        check(&HsmError::PinWrong, Some(PinTries::LastTry), &wrong(Some(1)), "but for the last one");
        let blocked = Fault::TokenPinBlocked;
        check(&HsmError::PinWrong, Some(PinTries::Blocked), &blocked, "that was the last one");
        check(&HsmError::PinBlocked, None, &blocked, "and stays so");
    }

    #[test]
    fn a_token_that_is_gone_is_one_that_was_pulled() {
        let gone = Fault::Channel(ChannelError::Removed);
        check(&HsmError::TokenMissing("CNS".into()), None, &gone, "not found again");
        let late = HsmError::NoAnswer { module: String::new(), limit: std::time::Duration::ZERO };
        check(
            &late,
            None,
            &Fault::Channel(ChannelError::Late),
            "a module that hangs is none that is missing",
        );
    }
}
