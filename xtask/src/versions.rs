//! Whether the languages' own tools are new enough: said in a sentence before something fails for it in other words.

use std::{fmt, process::Command};

use crate::{
    fault::{Fault, Outcome},
    house::House,
};

/// The judges' packages want it.
const PYTHON: Version = Version(3, 11);

/// Major and minor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Version(u32, u32);

impl Version {
    /// The first number with a dot in a text: `v20.19.1`, `rustc 1.95.0 (…)`, `>=20.19`.
    fn in_text(text: &str) -> Option<Self> {
        text.split(|letter: char| !letter.is_ascii_digit() && letter != '.').find_map(Self::exactly)
    }

    fn exactly(text: &str) -> Option<Self> {
        let mut parts = text.split('.');
        Some(Self(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    }

    /// What a program says of itself; `None` where it is not there.
    fn of(program: &str) -> Option<Self> {
        let told =
            Command::new(program).arg("--version").output().ok().filter(|told| told.status.success())?;
        Self::in_text(&String::from_utf8_lossy(&told.stdout))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}

/// The compiler is as new as the product's manifest wants it.
pub fn rust(house: &House) -> Outcome {
    let Some(wanted) = house.metadata.rust_version().and_then(Version::in_text) else { return Ok(()) };
    let cure = "run `rustup update`, or install it as https://rustup.rs says; then start again";
    enough("Rust", wanted, Version::of("rustc"), cure)
}

/// What builds the page is as new as its manifest wants it.
pub fn node(house: &House) -> Outcome {
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(house.page().join("package.json"))?)?;
    let Some(wanted) = manifest["engines"]["node"].as_str().and_then(Version::in_text) else { return Ok(()) };
    let cure = "install it with npm, from https://nodejs.org or your system's packages where they are new enough \
                (those of Debian 12 are not); then start again";
    enough("Node.js", wanted, Version::of("node"), cure)
}

/// The Python that can make the judges' environment.
pub fn python() -> Outcome<&'static str> {
    let cure = "the judges of the tests are written in it; install it, then start again";
    let found = ["python3", "python"].into_iter().filter_map(|name| Some((name, Version::of(name)?)));
    let newest = found.max_by_key(|(_, version)| *version);
    enough("Python", PYTHON, newest.map(|(_, version)| version), cure)?;
    newest.map(|(name, _)| name).ok_or_else(|| Fault::new("Python is missing"))
}

fn enough(what: &str, wanted: Version, found: Option<Version>, cure: &str) -> Outcome {
    match found {
        Some(found) if found >= wanted => Ok(()),
        Some(found) => {
            Err(Fault::new(format!("{what} {wanted} or later is needed, and this is {found}: {cure}")))
        }
        None => Err(Fault::new(format!("{what} is missing; {wanted} or later is needed: {cure}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_say() {
        for (text, version) in [
            ("v20.19.1\n", Some(Version(20, 19))),
            ("rustc 1.95.0 (abcdef012 2026-04-01)", Some(Version(1, 95))),
            ("Python 3.11.2", Some(Version(3, 11))),
            (">=20.19", Some(Version(20, 19))),
            ("1.95", Some(Version(1, 95))),
            ("no such thing", None),
        ] {
            assert_eq!(Version::in_text(text), version, "{text:?}");
        }
    }

    #[test]
    fn too_old_and_missing_are_sentences() {
        let (wanted, cure) = (Version(20, 19), "install it");
        assert_eq!(enough("Node.js", wanted, Some(Version(22, 1)), cure), Ok(()), "newer");
        assert_eq!(enough("Node.js", wanted, Some(wanted), cure), Ok(()), "just new enough");
        let old = enough("Node.js", wanted, Some(Version(18, 20)), cure);
        let said = "Node.js 20.19 or later is needed, and this is 18.20: install it";
        assert_eq!(old, Err(Fault::new(said)), "9 is less than 19, and 18.20 than 20.19");
        let none = enough("Node.js", wanted, None, cure);
        assert_eq!(none, Err(Fault::new("Node.js is missing; 20.19 or later is needed: install it")), "none");
    }
}
