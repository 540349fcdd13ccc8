//! The holders' own accounts, and the links with which they set a password.

use sportello_domain::{
    ids::{CustomerId, PersonId},
    moment::Timestamp,
};
use uuid::Uuid;

use crate::{StoreError, Transaction, value::params};

/// A holder's account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HolderAccount {
    pub id: Uuid,
    pub customer: CustomerId,
    pub person: PersonId,
    /// Lower case.
    pub identity: String,
    pub has_password: bool,
}

/// The holder's account with this identity, made where there is none. An identity belongs to one person.
pub async fn find_or_insert(
    tx: &mut Transaction,
    fresh: &HolderAccount,
    at: Timestamp,
) -> Result<HolderAccount, StoreError> {
    let sql = "INSERT INTO holders (id, customer_id, person_id, identity, created_at) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (customer_id, identity) DO NOTHING";
    tx.execute(sql, params![fresh.id, fresh.customer, fresh.person, &fresh.identity, at]).await?;
    let sql = "SELECT id, person_id, password_hash FROM holders WHERE customer_id = $1 AND identity = $2";
    let row = tx.one(sql, params![fresh.customer, &fresh.identity]).await?;
    Ok(HolderAccount {
        id: row.parsed("id")?,
        person: row.parsed("person_id")?,
        has_password: row.text_or_none("password_hash")?.is_some(),
        ..fresh.clone()
    })
}

/// The tax code of the person whose account this identity (lower case) is.
pub async fn owner(
    tx: &mut Transaction,
    customer: CustomerId,
    identity: &str,
) -> Result<Option<String>, StoreError> {
    let sql = "SELECT p.tax_code FROM holders h JOIN people p ON p.id = h.person_id \
               WHERE h.customer_id = $1 AND h.identity = $2";
    tx.optional(sql, params![customer, identity]).await?.map(|row| row.text("tax_code")).transpose()
}

/// Keeps the hash of a link's code.
pub async fn insert_link(
    tx: &mut Transaction,
    code_hash: &str,
    holder: Uuid,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO holder_links (code_hash, holder_id, expires_at) VALUES ($1, $2, $3)";
    tx.execute(sql, params![code_hash, holder, expires_at]).await?;
    Ok(())
}

/// Identity and customer's name behind a link that works now.
pub async fn find_link(
    tx: &mut Transaction,
    code_hash: &str,
    at: Timestamp,
) -> Result<Option<(Uuid, CustomerId, String)>, StoreError> {
    let sql = "SELECT h.id, h.customer_id, h.identity FROM holder_links l JOIN holders h ON h.id = l.holder_id \
               WHERE l.code_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2";
    let Some(row) = tx.optional(sql, params![code_hash, at]).await? else { return Ok(None) };
    Ok(Some((row.parsed("id")?, row.parsed("customer_id")?, row.text("identity")?)))
}

/// Sets the password and uses up every link of the holder.
pub async fn set_password(
    tx: &mut Transaction,
    holder: Uuid,
    password_hash: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE holders SET password_hash = $2, password_set_at = $3 WHERE id = $1";
    tx.execute(sql, params![holder, password_hash, at]).await?;
    let sql = "UPDATE holder_links SET used_at = $2 WHERE holder_id = $1 AND used_at IS NULL";
    tx.execute(sql, params![holder, at]).await?;
    Ok(())
}
