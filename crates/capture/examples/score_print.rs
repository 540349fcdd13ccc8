//! Draws documents of invented people, photographs them well and badly, reads their print, and says field by field how
//! that went: `cargo run --release -p sportello-capture --example score_print -- [PER_KIND] [FIRST_SEED] [KIND]`.
//!
//! What differs is printed beside what stands there; a table by field follows.
#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::collections::BTreeMap;
use std::path::PathBuf;

use sportello_capture::document::{Field, FieldReading, Source, read_everything};
use sportello_capture::intake::{decode_normalised, normalise};
use sportello_capture::recognise::{ModelDir, Models};
use sportello_capture::specimen::{Handling, PrintedField, Side, SpecimenKind, invent_of};
use time::Date;
use time::macros::date;

const TODAY: Date = date!(2026 - 03 - 14);
/// From this belief on a reading is presented without asking for a look.
const SURE: f32 = 0.85;

const FIELDS: [(Field, PrintedField); 12] = [
    (Field::Surname, PrintedField::Surname),
    (Field::GivenNames, PrintedField::GivenNames),
    (Field::BirthDate, PrintedField::BirthDate),
    (Field::BirthPlace, PrintedField::BirthPlace),
    (Field::Sex, PrintedField::Sex),
    (Field::Nationality, PrintedField::Nationality),
    (Field::DocumentNumber, PrintedField::DocumentNumber),
    (Field::IssueDate, PrintedField::IssueDate),
    (Field::ExpiryDate, PrintedField::ExpiryDate),
    (Field::Authority, PrintedField::Authority),
    (Field::TaxCode, PrintedField::TaxCode),
    (Field::Residence, PrintedField::Municipality),
];

/// What came of one field of one kind of document.
#[derive(Default)]
struct Score {
    printed: usize,
    right: usize,
    missed: usize,
    wrong: usize,
    /// Of those wrong, with belief from [`SURE`] on, and shown as certain.
    wrong_and_sure: usize,
    wrong_and_certain: usize,
    certain: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let people = arguments.next().map_or(Ok(8), |n| n.parse::<u64>())?;
    let first = arguments.next().map_or(Ok(1), |n| n.parse::<u64>())?;
    let wanted = arguments.next();
    let models = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models"));
    let models = Models::load(&ModelDir(models))?;
    let mut scores: BTreeMap<(&str, Field), Score> = BTreeMap::new();
    for kind in SpecimenKind::ALL.into_iter().filter(|k| wanted.as_deref().is_none_or(|w| w == k.word())) {
        for seed in first..first + people {
            for side in &invent_of(kind, seed, TODAY).draw()?.sides {
                of_side(&models, kind, side, seed, &mut scores)?;
            }
        }
    }
    println!(
        "{:<16} {:<16} {:>7} {:>6} {:>6} {:>6} {:>5} {:>8} {:>8}",
        "kind", "field", "printed", "right", "missed", "wrong", "sure", "certain", "certain!"
    );
    for ((kind, field), s) in scores {
        println!(
            "{kind:<16} {:<16} {:>7} {:>6} {:>6} {:>6} {:>5} {:>8} {:>8}",
            format!("{field:?}"),
            s.printed,
            s.right,
            s.missed,
            s.wrong,
            s.wrong_and_sure,
            s.certain,
            s.wrong_and_certain
        );
    }
    println!("sure: wrong with belief from {SURE} on; certain: shown as certain; certain!: and wrong");
    Ok(())
}

fn of_side(
    models: &Models,
    kind: SpecimenKind,
    side: &Side,
    seed: u64,
    scores: &mut BTreeMap<(&'static str, Field), Score>,
) -> Result<(), Box<dyn std::error::Error>> {
    let carelessness = [0.2, 0.4, 0.6, 0.8][usize::try_from(seed % 4)?];
    let pixels = [1000, 1400, 1900][usize::try_from(seed / 4 % 3)?];
    let handling = Handling::careless(carelessness).turned(u8::try_from(seed / 2 % 4)?).pixels(pixels);
    let photo = side.photograph(seed, handling);
    let page = decode_normalised(&normalise(photo.image)?.jpeg)?;
    let reading = read_everything(models, &page, TODAY)?;
    let fields = reading.map(|reading| reading.fields).unwrap_or_default();
    for (field, printed) in FIELDS {
        let score = scores.entry((kind.word(), field)).or_default();
        let truth = side.truth.value(printed);
        score.printed += usize::from(truth.is_some());
        let of_print = |read: &&FieldReading| read.field == field && read.source == Source::Printed;
        let Some(read) = fields.iter().find(of_print) else {
            score.missed += usize::from(truth.is_some());
            continue;
        };
        score.certain += usize::from(read.certain);
        if truth.is_some_and(|truth| is_right(field, truth, &read.value)) {
            score.right += 1;
            continue;
        }
        score.wrong += 1;
        score.wrong_and_sure += usize::from(read.confidence >= SURE);
        score.wrong_and_certain += usize::from(read.certain);
        println!(
            "{} {seed} at {carelessness}: {field:?} {:?} ({:.2}) where {truth:?} stands",
            kind.word(),
            read.value,
            read.confidence
        );
    }
    Ok(())
}

/// A place is read with the province that stands behind it; a residence with the street before it as well.
fn is_right(field: Field, truth: &str, read: &str) -> bool {
    match field {
        Field::BirthPlace => read.starts_with(truth),
        Field::Residence => read.split('(').next().is_some_and(|before| before.trim_end().ends_with(truth)),
        _ => read.eq_ignore_ascii_case(truth),
    }
}
