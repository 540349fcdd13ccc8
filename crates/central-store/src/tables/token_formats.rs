//! Requests to format a token: who asked, who approved, how far each came.

use sportello_domain::{
    ids::{AccountId, TokenFormatId, TokenId},
    moment::Timestamp,
    token_format::FormatStep,
};

use crate::{StoreError, Transaction, filter::Filter, value::params};

/// A request to format a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenFormat {
    pub id: TokenFormatId,
    pub token: TokenId,
    pub step: FormatStep,
    pub step_since: Timestamp,
    pub asked_by: AccountId,
    pub asked_at: Timestamp,
    pub reason: String,
    /// By whom and when.
    pub approved: Option<(AccountId, Timestamp)>,
    /// When a desk was first given what opens the token.
    pub opened_at: Option<Timestamp>,
}

/// The names of who asked and who approved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormatNames {
    pub asked_by: String,
    pub approved_by: Option<String>,
}

/// Adds one that is asked for.
pub async fn insert(tx: &mut Transaction, new: &TokenFormat) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO token_formats (id, token_id, step, step_since, asked_by, asked_at, reason) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![new.id, new.token, new.step, new.step_since, new.asked_by, new.asked_at, &new.reason],
    )
    .await?;
    Ok(())
}

/// Writes what can change of one.
pub async fn update(tx: &mut Transaction, format: &TokenFormat) -> Result<(), StoreError> {
    let (by, at) = format.approved.unzip();
    tx.execute(
        "UPDATE token_formats SET step = $2, step_since = $3, approved_by = $4, approved_at = $5, opened_at = $6 \
         WHERE id = $1",
        params![format.id, format.step, format.step_since, by, at, format.opened_at],
    )
    .await?;
    Ok(())
}

/// The last one that was asked for a token, with names: the only one that can be gone on with.
pub async fn newest(
    tx: &mut Transaction,
    token: TokenId,
) -> Result<Option<(TokenFormat, FormatNames)>, StoreError> {
    let sql = "SELECT f.id, f.token_id, f.step, f.step_since, f.asked_by, f.asked_at, f.reason, f.approved_by, \
               f.approved_at, f.opened_at, a.given_names || ' ' || a.surname AS asker, \
               b.given_names || ' ' || b.surname AS approver FROM token_formats f \
               JOIN accounts a ON a.id = f.asked_by LEFT JOIN accounts b ON b.id = f.approved_by \
               WHERE f.token_id = $1 ORDER BY f.asked_at DESC, f.id DESC LIMIT 1";
    let Some(row) = tx.optional(sql, params![token]).await? else { return Ok(None) };
    let format = TokenFormat {
        id: row.parsed("id")?,
        token: row.parsed("token_id")?,
        step: row.parsed("step")?,
        step_since: row.at("step_since")?,
        asked_by: row.parsed("asked_by")?,
        asked_at: row.at("asked_at")?,
        reason: row.text("reason")?,
        approved: row.parsed_or_none("approved_by")?.zip(row.at_or_none("approved_at")?),
        opened_at: row.at_or_none("opened_at")?,
    };
    let names = FormatNames { asked_by: row.text("asker")?, approved_by: row.text_or_none("approver")? };
    Ok(Some((format, names)))
}

/// Which of these tokens wait to be approved or formatted, upon what was asked or approved after a moment.
pub async fn waiting(
    tx: &mut Transaction,
    tokens: impl Iterator<Item = TokenId>,
    after: Timestamp,
) -> Result<Vec<(TokenId, FormatStep)>, StoreError> {
    let mut sql = Filter::new(
        "SELECT token_id, step FROM token_formats WHERE step IN ('asked', 'approved') AND step_since > $1 \
         AND token_id IN ",
        params![after],
    );
    sql.list(tokens);
    let (sql, params) = sql.into_parts();
    tx.all_built(sql, params)
        .await?
        .iter()
        .map(|row| Ok((row.parsed("token_id")?, row.parsed("step")?)))
        .collect()
}
