//! The folder in which a centre is made. It holds nothing of a centre, a whole one, or what is left of a founding that
//! was interrupted; one file says which, under one of two names, so that there is no moment between.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use super::FoundError;
use crate::{authority::root_key, config::Config};

/// The folder of database, evidence and mail, and the file of the master keys, as the configuration names them.
pub(super) const DATA: &str = "data";
pub(super) const MASTER_KEYS: &str = "master-keys.toml";
/// The accounts, for those who train.
const ACCOUNTS: &str = "training.json";
/// The configuration of a whole centre, and its name until the centre is whole.
const CONFIGURATION: &str = "central.toml";
const UNFINISHED: &str = "central.toml.unfinished";
/// Held while a centre is made here. That it exists says nothing.
const LOCK: &str = ".founding";

/// A folder taken to make a centre in.
pub(super) struct Site {
    folder: PathBuf,
    /// Given back when this is dropped, or its process dies.
    _lock: File,
}

impl Site {
    /// Takes the folder, and clears away what an interrupted founding left in it. A whole centre is never touched, nor
    /// is anything that no founding of this kind has made.
    pub fn take(folder: &Path) -> Result<Self, FoundError> {
        refuse(&folder.join(CONFIGURATION))?;
        fs::create_dir_all(folder).map_err(at(folder))?;
        let lock = folder.join(LOCK);
        // Read as well: Windows locks no file that is open for appending alone.
        let held = File::options().read(true).create(true).append(true).open(&lock).map_err(at(&lock))?;
        match held.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FoundError::UnderWay(folder.to_owned())),
            // A file system without locks: two foundings in one folder at once are then left to whoever starts them.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(at(&lock)(error)),
        }
        let site = Self { folder: folder.to_owned(), _lock: held };
        // Another one may have ended between the first look and the lock.
        refuse(&site.configuration())?;
        if site.unfinished().exists() {
            site.clear()?;
        }
        for name in [DATA, MASTER_KEYS, root_key::MASTER_FILE] {
            refuse(&site.folder.join(name))?;
        }
        Ok(site)
    }

    /// From here on what lies in the folder is an unfinished centre.
    pub fn begin(&self, configuration: &str) -> Result<Config, FoundError> {
        let unfinished = self.unfinished();
        write(&unfinished, configuration.as_bytes(), false)?;
        Ok(Config::read(&unfinished)?)
    }

    /// Writes the accounts, for their owner alone.
    pub fn write_accounts(&self, json: &str) -> Result<(), FoundError> {
        write(&self.folder.join(ACCOUNTS), json.as_bytes(), true)
    }

    /// From here on it is a whole centre.
    pub fn finish(&self) -> Result<(), FoundError> {
        let configuration = self.configuration();
        fs::rename(self.unfinished(), &configuration).map_err(at(&configuration))?;
        // What is left of it says nothing.
        let _ = fs::remove_file(self.folder.join(LOCK));
        Ok(())
    }

    /// Removes an unfinished centre; what marks it goes last, so that an interrupted clearing is begun anew.
    pub fn clear(&self) -> Result<(), FoundError> {
        let data = self.folder.join(DATA);
        gone(fs::remove_dir_all(&data), &data)?;
        for name in [MASTER_KEYS, root_key::MASTER_FILE, ACCOUNTS, UNFINISHED] {
            let file = self.folder.join(name);
            gone(fs::remove_file(&file), &file)?;
        }
        Ok(())
    }

    /// Where the configuration is once the centre is whole.
    pub fn configuration(&self) -> PathBuf {
        self.folder.join(CONFIGURATION)
    }

    fn unfinished(&self) -> PathBuf {
        self.folder.join(UNFINISHED)
    }
}

pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> FoundError {
    let path = path.to_owned();
    move |error| FoundError::File(path, error)
}

fn refuse(path: &Path) -> Result<(), FoundError> {
    if path.exists() { Err(FoundError::AlreadyThere(path.to_owned())) } else { Ok(()) }
}

fn gone(removed: io::Result<()>, path: &Path) -> Result<(), FoundError> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(path)(error)),
        _ => Ok(()),
    }
}

fn write(file: &Path, bytes: &[u8], private: bool) -> Result<(), FoundError> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if private { 0o600 } else { 0o644 });
    let written = options.open(file).and_then(|mut handle| {
        io::Write::write_all(&mut handle, bytes)?;
        handle.sync_all()
    });
    written.map_err(at(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a founding that was interrupted late leaves.
    fn leave_unfinished(folder: &Path) {
        let site = Site::take(folder).unwrap();
        fs::write(site.unfinished(), "").unwrap();
        fs::create_dir(folder.join(DATA)).unwrap();
        for name in [MASTER_KEYS, root_key::MASTER_FILE, ACCOUNTS, "data/central.sqlite"] {
            fs::write(folder.join(name), "half").unwrap();
        }
    }

    #[test]
    fn what_was_left_unfinished_makes_place() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("token.pin"), "somebody's").unwrap();
        leave_unfinished(folder.path());
        let site = Site::take(folder.path()).unwrap();
        for name in [DATA, MASTER_KEYS, root_key::MASTER_FILE, ACCOUNTS, UNFINISHED] {
            assert!(!folder.path().join(name).exists(), "{name} was of the unfinished one");
        }
        assert!(folder.path().join("token.pin").exists(), "what no founding made stays");
        drop(site);
    }

    #[test]
    fn a_whole_centre_is_never_touched() {
        let folder = tempfile::tempdir().unwrap();
        leave_unfinished(folder.path());
        Site { folder: folder.path().to_owned(), _lock: tempfile::tempfile().unwrap() }.finish().unwrap();
        let refused = Site::take(folder.path()).err().unwrap();
        assert!(refused.to_string().contains("is there already"), "it is a whole centre: {refused}");
        // Its configuration was taken elsewhere: still nobody's to clear away.
        fs::rename(folder.path().join(CONFIGURATION), folder.path().join("elsewhere.toml")).unwrap();
        let refused = Site::take(folder.path()).err().unwrap();
        assert!(refused.to_string().contains("is there already"), "its data are: {refused}");
        assert_eq!(
            fs::read_to_string(folder.path().join("data/central.sqlite")).unwrap(),
            "half",
            "untouched"
        );
    }

    #[test]
    fn two_at_once_do_not_clear_one_another_away() {
        let folder = tempfile::tempdir().unwrap();
        let first = Site::take(folder.path()).unwrap();
        fs::write(first.unfinished(), "").unwrap();
        let refused = Site::take(folder.path()).err().unwrap();
        assert!(matches!(refused, FoundError::UnderWay(_)), "the other one is at work: {refused}");
        assert!(first.unfinished().exists(), "and goes on with it");
        drop(first);
        assert!(Site::take(folder.path()).is_ok(), "it died: the folder is free");
    }
}
