//! Commands that were carried out, with their stored answers.

use sportello_domain::{
    ids::{AccountId, CommandId},
    moment::Timestamp,
};

use crate::{StoreError, Transaction, value::params};

/// A command that was carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCommand {
    pub account: AccountId,
    pub path: String,
    pub body_hash: String,
    pub received_at: Timestamp,
    /// JSON of the answer with its receipt.
    pub answer: String,
}

/// A command by its id.
pub async fn find(tx: &mut Transaction, id: CommandId) -> Result<Option<StoredCommand>, StoreError> {
    let sql = "SELECT account_id, path, body_hash, received_at, answer FROM commands WHERE id = $1";
    let Some(row) = tx.optional(sql, params![id]).await? else { return Ok(None) };
    Ok(Some(StoredCommand {
        account: row.parsed("account_id")?,
        path: row.text("path")?,
        body_hash: row.text("body_hash")?,
        received_at: row.at("received_at")?,
        answer: row.text("answer")?,
    }))
}

/// Keeps a command with its answer, in the transaction of its effect.
pub async fn insert(tx: &mut Transaction, id: CommandId, command: &StoredCommand) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO commands (id, account_id, path, body_hash, received_at, answer) VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            id,
            command.account,
            &command.path,
            &command.body_hash,
            command.received_at,
            &command.answer
        ],
    )
    .await?;
    Ok(())
}
