//! SoftHSM2, a PKCS#11 token in software. It reads its configuration from the environment when its library is loaded, so
//! a story with a token runs in a child of its test that has one.

#![expect(clippy::unwrap_used, clippy::panic, reason = "made for tests: a failure here is a failed test")]

use std::path::{Path, PathBuf};
use std::process::Command;

/// The label of a story's token.
pub const LABEL: &str = "Sportello test";
/// Its user PIN.
pub const PIN: &str = "48291057";

const STORY: &str = "SPORTELLO_SOFTHSM_STORY";
const CONFIGURATION: &str = "SOFTHSM2_CONF";

/// The library.
pub fn module() -> PathBuf {
    let places = [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
        "/opt/homebrew/lib/softhsm/libsofthsm2.so",
    ];
    let found = places.iter().map(Path::new).find(|path| path.exists());
    found
        .unwrap_or_else(|| panic!("SoftHSM2 is missing: the test command installs the package softhsm2"))
        .to_owned()
}

/// The tokens of a story: a folder with one token in it.
#[derive(Debug)]
pub struct Tokens {
    folder: PathBuf,
}

impl Tokens {
    /// Where it is that the child which has them plays the story: `None` in the test itself, which waits for the child and
    /// fails with it. `story` is the test's name with its modules, as `--exact` wants it.
    pub fn of(story: &str) -> Option<Self> {
        if std::env::var(STORY).as_deref() == Ok(story) {
            let configuration = std::fs::read_to_string(std::env::var(CONFIGURATION).unwrap()).unwrap();
            return Some(Self { folder: configuration.trim().rsplit(" = ").next().unwrap().into() });
        }
        let folder = tempfile::tempdir().unwrap();
        let configuration = configure(folder.path());
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", story, "--nocapture"]).env(CONFIGURATION, configuration).env(STORY, story);
        let ran = child.output().unwrap();
        let said =
            format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "the story passes in the child:\n{said}");
        assert!(said.contains("1 passed"), "{story} is a test of this program:\n{said}");
        None
    }

    /// Pulls the tokens out.
    pub fn take_away(&self) {
        std::fs::rename(&self.folder, self.away()).unwrap();
        std::fs::create_dir(&self.folder).unwrap();
    }

    /// Pulls the tokens out, and puts another one of the same label and PIN in their place.
    pub fn change_for_another(&self) {
        self.take_away();
        make_token(Path::new(&std::env::var(CONFIGURATION).unwrap()));
    }

    /// Puts them in again, whatever is in their place.
    pub fn bring_back(&self) {
        std::fs::remove_dir_all(&self.folder).unwrap();
        std::fs::rename(self.away(), &self.folder).unwrap();
    }

    fn away(&self) -> PathBuf {
        self.folder.with_extension("away")
    }
}

/// Makes a token in a folder and the configuration that names it.
fn configure(folder: &Path) -> PathBuf {
    let tokens = folder.join("tokens");
    std::fs::create_dir(&tokens).unwrap();
    let configuration = folder.join("softhsm2.conf");
    std::fs::write(&configuration, format!("directories.tokendir = {}\n", tokens.display())).unwrap();
    make_token(&configuration);
    configuration
}

fn make_token(configuration: &Path) {
    let made = Command::new("softhsm2-util")
        .args(["--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "12345678"])
        .env(CONFIGURATION, configuration)
        .output()
        .unwrap_or_else(|error| panic!("softhsm2-util does not start: {error}"));
    assert!(made.status.success(), "softhsm2-util makes a token: {}", String::from_utf8_lossy(&made.stderr));
}
