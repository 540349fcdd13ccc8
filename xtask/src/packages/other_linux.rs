//! Linux without dpkg: what is missing is found out by asking for libraries and programs, and the command that installs
//! it is named. Nothing is installed from here: on these systems nobody has tried it.

use super::Purpose;
use crate::{
    fault::{Fault, Outcome},
    tool,
};

/// What has to be there to build and run.
const PROGRAMS: &[&str] = &["gcc", "g++", "make", "perl", "pkg-config"];
/// Libraries with their headers, as pkg-config knows them, and what they are for.
const LIBRARIES: &[(&str, &str)] = &[
    ("webkit2gtk-4.1", "the window's web engine"),
    ("librsvg-2.0", "pictures"),
    ("ayatana-appindicator3-0.1", "the tray"),
    ("libpcsclite", "card readers"),
    ("dbus-1", "the keyring"),
];
/// Not known to pkg-config, so never looked for.
const UNSEEN: &str = "libclang (LLVM's C library with headers, for the camera's bindings)";
/// What the tests call besides, by the names of the programs.
const TEST_PROGRAMS: &[&str] = &[
    "Xvfb",
    "WebKitWebDriver",
    "xdotool",
    "dbus-run-session",
    "gnome-keyring-daemon",
    "secret-tool",
    "convert",
    "pcscd",
    "vicc",
    "softhsm2-util",
    "pkcs11-tool",
    "yubico-piv-tool",
    "unshare",
    "openssl",
    "qpdf",
    "pdftotext",
    "python3",
    "ps",
];

/// Package managers: the program, the beginning of its command, and how it is told of compilers and of libraries.
const MANAGERS: &[(&str, &str, &str, Libraries)] = &[
    (
        "dnf",
        "sudo dnf install",
        "gcc gcc-c++ make perl pkgconf-pkg-config clang-devel",
        Libraries::ByPkgConfig,
    ),
    ("zypper", "sudo zypper install", "gcc gcc-c++ make perl pkg-config clang-devel", Libraries::ByPkgConfig),
    (
        "pacman",
        "sudo pacman -S --needed",
        "gcc make perl pkgconf clang",
        Libraries::Named("webkit2gtk-4.1 librsvg libayatana-appindicator pcsclite dbus"),
    ),
];

#[derive(Clone, Copy)]
enum Libraries {
    /// Packages say themselves which of pkg-config's names they hold, and are found by them.
    ByPkgConfig,
    Named(&'static str),
}

pub(super) fn ensure(purpose: Purpose) -> Outcome {
    if purpose == Purpose::Test {
        let missing: Vec<&str> = TEST_PROGRAMS.iter().copied().filter(|name| !is_in_path(name)).collect();
        if !missing.is_empty() {
            println!(
                "The tests have run on Debian only. They call these programs, which are not here: {}",
                missing.join(" ")
            );
        }
    }
    let programs: Vec<&str> = PROGRAMS.iter().copied().filter(|name| !is_in_path(name)).collect();
    let libraries: Vec<_> = LIBRARIES
        .iter()
        .copied()
        .filter(|(name, _)| !tool::succeeds("pkg-config", &["--exists", name]))
        .collect();
    if programs.is_empty() && libraries.is_empty() {
        return Ok(());
    }
    let manager = MANAGERS.iter().find(|(program, ..)| is_in_path(program)).map(|(program, ..)| *program);
    Err(Fault::new(missing(&programs, &libraries, manager)))
}

fn missing(programs: &[&str], libraries: &[(&str, &str)], manager: Option<&str>) -> String {
    let programs = programs.iter().map(|program| (*program).to_owned());
    let libraries =
        libraries.iter().map(|(library, what_for)| format!("{library}, with headers ({what_for})"));
    let lacks = programs.chain(libraries).collect::<Vec<_>>().join("\n    ");
    let cure = match MANAGERS.iter().find(|(program, ..)| Some(*program) == manager) {
        Some((_, install, compilers, Libraries::Named(names))) => {
            format!("install all that is needed with:\n\n    {install} {compilers} {names}")
        }
        Some((_, install, compilers, Libraries::ByPkgConfig)) => {
            let names = LIBRARIES.iter().map(|(name, _)| format!("'pkgconfig({name})'"));
            let names = names.collect::<Vec<_>>().join(" ");
            format!("install all that is needed with:\n\n    {install} {compilers} {names}")
        }
        None => format!(
            "install them with your system's package manager, and {UNSEEN}; pkg-config must find the libraries by \
             these names"
        ),
    };
    format!("to build, this system lacks:\n    {lacks}\n{cure}\n")
}

fn is_in_path(program: &str) -> bool {
    std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join(program).is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exact_command_is_named_where_the_manager_is_known() {
        let (programs, libraries) = (["make"], [LIBRARIES[0]]);
        for (manager, expected) in [
            (
                "dnf",
                "sudo dnf install gcc gcc-c++ make perl pkgconf-pkg-config clang-devel 'pkgconfig(webkit2gtk-4.1)'",
            ),
            (
                "zypper",
                "sudo zypper install gcc gcc-c++ make perl pkg-config clang-devel 'pkgconfig(webkit2gtk-4.1)'",
            ),
            ("pacman", "sudo pacman -S --needed gcc make perl pkgconf clang webkit2gtk-4.1 librsvg"),
        ] {
            let text = missing(&programs, &libraries, Some(manager));
            assert!(text.contains(expected), "{manager}: {text}");
            assert!(
                text.contains("    make\n    webkit2gtk-4.1, with headers"),
                "what is missing is told: {text}"
            );
        }
    }

    #[test]
    fn elsewhere_the_libraries_are_named() {
        let text = missing(&[], LIBRARIES, None);
        for (library, _) in LIBRARIES {
            assert!(text.contains(library), "{library}: {text}");
        }
        assert!(text.contains("libclang"), "also the one that cannot be looked for: {text}");
    }
}
