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

/// At most `limit` commands after an id (or from the first), each with its stored answer: the walk over all receipts.
pub async fn answers_after(
    tx: &mut Transaction,
    after: Option<CommandId>,
    limit: u32,
) -> Result<Vec<(CommandId, String)>, StoreError> {
    let sql = "SELECT id, answer FROM commands WHERE $1 IS NULL OR id > $1 ORDER BY id LIMIT $2";
    tx.all(sql, params![after, limit])
        .await?
        .iter()
        .map(|row| Ok((row.parsed("id")?, row.text("answer")?)))
        .collect()
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
