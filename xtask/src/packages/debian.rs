//! Debian, Ubuntu and what is made of them.

use std::process::Command;

use super::{Purpose, agreed};
use crate::{
    fault::{Fault, Outcome},
    tool,
};

/// To build and run: the web engine, tray and pictures for the window; PC/SC; the camera's bindings; a C compiler, with
/// make and Perl for OpenSSL under SQLCipher.
const RUN: &[&str] = &[
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
/// To test: a display and WebDriver, a session bus with a keyring, a PKCS#11 token, virtual
/// readers and other people's programs for cards, one of which is a card, the judges' own programs.
const TEST: &[&str] = &[
    "xvfb",
    "webkit2gtk-driver",
    "xdotool",
    "dbus",
    "gnome-keyring",
    "libsecret-tools",
    "imagemagick",
    "pcscd",
    "vsmartcard-vpcd",
    "vsmartcard-vpicc",
    "softhsm2",
    "opensc",
    "opensc-pkcs11",
    "yubico-piv-tool",
    "openssl",
    "qpdf",
    "poppler-utils",
    "python3-venv",
    "procps",
];
/// To measure readers of documents: the one that the other two stand on.
const READERS: &[&str] = &["tesseract-ocr", "python3-venv"];
/// What is missing alone is installed, not what it recommends.
const INSTALL: [&str; 3] = ["install", "-y", "--no-install-recommends"];

pub(super) fn ensure(purpose: Purpose, yes: bool) -> Outcome {
    let wanted: Vec<&str> = match purpose {
        Purpose::Run => RUN.to_vec(),
        Purpose::Test => [RUN, TEST].concat(),
        Purpose::Readers => [RUN, READERS].concat(),
    };
    let missing: Vec<&str> = wanted.into_iter().filter(|package| !is_installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = by_hand(&missing);
    let root = output_is("id", &["-u"], "0");
    if !root && !tool::succeeds("sudo", &["--version"]) {
        return Err(Fault::new(format!(
            "packages are missing; have an administrator run:\n\n    {by_hand}\n"
        )));
    }
    agreed(&missing, yes, &by_hand)?;
    install(&missing, &by_hand, |arguments| {
        let mut command = if root { Command::new("apt-get") } else { Command::new("sudo") };
        if !root {
            command.arg("apt-get");
        }
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        tool::run(&mut command)
    })
}

/// Lists that cannot be renewed (one source of many is broken, no network) need not be in the way: what is wanted may be
/// in those that are there.
fn install(missing: &[&str], by_hand: &str, apt: impl Fn(&[&str]) -> Outcome) -> Outcome {
    let renewed = apt(&["update"]);
    apt(&[&INSTALL, missing].concat()).map_err(|fault| {
        let first = renewed.err().map(|fault| format!("{fault}; then ")).unwrap_or_default();
        Fault::new(format!("{first}{fault}: the packages are not installed; try by hand:\n\n    {by_hand}\n"))
    })
}

fn by_hand(missing: &[&str]) -> String {
    format!("sudo apt-get update && sudo apt-get {} {}", INSTALL.join(" "), missing.join(" "))
}

fn is_installed(package: &str) -> bool {
    output_is("dpkg-query", &["-W", "-f=${Status}", package], "install ok installed")
}

fn output_is(program: &str, arguments: &[&str], expected: &str) -> bool {
    Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim() == expected)
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn check(update: bool, install_works: bool, expected: &Outcome, why: &str) {
        let called = RefCell::new(Vec::new());
        let told = install(&["make"], "BY HAND", |arguments| {
            called.borrow_mut().push(arguments[0].to_owned());
            let works = if arguments[0] == "update" { update } else { install_works };
            if works { Ok(()) } else { Err(Fault::new(format!("`apt-get {}` failed", arguments[0]))) }
        });
        assert_eq!(&told, expected, "{why}");
        assert_eq!(*called.borrow(), ["update", "install"], "{why}");
    }

    #[test]
    fn lists_that_cannot_be_renewed_are_no_end() {
        check(true, true, &Ok(()), "all well");
        check(false, true, &Ok(()), "the lists that are there were good enough");
        let alone = "`apt-get install` failed: the packages are not installed; try by hand:\n\n    BY HAND\n";
        check(true, false, &Err(Fault::new(alone)), "the command is named");
        let both = format!("`apt-get update` failed; then {alone}");
        check(false, false, &Err(Fault::new(both)), "also after lists that were not renewed, with the cause");
    }

    #[test]
    fn the_command_by_hand_is_whole() {
        let whole = "sudo apt-get update && sudo apt-get install -y --no-install-recommends make perl";
        assert_eq!(by_hand(&["make", "perl"]), whole, "it can be copied as it stands");
    }
}
