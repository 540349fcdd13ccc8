//! One file per group of tables. A function takes the [`crate::Transaction`] first; a struct named after a row is that
//! row, whole.

pub mod accounts;
pub mod audit;
pub mod certificates;
pub mod commands;
pub mod counters;
pub mod customers;
pub mod enrolments;
pub mod evidence;
pub mod holders;
pub mod jobs;
pub mod logins;
pub mod messages;
pub mod officer_credentials;
pub mod people;
pub mod product_search;
pub mod products;
pub mod remote_credentials;
pub mod requests;
pub mod sessions;
pub mod signing_keys;
pub mod stamped_reports;
pub mod status_lists;
pub mod stock_counts;
pub mod tokens;
pub mod workstations;
