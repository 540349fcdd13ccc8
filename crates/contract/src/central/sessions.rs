//! Login, second factor, choice of profile and unit, sessions, recovery.

use serde::{Deserialize, Serialize};
use sportello_domain::{
    account::{Profile, Unit},
    ids::{AccountId, UnitId, WorkstationId},
    moment::Timestamp,
    secret::{Otp, Password, onto_the_wire},
};

/// `POST /v1/workstations`: registers an installation with a one-time enrolment code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RegisterWorkstation {
    pub enrolment_code: String,
    #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 80)))]
    pub name: String,
    /// The workstation's own key: SubjectPublicKeyInfo, P-256, base64 DER.
    pub public_key: String,
}

/// Answer to [`RegisterWorkstation`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RegisteredWorkstation {
    pub workstation: WorkstationId,
    /// Verifies receipts: SubjectPublicKeyInfo, base64 DER.
    pub receipt_key: String,
    pub training: bool,
}

/// `POST /v1/logins`: first factor.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Login {
    pub user_name: String,
    #[serde(serialize_with = "onto_the_wire")]
    pub password: Password,
    pub workstation: WorkstationId,
}

/// Answer to [`Login`] and [`SecondFactor`]: what is to be done next, under a ticket of five minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct LoginAnswer {
    /// Opaque; names this login in the next call.
    pub ticket: String,
    pub next: LoginNext,
}

/// What a login wants next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum LoginNext {
    /// `POST /v1/logins/second-factor`
    SecondFactor,
    /// `POST /v1/sessions` with one of these.
    Workplace { workplaces: Vec<Workplace>, units: Vec<Unit> },
}

/// A profile in a unit that the account may work in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Workplace {
    pub profile: Profile,
    pub unit: UnitId,
}

/// `POST /v1/logins/second-factor`: TOTP (RFC 6238, 6 digits, 30 s, SHA-1).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SecondFactor {
    pub ticket: String,
    #[serde(serialize_with = "onto_the_wire")]
    pub code: Otp,
}

/// `POST /v1/sessions`: opens a session. `proof` is the workstation key's signature (ECDSA, DER, base64) over
/// `ticket + "\n" + profile + "\n" + unit`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct OpenSession {
    pub ticket: String,
    pub profile: Profile,
    pub unit: UnitId,
    pub proof: String,
}

/// `POST /v1/sessions/refresh`: `proof` is the workstation key's signature over the refresh key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RefreshSession {
    pub refresh_key: String,
    pub proof: String,
}

/// A session: opaque keys, never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// `Authorization: Bearer …`; ten minutes.
    pub access_key: String,
    /// Used once; kept in the keyring.
    pub refresh_key: String,
    pub access_expires_at: Timestamp,
    pub account: SessionAccount,
    pub profile: Profile,
    pub unit: UnitId,
    /// The centre's clock, the legal one.
    pub centre_time: Timestamp,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session")
            .field("account", &self.account.id)
            .field("unit", &self.unit)
            .finish_non_exhaustive()
    }
}

/// Whose session it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct SessionAccount {
    pub id: AccountId,
    pub user_name: String,
    pub full_name: String,
    /// Short code shown under the portrait.
    pub operator_code: String,
}

/// `POST /v1/password-recoveries`: a link by mail, if the account exists; the answer is the same if not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AskRecovery {
    pub user_name: String,
}

/// `POST /v1/password-resets`: uses the link's code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ResetPassword {
    pub code: String,
    #[serde(serialize_with = "onto_the_wire")]
    pub password: Password,
}
