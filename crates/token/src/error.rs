//! What goes wrong with a card, at which step, and what the person before it can do.

use crate::{ChannelError, StatusWord};

/// A step of a conversation that failed, and how.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{step}: {fault}")]
pub struct CardError {
    pub step: Step,
    pub fault: Fault,
}

impl CardError {
    pub(crate) const fn new(step: Step, fault: Fault) -> Self {
        Self { step, fault }
    }

    /// Whether the same act may succeed later with nothing but card and reader put right.
    pub const fn is_retriable(&self) -> bool {
        matches!(self.remedy(), Remedy::InsertAgain | Remedy::TryAgain | Remedy::StartService)
    }

    /// What the person before the card can do.
    pub const fn remedy(&self) -> Remedy {
        match &self.fault {
            Fault::Channel(ChannelError::Removed | ChannelError::Mute) => Remedy::InsertAgain,
            Fault::Channel(ChannelError::NoService) => Remedy::StartService,
            Fault::Channel(
                ChannelError::Reset | ChannelError::Busy | ChannelError::Late | ChannelError::Reader(_),
            ) => Remedy::TryAgain,
            Fault::WrongSecret { .. } | Fault::NewPinRefused => Remedy::EnterAgain,
            Fault::Cancelled | Fault::NotTyped => Remedy::EnterPin,
            Fault::NoModule => Remedy::OtherModule,
            Fault::Blocked(Secret::Pin) | Fault::TokenPinBlocked => Remedy::Unblock,
            Fault::VerificationNeeded => match self.step {
                // Those want the management key, which nobody types: the conversation begins anew.
                Step::GenerateKey | Step::WriteObject | Step::ChangeManagementKey => Remedy::TryAgain,
                _ => Remedy::EnterPin,
            },
            // A blocked PUK, another management key, a full card, one that cannot do it or talks nonsense: the card is
            // not the one for this.
            Fault::Blocked(Secret::Puk)
            | Fault::OtherManagementKey
            | Fault::NotSupported
            | Fault::NotFound
            | Fault::Full
            | Fault::Taken
            | Fault::Refused(_)
            | Fault::Malformed(_)
            | Fault::Channel(ChannelError::TooLong) => Remedy::OtherCard,
        }
    }
}

/// The steps of a conversation, for diagnostics.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Step {
    #[error("loading the module")]
    LoadModule,
    #[error("connecting")]
    Connect,
    #[error("selecting the application")]
    Select,
    #[error("reading what the card tells of itself")]
    Metadata,
    #[error("authenticating to the management key")]
    Authenticate,
    #[error("initialising the token")]
    Initialise,
    #[error("making a key")]
    GenerateKey,
    #[error("reading an object")]
    ReadObject,
    #[error("writing an object")]
    WriteObject,
    #[error("verifying the PIN")]
    VerifyPin,
    #[error("asking for the tries left")]
    TriesLeft,
    #[error("changing the PIN")]
    ChangePin,
    #[error("changing the PUK")]
    ChangePuk,
    #[error("unblocking the PIN")]
    Unblock,
    #[error("signing")]
    Sign,
    #[error("attesting a key")]
    Attest,
    #[error("changing the management key")]
    ChangeManagementKey,
    #[error("going back to the state of the factory")]
    Reset,
}

/// What a person types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Secret {
    #[error("PIN")]
    Pin,
    #[error("PUK")]
    Puk,
}

/// How a step failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Channel(#[from] ChannelError),
    /// One try is gone; never tried again by the program. `None` where the card does not say how many are left.
    #[error("the {secret} is wrong")]
    WrongSecret { secret: Secret, tries_left: Option<u8> },
    #[error("the {0} is blocked")]
    Blocked(Secret),
    /// The PIN of a token behind a module: no PUK is shown to it here, its maker's program sets it free.
    #[error("the token's PIN is blocked")]
    TokenPinBlocked,
    /// The card wants a PIN, or the management key, before this.
    #[error("the card wants to see a secret first")]
    VerificationNeeded,
    /// The card's management key is another one, or of another algorithm; or the card does not know it itself.
    #[error("the card has another management key")]
    OtherManagementKey,
    /// This card does not know the command, or not with this key, slot or algorithm.
    #[error("the card cannot do this")]
    NotSupported,
    #[error("the card has no such thing")]
    NotFound,
    #[error("the card is full")]
    Full,
    /// Something is there already, and is not written over.
    #[error("the place on the card is taken")]
    Taken,
    /// Of a length or of characters that the card does not take; no try is gone.
    #[error("the card does not take this new PIN")]
    NewPinRefused,
    /// On a reader with keys of its own.
    #[error("cancelled on the reader")]
    Cancelled,
    /// On a reader with keys of its own, which waits for so long and no longer.
    #[error("nobody typed a PIN on the reader in time")]
    NotTyped,
    /// The file is missing, or no PKCS#11 module, or one for another kind of machine.
    #[error("the file is no PKCS#11 module")]
    NoModule,
    #[error("the card refuses ({0})")]
    Refused(StatusWord),
    /// The card answered something that its standard does not allow.
    #[error("the card answered with a malformed {0}")]
    Malformed(&'static str),
}

/// What can be done about it. Those that are to be tried again with the same card come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Put the card in again.
    InsertAgain,
    /// Wait a moment, close the other program, and try again.
    TryAgain,
    /// Start the system's smart card service.
    StartService,
    /// Enter the PIN: what was verified is so no more.
    EnterPin,
    /// Enter the secret anew, with care: tries are counted.
    EnterAgain,
    /// Unblock the PIN with the PUK.
    Unblock,
    /// This card will not do; take another one.
    OtherCard,
    /// Choose another module, or install the one that is missing.
    OtherModule,
}
