//! What the system must have, and how it is installed where that can be done.

mod debian;
mod macos;
mod other_linux;

use std::io::{BufRead as _, IsTerminal as _, Write as _};

use crate::{
    fault::{Fault, Outcome},
    tool,
};

/// What the packages are wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Building and running.
    Run,
    /// Everything the tests call as well.
    Test,
    /// Reading documents beside other readers.
    Readers,
}

/// Sees that the system has what it needs; asks before it installs, unless `yes`.
pub fn ensure(purpose: Purpose, yes: bool) -> Outcome {
    if cfg!(target_os = "macos") {
        macos::ensure(purpose, yes)
    } else if !cfg!(target_os = "linux") {
        // The web engine is part of Windows; compiler and Perl are prerequisites that the README names.
        Ok(())
    } else if tool::succeeds("dpkg-query", &["--version"]) {
        debian::ensure(purpose, yes)
    } else {
        other_linux::ensure(purpose)
    }
}

/// Asks, unless the answer was given with the command. Where nobody can answer, nothing is installed.
fn agreed(missing: &[&str], yes: bool, by_hand: &str) -> Outcome {
    if yes {
        return Ok(());
    }
    let refused =
        || Fault::new(format!("nothing was installed; `--yes` installs, or run:\n\n    {by_hand}\n"));
    if !std::io::stdin().is_terminal() {
        return Err(refused());
    }
    print!("These system packages are missing: {}\nInstall them now? [y/N] ", missing.join(" "));
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    if matches!(answer.trim(), "y" | "Y" | "yes") { Ok(()) } else { Err(refused()) }
}
