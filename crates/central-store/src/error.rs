//! What can go wrong with the database.

/// A fault of the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The file or server cannot be reached, is full or failed; the same again may work.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] sqlx::Error),
    /// Another writer held the database for too long; the same again will work.
    #[error("the database is busy")]
    Busy,
    /// A uniqueness rule of the schema was broken; the constraint's name or columns as the back end says them.
    #[error("already there: {0}")]
    Duplicate(String),
    /// A row other than expected: written by a newer version, or damaged. Carries the column, never the value.
    #[error("column {0} holds what this version cannot read")]
    Unreadable(&'static str),
    /// The database was migrated by a newer version of the centre.
    #[error("the database belongs to a newer version (migration {0} is unknown here)")]
    Newer(i64),
    /// A migration failed or was changed after it had been applied.
    #[error("the database could not be migrated: {0}")]
    Migration(#[source] sqlx::migrate::MigrateError),
}

impl StoreError {
    /// Whether the same call may work a moment later.
    pub const fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Busy)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            sqlx::Error::Database(fault) if fault.is_unique_violation() => {
                Self::Duplicate(fault.message().to_owned())
            }
            // SQLITE_BUSY and its extended codes share the low byte 5.
            sqlx::Error::Database(fault)
                if fault
                    .code()
                    .and_then(|code| code.parse::<i64>().ok())
                    .is_some_and(|code| code & 0xff == 5) =>
            {
                Self::Busy
            }
            sqlx::Error::PoolTimedOut => Self::Busy,
            _ => Self::Unavailable(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::VersionMissing(version) => Self::Newer(version),
            other => Self::Migration(other),
        }
    }
}
