//! What this installation must know before it can open its store: which centre it belongs to. A small file beside the
//! store, written on the first start; nothing in it is secret.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sportello_desk::ports::write_whole;

use crate::Options;

const FILE: &str = "workstation.json";

/// The centre of this installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Installation {
    /// The centre's address for desks.
    pub centre: String,
    /// Training is the centre's and never changes: such a desk may keep its keys in a file where no keyring answers.
    pub training: bool,
    /// PEM; absolute.
    pub root_certificate: Option<PathBuf>,
}

impl Installation {
    /// What the first start wrote; else what this one is told, kept from now on; `None` where nothing is known.
    pub fn of(data: &Path, options: &Options) -> io::Result<Option<Self>> {
        let file = data.join(FILE);
        match fs::read(&file) {
            Ok(bytes) => return Ok(Some(serde_json::from_slice(&bytes)?)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        let Some(centre) = options.centre.clone() else { return Ok(None) };
        let root_certificate = options.root_certificate.as_deref().map(std::path::absolute).transpose()?;
        let installation = Self { centre, training: options.training, root_certificate };
        fs::create_dir_all(data)?;
        write_whole(&file, &serde_json::to_vec_pretty(&installation)?)?;
        Ok(Some(installation))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_start_is_remembered() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("desk");
        let told =
            |centre: &str| Options { centre: Some(centre.into()), training: true, ..Options::default() };
        let of = |options: &Options| Installation::of(&data, options).expect("a readable folder");
        assert_eq!(of(&Options::default()), None, "nobody said which centre");
        let first = of(&told("http://127.0.0.1:1"));
        assert_eq!(
            first.as_ref().map(|i| i.centre.as_str()),
            Some("http://127.0.0.1:1"),
            "the first start says it"
        );
        assert_eq!(of(&Options::default()), first, "the next start knows it");
        assert_eq!(of(&told("http://127.0.0.1:2")), first, "a store belongs to one centre for good");
        fs::write(data.join(FILE), "{").expect("our own file");
        assert!(
            Installation::of(&data, &Options::default()).is_err(),
            "a damaged file is an error, no panic"
        );
    }
}
