//! The file's format, as a list that only grows. `user_version` says how much of it was applied; a program that knows
//! less than the file refuses it.

use rusqlite::{Connection, TransactionBehavior};
use sportello_desk::ports::StoreError;

use crate::{
    fault::of_sql,
    tables::{drafts, evidence, outbox, receipts, values},
};

/// Each entry: the statements of one table, in the order in which they came to be. Beside each, whether the program
/// before it could still use the file.
const MIGRATIONS: &[&str] = &[
    values::CREATE,   // first
    drafts::CREATE,   // first
    evidence::CREATE, // first
    outbox::CREATE,   // first
    receipts::CREATE, // first
];

/// Brings the file up to this program.
pub(crate) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    let found: u32 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(of_sql)?;
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(of_sql)?;
    for statements in MIGRATIONS.iter().skip(found as usize) {
        transaction.execute_batch(statements).map_err(of_sql)?;
    }
    transaction.pragma_update(None, "user_version", known).map_err(of_sql)?;
    transaction.commit().map_err(of_sql)
}
