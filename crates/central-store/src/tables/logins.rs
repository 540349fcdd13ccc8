//! Logins on their way: a ticket names one from factor to factor.

use sportello_domain::{
    ids::{AccountId, WorkstationId},
    moment::Timestamp,
};
use uuid::Uuid;

use crate::{StoreError, Transaction, value::params};

/// What a ticket is waiting for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    SecondFactor,
    Workplace,
}

impl Stage {
    const fn as_str(self) -> &'static str {
        match self {
            Self::SecondFactor => "secondFactor",
            Self::Workplace => "workplace",
        }
    }
}

/// A login on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoginTicket {
    pub account: AccountId,
    pub workstation: WorkstationId,
    /// The session that ends when one is opened with this ticket.
    pub replaces: Option<Uuid>,
}

/// Keeps a ticket by its hash; tickets that have expired go.
pub async fn insert(
    tx: &mut Transaction,
    ticket_hash: &str,
    ticket: LoginTicket,
    stage: Stage,
    at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute("DELETE FROM login_tickets WHERE expires_at <= $1", params![at]).await?;
    tx.execute(
        "INSERT INTO login_tickets (ticket_hash, account_id, workstation_id, stage, expires_at, replaces) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![ticket_hash, ticket.account, ticket.workstation, stage.as_str(), expires_at, ticket.replaces],
    )
    .await?;
    Ok(())
}

/// A ticket that is alive and waits for this.
pub async fn find(
    tx: &mut Transaction,
    ticket_hash: &str,
    stage: Stage,
    at: Timestamp,
) -> Result<Option<LoginTicket>, StoreError> {
    let sql = "SELECT account_id, workstation_id, replaces FROM login_tickets \
               WHERE ticket_hash = $1 AND stage = $2 AND expires_at > $3";
    let Some(row) = tx.optional(sql, params![ticket_hash, stage.as_str(), at]).await? else {
        return Ok(None);
    };
    Ok(Some(LoginTicket {
        account: row.parsed("account_id")?,
        workstation: row.parsed("workstation_id")?,
        replaces: row.parsed_or_none("replaces")?,
    }))
}

/// Ends a ticket. Answers false where it had ended before.
pub async fn remove(tx: &mut Transaction, ticket_hash: &str) -> Result<bool, StoreError> {
    Ok(tx.execute("DELETE FROM login_tickets WHERE ticket_hash = $1", params![ticket_hash]).await? == 1)
}

/// Ends every login of an account that is on its way.
pub async fn remove_all(tx: &mut Transaction, account: AccountId) -> Result<(), StoreError> {
    tx.execute("DELETE FROM login_tickets WHERE account_id = $1", params![account]).await?;
    Ok(())
}
