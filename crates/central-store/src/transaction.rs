//! A transaction, and the only calls with which SQL reaches a back end.

use sqlx::{AssertSqlSafe, Sqlite, query::Query, sqlite::SqliteArguments};

use crate::{Row, StoreError, Value};

/// A transaction of any back end. Dropped without [`Transaction::commit`] it is rolled back.
pub enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
}

fn bound(
    mut query: Query<'_, Sqlite, SqliteArguments>,
    params: Vec<Value>,
) -> Query<'_, Sqlite, SqliteArguments> {
    for param in params {
        query = match param {
            Value::Int(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
            Value::Blob(value) => query.bind(value),
        };
    }
    query
}

impl Transaction {
    /// Runs a statement that gives no rows; answers how many rows it changed.
    pub async fn execute(&mut self, sql: &'static str, params: Vec<Value>) -> Result<u64, StoreError> {
        match self {
            Self::Sqlite(tx) => Ok(bound(sqlx::query(sql), params).execute(&mut **tx).await?.rows_affected()),
        }
    }

    /// All rows of a statement.
    pub async fn all(&mut self, sql: &'static str, params: Vec<Value>) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(tx) => Ok(bound(sqlx::query(sql), params)
                .fetch_all(&mut **tx)
                .await?
                .into_iter()
                .map(Row::Sqlite)
                .collect()),
        }
    }

    /// The row of a statement, if there is one.
    pub async fn optional(
        &mut self,
        sql: &'static str,
        params: Vec<Value>,
    ) -> Result<Option<Row>, StoreError> {
        match self {
            Self::Sqlite(tx) => {
                Ok(bound(sqlx::query(sql), params).fetch_optional(&mut **tx).await?.map(Row::Sqlite))
            }
        }
    }

    /// The row of a statement that always gives one.
    pub async fn one(&mut self, sql: &'static str, params: Vec<Value>) -> Result<Row, StoreError> {
        match self {
            Self::Sqlite(tx) => Ok(Row::Sqlite(bound(sqlx::query(sql), params).fetch_one(&mut **tx).await?)),
        }
    }

    /// All rows of a statement that was put together from parts of this crate: never from what came from outside.
    pub(crate) async fn all_built(
        &mut self,
        sql: String,
        params: Vec<Value>,
    ) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Sqlite(tx) => Ok(bound(sqlx::query(AssertSqlSafe(sql)), params)
                .fetch_all(&mut **tx)
                .await?
                .into_iter()
                .map(Row::Sqlite)
                .collect()),
        }
    }

    /// Makes everything durable, or nothing.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => Ok(tx.commit().await?),
        }
    }
}
