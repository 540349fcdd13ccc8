//! What an officer does with other programs: the system's dialog for saving, and a signature made elsewhere.

use std::{fs, path::Path, process::Command};

use sportello_pki::SigningKey as _;
use sportello_signing::{
    credential::{self, Passphrase},
    pades::{self, PreparedOptions},
};

use crate::{CREDENTIAL_PASSWORD, OrFail as _, Outcome, Surroundings, surroundings::run_to_end};

impl Surroundings {
    /// Answers the open dialog for saving a file with this path, by the keyboard of the display.
    pub fn save_as(&self, path: &Path) -> Outcome {
        let path = path.display().to_string();
        // Without a window manager nobody gives the dialog the focus.
        let words = ["search", "--sync", "--onlyvisible", "--name", "^Save File$", "windowfocus", "--sync"];
        let keys = ["key", "ctrl+a", "type", "--delay", "5", &path];
        for arguments in [&words[..], &keys[..], &["key", "Return"][..]] {
            let mut command = Command::new("timeout");
            command.args(["20", "xdotool"]).args(arguments);
            run_to_end(self.around(&mut command), "answering the dialog for saving")?;
        }
        Ok(())
    }
}

/// Signs a PDF with the officer's credential file as another program would, which knows nothing of the case.
#[expect(clippy::disallowed_methods, reason = "another program has the real clock")]
pub fn sign_elsewhere(pdf: &Path, credential: &Path) -> Outcome<Vec<u8>> {
    let pdf = fs::read(pdf).or_fail("reading what is to be signed")?;
    let file = fs::read(credential).or_fail("reading the credential")?;
    let password = Passphrase::new(CREDENTIAL_PASSWORD.to_owned().into());
    let opened = credential::open(&file, &password).or_fail("opening the credential")?;
    let options = PreparedOptions {
        signer: opened.certificate,
        chain: opened.chain,
        signing_time: time::OffsetDateTime::now_utc(),
        name: None,
        reason: None,
        location: None,
        placeholder_size: None,
    };
    let prepared = pades::prepare(&pdf, options).or_fail("preparing the signature")?;
    let signature = opened.key.sign(prepared.to_be_signed()).or_fail("signing")?;
    pades::finish(prepared, &signature).or_fail("putting the signature in")
}
