//! The desk's error, and the one place where every fault becomes a code with a remedy.

use std::collections::BTreeMap;

use sportello_capture::intake::IntakeError;
use sportello_contract::error::WireError;
use sportello_domain::error_code::ErrorCode;
use sportello_token::{CardError, ChannelError, Fault, Secret};

use crate::{
    cards,
    ports::{CentralError, DecoderError, SecretsError, SignerError, StoreError},
};

/// Why a use case did not do it.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error(transparent)]
    Central(#[from] CentralError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Decoder(#[from] DecoderError),
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    #[error(transparent)]
    Signer(#[from] SignerError),
    #[error(transparent)]
    Card(#[from] CardError),
    /// A rule of the desk itself.
    #[error("{code}")]
    Told { code: ErrorCode, params: BTreeMap<String, String> },
    /// Nothing anybody at the desk can change; the text is for the log and holds no personal data.
    #[error("internal: {0}")]
    Internal(String),
}

impl DeskError {
    /// A refusal with its code alone.
    pub const fn told(code: ErrorCode) -> Self {
        Self::Told { code, params: BTreeMap::new() }
    }

    /// A refusal whose sentence needs a value.
    pub fn told_with(code: ErrorCode, name: &str, value: &impl ToString) -> Self {
        Self::Told { code, params: BTreeMap::from([(name.to_owned(), value.to_string())]) }
    }

    /// Adds a value to the sentence of a refusal.
    #[must_use]
    pub fn and(mut self, name: &str, value: &impl ToString) -> Self {
        if let Self::Told { params, .. } = &mut self {
            params.insert(name.to_owned(), value.to_string());
        }
        self
    }

    pub(crate) fn internal(what: impl std::fmt::Display) -> Self {
        Self::Internal(what.to_string())
    }

    /// Whether the same again, later, may succeed without anybody's doing.
    pub const fn is_unreachable(&self) -> bool {
        matches!(self, Self::Central(CentralError::Unreachable(_)))
    }

    /// How the error crosses the border to the UI. `trace_id` finds the log line that the host writes.
    pub fn to_wire(&self, trace_id: &str) -> WireError {
        let (code, params) = match self {
            Self::Central(CentralError::Refused(wire)) => return wire.clone(),
            Self::Central(CentralError::Unreachable(_)) => plain(ErrorCode::CentreUnreachable),
            Self::Central(CentralError::Unreadable(_)) => plain(ErrorCode::VersionNotSupported),
            Self::Store(error) => of_store(error),
            Self::Decoder(DecoderError::Refused(error)) => of_intake(error),
            Self::Decoder(DecoderError::Stopped) => plain(ErrorCode::FileDecodingStopped),
            Self::Secrets(SecretsError::Missing(_)) => plain(ErrorCode::KeyringMissing),
            Self::Told { code, params } => (*code, params.clone()),
            Self::Card(error) | Self::Signer(SignerError::Card(error)) => of_card(error),
            Self::Signer(SignerError::OtherCard) => plain(ErrorCode::CardOther),
            Self::Decoder(DecoderError::Broken(_))
            | Self::Secrets(SecretsError::Broken(_))
            | Self::Signer(SignerError::Failed(_))
            | Self::Internal(_) => plain(ErrorCode::Internal),
        };
        WireError { params, ..WireError::new(code, trace_id) }
    }
}

fn plain(code: ErrorCode) -> (ErrorCode, BTreeMap<String, String>) {
    (code, BTreeMap::new())
}

fn with<const N: usize>(
    code: ErrorCode,
    params: [(&str, String); N],
) -> (ErrorCode, BTreeMap<String, String>) {
    (code, params.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn of_store(error: &StoreError) -> (ErrorCode, BTreeMap<String, String>) {
    match error {
        StoreError::Outdated { .. } => plain(ErrorCode::Outdated),
        StoreError::NoDraft => plain(ErrorCode::NotFound),
        StoreError::Newer { found, known } => {
            with(ErrorCode::StoreNewer, [("found", found.to_string()), ("known", known.to_string())])
        }
        StoreError::WrongKey | StoreError::Busy => plain(ErrorCode::StoreLocked),
        StoreError::DiskFull => plain(ErrorCode::DiskFull),
        StoreError::Attachment => plain(ErrorCode::EvidenceMissing),
        StoreError::Broken(_) => plain(ErrorCode::Internal),
    }
}

fn of_intake(error: &IntakeError) -> (ErrorCode, BTreeMap<String, String>) {
    match error {
        IntakeError::Empty => plain(ErrorCode::FileEmpty),
        IntakeError::TooLarge { bytes, limit } => {
            with(ErrorCode::FileTooLarge, [("bytes", bytes.to_string()), ("limit", limit.to_string())])
        }
        IntakeError::TooManyPixels { width, height, limit } => with(
            ErrorCode::FileTooManyPixels,
            [("width", width.to_string()), ("height", height.to_string()), ("limit", limit.to_string())],
        ),
        IntakeError::TooManyPages { pages, limit } => {
            with(ErrorCode::FileTooManyPages, [("pages", pages.to_string()), ("most", limit.to_string())])
        }
        IntakeError::NoPages => plain(ErrorCode::FileWithoutPages),
        IntakeError::Encrypted => plain(ErrorCode::FileEncrypted),
        IntakeError::TooLargeUnpacked { .. } => plain(ErrorCode::FileTooLargeUnpacked),
        IntakeError::PhoneFormat { name } => with(ErrorCode::FilePhoneFormat, [("name", name.clone())]),
        IntakeError::Unsupported { name } => with(ErrorCode::FileFormatUnknown, [("name", name.clone())]),
        IntakeError::UnknownFormat => plain(ErrorCode::FileFormatUnknown),
        IntakeError::TooSmall { width, height } => {
            with(ErrorCode::FileTooSmall, [("width", width.to_string()), ("height", height.to_string())])
        }
        IntakeError::Truncated => plain(ErrorCode::FileTruncated),
        IntakeError::Damaged => plain(ErrorCode::FileUnreadable),
    }
}

/// What a card did is told by what the person before it can do, with the step at which it was done.
fn of_card(error: &CardError) -> (ErrorCode, BTreeMap<String, String>) {
    let (code, mut params) = of_fault(error);
    params.insert("step".to_owned(), cards::step_of(error.step).as_str().to_owned());
    (code, params)
}

fn of_fault(error: &CardError) -> (ErrorCode, BTreeMap<String, String>) {
    match &error.fault {
        Fault::Channel(ChannelError::Removed | ChannelError::Mute) => plain(ErrorCode::CardRemoved),
        Fault::Channel(ChannelError::NoService) => plain(ErrorCode::CardServiceMissing),
        // What was verified is so no more: somebody else reset the card in between.
        Fault::Channel(
            ChannelError::Reset | ChannelError::Busy | ChannelError::Late | ChannelError::Reader(_),
        )
        | Fault::VerificationNeeded => plain(ErrorCode::CardBusy),
        Fault::WrongSecret { secret, tries_left } => {
            let code = match secret {
                Secret::Pin => ErrorCode::CardPinWrong,
                Secret::Puk => ErrorCode::CardPukWrong,
            };
            tries_left.map_or_else(|| plain(code), |left| with(code, [("left", left.to_string())]))
        }
        Fault::Blocked(Secret::Pin) => plain(ErrorCode::CardPinBlocked),
        Fault::TokenPinBlocked => plain(ErrorCode::CardTokenPinBlocked),
        Fault::NewPinRefused => plain(ErrorCode::CardPinRefused),
        Fault::Cancelled => plain(ErrorCode::CardPinCancelled),
        Fault::NotTyped => plain(ErrorCode::CardPinNotTyped),
        Fault::NoModule => plain(ErrorCode::CardModuleUnusable),
        Fault::Taken => plain(ErrorCode::CardNotBlank),
        Fault::Blocked(Secret::Puk) => plain(ErrorCode::CardPukBlocked),
        Fault::OtherManagementKey
        | Fault::NotSupported
        | Fault::NotFound
        | Fault::Full
        | Fault::Refused(_)
        | Fault::Malformed(_)
        | Fault::Channel(ChannelError::TooLong) => {
            with(ErrorCode::CardNotUsable, [("why", error.to_string())])
        }
    }
}

#[cfg(test)]
mod tests {
    use sportello_token::Step;

    use super::*;

    #[test]
    fn a_fault_of_a_card_is_told_with_its_step_and_the_tries_left() {
        let check = |step, fault, code: &str, expected: &[(&str, &str)]| {
            let told = DeskError::Card(CardError { step, fault }).to_wire("");
            let params = told.params.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            assert_eq!(told.code, code, "{step:?}");
            assert_eq!(params.collect::<Vec<_>>(), expected, "{step:?}: what its sentence names");
        };
        let wrong = |secret, tries_left| Fault::WrongSecret { secret, tries_left };
        let pin = [("left", "2"), ("step", "changePin")];
        check(Step::ChangePin, wrong(Secret::Pin, Some(2)), "cardPinWrong", &pin);
        check(Step::VerifyPin, wrong(Secret::Pin, None), "cardPinWrong", &[("step", "verifyPin")]);
        let puk = [("left", "1"), ("step", "unblock")];
        check(Step::Unblock, wrong(Secret::Puk, Some(1)), "cardPukWrong", &puk);
        check(Step::Unblock, Fault::Blocked(Secret::Puk), "cardPukBlocked", &[("step", "unblock")]);
        let gone = Fault::Channel(ChannelError::Removed);
        check(Step::GenerateKey, gone, "cardRemoved", &[("step", "generateKey")]);
    }
}
