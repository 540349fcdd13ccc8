//! What `central.toml` says of the certification authority and of the store of the holders' keys.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use sportello_pki::profile::Disclosure;

/// The section `[authority]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthorityConfig {
    /// The profiles of this installation. A training centre has its own built in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profiles_file: Option<PathBuf>,
    /// The holders' address as plain HTTP, without a slash at its end: certificates, lists and OCSP are fetched without
    /// TLS (RFC 5280 §4.2.1.13). Left out where `listeners.holders.public_url` is plain HTTP itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plain_url: Option<String>,
    /// Where the certification practice statement is; left out: a page of the holders' listener.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub practice_statement_url: Option<String>,
    /// Disclosure statements (PDS), for qualified profiles.
    pub disclosures: Vec<Disclosure>,
    pub holder_keys: HolderKeys,
    /// How long a status list may be used; at most 24.
    pub list_hours: u8,
    /// How long an OCSP answer may be used.
    pub ocsp_minutes: u16,
}

impl Default for AuthorityConfig {
    fn default() -> Self {
        Self {
            profiles_file: None,
            plain_url: None,
            practice_statement_url: None,
            disclosures: Vec::new(),
            holder_keys: HolderKeys::default(),
            list_hours: 24,
            ocsp_minutes: 10,
        }
    }
}

/// Where the holders' keys are made and kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HolderKeys {
    pub place: HolderKeyPlace,
    /// Whether the place is a certified qualified device; certificates claim it exactly then.
    pub qscd: bool,
}

/// The kinds of place there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HolderKeyPlace {
    /// In the database, encrypted under the master key for remote keys.
    #[default]
    File,
}

impl HolderKeys {
    /// A key in a file is no qualified device, whatever a configuration says.
    pub const fn claims_too_much(self) -> bool {
        matches!(self.place, HolderKeyPlace::File) && self.qscd
    }
}
