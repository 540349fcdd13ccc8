//! Status lists, all that were ever published.

use sportello_domain::moment::Timestamp;

use crate::{Row, StoreError, Transaction, value::params};

/// A signed list.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredList {
    /// Name of the signing key.
    pub signer: String,
    /// Grows by one.
    pub number: u64,
    /// DER.
    pub list: Vec<u8>,
    pub this_update: Timestamp,
    pub next_update: Timestamp,
    pub entries: u32,
}

/// Stores a list.
pub async fn add(tx: &mut Transaction, list: &StoredList) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO status_lists (signer, number, list, this_update, next_update, entries)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![
            list.signer.as_str(),
            i64::try_from(list.number).unwrap_or(i64::MAX),
            list.list.as_slice(),
            list.this_update,
            list.next_update,
            list.entries
        ],
    )
    .await?;
    Ok(())
}

/// The newest list of a signer.
pub async fn newest(tx: &mut Transaction, signer: &str) -> Result<Option<StoredList>, StoreError> {
    let row = tx
        .optional(
            "SELECT signer, number, list, this_update, next_update, entries FROM status_lists
             WHERE signer = $1 ORDER BY number DESC LIMIT 1",
            params![signer],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<StoredList, StoreError> {
    Ok(StoredList {
        signer: row.text("signer")?,
        number: row.number("number")?,
        list: row.blob("list")?,
        this_update: row.at("this_update")?,
        next_update: row.at("next_update")?,
        entries: row.number("entries")?,
    })
}
