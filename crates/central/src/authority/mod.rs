//! The certification authority: the only module that holds its keys.
//!
//! A certificate comes into being in three steps, each in its own call: [`Authority::prepare`] (linted bytes, stored
//! with the fact they belong to), [`Authority::sign`] (the key signs exactly those bytes), [`Authority::record`] (the
//! certificate is stored, and what was prepared is gone). After a crash between any two of them the next attempt goes on
//! with the same bytes; the table allows one certificate per purpose.
//!
//! Everything else learns of it by data: a [`Purpose`] and a public key go in, a certificate comes out.

pub mod config;
pub mod endpoints;
mod error;
pub mod found;
pub mod issue;
pub mod lists;
pub mod officers;
pub mod profiles;
pub mod responder;
pub mod revoke;
pub mod root_key;
pub mod subject;
pub mod token;

use std::sync::{Arc, RwLock};

use sportello_central_store::{
    Store, Transaction,
    tables::signing_keys::{self, KeyPlace, KeyRole, StoredKey},
};
use sportello_pki::{
    certificate::Certificate,
    issue::{self as two_step, Issuer, Prepared},
    keys::{self, KeyError, MasterKey, SigningKey},
};

pub use error::AuthorityError;
pub use issue::{Order, Purpose};

use self::{
    config::AuthorityConfig,
    profiles::Profiles,
    token::{Token, TokenError},
};
use crate::{config::Config, master_keys::MasterKeys};

/// The open authority.
pub struct Authority {
    profiles: Profiles,
    settings: AuthorityConfig,
    training: bool,
    root: Certificate,
    /// Oldest first; the last one signs what is new.
    issuing: Vec<IssuingKey>,
    responder: RwLock<Arc<ResponderKey>>,
}

struct IssuingKey {
    name: String,
    issuer: Issuer,
    key: Arc<dyn SigningKey>,
}

struct ResponderKey {
    certificate: Certificate,
    key: Arc<dyn SigningKey>,
}

impl Authority {
    /// Opens the authority of a centre: its profiles are valid and its keys open, or the centre does not start.
    pub async fn open(store: &Store, config: &Config, keys: &MasterKeys) -> Result<Self, AuthorityError> {
        let settings = config.authority.clone();
        let profiles = Profiles::open(&settings, &config.listeners.holders.public_url, config.training)?;
        let mut tx = store.read().await?;
        let root = newest(&mut tx, KeyRole::Root).await?;
        let stored = signing_keys::all(&mut tx, KeyRole::Issuing).await?;
        let responder = newest(&mut tx, KeyRole::Responder).await?;
        drop(tx);
        let (master, token) = (keys.authority.for_keys(), settings.token.clone());
        let (issuing, responder) = off_executor(move || -> Result<_, AuthorityError> {
            let all = || stored.iter().chain([&responder]);
            let token = match token {
                Some(place) if all().any(|key| key.place == KeyPlace::Pkcs11) => Some(place.open()?),
                _ => None,
            };
            let open = |stored: &StoredKey| open_key(stored, &master, token.as_ref());
            let issuing = stored
                .iter()
                .map(|stored| {
                    let (certificate, key) = open(stored)?;
                    Ok(IssuingKey { name: stored.name.clone(), issuer: Issuer::new(certificate)?, key })
                })
                .collect::<Result<Vec<_>, AuthorityError>>()?;
            let (certificate, key) = open(&responder)?;
            Ok((issuing, ResponderKey { certificate, key }))
        })
        .await??;
        if issuing.is_empty() {
            return Err(AuthorityError::NotFounded);
        }
        Ok(Self {
            profiles,
            settings,
            training: config.training,
            root: Certificate::from_der(&root.certificate)?,
            issuing,
            responder: RwLock::new(Arc::new(responder)),
        })
    }

    /// The root's certificate: what reports and holders' signatures are trusted by.
    pub fn root(&self) -> &Certificate {
        &self.root
    }

    /// The certificate of the issuing authority that signs now.
    pub fn issuing(&self) -> &Certificate {
        self.signer().issuer.certificate()
    }

    /// Every issuing authority's certificate, oldest first.
    pub fn all_issuing(&self) -> Vec<Certificate> {
        self.issuing.iter().map(|issuing| issuing.issuer.certificate().clone()).collect()
    }

    /// The profiles of this installation.
    pub fn profiles(&self) -> &Profiles {
        &self.profiles
    }

    /// Whether these are training certificates.
    pub fn is_training(&self) -> bool {
        self.training
    }

    fn signer(&self) -> &IssuingKey {
        // `open` refuses an authority without an issuing key.
        &self.issuing[self.issuing.len() - 1]
    }

    fn signer_named(&self, name: &str) -> Result<&IssuingKey, AuthorityError> {
        self.issuing.iter().find(|issuing| issuing.name == name).ok_or(AuthorityError::UnknownSigner)
    }

    fn responder(&self) -> Arc<ResponderKey> {
        // A poisoned lock holds a whole value all the same: it is replaced in one assignment.
        self.responder.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn replace_responder(&self, responder: ResponderKey) {
        *self.responder.write().unwrap_or_else(std::sync::PoisonError::into_inner) = Arc::new(responder);
    }
}

async fn newest(tx: &mut Transaction, role: KeyRole) -> Result<StoredKey, AuthorityError> {
    signing_keys::newest(tx, role).await?.ok_or(AuthorityError::NotFounded)
}

/// The one place where a stored key becomes one that signs; it is the key of its certificate.
fn open_key(
    stored: &StoredKey,
    master: &MasterKey,
    token: Option<&Token>,
) -> Result<(Certificate, Arc<dyn SigningKey>), AuthorityError> {
    let certificate = Certificate::from_der(&stored.certificate)?;
    let public_key = certificate.public_key_info_der()?;
    let key: Arc<dyn SigningKey> = match &stored.place {
        KeyPlace::File { wrapped } => Arc::new(keys::unwrap_key(master, &context(&stored.name), wrapped)?),
        KeyPlace::Pkcs11 => {
            let label = token::authority_label(&stored.name, &certificate.serial());
            Arc::new(token.ok_or(TokenError::NotConfigured)?.key_of(&label, &public_key)?)
        }
        KeyPlace::Apart => return Err(AuthorityError::KeyApart(stored.name.clone())),
    };
    if key.public_key_info_der() != public_key {
        return Err(AuthorityError::OtherKey(stored.name.clone()));
    }
    Ok((certificate, key))
}

/// Does what blocks, as tokens do, where no other call has to wait for it.
pub(crate) async fn off_executor<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AuthorityError> {
    // Only the end of the runtime, or a panic, takes the answer away.
    let ended = |error: tokio::task::JoinError| KeyError::Unavailable(error.to_string());
    Ok(tokio::task::spawn_blocking(work).await.map_err(ended)?)
}

/// Signs prepared bytes.
async fn sign_prepared(prepared: Prepared, key: Arc<dyn SigningKey>) -> Result<Certificate, AuthorityError> {
    Ok(off_executor(move || two_step::issue(&prepared, key.as_ref())).await??)
}

/// What a wrapped key is bound to.
fn context(name: &str) -> String {
    format!("authority/{name}")
}
