//! What the program is told when it starts: arguments first, then the environment, then the defaults.

use std::{ffi::OsString, path::PathBuf};

/// Shown when the arguments make no sense.
pub const USAGE: &str = "usage: sportello [--data DIR]\n\n  --data DIR   where this workstation keeps its store \
(or SPORTELLO_DATA; by default the system's folder for applications)";

/// How this start differs from the ordinary one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The folder of the desk's store; `None` means the system's place.
    pub data: Option<PathBuf>,
    /// Driven through WebDriver: the web engine refuses automation of a window that keeps nothing on disk, so then its
    /// files go below the data folder.
    pub automated: bool,
}

/// The arguments make no sense.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum OptionsError {
    #[error("`{0}` wants a value after it")]
    NoValue(String),
    #[error("`{0}` is not an option of this program")]
    Unknown(String),
}

impl Options {
    /// Reads the arguments (without the program's name) and the environment.
    pub fn parse(
        mut arguments: impl Iterator<Item = OsString>,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, OptionsError> {
        let mut options = Self {
            data: environment("SPORTELLO_DATA").map(PathBuf::from),
            automated: environment("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true"),
        };
        while let Some(argument) = arguments.next() {
            match argument.to_str() {
                Some("--data") => {
                    let value = arguments.next().ok_or_else(|| OptionsError::NoValue("--data".into()))?;
                    options.data = Some(value.into());
                }
                _ => return Err(OptionsError::Unknown(argument.to_string_lossy().into_owned())),
            }
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        arguments: &[&str],
        environment: &[(&str, &str)],
        expected: Result<Options, OptionsError>,
        why: &str,
    ) {
        let environment: std::collections::BTreeMap<_, _> = environment.iter().copied().collect();
        let read = Options::parse(arguments.iter().map(OsString::from), |name| {
            environment.get(name).map(OsString::from)
        });
        assert_eq!(read, expected, "{why}");
    }

    #[test]
    fn arguments_win_over_the_environment() {
        let data = |path: &str| Ok(Options { data: Some(path.into()), automated: false });
        check(&[], &[], Ok(Options::default()), "nothing said: the system's place");
        check(&[], &[("SPORTELLO_DATA", "/a")], data("/a"), "the environment names the folder");
        check(&["--data", "/b"], &[("SPORTELLO_DATA", "/a")], data("/b"), "an argument wins");
        check(
            &[],
            &[("TAURI_WEBVIEW_AUTOMATION", "true")],
            Ok(Options { data: None, automated: true }),
            "WebDriver says so in the environment",
        );
        check(&["--data"], &[], Err(OptionsError::NoValue("--data".into())), "a value is missing");
        check(&["--dta", "x"], &[], Err(OptionsError::Unknown("--dta".into())), "a slip is not ignored");
    }
}
