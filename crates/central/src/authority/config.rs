//! What `central.toml` says of the certification authority and of the store of the holders' keys.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sportello_pki::profile::Disclosure;

use super::token::{TokenError, TokenPlace};

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
    /// Which of its keys the authority makes in the token; the responder's and the time-stamping unit's are always in the
    /// database, encrypted. Kept keys are found where they were made, whatever stands here later.
    pub token_keys: Vec<TokenKey>,
    /// The token of the authority's keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenPlace>,
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
            token_keys: Vec::new(),
            token: None,
            holder_keys: HolderKeys::default(),
            list_hours: 24,
            ocsp_minutes: 10,
        }
    }
}

/// Keys of the authority that can be in a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenKey {
    /// Signs the issuing authority and the list of authorities: a token that lies in a safe.
    Root,
    /// Signs certificates and status lists: a token that the service reaches.
    Issuing,
}

impl AuthorityConfig {
    /// Refuses what must not be started.
    pub fn check(&self, data_folder: &Path) -> Result<(), TokenError> {
        if let Some(place) = &self.token {
            place.check("authority.token", data_folder)?;
        }
        if let Some(place) = &self.holder_keys.token {
            place.check("authority.holder_keys.token", data_folder)?;
        }
        let wanted = !self.token_keys.is_empty() || self.holder_token_wanted_here();
        if wanted && self.token.is_none() { Err(TokenError::NotConfigured) } else { Ok(()) }
    }

    fn holder_token_wanted_here(&self) -> bool {
        self.holder_keys.place == HolderKeyPlace::Pkcs11 && self.holder_keys.token.is_none()
    }

    /// The token of the holders' keys, where they are in one.
    pub fn holder_token(&self) -> Option<&TokenPlace> {
        match self.holder_keys.place {
            HolderKeyPlace::File => None,
            HolderKeyPlace::Pkcs11 => self.holder_keys.token.as_ref().or(self.token.as_ref()),
        }
    }

    /// Makes its relative paths absolute. A module without a folder is looked for by the system.
    pub fn resolve(&mut self, folder: &Path) {
        let tokens = [&mut self.token, &mut self.holder_keys.token].into_iter().flatten();
        let paths = tokens.flat_map(|place| {
            let module = Some(&mut place.module).filter(|module| module.components().count() > 1);
            [module, place.pin_file.as_mut()]
        });
        for path in paths.flatten().chain(&mut self.profiles_file) {
            *path = folder.join(&*path);
        }
    }
}

/// Where the holders' keys are made and kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HolderKeys {
    pub place: HolderKeyPlace,
    /// Whether the place is a certified qualified device; certificates claim it exactly then.
    pub qscd: bool,
    /// The holders' token, where it is another than the authority's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenPlace>,
}

/// The kinds of place there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HolderKeyPlace {
    /// In the database, encrypted under the master key for remote keys.
    #[default]
    File,
    /// In a PKCS#11 token, made there and not extractable.
    Pkcs11,
}

impl HolderKeys {
    /// A key in a file is no qualified device, whatever a configuration says.
    pub const fn claims_too_much(&self) -> bool {
        matches!(self.place, HolderKeyPlace::File) && self.qscd
    }
}
