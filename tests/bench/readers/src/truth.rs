//! What the pictures of a folder say: `truth.json` in it or beside it, each file's name with the lines of its zone as
//! `mrz` or, as drawn specimens have it, as `zone`; or without where it has none.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use sportello_capture::mrz::{Mrz, Sex, parse};
use time::macros::date;

/// The eight fields everybody wants, as a zone has them: names with spaces, days as `YYMMDD`.
pub type Key = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Known {
    mrz: Option<Vec<String>>,
    zone: Option<Zone>,
    /// Nobody could read it.
    #[serde(default)]
    zone_under_glare: bool,
}

#[derive(Deserialize)]
struct Zone {
    lines: Vec<String>,
}

/// One picture.
pub struct Truth {
    pub lines: Vec<String>,
    pub key: Key,
}

/// All pictures of a folder, by name; `None` for those without a zone.
pub struct Truths(BTreeMap<String, Option<Truth>>);

impl Truths {
    pub fn of(folder: &Path) -> Self {
        let beside = folder.parent().map(|above| above.join("truth.json"));
        let places = [Some(folder.join("truth.json")), beside];
        let file: PathBuf = places.into_iter().flatten().find(|path| path.is_file()).unwrap();
        let known: BTreeMap<String, Known> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        let there = |name: &String| folder.join(name).is_file();
        let truth = |known: Known| {
            let lines =
                known.mrz.or_else(|| known.zone.map(|zone| zone.lines)).filter(|lines| !lines.is_empty())?;
            let borrowed: Vec<&str> = lines.iter().map(String::as_str).collect();
            let key = key_of(&parse(&borrowed, date!(2026 - 01 - 01)).ok()?);
            Some(Truth { lines, key })
        };
        let fair = known.into_iter().filter(|(name, known)| there(name) && !known.zone_under_glare);
        Self(fair.map(|(name, k)| (name, truth(k))).collect())
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn with_zone(&self) -> usize {
        self.0.values().flatten().count()
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&Truth>)> {
        self.0.iter().map(|(name, truth)| (name.as_str(), truth.as_ref()))
    }
}

fn key_of(zone: &Mrz) -> Key {
    let sex = match zone.sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Unspecified => "X",
    };
    [
        ("surname", zone.names.surname.as_str()),
        ("givenNames", &zone.names.given),
        ("birthDate", &zone.birth.printed),
        ("sex", sex),
        ("nationality", &zone.nationality),
        ("documentNumber", &zone.document_number),
        ("issuingState", &zone.issuer),
        ("expiryDate", &zone.expiry.printed),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect()
}
