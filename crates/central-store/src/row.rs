//! A row that was read: typed access by column name.

use std::str::FromStr;

use serde::de::DeserializeOwned;
use sportello_domain::moment::{Day, Timestamp};
use sqlx::Row as _;

use crate::StoreError;

/// A row of any back end.
pub enum Row {
    Sqlite(sqlx::sqlite::SqliteRow),
}

impl Row {
    /// A whole number, or `None` for null.
    pub fn int_or_none(&self, column: &'static str) -> Result<Option<i64>, StoreError> {
        match self {
            Self::Sqlite(row) => row.try_get(column).map_err(|_| StoreError::Unreadable(column)),
        }
    }

    /// A text, or `None` for null.
    pub fn text_or_none(&self, column: &'static str) -> Result<Option<String>, StoreError> {
        match self {
            Self::Sqlite(row) => row.try_get(column).map_err(|_| StoreError::Unreadable(column)),
        }
    }

    /// Bytes, or `None` for null.
    pub fn blob_or_none(&self, column: &'static str) -> Result<Option<Vec<u8>>, StoreError> {
        match self {
            Self::Sqlite(row) => row.try_get(column).map_err(|_| StoreError::Unreadable(column)),
        }
    }

    /// A whole number.
    pub fn int(&self, column: &'static str) -> Result<i64, StoreError> {
        self.int_or_none(column)?.ok_or(StoreError::Unreadable(column))
    }

    /// A whole number of a narrower type.
    pub fn number<T: TryFrom<i64>>(&self, column: &'static str) -> Result<T, StoreError> {
        T::try_from(self.int(column)?).map_err(|_| StoreError::Unreadable(column))
    }

    /// A truth, stored as 0 or 1.
    pub fn truth(&self, column: &'static str) -> Result<bool, StoreError> {
        Ok(self.int(column)? != 0)
    }

    /// A text.
    pub fn text(&self, column: &'static str) -> Result<String, StoreError> {
        self.text_or_none(column)?.ok_or(StoreError::Unreadable(column))
    }

    /// Bytes.
    pub fn blob(&self, column: &'static str) -> Result<Vec<u8>, StoreError> {
        self.blob_or_none(column)?.ok_or(StoreError::Unreadable(column))
    }

    /// An id, a word of a closed list or a day: whatever is read from its text.
    pub fn parsed<T: FromStr>(&self, column: &'static str) -> Result<T, StoreError> {
        self.text(column)?.parse().map_err(|_| StoreError::Unreadable(column))
    }

    /// The same, or `None` for null.
    pub fn parsed_or_none<T: FromStr>(&self, column: &'static str) -> Result<Option<T>, StoreError> {
        self.text_or_none(column)?
            .map(|text| text.parse().map_err(|_| StoreError::Unreadable(column)))
            .transpose()
    }

    /// An instant.
    pub fn at(&self, column: &'static str) -> Result<Timestamp, StoreError> {
        Timestamp::from_micros(self.int(column)?).ok_or(StoreError::Unreadable(column))
    }

    /// An instant, or `None` for null.
    pub fn at_or_none(&self, column: &'static str) -> Result<Option<Timestamp>, StoreError> {
        self.int_or_none(column)?
            .map(|micros| Timestamp::from_micros(micros).ok_or(StoreError::Unreadable(column)))
            .transpose()
    }

    /// A calendar day, or `None` for null.
    pub fn day_or_none(&self, column: &'static str) -> Result<Option<Day>, StoreError> {
        self.parsed_or_none(column)
    }

    /// A structured value from its JSON.
    pub fn json<T: DeserializeOwned>(&self, column: &'static str) -> Result<T, StoreError> {
        serde_json::from_str(&self.text(column)?).map_err(|_| StoreError::Unreadable(column))
    }

    /// A structured value from its JSON, or `None` for null.
    pub fn json_or_none<T: DeserializeOwned>(&self, column: &'static str) -> Result<Option<T>, StoreError> {
        self.text_or_none(column)?
            .map(|text| serde_json::from_str(&text).map_err(|_| StoreError::Unreadable(column)))
            .transpose()
    }
}

/// A structured value as the JSON text of a column.
pub(crate) fn to_json<T: serde::Serialize>(value: &T, column: &'static str) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable(column))
}
