//! The accounts that the training centre was made with.

use std::time::SystemTime;

use serde_json::Value;
use totp_rs::{Builder, Secret};

use crate::{OrFail as _, Outcome};

/// An account, with what its person would type.
#[derive(Clone)]
pub struct Account {
    pub user_name: String,
    pub password: String,
    pub full_name: String,
    pub profiles: Vec<String>,
    secret: String,
}

impl Account {
    /// One of the accounts in the file that `central init --training` leaves.
    pub(crate) fn read(account: &Value) -> Outcome<Self> {
        let text =
            |name: &str| account[name].as_str().map(str::to_owned).or_fail(format!("the account's {name}"));
        let profiles = account["profiles"].as_array().into_iter().flatten();
        Ok(Self {
            user_name: text("userName")?,
            password: text("password")?,
            full_name: text("fullName")?,
            profiles: profiles.filter_map(|profile| profile.as_str().map(str::to_owned)).collect(),
            secret: text("totpSecret")?,
        })
    }

    /// What the person's authenticator shows now.
    #[expect(clippy::disallowed_methods, reason = "an authenticator has the real clock")]
    pub fn code_now(&self) -> Outcome<String> {
        let secret = Secret::try_from_base32(&self.secret).or_fail("reading the authenticator's key")?;
        // Six digits, thirty seconds, SHA-1: what every authenticator does unless it is told otherwise.
        let authenticator = Builder::new().with_secret(secret).build_noncompliant();
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).or_fail("reading the clock")?;
        Ok(authenticator.generate(now.as_secs()).to_string())
    }
}
