//! Sessions and their keys. A key is known by its hash alone.

use sportello_domain::{
    account::Profile,
    ids::{AccountId, CustomerId, UnitId, WorkstationId},
    moment::Timestamp,
};
use uuid::Uuid;

use crate::{Row, StoreError, Transaction, value::params};

/// A session: a family of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Session {
    pub id: Uuid,
    pub account: AccountId,
    pub customer: CustomerId,
    pub workstation: WorkstationId,
    pub profile: Profile,
    pub unit: UnitId,
    pub opened_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Why a session ended before its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The officer left, or went on in another workplace.
    SignedOut,
    /// A refresh key came back that had been replaced, or came without the workstation's proof.
    Reuse,
    PasswordReset,
}

impl EndReason {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signedOut",
            Self::Reuse => "reuse",
            Self::PasswordReset => "passwordReset",
        }
    }
}

/// Where a refresh key stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    /// Given out; neither it nor the access key given with it was seen since.
    Fresh,
    Used,
    /// A later one was seen.
    Retired,
}

/// A refresh key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshKey {
    pub session: Uuid,
    pub generation: i64,
    pub state: KeyState,
}

/// An access key with what its session says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey {
    pub session: Session,
    pub refresh_hash: String,
    pub first_used_at: Option<Timestamp>,
}

fn session(row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.parsed("id")?,
        account: row.parsed("account_id")?,
        customer: row.parsed("customer_id")?,
        workstation: row.parsed("workstation_id")?,
        profile: row.parsed("profile")?,
        unit: row.parsed("unit_id")?,
        opened_at: row.at("opened_at")?,
        expires_at: row.at("expires_at")?,
    })
}

/// Opens a session.
pub async fn insert(tx: &mut Transaction, session: &Session) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO sessions (id, account_id, customer_id, workstation_id, profile, unit_id, opened_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            session.id,
            session.account,
            session.customer,
            session.workstation,
            session.profile,
            session.unit,
            session.opened_at,
            session.expires_at
        ],
    )
    .await?;
    Ok(())
}

/// A session that has not ended.
pub async fn find_open(tx: &mut Transaction, id: Uuid, at: Timestamp) -> Result<Option<Session>, StoreError> {
    let sql = "SELECT id, account_id, customer_id, workstation_id, profile, unit_id, opened_at, expires_at \
               FROM sessions WHERE id = $1 AND ended_at IS NULL AND expires_at > $2";
    tx.optional(sql, params![id, at]).await?.as_ref().map(session).transpose()
}

/// Ends a session and all its keys.
pub async fn end(tx: &mut Transaction, id: Uuid, reason: EndReason, at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE sessions SET ended_at = $2, end_reason = $3 WHERE id = $1 AND ended_at IS NULL";
    tx.execute(sql, params![id, at, reason.as_str()]).await?;
    tx.execute("DELETE FROM access_keys WHERE session_id = $1", params![id]).await?;
    Ok(())
}

/// Ends all sessions of an account.
pub async fn end_all(
    tx: &mut Transaction,
    account: AccountId,
    reason: EndReason,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM access_keys WHERE session_id IN (SELECT id FROM sessions WHERE account_id = $1)",
        params![account],
    )
    .await?;
    let sql = "UPDATE sessions SET ended_at = $2, end_reason = $3 WHERE account_id = $1 AND ended_at IS NULL";
    tx.execute(sql, params![account, at, reason.as_str()]).await?;
    Ok(())
}

/// How many sessions are open.
pub async fn count_open(tx: &mut Transaction, at: Timestamp) -> Result<i64, StoreError> {
    let sql = "SELECT COUNT(*) AS open FROM sessions WHERE ended_at IS NULL AND expires_at > $1";
    tx.one(sql, params![at]).await?.int("open")
}

