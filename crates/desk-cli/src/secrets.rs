//! The port `Secrets`: the system's keyring, and the key file that stands in for it in training where no keyring answers
//! (a server, a container). Outside training there is no stand-in.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use keyring::{Entry, Error};
use sportello_desk::ports::{Secrets, SecretsError};
use zeroize::Zeroizing;

const SERVICE: &str = "sportello";
const KEY_FILE: &str = "training-keys.json";

/// What keeps the secrets of the store in this folder: the keyring; in training, where none answers, a file in the
/// folder. Once a folder has such a file, it stays with it.
pub fn secrets_for(folder: &Path, training: bool) -> Result<Arc<dyn Secrets>, SecretsError> {
    let file = folder.join(KEY_FILE);
    if training && file.exists() {
        return Ok(Arc::new(KeyFile::open(file)?));
    }
    let keyring = KeyringSecrets::of(folder);
    match keyring.read("probe") {
        Ok(_) => Ok(Arc::new(keyring)),
        Err(SecretsError::Missing(why)) if training => {
            tracing::warn!(why, "no keyring answers: training keeps its keys in a file");
            fs::create_dir_all(folder).map_err(|error| broken(&error))?;
            Ok(Arc::new(KeyFile::open(file)?))
        }
        Err(error) => Err(error),
    }
}

/// The keyring of the signed-in user: Keychain, Credential Manager, Secret Service.
pub struct KeyringSecrets {
    /// Tells the stores of one user apart.
    store: String,
}

impl KeyringSecrets {
    /// For the store in this folder.
    pub fn of(folder: &Path) -> Self {
        let whole = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        Self { store: whole.to_string_lossy().into_owned() }
    }

    /// Asks on a thread of its own: the keyring's client waits for its answer with a reactor that must not be started
    /// inside another one.
    fn ask<T: Send>(
        &self,
        name: &str,
        ask: impl FnOnce(&Entry) -> keyring::Result<T> + Send,
    ) -> Result<T, Error> {
        let user = format!("{name} {}", self.store);
        thread::scope(|scope| {
            let asked = scope.spawn(move || Entry::new(SERVICE, &user).and_then(|entry| ask(&entry)));
            asked.join().unwrap_or_else(|_| Err(Error::NoDefaultStore))
        })
    }
}

impl Secrets for KeyringSecrets {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsError> {
        match self.ask(name, Entry::get_secret) {
            Ok(secret) => Ok(Some(Zeroizing::new(secret))),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(fault(&error)),
        }
    }

    fn write(&self, name: &str, secret: &[u8]) -> Result<(), SecretsError> {
        self.ask(name, |entry| entry.set_secret(secret)).map_err(|error| fault(&error))
    }

    fn forget(&self, name: &str) -> Result<(), SecretsError> {
        match self.ask(name, Entry::delete_credential) {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(fault(&error)),
        }
    }
}

fn fault(error: &Error) -> SecretsError {
    match error {
        Error::NoDefaultStore => SecretsError::Missing("no store".to_owned()),
        Error::NoStorageAccess(inner) => SecretsError::Missing(inner.to_string()),
        Error::PlatformFailure(inner) => SecretsError::Broken(inner.to_string()),
        // Its other words may carry the secret.
        _ => SecretsError::Broken("the entry cannot be used".to_owned()),
    }
}

/// Training's stand-in: one file that only its owner can read.
pub struct KeyFile {
    path: PathBuf,
    kept: Mutex<BTreeMap<String, Zeroizing<String>>>,
}

impl KeyFile {
    fn open(path: PathBuf) -> Result<Self, SecretsError> {
        let kept: BTreeMap<String, String> = match fs::read(&path) {
            Ok(bytes) => {
                let bytes = Zeroizing::new(bytes);
                serde_json::from_slice(&bytes)
                    .map_err(|_| SecretsError::Broken("the key file is damaged".into()))?
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(broken(&error)),
        };
        let kept = kept.into_iter().map(|(name, text)| (name, Zeroizing::new(text))).collect();
        Ok(Self { path, kept: Mutex::new(kept) })
    }

    fn change(&self, name: &str, text: Option<Zeroizing<String>>) -> Result<(), SecretsError> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let before = match text {
            Some(text) => kept.insert(name.to_owned(), text),
            None => kept.remove(name),
        };
        let written = write_private(&self.path, &kept);
        if written.is_err() {
            // What is not on the disk is not kept: the next start would not find it.
            match before {
                Some(text) => kept.insert(name.to_owned(), text),
                None => kept.remove(name),
            };
        }
        written.map_err(|error| broken(&error))
    }
}

impl Secrets for KeyFile {
    fn read(&self, name: &str) -> Result<Option<Zeroizing<Vec<u8>>>, SecretsError> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(text) = kept.get(name) else { return Ok(None) };
        let bytes = STANDARD.decode(text.as_bytes());
        bytes
            .map(|bytes| Some(Zeroizing::new(bytes)))
            .map_err(|_| SecretsError::Broken("the key file is damaged".into()))
    }

    fn write(&self, name: &str, secret: &[u8]) -> Result<(), SecretsError> {
        self.change(name, Some(Zeroizing::new(STANDARD.encode(secret))))
    }

    fn forget(&self, name: &str) -> Result<(), SecretsError> {
        self.change(name, None)
    }
}

fn write_private(path: &Path, kept: &BTreeMap<String, Zeroizing<String>>) -> io::Result<()> {
    let plain: BTreeMap<&str, &str> =
        kept.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let bytes = Zeroizing::new(serde_json::to_vec(&plain)?);
    let part = path.with_extension("part");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&part)?;
    io::Write::write_all(&mut file, &bytes)?;
    file.sync_all()?;
    fs::rename(part, path)
}

fn broken(error: &io::Error) -> SecretsError {
    SecretsError::Broken(error.kind().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_file_keeps_forgets_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(KEY_FILE);
        let file = KeyFile::open(path.clone()).unwrap();
        file.write("store-key", &[7; 32]).unwrap();
        file.write("refresh-key", b"abc").unwrap();
        file.forget("refresh-key").unwrap();
        let again = KeyFile::open(path.clone()).unwrap();
        assert_eq!(
            again.read("store-key").unwrap().unwrap().as_slice(),
            [7; 32],
            "the next start finds the key"
        );
        assert!(again.read("refresh-key").unwrap().is_none(), "what was forgotten is not on the disk");
        #[cfg(unix)]
        {
            let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(path).unwrap().permissions());
            assert_eq!(mode & 0o077, 0, "no other user of the machine reads the keys");
        }
    }
}
