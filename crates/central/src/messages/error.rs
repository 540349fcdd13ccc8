//! Why a message was not written, or did not leave. Texts and addresses never stand in an error.

use sportello_central_store::StoreError;

use super::templates::TemplateError;
use crate::{Refusal, master_keys::SealBroken};

/// Why a message was not written.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    #[error(transparent)]
    MessageKind(#[from] TemplateError),
    #[error("the message could not be sealed")]
    Seal(#[from] SealBroken),
    #[error("the message could not be written down")]
    NotWritten,
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<QueueError> for Refusal {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::Store(error) => error.into(),
            other => Self::internal(other),
        }
    }
}

/// Why a message did not leave.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error("there is no such message")]
    Unknown,
    #[error("the stored message does not open")]
    Unreadable,
    #[error("the envelope that belongs to the message was sent before")]
    EnvelopeGone,
    #[error("the address cannot be written to")]
    Address,
    /// The other side said no, for good: the code it gave.
    #[error("refused with {0}")]
    Refused(u16),
    /// The other side cannot now: the code it gave.
    #[error("put off with {0}")]
    PutOff(u16),
    #[error("nobody answers")]
    Unreachable,
    #[error("the mail folder cannot be written: {0}")]
    Folder(std::io::ErrorKind),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SendError {
    /// Whether trying again cannot help.
    pub const fn is_final(&self) -> bool {
        matches!(
            self,
            Self::Unknown | Self::Unreadable | Self::EnvelopeGone | Self::Address | Self::Refused(_)
        )
    }

    /// For the operator.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Unknown => "unknownMessage",
            Self::Unreadable => "unreadableMessage",
            Self::EnvelopeGone => "envelopeGone",
            Self::Address => "badAddress",
            Self::Refused(_) => "refused",
            Self::PutOff(_) => "putOff",
            Self::Unreachable => "unreachable",
            Self::Folder(_) => "mailFolder",
            Self::Store(_) => "store",
        }
    }
}

impl From<SealBroken> for SendError {
    fn from(_: SealBroken) -> Self {
        Self::Unreadable
    }
}
