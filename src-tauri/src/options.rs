//! What the program is told when it starts: arguments first, then the environment, then the defaults.

use std::{ffi::OsString, path::PathBuf};

/// Shown when the arguments make no sense.
pub const USAGE: &str = "\
usage: sportello [--data DIR] [--centre URL [--enrolment-code CODE] [--root-certificate FILE] [--training]]
                 [--models DIR] [--camera DIR]

  --data DIR                where this workstation keeps its store (or SPORTELLO_DATA; by default the system's folder
                            for applications)
  --centre URL              the centre's address for desks; remembered, so wanted on the first start only
  --enrolment-code CODE     registers this workstation at that centre (or SPORTELLO_ENROLMENT_CODE, which no list of
                            running programs shows)
  --root-certificate FILE   PEM; the root of the centre's TLS certificate, where it has its own
  --training                the centre is a training centre
  --models DIR              the folder of the recognition models (by default those of the installation)
  --camera DIR              training only: the training camera shows the pictures of this folder, one after the other,
                            in place of invented documents (or SPORTELLO_CAMERA)";

/// How this start differs from the ordinary one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// The folder of the desk's store; `None` means the system's place.
    pub data: Option<PathBuf>,
    pub centre: Option<String>,
    pub enrolment_code: Option<String>,
    pub root_certificate: Option<PathBuf>,
    pub training: bool,
    pub models: Option<PathBuf>,
    /// Pictures for the training camera; a desk of a real centre has no such camera.
    pub camera: Option<PathBuf>,
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
    #[error("`{0}` goes with `--centre`")]
    WithoutCentre(&'static str),
}

impl Options {
    /// Reads the arguments (without the program's name) and the environment.
    pub fn parse(
        mut arguments: impl Iterator<Item = OsString>,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, OptionsError> {
        let mut options = Self {
            data: environment("SPORTELLO_DATA").map(PathBuf::from),
            camera: environment("SPORTELLO_CAMERA").map(PathBuf::from),
            automated: environment("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true"),
            ..Self::default()
        };
        while let Some(argument) = arguments.next() {
            let name = argument.to_string_lossy().into_owned();
            let mut value = || arguments.next().ok_or_else(|| OptionsError::NoValue(name.clone()));
            match name.as_str() {
                "--data" => options.data = Some(value()?.into()),
                "--centre" => options.centre = Some(value()?.to_string_lossy().into_owned()),
                "--enrolment-code" => options.enrolment_code = Some(value()?.to_string_lossy().into_owned()),
                "--root-certificate" => options.root_certificate = Some(value()?.into()),
                "--training" => options.training = true,
                "--camera" => options.camera = Some(value()?.into()),
                "--models" => options.models = Some(value()?.into()),
                _ => return Err(OptionsError::Unknown(name)),
            }
        }
        let alone = [
            ("--enrolment-code", options.enrolment_code.is_some()),
            ("--root-certificate", options.root_certificate.is_some()),
            ("--training", options.training),
        ];
        if let Some((name, _)) = alone.into_iter().find(|(_, given)| *given && options.centre.is_none()) {
            return Err(OptionsError::WithoutCentre(name));
        }
        if options.enrolment_code.is_none() {
            options.enrolment_code =
                environment("SPORTELLO_ENROLMENT_CODE").map(|code| code.to_string_lossy().into_owned());
        }
        Ok(options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        arguments: &str,
        environment: &[(&str, &str)],
        expected: &Result<Options, OptionsError>,
        why: &str,
    ) {
        let environment: std::collections::BTreeMap<_, _> = environment.iter().copied().collect();
        let read = Options::parse(arguments.split_whitespace().map(OsString::from), |name| {
            environment.get(name).map(OsString::from)
        });
        assert_eq!(&read, expected, "`{arguments}`: {why}");
    }

    #[test]
    fn arguments_win_over_the_environment() {
        let data = |path: &str| Ok(Options { data: Some(path.into()), ..Options::default() });
        check("", &[], &Ok(Options::default()), "nothing said: the system's place");
        check("", &[("SPORTELLO_DATA", "/a")], &data("/a"), "the environment names the folder");
        check("--data /b", &[("SPORTELLO_DATA", "/a")], &data("/b"), "an argument wins");
        let automated = Options { automated: true, ..Options::default() };
        check("", &[("TAURI_WEBVIEW_AUTOMATION", "true")], &Ok(automated), "WebDriver says so itself");
    }

    #[test]
    fn the_first_start_names_the_centre() {
        let first = Options {
            centre: Some("http://127.0.0.1:1".into()),
            enrolment_code: Some("K7".into()),
            training: true,
            ..Options::default()
        };
        check("--centre http://127.0.0.1:1 --enrolment-code K7 --training", &[], &Ok(first), "all of it");
        check(
            "--enrolment-code K7",
            &[],
            &Err(OptionsError::WithoutCentre("--enrolment-code")),
            "a code of which centre?",
        );
        check("--training", &[], &Err(OptionsError::WithoutCentre("--training")), "training is the centre's");
    }

    #[test]
    fn the_code_may_come_by_the_environment() {
        let by_environment = [("SPORTELLO_ENROLMENT_CODE", "K7")];
        let code = |code: &str| Ok(Options { enrolment_code: Some(code.into()), ..Options::default() });
        check(
            "",
            &by_environment,
            &code("K7"),
            "the centre is remembered from a start that did not register",
        );
        let centre = Some("http://127.0.0.1:1".into());
        let told = Options { centre, enrolment_code: Some("K8".into()), ..Options::default() };
        let arguments = "--centre http://127.0.0.1:1 --enrolment-code K8";
        check(arguments, &by_environment, &Ok(told), "an argument wins");
    }

    #[test]
    fn slips_are_named() {
        check("--data", &[], &Err(OptionsError::NoValue("--data".into())), "a value is missing");
        check("--dta x", &[], &Err(OptionsError::Unknown("--dta".into())), "a slip is not ignored");
    }
}
