//! The central service (the *centre*): decides, issues, stores.
//!
//! Knows: accounts and sessions, customers and their catalogue, requests after the desk has confirmed them, the
//! certification authority, evidence, jobs, mail, the audit log; and how all this is reached over HTTP.
//!
//! Must never know: what a workstation is made of inside, card commands, Tauri, windows.
//!
//! The way through the code: `main.rs` reads the command line; [`listeners`] opens the three addresses; [`endpoints`]
//! holds one file per endpoint and the table from which the router, the permission check and the OpenAPI document are
//! made; every write goes through [`commands`]; [`Centre`] is what all of them share.

pub mod audit;
pub mod authority;
pub mod case_check;
pub mod cases;
pub mod centre;
pub mod chance;
pub mod clock;
pub mod commands;
pub mod config;
pub mod contacts;
pub mod digest;
pub mod endpoints;
pub mod error;
pub mod evidence;
pub mod expiry;
pub mod holders;
pub mod input;
pub mod issuance;
pub mod jobs;
pub mod listeners;
pub mod master_keys;
pub mod messages;
pub mod metrics;
pub mod numbers;
pub mod passwords;
pub mod report_check;
pub mod report_reader;
pub mod report_stamp;
pub mod second_factor;
pub mod signed_in;
pub mod stock;
pub mod token_format;
pub mod training;

pub use centre::Centre;
pub use error::Refusal;
