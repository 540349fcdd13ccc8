//! What goes wrong at the authority.

use sportello_central_store::StoreError;
use sportello_domain::error_code::{ErrorCode, Remedy};
use sportello_pki::{
    DecodeError, KeyError, certificate_request::RequestError, issue::IssueError, ocsp::OcspError,
    status_list::StatusListError,
};
use sportello_signing::timestamp::StampError;

use super::{profiles::ProfilesError, root_key::RootKeyError, token::TokenError};
use crate::Refusal;

/// Why the authority did not do it.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    #[error("this centre has no certification authority: run `central init`")]
    NotFounded,
    #[error("there is an authority already")]
    AlreadyFounded,
    #[error("the key in {0} is not the root's: bring the one that this centre was founded with")]
    NotTheRoot(std::path::PathBuf),
    #[error("the key {0} is not for the running service")]
    KeyApart(String),
    #[error("the key {0} is not the one of its certificate: the database is damaged")]
    OtherKey(String),
    #[error("what was prepared is for a signing key that is not here")]
    UnknownSigner,
    #[error("what was prepared cannot be read")]
    PreparedUnreadable,
    #[error("what was signed counts no more: it was given up, or prepared anew")]
    NoLongerPrepared,
    #[error("this installation has no profile of kind {0}: no token can be enrolled")]
    NoProfile(&'static str),
    #[error("no certificate has this serial number")]
    UnknownCertificate,
    #[error("the certificate was revoked before")]
    AlreadyRevoked,
    #[error(transparent)]
    Profiles(#[from] ProfilesError),
    #[error(transparent)]
    RootKey(#[from] RootKeyError),
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error(transparent)]
    Issue(#[from] IssueError),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Decode(#[from] DecodeError),
    #[error(transparent)]
    List(#[from] StatusListError),
    #[error(transparent)]
    Ocsp(#[from] OcspError),
    #[error("there is no time-stamping unit that may stamp")]
    NoStampingUnit,
    #[error(transparent)]
    TimeStamp(#[from] StampError),
    #[error(transparent)]
    Request(#[from] RequestError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AuthorityError {
    /// Whether the same again may work: a busy store, a token that was away.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Store(error) => error.is_transient(),
            Self::Token(error) => error.is_transient(),
            Self::NoLongerPrepared => true,
            Self::Key(error)
            | Self::Issue(IssueError::Key(error))
            | Self::List(StatusListError::Key(error))
            | Self::Ocsp(OcspError::Key(error))
            | Self::TimeStamp(StampError::Key(error)) => matches!(error, KeyError::Unavailable(_)),
            _ => false,
        }
    }
}

impl From<AuthorityError> for Refusal {
    fn from(error: AuthorityError) -> Self {
        match error {
            AuthorityError::Store(error) => error.into(),
            AuthorityError::Request(error) => {
                Self::bad_input("certificateRequest", "notAProvenRequest").because(error)
            }
            AuthorityError::UnknownCertificate => Self::not_found(),
            AuthorityError::AlreadyRevoked => Self::new(ErrorCode::NotNow).with("why", "alreadyRevoked"),
            error => {
                let remedy = if error.is_transient() { Remedy::Retry } else { Remedy::CallSupport };
                Self { remedy, ..Self::new(ErrorCode::IssuanceFailed).because(error) }
            }
        }
    }
}
