//! Draws specimens of many people, photographs them well and badly, reads them, and says how that went:
//! `cargo run --release -p sportello-capture --example score -- [HOW_MANY] [FIRST_SEED]`.
//!
//! Three pictures a person: a zone of three lines or of two, and a card's front, which has none. Lines that are wrong
//! are printed as they are and as they should be.
#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::path::PathBuf;

use image::RgbImage;
use sportello_capture::document::{Checked, DocumentReading, read_document};
use sportello_capture::intake::{decode_normalised, normalise};
use sportello_capture::mrz::Sex;
use sportello_capture::recognise::{ModelDir, Models};
use sportello_capture::specimen::{
    Bearer, Handling, Paper, card_zone, identity_card, passport_page, passport_zone, photograph,
};
use time::macros::date;
use time::{Date, Duration};

const TODAY: Date = date!(2026 - 03 - 14);
const SYLLABLES: [&str; 24] = [
    "Ros", "si", "Bian", "chi", "Qui", "ri", "co", "Kow", "al", "czyk", "Zoc", "co", "Lo", "Xe", "nia", "Iv",
    "o", "Müll", "er", "Jes", "ca", "Ya", "ku", "Dò",
];
const STATES: [&str; 8] = ["ITA", "D", "FRA", "ROU", "GBR", "XXA", "CHE", "UKR"];

/// Repeatable numbers from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % bound as u64).unwrap_or(0)
    }

    fn of<'a>(&mut self, choice: &[&'a str]) -> &'a str {
        choice[self.below(choice.len())]
    }

    fn name(&mut self) -> String {
        let words = 1 + usize::from(self.below(4) == 0);
        let word = |dice: &mut Self| (0..=dice.below(4)).map(|_| dice.of(&SYLLABLES)).collect::<String>();
        (0..words).map(|_| word(self)).collect::<Vec<_>>().join(" ")
    }

    fn days(&mut self, bound: usize) -> Duration {
        Duration::days(i64::try_from(self.below(bound)).unwrap_or(0))
    }
}

#[derive(Default)]
struct Score {
    zones: usize,
    exact: usize,
    missed: usize,
    /// All check digits right, and a character wrong.
    wrong_and_passing: usize,
    /// Fields shown as certain on a zone that was read wrong and whose field differs.
    wrong_and_sure: usize,
    fronts: usize,
    false_zones: usize,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let people = arguments.next().map_or(Ok(20), |n| n.parse::<u64>())?;
    let first = arguments.next().map_or(Ok(1), |n| n.parse::<u64>())?;
    let models = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/models"));
    let models = Models::load(&ModelDir(models))?;
    let mut score = Score::default();
    for seed in first..first + people {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let card = seed.is_multiple_of(2);
        let (bearer, paper) = person(&mut dice, card);
        let (front, back) = identity_card(&bearer, &paper)?;
        let (page, truth) = if card {
            (back, card_zone(&bearer, &paper)?)
        } else {
            (passport_page(&bearer, &paper)?, passport_zone(&bearer, &paper)?)
        };
        let handling = Handling {
            carelessness: [0.2, 0.5, 0.8, 1.0, 1.3][dice.below(5)],
            quarter_turns: u8::try_from(dice.below(4))?,
            longest: [750, 1000, 1400, 1900][dice.below(4)],
        };
        score.zones += 1;
        match read_document(&models, &taken(&page, seed, handling)?, TODAY)? {
            None => {
                score.missed += 1;
                println!("{seed}: no zone found under {handling:?}");
            }
            Some(reading) if reading.lines == truth => score.exact += 1,
            Some(reading) => score.wrong(seed, &reading, &truth, handling),
        }
        score.fronts += 1;
        if let Some(reading) = read_document(&models, &taken(&front, seed, handling)?, TODAY)? {
            score.false_zones += 1;
            println!("{seed}: a zone on a front: {:?}", reading.lines);
        }
    }
    println!(
        "zones exact {}/{}, not found {}, wrong with all check digits right {}, wrong fields shown as certain {}, \
         zones on {} fronts {}",
        score.exact,
        score.zones,
        score.missed,
        score.wrong_and_passing,
        score.wrong_and_sure,
        score.fronts,
        score.false_zones
    );
    Ok(())
}

impl Score {
    fn wrong(&mut self, seed: u64, reading: &DocumentReading, truth: &[String], handling: Handling) {
        let passing = !reading.fields.iter().any(|field| field.checked == Checked::Failed);
        self.wrong_and_passing += usize::from(passing);
        println!("{seed}: {}under {handling:?}", if passing { "PASSING " } else { "" });
        for (line, right) in reading.lines.iter().zip(truth) {
            println!("    {line}\n    {right}");
        }
        for field in reading.fields.iter().filter(|field| field.is_certain()) {
            let sportello_capture::document::Source::Mrz { line } = field.source;
            let same = truth.get(line - 1).zip(reading.lines.get(line - 1)).is_some_and(|(a, b)| a == b);
            if !same && !truth.concat().contains(&field.value.replace(['-', ' '], "")) {
                // A day is printed without its century.
                let short = field.value.replace('-', "").get(2..).unwrap_or_default().to_owned();
                if !truth.concat().contains(&short) {
                    self.wrong_and_sure += 1;
                    println!("    certain: {:?} {}", field.field, field.value);
                }
            }
        }
    }
}

fn person(dice: &mut Dice, card: bool) -> (Bearer, Paper) {
    let state = if dice.below(2) == 0 { "ITA" } else { dice.of(&STATES) };
    let letters = ["O", "I", "S", "Z", "B", "A", "Q", "D"];
    let (one, two, three) = (dice.of(&letters), dice.of(&letters), dice.of(&letters));
    let number = match (state, card) {
        ("ITA", true) => format!("C{one}{:05}{two}{three}", dice.below(100_000)),
        ("ITA", false) => format!("Y{one}{:07}", dice.below(10_000_000)),
        _ => format!("{one}{:04}{two}{:03}", dice.below(10_000), dice.below(1_000)),
    };
    let bearer = Bearer {
        surname: dice.name(),
        given_names: dice.name(),
        sex: if dice.below(2) == 0 { Sex::Female } else { Sex::Male },
        birth: date!(1931 - 01 - 07) + dice.days(27_000),
        birth_place: "Forlì (FC)".to_owned(),
        nationality: state.to_owned(),
        residence: "Via Roma 1, Forlì (FC)".to_owned(),
        tax_code: Some("DNGNCL84B29D704X".to_owned()),
    };
    let expiry = TODAY + dice.days(3_600);
    let paper = Paper {
        number,
        issuing_state: state.to_owned(),
        issued: expiry - Duration::days(3_650),
        expiry,
        authority: "Forlì".to_owned(),
    };
    (bearer, paper)
}

/// As the desk keeps it: through JPEG.
fn taken(page: &RgbImage, seed: u64, handling: Handling) -> Result<RgbImage, Box<dyn std::error::Error>> {
    Ok(decode_normalised(&normalise(photograph(page, seed, handling))?.jpeg)?)
}
