//! Counters for numbers that people read. A number may be skipped (a rolled back transaction gives it back), never
//! given twice.

use crate::{StoreError, Transaction, value::params};

/// The next number of a counter, beginning with 1.
pub async fn next(tx: &mut Transaction, name: &str) -> Result<i64, StoreError> {
    let sql = "INSERT INTO counters (name, value) VALUES ($1, 1) \
               ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value";
    tx.one(sql, params![name]).await?.int("value")
}
