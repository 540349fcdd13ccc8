//! What went wrong with the cards since the program was started: the step, the fault and the card's last word. Nothing of what
//! was said to a card is kept, and nothing of what it told.

use std::collections::{BTreeMap, VecDeque};

use sportello_contract::desk::card_tools::CardFailure;
use sportello_domain::{
    card_failure::{CardFault, CardStep},
    moment::Timestamp,
};
use sportello_token::{CardChannel, CardError, ChannelError, Fault, Secret, StatusWord, Step};

/// Of each reader; older ones go.
const KEPT: usize = 5;

/// A step that failed, with the last two bytes that the card answered before.
#[derive(Debug)]
pub(super) struct Failed {
    pub error: CardError,
    status: Option<StatusWord>,
}

impl Failed {
    pub const fn connecting(fault: ChannelError) -> Self {
        let error = CardError { step: Step::Connect, fault: Fault::Channel(fault) };
        Self { error, status: None }
    }

    /// A module tells no word of the card's.
    pub const fn of_module(error: CardError) -> Self {
        Self { error, status: None }
    }

    pub fn is(&self, fault: &ChannelError) -> bool {
        matches!(&self.error.fault, Fault::Channel(own) if own == fault)
    }
}

/// A line whose answers are looked at for their last two bytes.
pub(super) struct Overheard<'a> {
    line: &'a mut dyn CardChannel,
    last: Option<StatusWord>,
}

impl<'a> Overheard<'a> {
    pub fn on(line: &'a mut dyn CardChannel) -> Self {
        Self { line, last: None }
    }

    pub fn failed(&self, error: CardError) -> Failed {
        Failed { error, status: self.last }
    }

    fn overhear(&mut self, answer: &Result<Vec<u8>, ChannelError>) {
        let word = answer.as_ref().ok().and_then(|answer| answer.last_chunk::<2>());
        self.last = word.map(|word| StatusWord(u16::from_be_bytes(*word)));
    }
}

impl CardChannel for Overheard<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, ChannelError> {
        let answer = self.line.transmit(command);
        self.overhear(&answer);
        answer
    }

    fn has_pin_pad(&mut self) -> bool {
        self.line.has_pin_pad()
    }

    fn verify_on_pad(&mut self, order: &[u8]) -> Result<Vec<u8>, ChannelError> {
        let answer = self.line.verify_on_pad(order);
        self.overhear(&answer);
        answer
    }
}

/// By reader, newest first.
#[derive(Default)]
pub(super) struct Failures(BTreeMap<String, VecDeque<CardFailure>>);

impl Failures {
    pub fn keep(&mut self, reader: &str, failed: &Failed, at: Timestamp) {
        let kept = self.0.entry(reader.to_owned()).or_default();
        kept.push_front(CardFailure {
            step: step_of(failed.error.step),
            fault: fault_of(&failed.error.fault),
            status_word: failed.status.map(|word| word.to_string()),
            detail: match &failed.error.fault {
                Fault::Channel(ChannelError::Reader(said)) => Some(said.clone()),
                _ => None,
            },
            at,
        });
        kept.truncate(KEPT);
    }

    pub fn of(&self, reader: &str) -> Vec<CardFailure> {
        self.0.get(reader).map(|kept| kept.iter().cloned().collect()).unwrap_or_default()
    }

