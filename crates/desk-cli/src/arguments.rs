//! What `desk-cli` is told on its command line and by its environment.

use std::{
    ffi::{OsStr, OsString},
    path::PathBuf,
};

/// Shown when the arguments make no sense.
pub const USAGE: &str = "\
usage: desk-cli play --centre URL --data DIR --accounts FILE
                     [--user NAME] [--seed N] [--images FRONT [BACK]] [--out DIR] [--models DIR] [--root-certificate FILE]
       desk-cli registered --data DIR

play: the main job without a window, in training: signs in, fills in a draft for the invented person of the seed, attaches
document images (drawn, or the given ones), confirms, has the person recognised, issues, and prints what was made.

  --centre URL              the centre's address for desks
  --data DIR                where this workstation keeps its store
  --accounts FILE           the training accounts, as `central init` wrote them
  --user NAME               who works (by default the first RAO of the accounts)
  --seed N                  which invented person (default 1)
  --images FRONT [BACK]     photographs of a document instead of drawn ones: the case is of whoever stands on them
  --out DIR                 where papers and attachments are put (default: DIR/out below the data folder)
  --models DIR              the folder of the recognition models (default: assets/models)
  --root-certificate FILE   PEM; the root of the centre's TLS certificate

registered: prints `yes` or `no`: whether a training workstation in this folder is known to a centre.

SPORTELLO_ENROLMENT_CODE, in the environment, registers the workstation the first time: command lines are for all to see.";

/// The variable that holds the code which registers the workstation.
pub const ENROLMENT_CODE: &str = "SPORTELLO_ENROLMENT_CODE";

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    Play(Box<Play>),
    /// Whether the workstation in this folder is registered.
    Registered {
        data: PathBuf,
    },
}

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
    #[error("`play` and `registered` are the only things this program does")]
    Neither,
    #[error("`{0}` wants a value after it")]
    NoValue(String),
    #[error("`{0}` is no option here")]
    Unknown(String),
    #[error("`{0}` is missing")]
    Missing(&'static str),
    #[error("`--seed` wants a number")]
    Seed,
}

/// Options as they stand on the command line.
#[derive(Default)]
struct Given {
    centre: Option<String>,
    data: Option<PathBuf>,
    accounts: Option<PathBuf>,
    user: Option<String>,
    seed: Option<u64>,
    images: Vec<PathBuf>,
    out: Option<PathBuf>,
    models: Option<PathBuf>,
    root_certificate: Option<PathBuf>,
}

impl Wanted {
    /// Reads the arguments, the program's name left out, and the environment.
    pub fn parse(
        arguments: impl IntoIterator<Item = OsString>,
        environment: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Self, ArgumentsError> {
        let mut words = arguments.into_iter();
        let what = words.next().unwrap_or_default();
        match what.to_str() {
            Some("play") => {
                let code = environment(ENROLMENT_CODE).map(|code| code.to_string_lossy().into_owned());
                Ok(Self::Play(Box::new(Given::read(words)?.play(code)?)))
            }
            Some("registered") => match Given::read(words)? {
                Given { data: Some(data), .. } => Ok(Self::Registered { data }),
                _ => Err(ArgumentsError::Missing("--data")),
            },
            _ => Err(ArgumentsError::Neither),
        }
    }
}

impl Given {
    fn read(words: impl Iterator<Item = OsString>) -> Result<Self, ArgumentsError> {
        let mut words = words.peekable();
        let mut given = Self::default();
        while let Some(word) = words.next() {
            let name = word.to_string_lossy().into_owned();
            let mut value = || words.next().ok_or_else(|| ArgumentsError::NoValue(name.clone()));
            match name.as_str() {
                "--centre" => given.centre = Some(text(value()?)),
                "--data" => given.data = Some(value()?.into()),
                "--accounts" => given.accounts = Some(value()?.into()),
                "--user" => given.user = Some(text(value()?)),
                "--seed" => given.seed = Some(text(value()?).parse().map_err(|_| ArgumentsError::Seed)?),
                "--images" => {
                    given.images.push(value()?.into());
                    let back = words.next_if(|next| !next.to_string_lossy().starts_with("--"));
                    given.images.extend(back.map(PathBuf::from));
                }
                "--out" => given.out = Some(value()?.into()),
                "--models" => given.models = Some(value()?.into()),
                "--root-certificate" => given.root_certificate = Some(value()?.into()),
                _ => return Err(ArgumentsError::Unknown(name)),
            }
        }
        Ok(given)
    }

    fn play(self, enrolment_code: Option<String>) -> Result<Play, ArgumentsError> {
        let data = self.data.ok_or(ArgumentsError::Missing("--data"))?;
        Ok(Play {
            centre: self.centre.ok_or(ArgumentsError::Missing("--centre"))?,
            accounts: self.accounts.ok_or(ArgumentsError::Missing("--accounts"))?,
            out: self.out.unwrap_or_else(|| data.join("out")),
            models: self.models.unwrap_or_else(|| PathBuf::from("assets/models")),
            data,
            enrolment_code,
            user: self.user,
            seed: self.seed.unwrap_or(1),
            images: self.images,
            root_certificate: self.root_certificate,
        })
    }
}

fn text(word: impl AsRef<OsStr>) -> String {
    word.as_ref().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Wanted, ArgumentsError> {
        Wanted::parse(text.split(' ').map(OsString::from), |name| {
            (name == ENROLMENT_CODE).then(|| "K7".into())
        })
    }

    fn play(text: &str) -> Play {
        match parse(text) {
            Ok(Wanted::Play(play)) => *play,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn one_or_two_images_are_taken() {
        let all = "play --centre http://127.0.0.1:1 --data d --accounts a";
        let none = play(all);
        assert_eq!((none.seed, none.images.len(), none.out.clone()), (1, 0, "d/out".into()), "the defaults");
        assert_eq!(none.enrolment_code.as_deref(), Some("K7"), "a secret comes by the environment");
        let two = play(&format!("{all} --images f b --seed 7"));
        assert_eq!(
            (two.images, two.seed),
            (vec!["f".into(), "b".into()], 7),
            "front and back, then the next option"
        );
        let one = play(&format!("{all} --images f --seed 7"));
        assert_eq!(one.images, [PathBuf::from("f")], "an option is no image");
    }

    #[test]
    fn the_other_question_wants_a_folder_alone() {
        assert_eq!(
            parse("registered --data d"),
            Ok(Wanted::Registered { data: "d".into() }),
            "of this folder"
        );
    }

    #[test]
    fn slips_are_named() {
        for (text, error) in [
            ("paly", ArgumentsError::Neither),
            ("registered", ArgumentsError::Missing("--data")),
            ("play --data", ArgumentsError::NoValue("--data".into())),
            ("play --dta x", ArgumentsError::Unknown("--dta".into())),
            ("play --enrolment-code K7", ArgumentsError::Unknown("--enrolment-code".into())),
            ("play --data x --accounts y", ArgumentsError::Missing("--centre")),
            ("play --seed x", ArgumentsError::Seed),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }
}
