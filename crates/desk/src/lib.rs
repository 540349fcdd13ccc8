//! The workstation's use cases and its ports.
//!
//! Knows: what an officer does at the desk (sign in, fill in a draft, attach a document, confirm, have the person
//! recognised, issue), what is kept on this PC and what waits to be sent, and what it needs from the outside
//! ([`ports`]).
//!
//! Must never know: Tauri, SQL, HTTP, PC/SC, the keyring. The clock and chance are ports; nothing here waits for a
//! window.
//!
//! Every use case is a free function, `desk: &Desk` first, one file per group; the window calls them in three lines
//! each, `desk-cli` calls the same.

mod acts;
mod asked;
pub mod camera;
pub mod card_credential;
pub mod card_module;
pub mod card_tools;
mod cards;
mod case_of;
mod child_decoder;
pub mod confirm;
pub mod credential;
pub mod credential_registration;
mod desk;
pub mod device_enrolment;
pub mod document_images;
pub mod document_print;
pub mod drafts;
mod error;
mod filed_papers;
pub mod issuance;
mod keys;
pub mod officer_proof;
pub mod orders;
pub mod outbox;
pub mod papers;
pub mod people;
pub mod ports;
mod readings;
mod receipts;
pub mod recognition;
pub mod records;
pub mod reference;
pub mod serial_list;
pub mod sessions;
pub mod settings;
mod signature;
pub mod status;
pub mod stock;
pub mod tables;
pub mod token_format;
mod token_mark;
pub mod training;
pub mod workstation;

pub use child_decoder::ChildDecoder;
pub use desk::{Desk, DeskEvent, Ports};
pub use error::DeskError;
pub use keys::{SecretName, store_key};
