//! Officers' proofs that they are there: challenges that were given out, and those that were signed.

use sportello_domain::{ids::ProductId, moment::Timestamp};
use uuid::Uuid;

use crate::{StoreError, Transaction, value::params};

/// What a proof is for, in one session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proving {
    pub session: Uuid,
    pub purpose: Purpose,
}

/// What an officer proves the own key for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A token is written on for this product.
    Enrolment(ProductId),
    /// A certificate is registered for the account.
    Credential,
}

impl Purpose {
    fn word(self) -> String {
        match self {
            Self::Enrolment(product) => format!("enrolment:{product}"),
            Self::Credential => "credential".to_owned(),
        }
    }
}

/// Keeps a challenge that waits for its signature; whatever has expired goes.
pub async fn ask(
    tx: &mut Transaction,
    challenge: &str,
    proving: Proving,
    at: Timestamp,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute("DELETE FROM officer_proofs WHERE expires_at <= $1", params![at]).await?;
    insert(tx, challenge, proving, None, expires_at).await
}

/// Uses a challenge up. Answers false where none waits: it was never given out for this, or it was used, or is too old.
pub async fn use_up(
    tx: &mut Transaction,
    challenge: &str,
    proving: Proving,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM officer_proofs \
               WHERE challenge = $1 AND session_id = $2 AND purpose = $3 AND proved_at IS NULL AND expires_at > $4";
    Ok(tx.execute(sql, params![challenge, proving.session, proving.purpose.word(), at]).await? == 1)
}

/// Keeps that the challenge was signed.
pub async fn hold(
    tx: &mut Transaction,
    challenge: &str,
    proving: Proving,
    at: Timestamp,
    until: Timestamp,
) -> Result<(), StoreError> {
    insert(tx, challenge, proving, Some(at), until).await
}

/// Whether a proof holds.
pub async fn holds(tx: &mut Transaction, proving: Proving, at: Timestamp) -> Result<bool, StoreError> {
    let sql = "SELECT 1 AS found FROM officer_proofs \
               WHERE session_id = $1 AND purpose = $2 AND proved_at IS NOT NULL AND expires_at > $3 LIMIT 1";
    Ok(tx.optional(sql, params![proving.session, proving.purpose.word(), at]).await?.is_some())
}

async fn insert(
    tx: &mut Transaction,
    challenge: &str,
    proving: Proving,
    proved_at: Option<Timestamp>,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO officer_proofs (challenge, session_id, purpose, proved_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5)",
        params![challenge, proving.session, proving.purpose.word(), proved_at, expires_at],
    )
    .await?;
    Ok(())
}
