//! The centre's signed receipts: kept for ever.

use rusqlite::{Connection, params};
use sportello_contract::central::command::Receipt;
use sportello_desk::ports::StoreError;

use super::json;
use crate::fault::of_sql;

pub(crate) const CREATE: &str = "
CREATE TABLE receipts (
    command     TEXT PRIMARY KEY,
    received_at INTEGER NOT NULL,
    receipt     TEXT NOT NULL
) STRICT, WITHOUT ROWID;";

pub(crate) fn insert(connection: &Connection, receipt: &Receipt) -> Result<(), StoreError> {
    connection
        .execute(
            "INSERT INTO receipts (command, received_at, receipt) VALUES (?1, ?2, ?3)
             ON CONFLICT (command) DO NOTHING",
            params![receipt.command.to_string(), receipt.received_at.micros(), json(receipt)?],
        )
        .map_err(of_sql)?;
    Ok(())
}
