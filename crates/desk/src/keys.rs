//! The secrets this workstation keeps in the keyring, by name.

use sportello_pki::{FileKey, KeyAlgorithm};
use zeroize::Zeroizing;

use crate::{
    DeskError,
    ports::{Chance, Secrets},
};

/// The names under which the keyring keeps them.
pub struct SecretName;

impl SecretName {
    /// 32 bytes: opens the store.
    pub const STORE: &'static str = "store-key";
    /// The workstation's own key, PKCS#8: proves to the centre which installation asks.
    pub const WORKSTATION: &'static str = "workstation-key";
    /// The session's refresh key.
    pub const REFRESH: &'static str = "refresh-key";
}

/// The key of the store: the keyring's, or a new one put there now. Read before the store can be opened.
pub fn store_key(secrets: &dyn Secrets, chance: &dyn Chance) -> Result<Zeroizing<[u8; 32]>, DeskError> {
    let mut key = Zeroizing::new([0_u8; 32]);
    if let Some(kept) = secrets.read(SecretName::STORE)? {
        if kept.len() != key.len() {
            return Err(DeskError::internal("the keyring holds a store key of another length"));
        }
        key.copy_from_slice(&kept);
    } else {
        chance.fill(&mut *key);
        secrets.write(SecretName::STORE, &*key)?;
    }
    Ok(key)
}

/// The workstation's key: the keyring's, or a new one put there now.
pub(crate) fn workstation_key(secrets: &dyn Secrets) -> Result<FileKey, DeskError> {
    if let Some(kept) = secrets.read(SecretName::WORKSTATION)? {
        return FileKey::from_pkcs8_der(kept).map_err(DeskError::internal);
    }
    let key = FileKey::generate(KeyAlgorithm::EcdsaP256).map_err(DeskError::internal)?;
    secrets.write(SecretName::WORKSTATION, key.pkcs8_der())?;
    Ok(key)
}
