//! The whole service over HTTP: three listeners on loopback, a database in a folder of its own, a clock that goes when
//! told. One program, because each test program is linked anew.

#![expect(clippy::unwrap_used, reason = "helpers of tests: a failure here is a failed test")]

mod audit_log;
mod binary;
mod commands;
mod documents;
mod founding;
mod harness;
mod holder_pages;
mod main_job;
mod other_customers;
mod papers;
mod permission_table;
mod sessions;
mod stock;
mod stock_rights;
mod submissions;
mod token_formats;
mod tokens;
