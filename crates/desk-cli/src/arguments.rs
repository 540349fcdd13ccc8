//! What `desk-cli` is told on its command line.

use std::{ffi::OsString, path::PathBuf};

/// Shown when the arguments make no sense.
pub const USAGE: &str = "\
usage: desk-cli play --centre URL --data DIR --accounts FILE [--enrolment-code CODE]
                     [--user NAME] [--seed N] [--images FRONT [BACK]] [--out DIR] [--models DIR] [--root-certificate FILE]

Plays the main job without a window, in training: signs in, fills in a draft for the invented person of the seed, attaches
document images (drawn, or the given ones), confirms, has the person recognised, issues, and prints what was made.

  --centre URL              the centre's address for desks
  --data DIR                where this workstation keeps its store
  --accounts FILE           the training accounts, as `central init --training` wrote them
  --enrolment-code CODE     registers the workstation, the first time
  --user NAME               who works (by default the first RAO of the accounts)
  --seed N                  which invented person (default 1)
  --images FRONT [BACK]     photographs of a document instead of drawn ones; the person is still the seed's
  --out DIR                 where papers and attachments are put (default: DIR/out below the data folder)
  --models DIR              the folder of the recognition models (default: assets/models)
  --root-certificate FILE   PEM; the root of the centre's TLS certificate";

/// The arguments of `play`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Play {
    pub centre: String,
    pub data: PathBuf,
    pub accounts: PathBuf,
    pub enrolment_code: Option<String>,
    pub user: Option<String>,
    pub seed: u64,
    /// Front, and perhaps back.
    pub images: Vec<PathBuf>,
    pub out: PathBuf,
    pub models: PathBuf,
    pub root_certificate: Option<PathBuf>,
}

/// The arguments make no sense; carries the one at fault.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ArgumentsError {
    #[error("`play` is the only thing this program does")]
    NotPlay,
    #[error("`{0}` wants a value after it")]
    NoValue(String),
    #[error("`{0}` is no option of `play`")]
    Unknown(String),
    #[error("`{0}` is missing")]
    Missing(&'static str),
    #[error("`--seed` wants a number")]
    Seed,
}

impl Play {
    /// Reads the arguments, the program's name left out.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, ArgumentsError> {
        let mut words = arguments.into_iter().peekable();
        if words.next().is_none_or(|word| word != "play") {
            return Err(ArgumentsError::NotPlay);
        }
        let (mut centre, mut data, mut accounts, mut enrolment_code, mut user) =
            (None, None, None, None, None);
        let (mut seed, mut images, mut out, mut models, mut root_certificate) =
            (1, Vec::new(), None, None, None);
        while let Some(word) = words.next() {
            let name = word.to_string_lossy().into_owned();
            let mut value = || words.next().ok_or_else(|| ArgumentsError::NoValue(name.clone()));
            match name.as_str() {
                "--centre" => centre = Some(value()?.to_string_lossy().into_owned()),
                "--data" => data = Some(PathBuf::from(value()?)),
                "--accounts" => accounts = Some(PathBuf::from(value()?)),
                "--enrolment-code" => enrolment_code = Some(value()?.to_string_lossy().into_owned()),
                "--user" => user = Some(value()?.to_string_lossy().into_owned()),
                "--seed" => seed = value()?.to_string_lossy().parse().map_err(|_| ArgumentsError::Seed)?,
                "--images" => {
                    images.push(PathBuf::from(value()?));
                    if words.peek().is_some_and(|next| !next.to_string_lossy().starts_with("--")) {
                        images.extend(words.next().map(PathBuf::from));
                    }
                }
                "--out" => out = Some(PathBuf::from(value()?)),
                "--models" => models = Some(PathBuf::from(value()?)),
                "--root-certificate" => root_certificate = Some(PathBuf::from(value()?)),
                _ => return Err(ArgumentsError::Unknown(name)),
            }
        }
        let data = data.ok_or(ArgumentsError::Missing("--data"))?;
        Ok(Self {
            centre: centre.ok_or(ArgumentsError::Missing("--centre"))?,
            accounts: accounts.ok_or(ArgumentsError::Missing("--accounts"))?,
            out: out.unwrap_or_else(|| data.join("out")),
            models: models.unwrap_or_else(|| PathBuf::from("assets/models")),
            data,
            enrolment_code,
            user,
            seed,
            images,
            root_certificate,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Play, ArgumentsError> {
        Play::parse(text.split(' ').map(OsString::from))
    }

    #[test]
    fn one_or_two_images_are_taken() {
        let all = "play --centre http://127.0.0.1:1 --data d --accounts a";
        let none = parse(all).unwrap();
        assert_eq!((none.seed, none.images.len(), none.out.clone()), (1, 0, "d/out".into()), "the defaults");
        let two = parse(&format!("{all} --images f b --seed 7")).unwrap();
        assert_eq!(
            (two.images, two.seed),
            (vec!["f".into(), "b".into()], 7),
            "front and back, then the next option"
        );
        let one = parse(&format!("{all} --images f --seed 7")).unwrap();
        assert_eq!(one.images, [PathBuf::from("f")], "an option is no image");
    }

    #[test]
    fn slips_are_named() {
        for (text, error) in [
            ("paly", ArgumentsError::NotPlay),
            ("play --data", ArgumentsError::NoValue("--data".into())),
            ("play --dta x", ArgumentsError::Unknown("--dta".into())),
            ("play --data x --accounts y", ArgumentsError::Missing("--centre")),
            ("play --seed x", ArgumentsError::Seed),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }
}
