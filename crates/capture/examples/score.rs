//! Draws documents of invented people, photographs them well and badly, reads them, and says how that went:
//! `cargo run --release -p sportello-capture --example score -- [PER_KIND] [FIRST_SEED] [KIND]`.
//!
//! Every side of every document is one picture, so sides without a zone show whether one is seen where there is none.
//! Lines that are wrong are printed as they are and as they should be; a table by kind of document follows.
#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::path::PathBuf;

use image::RgbImage;
use sportello_capture::document::{Checked, DocumentReading, Effort, Field, FieldReading, Source, read_zone};
use sportello_capture::intake::{decode_normalised, normalise};
use sportello_capture::mrz::parse;
use sportello_capture::recognise::{ModelDir, Models};
use sportello_capture::specimen::{Handling, Side, SpecimenKind, ZoneTruth, invent_of};
use time::Date;
use time::macros::date;

const TODAY: Date = date!(2026 - 03 - 14);

/// What came of one kind of document.
#[derive(Default)]
struct Score {
    zones: usize,
    exact: usize,
    missed: usize,
    /// Of those whose zone lies under glare, which nobody could read; not counted with the others.
    burnt: usize,
    fields: usize,
    fields_right: usize,
    /// All check digits right, and a character wrong.
    wrong_and_passing: usize,
    /// Fields shown as certain that are not what stands in the zone.
    wrong_and_sure: usize,
    without_zone: usize,
    false_zones: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let people = arguments.next().map_or(Ok(8), |n| n.parse::<u64>())?;
    let first = arguments.next().map_or(Ok(1), |n| n.parse::<u64>())?;
    let wanted = arguments.next();
    let models = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models"));
    let models = Models::load(&ModelDir(models))?;
    let mut scores: Vec<(&str, Score)> = Vec::new();
    for kind in SpecimenKind::ALL.into_iter().filter(|k| wanted.as_deref().is_none_or(|w| w == k.word())) {
        let mut score = Score::default();
        for seed in first..first + people {
            let drawn = invent_of(kind, seed, TODAY).draw()?;
            for side in &drawn.sides {
                score.of_side(&models, kind, side, seed)?;
            }
        }
        scores.push((kind.word(), score));
    }
    print_table(&scores);
    Ok(())
}

/// Four ways of holding a document, from a scanner's to a careless one, in turn.
fn handling(seed: u64) -> Result<Handling, Box<dyn std::error::Error>> {
    let carelessness = [0.2, 0.5, 0.8, 1.0][usize::try_from(seed % 4)?];
    let pixels = [1000, 1400, 1900][usize::try_from(seed / 4 % 3)?];
    Ok(Handling::careless(carelessness).turned(u8::try_from(seed / 2 % 4)?).pixels(pixels))
}

impl Score {
    fn of_side(
        &mut self,
        models: &Models,
        kind: SpecimenKind,
        side: &Side,
        seed: u64,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let handling = handling(seed)?;
        let moment = kind
            .word()
            .bytes()
            .fold(seed, |mixed, byte| mixed.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let photo = side.photograph(moment, handling);
        let reading = read_zone(models, &kept(photo.image)?, TODAY, Effort::Thorough)?;
        let name = format!("{} {seed}", kind.word());
        let Some(zone) = &side.truth.zone else {
            self.without_zone += 1;
            if let Some(reading) = reading {
                self.false_zones += 1;
                println!("{name}: a zone where there is none: {:?}", reading.lines());
            }
            return Ok(());
        };
        if photo.zone_under_glare {
            self.burnt += 1;
            return Ok(());
        }
        self.zones += 1;
        match reading {
            None => {
                self.missed += 1;
                println!("{name}: no zone found at carelessness {}", handling.carelessness);
            }
            Some(reading) => self.of_reading(&name, &reading, zone)?,
        }
        Ok(())
    }

    fn of_reading(
        &mut self,
        name: &str,
        reading: &DocumentReading,
        zone: &ZoneTruth,
    ) -> Result<(), Box<dyn std::error::Error>> {
        let exact = reading.lines() == zone.lines.as_slice();
        self.exact += usize::from(exact);
        let lines: Vec<&str> = zone.lines.iter().map(String::as_str).collect();
        let truth = parse(&lines, TODAY)?;
        let day = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
        let wanted = [
            (Field::Surname, truth.names.surname.clone()),
            (Field::GivenNames, truth.names.given.clone()),
            (Field::BirthDate, day(truth.birth.date)),
            (Field::Nationality, truth.nationality.clone()),
            (Field::IssuingState, truth.issuer.clone()),
            (Field::DocumentNumber, truth.document_number.clone()),
            (Field::ExpiryDate, day(truth.expiry.date)),
        ];
        for (field, value) in wanted.into_iter().filter(|(_, value)| !value.is_empty()) {
            self.fields += 1;
            let right = reading.value(field) == Some(value.as_str());
            self.fields_right += usize::from(right);
            let of_zone = |f: &&FieldReading| f.field == field && matches!(f.source, Source::Mrz { .. });
            if !right && reading.fields.iter().find(of_zone).is_some_and(|read| read.certain) {
                self.wrong_and_sure += 1;
                println!("{name}: certain and wrong: {field:?} {:?}", reading.value(field));
            }
        }
        if !exact {
            let passing = !reading.fields.iter().any(|field| field.checked == Checked::Failed);
            self.wrong_and_passing += usize::from(passing);
            println!("{name}: {}", if passing { "PASSING" } else { "" });
            for (line, right) in reading.lines().iter().zip(&zone.lines) {
                println!("    {line}\n    {right}");
            }
        }
        Ok(())
    }
}

fn print_table(scores: &[(&str, Score)]) {
    println!(
        "{:<16} {:>6} {:>6} {:>7} {:>6} {:>12} {:>8} {:>5} {:>8} {:>6}",
        "kind", "zones", "exact", "missed", "burnt", "fields", "passing", "sure", "no zone", "false"
    );
    for (kind, s) in scores {
        let fields = format!("{}/{}", s.fields_right, s.fields);
        println!(
            "{kind:<16} {:>6} {:>6} {:>7} {:>6} {fields:>12} {:>8} {:>5} {:>8} {:>6}",
            s.zones,
            s.exact,
            s.missed,
            s.burnt,
            s.wrong_and_passing,
            s.wrong_and_sure,
            s.without_zone,
            s.false_zones
        );
    }
    println!(
        "passing: wrong with all check digits right; sure: wrong fields shown as certain; false: zones seen on pictures without"
    );
}

/// As the desk keeps it: through JPEG.
fn kept(picture: RgbImage) -> Result<RgbImage, Box<dyn std::error::Error>> {
    Ok(decode_normalised(&normalise(picture)?.jpeg)?)
}
