//! How the web engine draws on Linux.

use std::{env, fs, io, os::unix::process::CommandExt as _, process::Command};

/// What WebKitGTK reads: set, it hands a finished picture over in memory, and not through the graphics card.
const IN_MEMORY: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
/// Where the system shows the graphics cards that can draw.
const CARDS: &str = "/dev/dri";

/// Starts this program anew, in the same process, told that there is no graphics card, where there is none. The engine
/// would imitate one, and a moving picture would be drawn at a third of its pace (`cargo xtask bench camera`). Whoever set
/// the variable knows better. Returns where nothing is to be changed, or nothing can be.
pub fn without_a_card() {
    if env::var_os(IN_MEMORY).is_some() || has_card().unwrap_or(true) {
        return;
    }
    let Ok(program) = env::current_exe() else { return };
    let error = Command::new(program).args(env::args_os().skip(1)).env(IN_MEMORY, "1").exec();
    eprintln!("the window draws slowly: {error}");
}

fn has_card() -> io::Result<bool> {
    let mut cards = match fs::read_dir(CARDS) {
        Ok(cards) => cards,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    Ok(cards.any(|card| card.is_ok_and(|card| card.file_name().to_string_lossy().starts_with("render"))))
}
