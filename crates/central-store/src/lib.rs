//! The centre's database.
//!
//! Knows: the tables, their migrations, how a row becomes a value, transactions. SQL is one text for every back end:
//! `$1` parameters, `BIGINT`, `TEXT` and `BLOB` only, instants as microseconds since 1970, ids as UUID text, words as
//! text with a `CHECK`, structured values as JSON text.
//!
//! Must never know: HTTP, mail, X.509, keys, the clock, who may do what.
//!
//! One file per group of tables under [`tables`]; its functions take a [`Transaction`] first and are the only place
//! with SQL. A writing transaction ([`Store::write`]) is exclusive from its first statement, so a check made in it
//! still holds when it commits.

mod error;
mod filter;
mod migrations;
mod row;
mod store;
pub mod tables;
mod transaction;
mod value;

pub use error::StoreError;
pub use row::Row;
pub use store::Store;
pub use transaction::Transaction;
pub use value::Value;
