//! The database itself: opened once, asked for transactions.

use std::{path::Path, time::Duration};

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::{StoreError, Transaction, migrations};

/// How long a writer waits for the one before.
const WAIT: Duration = Duration::from_secs(10);

/// The centre's database; a clone is the same database.
#[derive(Clone)]
pub struct Store {
    back_end: BackEnd,
}

#[derive(Clone)]
enum BackEnd {
    /// One connection writes, several read: SQLite has one writer, and a queue in front of it is fairer than retries.
    Sqlite { writer: SqlitePool, readers: SqlitePool },
}

impl Store {
    /// Opens a database file, makes it where there is none, and brings its tables up to date.
    pub async fn open_sqlite(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // What was answered must survive a power cut: the WAL is synced at each commit.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(WAIT);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(WAIT)
            .connect_with(options.clone())
            .await?;
        migrations::sqlite().run(&writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(8)
            .acquire_timeout(WAIT)
            .connect_with(options.pragma("query_only", "ON"))
            .await?;
        Ok(Self { back_end: BackEnd::Sqlite { writer, readers } })
    }

    /// A transaction that reads one moment of the database and changes nothing.
    pub async fn read(&self) -> Result<Transaction, StoreError> {
        match &self.back_end {
            BackEnd::Sqlite { readers, .. } => Ok(Transaction::Sqlite(readers.begin().await?)),
        }
    }

    /// A transaction that may write; exclusive among writers from its beginning to its end.
    pub async fn write(&self) -> Result<Transaction, StoreError> {
        match &self.back_end {
            BackEnd::Sqlite { writer, .. } => {
                Ok(Transaction::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?))
            }
        }
    }

    /// Waits for open transactions and closes every connection.
    pub async fn close(&self) {
        match &self.back_end {
            BackEnd::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
        }
    }
}
