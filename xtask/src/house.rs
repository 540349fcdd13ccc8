//! Where things lie: the repository's root, the target folder, what they contain.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{
    fault::{Fault, Outcome},
    metadata::Metadata,
    tool,
};

/// The repository and its folders.
#[derive(Debug)]
pub struct House {
    pub root: PathBuf,
    pub target: PathBuf,
    pub metadata: Metadata,
}

impl House {
    /// Finds the repository from the place of this program's source, and asks cargo for the rest.
    pub fn find() -> Outcome<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .ok_or_else(|| Fault::new("the chores lie in no folder"))?
            .to_path_buf();
        let mut command = cargo(&root);
        command.args(["metadata", "--format-version=1"]);
        let metadata: Metadata = serde_json::from_slice(&tool::output(&mut command)?)?;
        Ok(Self { target: metadata.target_directory.clone(), root, metadata })
    }

    /// `cargo …` in the root.
    pub fn cargo(&self) -> Command {
        cargo(&self.root)
    }

    /// The folder of the page's source.
    pub fn page(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// What CI keeps.
    pub fn artefacts(&self) -> PathBuf {
        self.root.join("out").join("ci")
    }

    /// A program that cargo built.
    pub fn program(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }

    /// The same, built as released.
    pub fn released(&self, name: &str) -> PathBuf {
        self.target.join("release").join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }
}

fn cargo(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root);
    // `cargo run` leaves its own settings behind, which would make the build scripts run again.
    for (name, _) in env::vars_os() {
        let inherited = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "OUT_DIR"
        });
        if inherited {
            command.env_remove(name);
        }
    }
    command
}
