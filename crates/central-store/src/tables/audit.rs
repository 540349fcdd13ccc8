//! The audit log: rows that are only added. What chains them is the centre's; the store keeps them.

use sportello_domain::{
    account::Profile,
    ids::{AccountId, CustomerId, UnitId, WorkstationId},
    moment::Timestamp,
};

use crate::{Row, StoreError, Transaction, value::params};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// From 1, without gaps.
    pub number: i64,
    pub at: Timestamp,
    /// `None` for what concerns the centre as a whole.
    pub customer: Option<CustomerId>,
    /// `None` where nobody is signed in.
    pub account: Option<AccountId>,
    pub profile: Option<Profile>,
    pub unit: Option<UnitId>,
    pub workstation: Option<WorkstationId>,
    /// The act, e.g. `submitRequest`.
    pub what: String,
    /// Kind and id, e.g. `request 0193…`.
    pub target: String,
    /// `done`, or an error code.
    pub outcome: String,
    /// Hash of what was done, where there is one; else empty.
    pub detail: String,
    /// SHA-256 over the chain before and this event, lower-case hex.
    pub chain: String,
}

/// A signed head of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditHead {
    pub number: i64,
    pub chain: String,
    pub at: Timestamp,
    pub signature: Vec<u8>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT number, at, customer_id, account_id, profile, unit_id, workstation_id, what, target, outcome, ",
            "detail, chain FROM audit_events ",
            $rest
        )
    };
}

fn event(row: &Row) -> Result<AuditEvent, StoreError> {
    Ok(AuditEvent {
        number: row.int("number")?,
        at: row.at("at")?,
        customer: row.parsed_or_none("customer_id")?,
        account: row.parsed_or_none("account_id")?,
        profile: row.parsed_or_none("profile")?,
        unit: row.parsed_or_none("unit_id")?,
        workstation: row.parsed_or_none("workstation_id")?,
        what: row.text("what")?,
        target: row.text("target")?,
        outcome: row.text("outcome")?,
        detail: row.text("detail")?,
        chain: row.text("chain")?,
    })
}

/// Number and chain of the last event; `None` before the first.
pub async fn head(tx: &mut Transaction) -> Result<Option<(i64, String)>, StoreError> {
    let sql = "SELECT number, chain FROM audit_events ORDER BY number DESC LIMIT 1";
    let Some(row) = tx.optional(sql, params![]).await? else { return Ok(None) };
    Ok(Some((row.int("number")?, row.text("chain")?)))
}

/// The last event; `None` before the first.
pub async fn last(tx: &mut Transaction) -> Result<Option<AuditEvent>, StoreError> {
    tx.optional(select!("ORDER BY number DESC LIMIT 1"), params![]).await?.as_ref().map(event).transpose()
}

/// Whether an event ends in this chain.
pub async fn has_chain(tx: &mut Transaction, chain: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 AS one FROM audit_events WHERE chain = $1";
    Ok(tx.optional(sql, params![chain]).await?.is_some())
}

/// Adds an event.
pub async fn insert(tx: &mut Transaction, event: &AuditEvent) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO audit_events (number, at, customer_id, account_id, profile, unit_id, workstation_id, what, \
         target, outcome, detail, chain) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        params![
            event.number,
            event.at,
            event.customer,
            event.account,
            event.profile,
            event.unit,
            event.workstation,
            &event.what,
            &event.target,
            &event.outcome,
            &event.detail,
            &event.chain
        ],
    )
    .await?;
    Ok(())
}

/// At most `limit` events after a number, oldest first: the walk along the chain.
pub async fn after(tx: &mut Transaction, number: i64, limit: u32) -> Result<Vec<AuditEvent>, StoreError> {
    let sql = select!("WHERE number > $1 ORDER BY number LIMIT $2");
    tx.all(sql, params![number, limit]).await?.iter().map(event).collect()
}

/// At most `limit` events of a customer before a number (or all), newest first, each with the actor's name.
pub async fn of_customer(
    tx: &mut Transaction,
    customer: CustomerId,
    before: i64,
    limit: u32,
) -> Result<Vec<(AuditEvent, Option<String>)>, StoreError> {
    let sql = "SELECT e.number, e.at, e.customer_id, e.account_id, e.profile, e.unit_id, e.workstation_id, e.what, \
               e.target, e.outcome, e.detail, e.chain, a.user_name AS actor FROM audit_events e \
               LEFT JOIN accounts a ON a.id = e.account_id \
               WHERE e.customer_id = $1 AND e.number < $2 ORDER BY e.number DESC LIMIT $3";
    tx.all(sql, params![customer, before, limit])
        .await?
        .iter()
        .map(|row| Ok((event(row)?, row.text_or_none("actor")?)))
        .collect()
}

/// Keeps a signed head.
pub async fn insert_head(tx: &mut Transaction, head: &AuditHead) -> Result<(), StoreError> {
    let sql = "INSERT INTO audit_heads (number, chain, at, signature) VALUES ($1, $2, $3, $4) \
               ON CONFLICT (number) DO NOTHING";
    tx.execute(sql, params![head.number, &head.chain, head.at, head.signature.as_slice()]).await?;
    Ok(())
}

/// All signed heads, oldest first.
pub async fn heads(tx: &mut Transaction) -> Result<Vec<AuditHead>, StoreError> {
    let sql = "SELECT number, chain, at, signature FROM audit_heads ORDER BY number";
    tx.all(sql, params![])
        .await?
        .iter()
        .map(|row| {
            Ok(AuditHead {
                number: row.int("number")?,
                chain: row.text("chain")?,
                at: row.at("at")?,
                signature: row.blob("signature")?,
            })
        })
        .collect()
}
