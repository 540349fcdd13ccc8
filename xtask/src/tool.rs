//! Calling other programs.

use std::{
    ffi::OsStr,
    process::{Command, Stdio},
};

use crate::fault::{Fault, Outcome};

/// Says what is called, calls it, and fails when it fails.
pub fn run(command: &mut Command) -> Outcome {
    println!("$ {}", shown(command));
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(Fault::new(format!("`{}` failed ({status})", shown(command)))) }
}

/// Calls it silently and gives what it wrote to standard output; its errors go to the terminal.
pub fn output(command: &mut Command) -> Outcome<Vec<u8>> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| not_started(command, &error))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(Fault::new(format!("`{}` failed ({})", shown(command), output.status)))
    }
}

/// Whether it can be called and succeeds; what it says is of no interest.
pub fn succeeds(program: impl AsRef<OsStr>, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The command line as one would type it.
pub fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn not_started(command: &Command, error: &std::io::Error) -> Fault {
    Fault::new(format!("`{}` could not be started: {error}", command.get_program().display()))
}
