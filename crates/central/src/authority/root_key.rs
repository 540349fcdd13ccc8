//! The root's key: in a file of its own, under a master key of its own, in another file. The running service reads
//! neither; they are taken out of the safe to found an authority, to make another one, or to revoke one.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_pki::keys::{self, FileKey, KeyError, MasterKey};
use zeroize::Zeroizing;

use super::{context, profiles::ROOT};
use crate::{chance::Chance, config::Config};

/// The name of the file of the root's master key.
pub(crate) const MASTER_FILE: &str = "root-master.key";

/// The two files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RootFiles {
    /// The encrypted key.
    pub key: PathBuf,
    /// What opens it. To be kept elsewhere.
    pub master: PathBuf,
}

/// Why there is no root key.
#[derive(Debug, thiserror::Error)]
pub enum RootKeyError {
    #[error("{0}: {1}")]
    File(PathBuf, #[source] io::Error),
    #[error("{0} is not the root's master key")]
    Damaged(PathBuf),
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl RootFiles {
    /// Where `central init` puts them: the key with the data, its master key beside the other master keys.
    pub fn of(config: &Config) -> Self {
        // Where the master keys are in the environment there is no file beside which it could be.
        let beside = config.master_keys_file.as_ref().unwrap_or(&config.data_folder);
        Self {
            key: config.data_folder.join("authority").join("root.key"),
            master: beside.with_file_name(MASTER_FILE),
        }
    }

    /// Encrypts the key under a new master key and writes both; neither is ever overwritten.
    pub fn write(&self, key: &FileKey, chance: &dyn Chance) -> Result<(), RootKeyError> {
        let mut bytes = Zeroizing::new([0; 32]);
        chance.fill(bytes.as_mut());
        let text = Zeroizing::new(format!("{}\n", STANDARD.encode(bytes.as_ref())));
        let wrapped = keys::wrap_key(&MasterKey::new(bytes), &context(ROOT), key.pkcs8_der())?;
        if let Some(folder) = self.key.parent() {
            fs::create_dir_all(folder).map_err(|error| RootKeyError::File(folder.to_owned(), error))?;
        }
        write_new(&self.master, text.as_bytes())?;
        write_new(&self.key, &wrapped)
    }

    /// Opens the key.
    pub fn open(&self) -> Result<FileKey, RootKeyError> {
        let text = fs::read_to_string(&self.master)
            .map(Zeroizing::new)
            .map_err(|error| RootKeyError::File(self.master.clone(), error))?;
        let damaged = || RootKeyError::Damaged(self.master.clone());
        let bytes = STANDARD.decode(text.trim()).map(Zeroizing::new).map_err(|_| damaged())?;
        let master: [u8; 32] = bytes.as_slice().try_into().map_err(|_| damaged())?;
        let wrapped = fs::read(&self.key).map_err(|error| RootKeyError::File(self.key.clone(), error))?;
        Ok(keys::unwrap_key(&MasterKey::new(Zeroizing::new(master)), &context(ROOT), &wrapped)?)
    }
}

fn write_new(file: &Path, bytes: &[u8]) -> Result<(), RootKeyError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options
        .open(file)
        .and_then(|mut handle| io::Write::write_all(&mut handle, bytes).and_then(|()| handle.sync_all()));
    written.map_err(|error| RootKeyError::File(file.to_owned(), error))
}
