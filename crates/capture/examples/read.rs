//! A folder of images in, one line of JSON per image out:
//!
//! ```text
//! cargo run --release -p sportello-capture --example read -- [--all] [--models DIR] [--today YYYY-MM-DD] DIR…
//! ```
//!
//! Reads machine-readable zones; with `--all` the print and the bar codes too. A line has the file's name, the milliseconds
//! from bytes to fields, `key` (the eight fields everybody wants, as the zone has them), all `fields` with their source,
//! place and confidence and whether each is `certain`, what does not fit (`mismatches`), and the `zone` itself; or an
//! `error`.
//!
//! Reads in this process and not in a worker, so that times are of the reading alone. `--today` defaults to the day of
//! the machine's clock as a file in the temporary folder has it: libraries take time as a parameter.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

use sportello_capture::document::{DocumentReading, Effort, Field, read_everything, read_zone};
use sportello_capture::intake::{Limits, decode_normalised, intake};
use sportello_capture::recognise::{ModelDir, Models};
use time::Date;
use time::format_description::well_known::Iso8601;

/// What every officer needs of a document.
const KEY: [(&str, Field); 8] = [
    ("surname", Field::Surname),
    ("givenNames", Field::GivenNames),
    ("birthDate", Field::BirthDate),
    ("sex", Field::Sex),
    ("nationality", Field::Nationality),
    ("documentNumber", Field::DocumentNumber),
    ("issuingState", Field::IssuingState),
    ("expiryDate", Field::ExpiryDate),
];

#[derive(serde::Serialize)]
struct Line {
    file: String,
    /// From bytes of the file to fields.
    milliseconds: u128,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    key: BTreeMap<&'static str, String>,
    #[serde(flatten)]
    reading: Option<DocumentReading>,
}

struct Asked {
    models: PathBuf,
    today: Date,
    all: bool,
    folders: Vec<PathBuf>,
}

fn asked() -> Result<Asked, Box<dyn std::error::Error>> {
    let mut models = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models"));
    let (mut today, mut all, mut folders) = (None, false, Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--all" => all = true,
            "--models" => models = arguments.next().ok_or("--models wants a folder")?.into(),
            "--today" => {
                today = Some(Date::parse(&arguments.next().ok_or("--today wants a day")?, &Iso8601::DATE)?);
            }
            other => folders.push(PathBuf::from(other)),
        }
    }
    if folders.is_empty() {
        return Err("give a folder of images".into());
    }
    Ok(Asked { models, today: today.map_or_else(day_of_the_machine, Ok)?, all, folders })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let asked = asked()?;
    let models = Models::load(&ModelDir(asked.models.clone()))?;
    let mut files = Vec::new();
    for folder in &asked.folders {
        if folder.is_file() {
            files.push(folder.clone());
        } else {
            files.extend(std::fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())));
        }
    }
    files.retain(|f| f.is_file());
    files.sort();
    let mut out = std::io::stdout().lock();
    for file in files {
        let started = Instant::now();
        let (reading, error) = match read(&models, &std::fs::read(&file)?, &asked) {
            Ok(reading) => (reading, None),
            Err(error) => (None, Some(error.to_string())),
        };
        let key = KEY
            .into_iter()
            .filter_map(|(name, field)| Some((name, reading.as_ref()?.value(field)?.to_owned())));
        let line = Line {
            file: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            milliseconds: started.elapsed().as_millis(),
            error,
            key: key.collect(),
            reading,
        };
        serde_json::to_writer(&mut out, &line)?;
        std::io::Write::write_all(&mut out, b"\n")?;
    }
    Ok(())
}

/// The first page that says anything.
fn read(
    models: &Models,
    bytes: &[u8],
    asked: &Asked,
) -> Result<Option<DocumentReading>, Box<dyn std::error::Error>> {
    for page in intake(bytes, &Limits::default())?.pages {
        let image = decode_normalised(&page.jpeg)?;
        let reading = if asked.all {
            read_everything(models, &image, asked.today)?
        } else {
            read_zone(models, &image, asked.today, Effort::Thorough)?
        };
        if reading.is_some() {
            return Ok(reading);
        }
    }
    Ok(None)
}

fn day_of_the_machine() -> Result<Date, Box<dyn std::error::Error>> {
    let marker = std::env::temp_dir().join(format!("sportello-read-{}", std::process::id()));
    std::fs::write(&marker, b"")?;
    let modified = std::fs::metadata(&marker)?.modified()?;
    std::fs::remove_file(&marker)?;
    Ok(time::OffsetDateTime::from(modified).date())
}
