//! The encrypted files beside the database: one per piece of evidence, each under a key of its own that the database
//! keeps. AES-256-GCM; the evidence's id is authenticated with it, so that files cannot be exchanged.

use std::{
    collections::HashSet,
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use aws_lc_rs::{
    aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey},
    rand,
};
use sportello_desk::ports::StoreError;
use sportello_domain::ids::EvidenceId;
use zeroize::Zeroizing;

use crate::fault::of_io;

pub(crate) const KEY_LEN: usize = 32;
const SUFFIX: &str = "enc";

/// The folder of the encrypted files.
pub(crate) struct Attachments {
    folder: PathBuf,
}

impl Attachments {
    pub fn open(folder: PathBuf) -> Result<Self, StoreError> {
        fs::create_dir_all(&folder).map_err(|error| of_io(&error))?;
        Ok(Self { folder })
    }

    /// Encrypts and writes; when it returns, the bytes are on the disk. Gives the file's key.
    pub fn write(&self, id: EvidenceId, bytes: Vec<u8>) -> Result<Zeroizing<[u8; KEY_LEN]>, StoreError> {
        let mut key = Zeroizing::new([0_u8; KEY_LEN]);
        rand::fill(&mut *key).map_err(|_| StoreError::Broken("no randomness".into()))?;
        let mut sealed = bytes;
        let nonce = cipher(&*key)?
            .seal_in_place_append_tag(associated(id), &mut sealed)
            .map_err(|_| StoreError::Broken("the attachment was not encrypted".into()))?;
        let write = || -> std::io::Result<()> {
            let path = self.path(id);
            let part = path.with_extension("part");
            let mut file = File::create(&part)?;
            file.write_all(nonce.as_ref())?;
            file.write_all(&sealed)?;
            file.sync_all()?;
            fs::rename(&part, &path)?;
            sync_name(&self.folder, &file)
        };
        write().map_err(|error| of_io(&error))?;
        Ok(key)
    }

    pub fn read(&self, id: EvidenceId, key: &[u8]) -> Result<Vec<u8>, StoreError> {
        let mut bytes = fs::read(self.path(id)).map_err(|error| match error.kind() {
            ErrorKind::NotFound => StoreError::Attachment,
            _ => of_io(&error),
        })?;
        if bytes.len() < NONCE_LEN {
            return Err(StoreError::Attachment);
        }
        let mut sealed = bytes.split_off(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(&bytes).map_err(|_| StoreError::Attachment)?;
        let length = cipher(key)?
            .open_in_place(nonce, associated(id), &mut sealed)
            .map_err(|_| StoreError::Attachment)?
            .len();
        sealed.truncate(length);
        Ok(sealed)
    }

    /// Removes files whose rows are gone. One that stays is swept at the next start.
    pub fn remove(&self, ids: &[EvidenceId]) {
        for id in ids {
            if let Err(error) = fs::remove_file(self.path(*id))
                && error.kind() != ErrorKind::NotFound
            {
                tracing::warn!(error = %error, "attachment not removed");
            }
        }
    }

    /// Removes what no row names: written just before a sudden end.
    pub fn sweep(&self, named: &HashSet<EvidenceId>) -> Result<(), StoreError> {
        for entry in fs::read_dir(&self.folder).map_err(|error| of_io(&error))? {
            let path = entry.map_err(|error| of_io(&error))?.path();
            let id = path.file_stem().and_then(|name| name.to_str()).and_then(|name| name.parse().ok());
            let whole = path.extension().is_some_and(|extension| extension == SUFFIX);
            if !(whole && id.is_some_and(|id| named.contains(&id))) {
                fs::remove_file(&path).map_err(|error| of_io(&error))?;
            }
        }
        Ok(())
    }

    fn path(&self, id: EvidenceId) -> PathBuf {
        self.folder.join(format!("{id}.{SUFFIX}"))
    }
}

fn cipher(key: &[u8]) -> Result<RandomizedNonceKey, StoreError> {
    RandomizedNonceKey::new(&AES_256_GCM, key).map_err(|_| StoreError::Attachment)
}

fn associated(id: EvidenceId) -> Aad<[u8; 16]> {
    Aad::from(*id.0.as_bytes())
}

/// A new name survives a power cut only when it was written too: with the folder, or, on Windows, which opens no folder for
/// this, with the file that bears it.
fn sync_name(folder: &Path, file: &File) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { file.sync_all() }
}
