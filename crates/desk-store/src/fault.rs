//! SQLite's faults as the port's.

use rusqlite::ErrorCode;
use sportello_desk::ports::StoreError;

pub(crate) fn of_sql(error: rusqlite::Error) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => StoreError::DiskFull,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
        Some(ErrorCode::NotADatabase) => StoreError::WrongKey,
        _ => StoreError::Broken(without_values(error)),
    }
}

pub(crate) fn of_io(error: &std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::DiskFull,
        kind => StoreError::Broken(kind.to_string()),
    }
}

pub(crate) fn of_json(error: &serde_json::Error) -> StoreError {
    // The place alone: the words of serde may quote what stood there.
    StoreError::Broken(format!(
        "a stored record does not read, line {} column {}",
        error.line(),
        error.column()
    ))
}

/// SQLite's own sentence names tables and columns; rusqlite's conversion errors may carry values.
fn without_values(error: rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(code, message) => message.unwrap_or_else(|| code.to_string()),
        rusqlite::Error::FromSqlConversionFailure(column, kind, _) => format!("column {column} is no {kind}"),
        rusqlite::Error::InvalidColumnType(column, name, kind) => format!("column {column} {name} is {kind}"),
        _ => "the statement failed".to_owned(),
    }
}
