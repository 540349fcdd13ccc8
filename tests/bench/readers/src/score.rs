//! Readings against the truth.

use crate::{
    peers::{Reading, Readings},
    truth::{Key, Truth, Truths},
};

pub const HEAD: &str = "  reader                       zone exact   all eight   fields right   false zones   certain, wrong   \
                        CPU s/picture   peak MB";
pub const FOOT: &str = "\n  certain, wrong: fields shown as needing no second look that are wrong; only Sportello tells \
                        certainty.\n  CPU: of one core, from bytes to fields, programs that a reader starts \
                        included; what it loads before is not.\n";

/// How a reader did.
#[derive(Default)]
pub struct Score {
    zones: usize,
    exact: usize,
    all_eight: usize,
    fields: usize,
    right: usize,
    without_zone: usize,
    false_zones: usize,
    certain: usize,
    certain_wrong: usize,
    seconds: f64,
    pictures: usize,
    memory: Option<u64>,
}

impl Score {
    pub fn of(readings: &Readings, truths: &Truths) -> Self {
        let mut score = Self { memory: readings.memory, ..Self::default() };
        let nothing = Reading::default();
        for (file, truth) in truths.iter() {
            let reading = readings.by_file.get(file).unwrap_or(&nothing);
            score.pictures += 1;
            score.seconds += reading.seconds;
            if let Some(truth) = truth {
                score.with_zone(reading, truth);
            } else {
                score.without_zone += 1;
                score.false_zones += usize::from(!reading.lines.is_empty());
            }
        }
        score
    }

    fn with_zone(&mut self, reading: &Reading, truth: &Truth) {
        self.zones += 1;
        self.exact += usize::from(reading.lines == truth.lines);
        let right = truth.key.iter().filter(|(name, value)| says(&reading.key, name, value)).count();
        self.fields += truth.key.len();
        self.right += right;
        self.all_eight += usize::from(right == truth.key.len());
        for (name, value) in reading.certain.iter().filter(|(name, _)| truth.key.contains_key(*name)) {
            self.certain += 1;
            self.certain_wrong += usize::from(!says(&truth.key, name, value));
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of a bench are small")]
    pub fn row(&self, reader: &str) -> String {
        let share = |part: usize, whole: usize| {
            format!("{:>4}/{whole} {:>5.1} %", part, 100.0 * part as f64 / whole.max(1) as f64)
        };
        let memory = self.memory.map_or("-".to_owned(), |bytes| (bytes / (1024 * 1024)).to_string());
        format!(
            "  {reader:<26} {:>14} {:>14} {:>16} {:>10} {:>14} {:>15.3} {memory:>9}",
            share(self.exact, self.zones),
            share(self.all_eight, self.zones),
            share(self.right, self.fields),
            format!("{}/{}", self.false_zones, self.without_zone),
            format!("{}/{}", self.certain_wrong, self.certain),
            self.seconds / self.pictures.max(1) as f64,
        )
    }
}

/// Letters and digits tell; an unspecified sex is told in several ways.
fn says(key: &Key, name: &str, value: &str) -> bool {
    let bare = |text: &str| {
        let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        if name == "sex" && !matches!(bare.as_str(), "F" | "M") { "X".to_owned() } else { bare }
    };
    key.get(name).is_some_and(|known| bare(known) == bare(value))
}
