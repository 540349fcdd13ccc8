//! OpenSC before a card of PIV, or a token of another module: what it finds there, and what it signs.

#![expect(clippy::unwrap_used, clippy::panic, reason = "made for tests: a failure here is a failed test")]

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::judges::content;

/// How OpenSC numbers the slots of PIV.
pub const SLOT_9A: &str = "01";
pub const SLOT_9C: &str = "02";

/// Where its PKCS#11 module lies.
pub fn module() -> PathBuf {
    let places = [
        "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so",
        "/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so",
        "/usr/lib64/opensc-pkcs11.so",
        "/usr/lib/pkcs11/opensc-pkcs11.so",
    ];
    let found = places.iter().map(Path::new).find(|path| path.exists());
    found.unwrap_or_else(|| panic!("OpenSC is missing: the test command installs opensc-pkcs11")).to_owned()
}

/// OpenSC on the computer of whoever knows the PIN; files go into the folder.
#[derive(Debug)]
pub struct Opensc<'o> {
    pub folder: &'o Path,
    pub pin: &'o str,
    /// Another module than its own, and the label of the token there.
    pub token: Option<(PathBuf, &'o str)>,
}

impl Opensc<'_> {
    fn run(&self, arguments: &[&str], why: &str) -> String {
        let mut command = Command::new("pkcs11-tool");
        command.current_dir(self.folder).args(["--pin", self.pin]).arg("--module");
        match &self.token {
            Some((module, label)) => command.arg(module).args(["--token-label", label]),
            None => command.arg(module()),
        };
        content(command.args(arguments), why)
    }

    /// The objects on the card, as it tells them.
    pub fn lists(&self) -> String {
        self.run(&["--login", "--list-objects"], "OpenSC takes the PIN, and lists what is there")
    }

    /// Has the key of this slot sign a digest (ECDSA): the signature, DER.
    pub fn signs(&self, slot: &str, digest: &[u8]) -> Vec<u8> {
        std::fs::write(self.folder.join("digest"), digest).unwrap();
        let format = ["--mechanism", "ECDSA", "--signature-format", "openssl"];
        let files = ["--input-file", "digest", "--output-file", "signature"];
        let sign = ["--login", "--sign", "--id", slot];
        self.run(&[&sign[..], &format, &files].concat(), "OpenSC signs under the PIN");
        std::fs::read(self.folder.join("signature")).unwrap()
    }

    /// The certificate of this slot, DER.
    pub fn reads(&self, slot: &str) -> Vec<u8> {
        let read = ["--read-object", "--type", "cert", "--id", slot, "--output-file", "certificate"];
        self.run(&read, "OpenSC reads the certificate");
        std::fs::read(self.folder.join("certificate")).unwrap()
    }
}
