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
mod own_unit;
pub mod profiles;
pub mod registration;
pub mod responder;
pub mod revoke;
pub mod root_key;
pub mod root_list;
pub mod stamping_unit;
pub mod subject;
pub mod time_stamps;
pub mod token;

use std::sync::{Arc, RwLock};

use sportello_central_store::{
    Store, Transaction,
    tables::signing_keys::{self, KeyPlace, KeyRole, StoredKey},
};
use sportello_domain::moment::Timestamp;
use sportello_pki::{
    certificate::Certificate,
    issue::{self as two_step, Issuer, Prepared},
    keys::{self, KeyError, MasterKey, SigningKey},
};

pub use error::AuthorityError;
pub use issue::{Enrolled, Order, Purpose};

use self::{
    config::AuthorityConfig,
    own_unit::VouchedBy,
    profiles::Profiles,
    stamping_unit::Stamping,
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
    stamping: Stamping,
}

struct IssuingKey {
    name: String,
    issuer: Issuer,
    key: Arc<dyn SigningKey>,
    /// `None` until the job makes the first one.
    responder: RwLock<Option<Arc<ResponderKey>>>,
}

struct ResponderKey {
    certificate: Certificate,
    key: Arc<dyn SigningKey>,
}

impl Authority {
    /// Opens the authority of a centre: its profiles are valid and its keys open, or the centre does not start.
    pub async fn open(store: &Store, config: &Config, keys: &MasterKeys) -> Result<Self, AuthorityError> {
        let settings = config.authority.clone();
        let mut tx = store.read().await?;
        let root = newest(&mut tx, KeyRole::Root).await?;
        let stored = signing_keys::all(&mut tx, KeyRole::Issuing).await?;
        let responders = signing_keys::all(&mut tx, KeyRole::Responder).await?;
        drop(tx);
        let newest = stored.last().ok_or(AuthorityError::NotFounded)?.name.clone();
        let url = &config.listeners.holders.public_url;
        let profiles = Profiles::open(&settings, url, config.training, &newest)?;
        let (master, token) = (keys.authority.for_keys(), settings.token.clone());
        let issuing = off_executor(move || -> Result<_, AuthorityError> {
            let token = match token {
                Some(place) if stored.iter().any(|key| key.place == KeyPlace::Pkcs11) => Some(place.open()?),
                _ => None,
            };
            let open = |stored: &StoredKey| open_key(stored, &master, token.as_ref());
            let issuing = stored.iter().map(|stored| {
                let (certificate, key) = open(stored)?;
                // The newest that this authority vouches for.
                let own = responders.iter().rev().find(|responder| {
                    Certificate::from_der(&responder.certificate)
                        .is_ok_and(|responder| responder.verify_signed_by(&certificate).is_ok())
                });
                let responder = own
                    .map(|own| {
                        open(own).map(|(certificate, key)| Arc::new(ResponderKey { certificate, key }))
                    })
                    .transpose()?;
                Ok(IssuingKey {
                    name: stored.name.clone(),
                    issuer: Issuer::new(certificate)?,
                    key,
                    responder: RwLock::new(responder),
                })
            });
            issuing.collect::<Result<Vec<_>, AuthorityError>>()
        })
        .await??;
        Ok(Self {
            profiles,
            settings,
            training: config.training,
            root: Certificate::from_der(&root.certificate)?,
            issuing,
            stamping: Stamping::default(),
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

    /// Those whose certificates are still valid: their lists and responders are kept up.
    fn alive(&self, now: Timestamp) -> impl Iterator<Item = &IssuingKey> {
        self.issuing.iter().filter(move |issuing| issuing.issuer.certificate().not_after() > now.get())
    }
}

impl IssuingKey {
    fn vouching(&self) -> VouchedBy<'_> {
        VouchedBy { name: &self.name, certificate: self.issuer.certificate(), key: self.key.clone() }
    }

    fn responder(&self) -> Option<Arc<ResponderKey>> {
        // A poisoned lock holds a whole value all the same: it is replaced in one assignment.
        self.responder.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    fn replace_responder(&self, responder: ResponderKey) {
        *self.responder.write().unwrap_or_else(std::sync::PoisonError::into_inner) =
            Some(Arc::new(responder));
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
