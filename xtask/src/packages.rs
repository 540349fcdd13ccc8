//! What the system must have, and how it is installed where that can be done.

use std::{
    io::{BufRead as _, IsTerminal as _, Write as _},
    process::Command,
};

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
}

/// On Debian and Ubuntu, to build and run: the web engine, tray and pictures for the window; PC/SC; the camera's
/// bindings; a C compiler, with make and Perl for OpenSSL under SQLCipher.
const DEBIAN_RUN: &[&str] = &[
    "gcc",
    "g++",
    "make",
    "perl",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "libayatana-appindicator3-dev",
    "libpcsclite-dev",
    "libclang-dev",
    "libdbus-1-dev",
];
/// To test: a display and WebDriver, a session bus with a keyring, a PKCS#11 token, the judges' own programs.
const DEBIAN_TEST: &[&str] = &[
    "xvfb",
    "webkit2gtk-driver",
    "xdotool",
    "dbus",
    "gnome-keyring",
    "libsecret-tools",
    "imagemagick",
    "pcscd",
    "softhsm2",
    "opensc",
    "openssl",
    "qpdf",
    "poppler-utils",
    "python3-venv",
    "procps",
];
const BREW_TEST: &[&str] = &["qpdf", "poppler", "softhsm", "openssl@3", "python@3"];

/// Sees that the system has what it needs; asks before it installs, unless `yes`.
pub fn ensure(purpose: Purpose, yes: bool) -> Outcome {
    if cfg!(target_os = "linux") {
        linux(purpose, yes)
    } else if cfg!(target_os = "macos") {
        macos(purpose, yes)
    } else {
        // The web engine is part of Windows; compiler and Perl are prerequisites that the README names.
        Ok(())
    }
}

fn linux(purpose: Purpose, yes: bool) -> Outcome {
    let wanted: Vec<&str> = match purpose {
        Purpose::Run => DEBIAN_RUN.to_vec(),
        Purpose::Test => [DEBIAN_RUN, DEBIAN_TEST].concat(),
    };
    if !tool::succeeds("dpkg-query", &["--version"]) {
        println!(
            "This system has no dpkg, so its packages are not looked at. Needed, by their Debian names: {}",
            wanted.join(" ")
        );
        return Ok(());
    }
    let missing: Vec<&str> = wanted.into_iter().filter(|package| !debian_has(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("sudo apt-get install -y --no-install-recommends {}", missing.join(" "));
    let root = output_is("id", &["-u"], "0");
    if !root && !tool::succeeds("sudo", &["--version"]) {
        return Err(Fault::new(format!(
            "packages are missing; have an administrator run:\n\n    {by_hand}\n"
        )));
    }
    agreed(&missing, yes, &by_hand)?;
    let apt = |arguments: &[&str]| {
        let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if !root {
            command.arg("apt-get");
        }
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        tool::run(&mut command)
    };
    apt(&["update"])?;
    apt(&[&["install", "-y", "--no-install-recommends"], missing.as_slice()].concat()).map_err(|_| {
        Fault::new(format!("the packages could not be installed; try by hand:\n\n    {by_hand}\n"))
    })
}

fn macos(purpose: Purpose, yes: bool) -> Outcome {
    if !tool::succeeds("xcode-select", &["-p"]) {
        return Err(Fault::new("the compiler is missing; run:\n\n    xcode-select --install\n"));
    }
    if purpose == Purpose::Run {
        return Ok(());
    }
    let missing: Vec<&str> =
        BREW_TEST.iter().copied().filter(|package| !tool::succeeds("brew", &["list", package])).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("brew install {}", missing.join(" "));
    if !tool::succeeds("brew", &["--version"]) {
        return Err(Fault::new(format!("Homebrew is missing; install it, then run:\n\n    {by_hand}\n")));
    }
    agreed(&missing, yes, &by_hand)?;
    tool::run(Command::new("brew").arg("install").args(&missing))
}

fn debian_has(package: &str) -> bool {
    output_is("dpkg-query", &["-W", "-f=${Status}", package], "install ok installed")
}

fn output_is(program: &str, arguments: &[&str], expected: &str) -> bool {
    Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == expected)
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
