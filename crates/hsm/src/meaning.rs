//! What a token's own error comes to, for those who cannot know PKCS#11's return values.

use cryptoki::error::{Error, RvError};

use crate::HsmError;

/// What the failure of a token means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// It was pulled out, or changed for another.
    Gone,
    Full,
    /// Neither the token nor its module does this.
    NotOffered,
    /// It wants its PIN first.
    LoginNeeded,
    /// Whoever stands at the reader broke it off.
    Cancelled,
    /// Anything else.
    Failed,
}

impl HsmError {
    /// What the token's own error means; `None` for errors that say it themselves.
    pub const fn meaning(&self) -> Option<Meaning> {
        let Self::Token(error) = self else { return None };
        let Error::Pkcs11(value, _) = error else { return Some(Meaning::Failed) };
        Some(match value {
            RvError::DeviceRemoved
            | RvError::TokenNotPresent
            | RvError::TokenNotRecognized
            | RvError::SlotIdInvalid
            | RvError::SessionHandleInvalid
            | RvError::SessionClosed => Meaning::Gone,
            RvError::DeviceMemory => Meaning::Full,
            RvError::FunctionNotSupported
            | RvError::MechanismInvalid
            | RvError::MechanismParamInvalid
            | RvError::CurveNotSupported
            | RvError::DomainParamsInvalid
            | RvError::KeySizeRange
            | RvError::KeyTypeInconsistent
            | RvError::KeyFunctionNotPermitted
            | RvError::AttributeTypeInvalid
            | RvError::AttributeValueInvalid
            | RvError::AttributeReadOnly
            | RvError::ActionProhibited
            | RvError::TemplateIncomplete
            | RvError::TemplateInconsistent
            | RvError::SessionReadOnly
            | RvError::TokenWriteProtected => Meaning::NotOffered,
            RvError::UserNotLoggedIn | RvError::UserPinNotInitialized => Meaning::LoginNeeded,
            RvError::FunctionCanceled | RvError::Cancel => Meaning::Cancelled,
            _ => Meaning::Failed,
        })
    }
}
