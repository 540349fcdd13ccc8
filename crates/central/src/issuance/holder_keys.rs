//! Where the holders' key pairs are made and kept: encrypted in the database, or inside a token.

use sportello_central_store::tables::remote_credentials::RemoteKey;
use sportello_domain::ids::ProductId;
use sportello_pki::keys::{self, FileKey, KeyAlgorithm, SigningKey as _};

use crate::{
    authority::{
        AuthorityError,
        config::{AuthorityConfig, HolderKeyPlace},
        off_executor,
        token::{Token, TokenError},
    },
    master_keys::MasterKeys,
};

/// The store of the holders' keys.
pub enum HolderKeyStore {
    /// In the database, under the master key for remote keys.
    File,
    /// In a token, under a label that names the product.
    Token(Token),
}

impl HolderKeyStore {
    /// Opens it as the configuration says.
    pub async fn open(config: &AuthorityConfig) -> Result<Self, AuthorityError> {
        match config.holder_token().cloned() {
            Some(place) => Ok(Self::Token(off_executor(move || place.open()).await??)),
            None if config.holder_keys.place == HolderKeyPlace::Pkcs11 => {
                Err(TokenError::NotConfigured.into())
            }
            None => Ok(Self::File),
        }
    }

    /// Whether a key that is made stays, used or not.
    pub(super) const fn keeps_what_it_makes(&self) -> bool {
        matches!(self, Self::Token(_))
    }

    /// The key pair of a product. In a token it is found again, so that however often it is asked for there is one; in
    /// memory it is made anew, and what is stored first counts.
    pub(super) async fn key_of(
        &self,
        product: ProductId,
        algorithm: KeyAlgorithm,
        keys: &MasterKeys,
    ) -> Result<RemoteKey, AuthorityError> {
        match self {
            Self::Token(token) => {
                let token = token.clone();
                let label = format!("sportello-holder-{product}");
                let key = off_executor(move || token.key_or_new(&label, algorithm)).await??;
                Ok(RemoteKey { product, public_key: key.public_key_info_der(), wrapped: None })
            }
            Self::File => {
                // RSA takes its time.
                let key = off_executor(move || FileKey::generate(algorithm)).await??;
                let master = keys.remote_keys.for_keys();
                let wrapped = keys::wrap_key(&master, &format!("remote-key/{product}"), key.pkcs8_der())?;
                Ok(RemoteKey { product, public_key: key.public_key_info_der(), wrapped: Some(wrapped) })
            }
        }
    }
}