/// A pair of keys to be given out.
pub struct NewKeys<'a> {
    pub session: Uuid,
    pub refresh_hash: &'a str,
    /// The refresh key it was given for.
    pub parent_hash: Option<&'a str>,
    pub generation: i64,
    pub access_hash: &'a str,
    pub access_expires_at: Timestamp,
}

/// Keeps a fresh pair of keys; access keys that have expired go.
pub async fn insert_keys(tx: &mut Transaction, keys: &NewKeys<'_>, at: Timestamp) -> Result<(), StoreError> {
    tx.execute("DELETE FROM access_keys WHERE expires_at <= $1", params![at]).await?;
    tx.execute(
        "INSERT INTO refresh_keys (key_hash, session_id, parent_hash, generation, state, issued_at) \
         VALUES ($1, $2, $3, $4, 'fresh', $5)",
        params![keys.refresh_hash, keys.session, keys.parent_hash, keys.generation, at],
    )
    .await?;
    tx.execute(
        "INSERT INTO access_keys (key_hash, session_id, refresh_hash, expires_at) VALUES ($1, $2, $3, $4)",
        params![keys.access_hash, keys.session, keys.refresh_hash, keys.access_expires_at],
    )
    .await?;
    Ok(())
}

/// An access key that has not expired, of a session that has not ended, of an account in use at a workstation in use.
pub async fn find_access(
    tx: &mut Transaction,
    access_hash: &str,
    at: Timestamp,
) -> Result<Option<AccessKey>, StoreError> {
    let sql = "SELECT s.id, s.account_id, s.customer_id, s.workstation_id, s.profile, s.unit_id, s.opened_at, \
               s.expires_at, k.refresh_hash, k.first_used_at FROM access_keys k \
               JOIN sessions s ON s.id = k.session_id \
               JOIN accounts a ON a.id = s.account_id JOIN workstations w ON w.id = s.workstation_id \
               WHERE k.key_hash = $1 AND k.expires_at > $2 AND s.ended_at IS NULL AND s.expires_at > $2 \
               AND a.disabled_at IS NULL AND w.barred_at IS NULL";
    let Some(row) = tx.optional(sql, params![access_hash, at]).await? else { return Ok(None) };
    Ok(Some(AccessKey {
        session: session(&row)?,
        refresh_hash: row.text("refresh_hash")?,
        first_used_at: row.at_or_none("first_used_at")?,
    }))
}

/// The first use of an access key: the answer that brought it has arrived.
pub async fn note_first_use(
    tx: &mut Transaction,
    access_hash: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE access_keys SET first_used_at = $2 WHERE key_hash = $1 AND first_used_at IS NULL";
    tx.execute(sql, params![access_hash, at]).await?;
    Ok(())
}

/// A refresh key, whatever its state and its session's.
pub async fn find_refresh(
    tx: &mut Transaction,
    refresh_hash: &str,
) -> Result<Option<RefreshKey>, StoreError> {
    let sql = "SELECT session_id, generation, state FROM refresh_keys WHERE key_hash = $1";
    let Some(row) = tx.optional(sql, params![refresh_hash]).await? else { return Ok(None) };
    let state = match row.text("state")?.as_str() {
        "fresh" => KeyState::Fresh,
        "used" => KeyState::Used,
        "retired" => KeyState::Retired,
        _ => return Err(StoreError::Unreadable("state")),
    };
    Ok(Some(RefreshKey { session: row.parsed("session_id")?, generation: row.int("generation")?, state }))
}

/// A key of this generation was seen at the desk: it is in use, and every other of its generation and before is not
/// wanted any more.
pub async fn note_arrival(
    tx: &mut Transaction,
    session: Uuid,
    refresh_hash: &str,
    generation: i64,
) -> Result<(), StoreError> {
    let sql = "UPDATE refresh_keys SET state = CASE WHEN key_hash = $2 THEN 'used' ELSE 'retired' END \
               WHERE session_id = $1 AND generation <= $3";
    tx.execute(sql, params![session, refresh_hash, generation]).await?;
    Ok(())
}
