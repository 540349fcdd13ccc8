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
    pools: Pools,
}

#[derive(Clone)]
enum Pools {
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
        Ok(Self { pools: Pools::Sqlite { writer, readers } })
    }

    /// A transaction that reads one moment of the database and changes nothing.
    pub async fn read(&self) -> Result<Transaction, StoreError> {
        match &self.pools {
            Pools::Sqlite { readers, .. } => Ok(Transaction::Sqlite(readers.begin().await?)),
        }
    }

    /// A transaction that may write; exclusive among writers from its beginning to its end.
    pub async fn write(&self) -> Result<Transaction, StoreError> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => {
                Ok(Transaction::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?))
            }
        }
    }

    /// Waits for open transactions and closes every connection.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{tables::counters, value::params};

    async fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&folder.path().join("central.sqlite")).await.unwrap();
        (folder, store)
    }

    #[tokio::test]
    async fn what_is_not_committed_never_was() {
        let (_folder, store) = store().await;
        let mut tx = store.write().await.unwrap();
        assert_eq!(counters::next(&mut tx, "orders").await.unwrap(), 1, "counting begins with one");
        drop(tx);
        let mut tx = store.write().await.unwrap();
        assert_eq!(
            counters::next(&mut tx, "orders").await.unwrap(),
            1,
            "a number that was rolled back is given again"
        );
        tx.commit().await.unwrap();
        let mut tx = store.write().await.unwrap();
        assert_eq!(counters::next(&mut tx, "orders").await.unwrap(), 2, "one that was committed is not");
    }

    #[tokio::test]
    async fn writers_come_one_after_the_other_and_readers_see_one_moment() {
        let (_folder, store) = store().await;
        let mut reader = store.read().await.unwrap();
        let count = "SELECT COUNT(*) AS n FROM counters";
        assert_eq!(reader.one(count, params![]).await.unwrap().int("n").unwrap(), 0, "nothing yet");
        let writers = (0..8).map(|_| {
            let store = store.clone();
            tokio::spawn(async move {
                let mut tx = store.write().await.unwrap();
                let number = counters::next(&mut tx, "orders").await.unwrap();
                tx.commit().await.unwrap();
                number
            })
        });
        let mut numbers = Vec::new();
        for writer in writers.collect::<Vec<_>>() {
            numbers.push(writer.await.unwrap());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=8).collect::<Vec<i64>>(), "each number once, none missing");
        assert_eq!(
            reader.one(count, params![]).await.unwrap().int("n").unwrap(),
            0,
            "the reader's moment stands still"
        );
        let refused = reader.execute("DELETE FROM counters", params![]).await;
        assert!(matches!(refused, Err(StoreError::Unavailable(_))), "and it cannot write");
    }

    #[tokio::test]
    async fn a_database_of_a_newer_version_is_left_alone() {
        let (folder, store) = store().await;
        let mut tx = store.write().await.unwrap();
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                     VALUES (9999, 'from the future', 1, x'00', 0)";
        tx.execute(newer, params![]).await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
        let opened = Store::open_sqlite(&folder.path().join("central.sqlite")).await;
        assert!(matches!(opened, Err(StoreError::Newer(9999))), "an older program does not touch it");
    }

    #[tokio::test]
    async fn audit_events_can_only_be_added() {
        let (_folder, store) = store().await;
        let mut tx = store.write().await.unwrap();
        let event = "INSERT INTO audit_events (number, at, what, target, outcome, detail, chain) \
                     VALUES (1, 0, 'act', 'thing', 'done', '', 'c')";
        tx.execute(event, params![]).await.unwrap();
        for change in ["UPDATE audit_events SET what = 'other'", "DELETE FROM audit_events"] {
            assert!(
                tx.execute(change, params![]).await.is_err(),
                "{change} is refused by the database itself"
            );
        }
    }
}
