//! The training accounts that the centre wrote when its training customer was made.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use sportello_domain::{account::Profile, secret::Password};
use totp_rs::{Builder, Secret};

/// `training.json`, as `central init --training` leaves it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Left {
    mail_folder: PathBuf,
    accounts: Vec<TrainingAccount>,
}

/// One account; read from a file that exists in training only.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TrainingAccount {
    pub user_name: String,
    pub password: Password,
    /// Base 32, as an authenticator takes it.
    totp_secret: String,
    profiles: Vec<Profile>,
    /// Where the centre puts what it would have mailed.
    #[serde(skip)]
    pub mail_folder: PathBuf,
}

/// Why no account could be used.
#[derive(Debug, thiserror::Error)]
pub enum AccountsError {
    #[error("the accounts cannot be read: {0}")]
    Read(#[from] io::Error),
    #[error("the accounts are not of the form expected: line {line} column {column}")]
    Form { line: usize, column: usize },
    #[error("no such account, or none that may identify and issue")]
    None,
    #[error("the account's second factor cannot be used")]
    Totp,
}

/// The named account, or the first RAO.
pub(crate) fn pick(file: &Path, user: Option<&str>) -> Result<TrainingAccount, AccountsError> {
    let left: Left = serde_json::from_slice(&std::fs::read(file)?)
        .map_err(|error| AccountsError::Form { line: error.line(), column: error.column() })?;
    let fits = |account: &TrainingAccount| match user {
        Some(user) => account.user_name == user,
        None => account.profiles.contains(&Profile::Rao),
    };
    let account = left.accounts.into_iter().find(fits).ok_or(AccountsError::None)?;
    Ok(TrainingAccount { mail_folder: left.mail_folder, ..account })
}

impl TrainingAccount {
    /// The authenticator's code at this Unix time (RFC 6238, 6 digits, 30 s, SHA-1).
    pub fn code_at(&self, seconds: i64) -> Result<String, AccountsError> {
        let secret = Secret::try_from_base32(&self.totp_secret).map_err(|_| AccountsError::Totp)?;
        let totp = Builder::new().with_secret(secret).build().map_err(|_| AccountsError::Totp)?;
        Ok(totp.generate(u64::try_from(seconds).unwrap_or_default()).to_string())
    }
}
