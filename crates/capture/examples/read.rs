//! A folder of images in, one JSON line per image out:
//! `cargo run --release -p sportello-capture --example read -- [--models DIR] [--today YYYY-MM-DD] DIR`.
//!
//! Reads in this process and not in a worker, so that times are of the reading alone. `--today` defaults to the day of
//! the machine's clock as a file in the temporary folder has it: libraries take time as a parameter.

use std::path::PathBuf;
use std::time::Instant;

use sportello_capture::document::{DocumentReading, read_document};
use sportello_capture::intake::{Limits, decode_normalised, intake};
use sportello_capture::recognise::{ModelDir, Models};
use time::Date;
use time::format_description::well_known::Iso8601;

#[derive(serde::Serialize)]
struct Line {
    file: String,
    /// From bytes of the file to fields.
    milliseconds: u128,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reading: Option<DocumentReading>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut models = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models"));
    let mut today = None;
    let mut folder = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--models" => models = arguments.next().ok_or("--models wants a folder")?.into(),
            "--today" => {
                today = Some(Date::parse(&arguments.next().ok_or("--today wants a day")?, &Iso8601::DATE)?);
            }
            other => folder = Some(PathBuf::from(other)),
        }
    }
    let folder = folder.ok_or("give a folder of images")?;
    let today = today.map_or_else(day_of_the_machine, Ok)?;
    let models = Models::load(&ModelDir(models))?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)?.filter_map(|e| Some(e.ok()?.path())).collect();
    files.retain(|f| f.is_file());
    files.sort();
    let mut out = std::io::stdout().lock();
    for file in files {
        let started = Instant::now();
        let (reading, error) = match read(&models, &std::fs::read(&file)?, today) {
            Ok(reading) => (reading, None),
            Err(error) => (None, Some(error.to_string())),
        };
        let line = Line {
            file: file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            milliseconds: started.elapsed().as_millis(),
            error,
            reading,
        };
        serde_json::to_writer(&mut out, &line)?;
        std::io::Write::write_all(&mut out, b"\n")?;
    }
    Ok(())
}

/// The first page with a zone.
fn read(
    models: &Models,
    bytes: &[u8],
    today: Date,
) -> Result<Option<DocumentReading>, Box<dyn std::error::Error>> {
    for page in intake(bytes, &Limits::default())?.pages {
        let image = decode_normalised(&page.jpeg)?;
        if let Some(reading) = read_document(models, &image, today)? {
            return Ok(Some(reading));
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
