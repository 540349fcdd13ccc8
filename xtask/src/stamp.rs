//! Remembers from which sources something was made, so that a second start takes seconds.

use std::{
    fs,
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::{Path, PathBuf},
};

use crate::fault::Outcome;

/// A mark of everything below these files and folders: names and contents.
pub fn mark(of: &[PathBuf]) -> Outcome<String> {
    let mut hasher = DefaultHasher::new();
    for path in of {
        add(path, &mut hasher)?;
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn add(path: &Path, hasher: &mut DefaultHasher) -> Outcome {
    path.hash(hasher);
    if path.is_dir() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Outcome<_>>()?;
        entries.sort();
        for entry in entries {
            add(&entry, hasher)?;
        }
    } else if path.exists() {
        fs::read(path)?.hash(hasher);
    }
    Ok(())
}

/// Whether this mark was left there.
pub fn is_at(file: &Path, mark: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|text| text == mark)
}

/// Leaves the mark.
pub fn leave_at(file: &Path, mark: &str) -> Outcome {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    Ok(fs::write(file, mark)?)
}
