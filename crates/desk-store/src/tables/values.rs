//! Values by name: settings, mirrors, what was last seen.

use rusqlite::{Connection, OptionalExtension, params};
use sportello_desk::ports::StoreError;

use crate::fault::of_sql;

pub(crate) const CREATE: &str = "
CREATE TABLE named_values (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;";

pub(crate) fn get(connection: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT value FROM named_values WHERE name = ?1").map_err(of_sql)?;
    statement.query_row([name], |row| row.get(0)).optional().map_err(of_sql)
}

/// All values whose names begin so.
pub(crate) fn beginning(
    connection: &Connection,
    beginning: &str,
) -> Result<Vec<(String, String)>, StoreError> {
    let mut statement = connection
        .prepare_cached(
            "SELECT name, value FROM named_values WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name",
        )
        .map_err(of_sql)?;
    let rows = statement.query_map([beginning], |row| Ok((row.get(0)?, row.get(1)?))).map_err(of_sql)?;
    rows.collect::<Result<_, _>>().map_err(of_sql)
}

pub(crate) fn set(connection: &Connection, name: &str, value: Option<&str>) -> Result<(), StoreError> {
    match value {
        Some(value) => connection.execute(
            "INSERT INTO named_values (name, value) VALUES (?1, ?2)
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![name, value],
        ),
        None => connection.execute("DELETE FROM named_values WHERE name = ?1", [name]),
    }
    .map_err(of_sql)?;
    Ok(())
}

/// The value that stands there, or this one, put there now.
pub(crate) fn once(connection: &Connection, name: &str, fresh: &str) -> Result<String, StoreError> {
    connection
        .execute(
            "INSERT INTO named_values (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING",
            params![name, fresh],
        )
        .map_err(of_sql)?;
    Ok(get(connection, name)?.unwrap_or_else(|| fresh.to_owned()))
}
