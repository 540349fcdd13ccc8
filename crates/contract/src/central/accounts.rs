//! Accounts: seen and switched by those who manage them.

use serde::{Deserialize, Serialize};
use sportello_domain::{catalogue::RecognitionMethod, ids::AccountId, moment::Timestamp};

use super::sessions::Workplace;

/// A row of `GET /v1/accounts`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AccountRow {
    pub id: AccountId,
    pub user_name: String,
    pub full_name: String,
    pub operator_code: String,
    pub workplaces: Vec<Workplace>,
    pub methods: Vec<RecognitionMethod>,
    pub locked_until: Option<Timestamp>,
    pub last_login_at: Option<Timestamp>,
}

/// The query of `GET /v1/audit-events`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// Events with a smaller number; left out for the newest.
    pub before: Option<u64>,
    /// At most 500; 100 where it is left out.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 500)))]
    pub limit: Option<u16>,
}

/// A row of `GET /v1/audit-events`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct AuditRow {
    pub number: u64,
    pub at: Timestamp,
    pub actor: Option<String>,
    pub what: String,
    /// Kind and id of what it was done to, e.g. `product 0193…`.
    pub target: String,
    pub outcome: String,
    /// Hash of this event and the chain before it, lower-case hex.
    pub chain: String,
}
