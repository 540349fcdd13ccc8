//! One file per group of tables. A function takes the [`crate::Transaction`] first; a struct named after a row is that
//! row, whole.

pub mod accounts;
pub mod audit;
pub mod commands;
pub mod counters;
pub mod customers;
pub mod holders;
pub mod logins;
pub mod people;
pub mod product_search;
pub mod products;
pub mod requests;
pub mod sessions;
pub mod workstations;
