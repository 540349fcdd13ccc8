//! What the workstation and the centre say to each other, over HTTPS and JSON.

pub mod accounts;
pub mod command;
pub mod credentials;
pub mod issuance;
pub mod people;
pub mod recognition;
pub mod reference;
pub mod requests;
pub mod sessions;
pub mod training;
