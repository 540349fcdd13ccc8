//! macOS: Apple's command line tools, and for the tests Homebrew.

use std::process::Command;

use super::{Purpose, agreed};
use crate::{
    fault::{Fault, Outcome},
    tool,
};

const TEST: &[&str] = &["qpdf", "poppler", "softhsm", "openssl@3", "python@3"];

const READERS: &[&str] = &["tesseract", "python@3"];

pub(super) fn ensure(purpose: Purpose, yes: bool) -> Outcome {
    if !tool::succeeds("xcode-select", &["-p"]) {
        return Err(Fault::new("the compiler is missing; run:\n\n    xcode-select --install\n"));
    }
    let wanted = match purpose {
        Purpose::Run => return Ok(()),
        Purpose::Test => TEST,
        Purpose::Readers => READERS,
    };
    let missing: Vec<&str> =
        wanted.iter().copied().filter(|package| !tool::succeeds("brew", &["list", package])).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("brew install {}", missing.join(" "));
    if !tool::succeeds("brew", &["--version"]) {
        return Err(Fault::new(format!(
            "Homebrew is missing; install it as https://brew.sh says, then run:\n\n    {by_hand}\n"
        )));
    }
    agreed(&missing, yes, &by_hand)?;
    tool::run(Command::new("brew").arg("install").args(&missing))
        .map_err(|fault| Fault::new(format!("{fault}; try by hand:\n\n    {by_hand}\n")))
}