    pub fn readers(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
}

/// The word of a step.
pub(crate) const fn step_of(step: Step) -> CardStep {
    match step {
        Step::LoadModule => CardStep::LoadModule,
        Step::Connect => CardStep::Connect,
        Step::Select => CardStep::Select,
        Step::Metadata => CardStep::Metadata,
        Step::Authenticate => CardStep::Authenticate,
        Step::Initialise => CardStep::Initialise,
        Step::GenerateKey => CardStep::GenerateKey,
        Step::ReadObject => CardStep::ReadObject,
        Step::WriteObject => CardStep::WriteObject,
        Step::VerifyPin => CardStep::VerifyPin,
        Step::TriesLeft => CardStep::TriesLeft,
        Step::ChangePin => CardStep::ChangePin,
        Step::ChangePuk => CardStep::ChangePuk,
        Step::Unblock => CardStep::Unblock,
        Step::Sign => CardStep::Sign,
        Step::Attest => CardStep::Attest,
        Step::ChangeManagementKey => CardStep::ChangeManagementKey,
        Step::Reset => CardStep::Reset,
    }
}

const fn fault_of(fault: &Fault) -> CardFault {
    match fault {
        Fault::Channel(ChannelError::Removed) => CardFault::Removed,
        Fault::Channel(ChannelError::Reset) => CardFault::Reset,
        Fault::Channel(ChannelError::Busy) => CardFault::Busy,
        Fault::Channel(ChannelError::Mute) => CardFault::Mute,
        Fault::Channel(ChannelError::NoService) => CardFault::NoService,
        Fault::Channel(ChannelError::TooLong) => CardFault::TooLong,
        Fault::Channel(ChannelError::Late) => CardFault::Late,
        Fault::Channel(ChannelError::Reader(_)) => CardFault::Reader,
        Fault::WrongSecret { secret: Secret::Pin, .. } => CardFault::WrongPin,
        Fault::WrongSecret { secret: Secret::Puk, .. } => CardFault::WrongPuk,
        Fault::Blocked(Secret::Pin) | Fault::TokenPinBlocked => CardFault::PinBlocked,
        Fault::Blocked(Secret::Puk) => CardFault::PukBlocked,
        Fault::VerificationNeeded => CardFault::VerificationNeeded,
        Fault::OtherManagementKey => CardFault::OtherManagementKey,
        Fault::NotSupported => CardFault::NotSupported,
        Fault::NotFound => CardFault::NotFound,
        Fault::Taken => CardFault::Taken,
        Fault::NewPinRefused => CardFault::NewPinRefused,
        Fault::Cancelled => CardFault::Cancelled,
        Fault::NotTyped => CardFault::NotTyped,
        Fault::NoModule => CardFault::NoModule,
        Fault::Full => CardFault::Full,
        Fault::Refused(_) => CardFault::Refused,
        Fault::Malformed(_) => CardFault::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use sportello_token::{Pin, piv::Piv, scripted::ScriptedChannel};
    use zeroize::Zeroizing;

    use super::*;

    fn now() -> Timestamp {
        Timestamp::from_micros(1_796_000_000_000_000).unwrap()
    }

    fn pin(text: &str) -> Pin {
        Pin::new(&Zeroizing::new(text.to_owned())).unwrap()
    }

    #[test]
    fn a_failure_names_its_step_and_the_cards_word_and_no_secret() {
        let mut card = ScriptedChannel::new().then(&[0x90, 0]).then(&[0x63, 0xc2]);
        let mut line = Overheard::on(&mut card);
        let error = Piv::select(&mut line).unwrap().change_pin(&pin("735928"), &pin("280417")).unwrap_err();
        let mut failures = Failures::default();
        failures.keep("reader", &line.failed(error), now());
        let told = failures.of("reader");
        let [failure] = &told[..] else { panic!("one: {told:?}") };
        assert_eq!((failure.step, failure.fault), (CardStep::ChangePin, CardFault::WrongPin), "what failed");
        assert_eq!(failure.status_word.as_deref(), Some("63C2"), "as the card said it");
        let printed = format!("{told:?}");
        for secret in ["735928", "280417", "37333539"] {
            assert!(!printed.contains(secret), "nothing of a PIN: {printed}");
        }
        assert_eq!(failures.of("another"), [], "each reader for itself");
    }

    #[test]
    fn a_card_that_is_gone_said_nothing_last() {
        let mut card = ScriptedChannel::new().then(&[0x90, 0]).fail(ChannelError::Removed);
        let mut line = Overheard::on(&mut card);
        let error = Piv::select(&mut line).unwrap().change_pin(&pin("735928"), &pin("280417")).unwrap_err();
        let failed = line.failed(error);
        assert_eq!(failed.status, None, "the word before was about another step");
        let mut failures = Failures::default();
        for _ in 0..KEPT + 3 {
            failures.keep("reader", &failed, now());
        }
        assert_eq!(failures.of("reader").len(), KEPT, "the newest ones");
    }
}
