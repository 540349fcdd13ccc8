//! The tables, one per file: how each came to be, and every statement that touches it. Ids are text, instants are
//! microseconds since 1970, whole records are JSON beside the columns that are searched.

pub(crate) mod drafts;
pub(crate) mod evidence;
pub(crate) mod outbox;
pub(crate) mod receipts;
pub(crate) mod values;

use rusqlite::Row;
use serde::{Serialize, de::DeserializeOwned};
use sportello_desk::ports::StoreError;
use sportello_domain::moment::Timestamp;

use crate::fault::{of_json, of_sql};

pub(crate) fn json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| of_json(&error))
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| of_json(&error))
}

/// A text column read by its type's own words.
pub(crate) fn word<T: std::str::FromStr>(row: &Row<'_>, column: &str) -> Result<T, StoreError> {
    let text: String = row.get(column).map_err(of_sql)?;
    text.parse().map_err(|_| StoreError::Broken(format!("column {column} does not read")))
}

pub(crate) fn instant(row: &Row<'_>, column: &str) -> Result<Timestamp, StoreError> {
    let micros: i64 = row.get(column).map_err(of_sql)?;
    Timestamp::from_micros(micros).ok_or_else(|| StoreError::Broken(format!("column {column} is no instant")))
}

pub(crate) fn optional_json<T: DeserializeOwned>(
    row: &Row<'_>,
    column: &str,
) -> Result<Option<T>, StoreError> {
    let text: Option<String> = row.get(column).map_err(of_sql)?;
    text.map(|text| from_json(&text)).transpose()
}
