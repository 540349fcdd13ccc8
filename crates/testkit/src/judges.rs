//! Other people's programs as judges: found in the venv that `SPORTELLO_JUDGES` names, or among the system's.

#![expect(clippy::unwrap_used, clippy::panic, reason = "made for tests: a failure here is a failed test")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A program of the judges' venv (see `tests/judges/README.md`).
pub fn judge(tool: &str) -> PathBuf {
    let Some(venv) = std::env::var_os("SPORTELLO_JUDGES") else {
        panic!(
            "SPORTELLO_JUDGES is not set: run `cargo xtask test`, which makes the judges' venv and names it"
        );
    };
    Path::new(&venv).join(if cfg!(windows) { "Scripts" } else { "bin" }).join(tool)
}

/// A script beside the list of judges, run with their Python.
pub fn script(name: &str) -> Command {
    let mut command = Command::new(judge("python"));
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/judges").join(name));
    command
}

/// What pyHanko says of a PDF's signatures and document time-stamps (`tests/judges/judge_report.py`), judged for a moment
/// or for the present: one line of JSON each.
pub fn judge_report(root: &Path, pdf: &Path, moment: Option<&str>) -> String {
    let mut command = script("judge_report.py");
    command.arg(root).arg(pdf).args(moment);
    content(&mut command, "pyHanko reads the signatures and time-stamps")
}

/// Runs a program and returns whether it was content, and all it said.
pub fn opinion(command: &mut Command) -> (bool, String) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    (output.status.success(), said)
}

/// As [`opinion`]; fails, showing what was said, unless the judge is content.
pub fn content(command: &mut Command, why: &str) -> String {
    let (content, said) = opinion(command);
    assert!(content, "{why}\n{command:?} says:\n{said}");
    said
}

/// A folder for what is shown to the judges, gone at the end of the test.
#[derive(Debug)]
pub struct Exhibits {
    folder: tempfile::TempDir,
}

impl Exhibits {
    /// An empty folder.
    #[expect(clippy::new_without_default, reason = "it makes a folder on disk")]
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// The path of a file in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file and returns its path.
    pub fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Writes certificates as one PEM file.
    pub fn pem(&self, name: &str, certificates: &[&sportello_pki::Certificate]) -> PathBuf {
        let text: String = certificates.iter().map(|certificate| certificate.to_pem().unwrap()).collect();
        self.write(name, text.as_bytes())
    }
}
