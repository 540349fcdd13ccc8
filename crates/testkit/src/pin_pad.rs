//! The keys of a reader that has keys of its own: a driver before the one of the virtual readers (`pad-reader/`), built by the
//! test, and the file in which stands what is typed there.

#![expect(clippy::unwrap_used, clippy::panic, reason = "made for tests: a failure here is a failed test")]

use std::{
    path::{Path, PathBuf},
    process::Command,
};

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/pad-reader/pad_reader.c");
/// Where its header lies (package libpcsclite-dev).
const HEADERS: [&str; 2] = ["/usr/include/PCSC", "/usr/local/include/PCSC"];
pub(crate) const DRIVER: &str = "libifdpad.so";

/// Builds the driver.
pub(crate) fn build(driver: &Path) {
    let mut compiler = Command::new("cc");
    compiler.args(["-shared", "-fPIC", "-Wall", "-Wextra", "-Werror"]);
    compiler.args(HEADERS.map(|folder| format!("-I{folder}"))).arg("-o").args([driver, Path::new(SOURCE)]);
    let built = compiler.arg("-ldl").output();
    let built = built.unwrap_or_else(|error| panic!("cc does not start: {error}"));
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(
        built.status.success(),
        "the reader with keys is built (the test command installs libpcsclite-dev): {said}"
    );
}

/// What the driver has to know: which one it stands before, and where is typed.
pub(crate) fn known_to_driver(folder: &Path, before: &Path) -> [(&'static str, PathBuf); 2] {
    [("SPORTELLO_PAD_DRIVER", before.to_owned()), ("SPORTELLO_PAD_PIN", typed_in(folder))]
}

fn typed_in(folder: &Path) -> PathBuf {
    folder.join("typed")
}

/// The keys: what is typed on them stays so until it is changed. At first nobody types.
#[derive(Debug)]
pub struct PinPad {
    typed: PathBuf,
}

impl PinPad {
    pub(crate) fn in_folder(folder: &Path) -> Self {
        Self { typed: typed_in(folder) }
    }

    /// Whenever it is asked for, this PIN is typed.
    pub fn types(&self, pin: &str) {
        std::fs::write(&self.typed, pin).unwrap();
    }

    /// Whenever it is asked for, somebody presses the key that cancels.
    pub fn cancels(&self) {
        std::fs::write(&self.typed, "").unwrap();
    }

    /// Nobody types: the reader's time is over at once.
    pub fn is_left(&self) {
        std::fs::remove_file(&self.typed).unwrap();
    }

    /// How often the reader has asked for a PIN.
    pub fn asked(&self) -> usize {
        std::fs::read_to_string(self.typed.with_extension("asked")).map_or(0, |asked| asked.lines().count())
    }
}
