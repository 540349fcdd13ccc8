//! What founding a training centre gives back to whoever starts it: addresses, and the secrets that are printed.

use serde::Serialize;

/// Everything that programs need to use a fresh training centre: `training.json`.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Accounts {
    /// The desks' address.
    pub url: String,
    pub holders_url: String,
    pub operations_url: String,
    /// `central.toml`.
    pub configuration: String,
    pub mail_folder: String,
    pub customers: Vec<FoundCustomer>,
    pub accounts: Vec<FoundAccount>,
}

/// A customer.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundCustomer {
    pub client_code: String,
    pub name: String,
    /// Registers one workstation, once, within a day. `central enrolment-code` makes another.
    pub enrolment_code: String,
}

/// An account, with everything that opens it.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundAccount {
    pub user_name: String,
    pub password: String,
    /// Base 32.
    pub totp_secret: String,
    /// `otpauth://…`.
    pub totp_address: String,
    pub full_name: String,
    pub customer: String,
    pub profiles: Vec<String>,
    /// The name of the first unit.
    pub unit: String,
}
