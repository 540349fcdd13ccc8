//! Draws documents of invented people, clean and photographed, with what stands on them in `truth.json`:
//! `cargo run --release -p sportello-capture --example specimen -- OUT_DIR [PER_KIND] [FIRST_SEED] [KIND]`.
//!
//! `PER_KIND` people for each kind of document (or for the one named), one by default. Truth has an entry for each file:
//! of clean sheets and of photographs; places are in pixels of the clean sheet, corners in those of the photograph.

use std::collections::BTreeMap;
use std::path::PathBuf;

use sportello_capture::specimen::{Handling, Photograph, Side, SpecimenKind, Truth, invent_of};
use time::macros::date;

/// What a file shows.
#[derive(serde::Serialize)]
struct Entry {
    #[serde(flatten)]
    truth: Truth,
    seed: u64,
    /// Of a photograph: where the document's corners lie, from its own top left one clockwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    corners: Option<[(f32, f32); 4]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    zone_under_glare: Option<bool>,
}

impl Entry {
    fn of(side: &Side, seed: u64, photo: Option<&Photograph>) -> Self {
        Self {
            truth: side.truth.clone(),
            seed,
            corners: photo.map(|p| p.corners),
            zone_under_glare: photo.map(|p| p.zone_under_glare),
        }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("give a folder to draw into")?);
    let per_kind = arguments.next().map_or(Ok(1), |n| n.parse::<u64>())?;
    let first = arguments.next().map_or(Ok(1), |s| s.parse::<u64>())?;
    let wanted = arguments.next();
    std::fs::create_dir_all(&folder)?;
    let today = date!(2026 - 03 - 14);
    let mut truth: BTreeMap<String, Entry> = BTreeMap::new();
    let kinds = (0_u64..).zip(SpecimenKind::ALL);
    for (number, kind) in kinds.filter(|(_, k)| wanted.as_deref().is_none_or(|w| w == k.word())) {
        for seed in first..first + per_kind {
            let drawn = invent_of(kind, seed, today).draw()?;
            let mut sides = drawn.sides.clone();
            if sides.len() == 2 {
                sides.push(drawn.together());
            }
            for (at, side) in sides.iter().enumerate() {
                let name = format!("{}-{seed}-{}", kind.word(), ["front", "back", "both"][at]);
                let clean = format!("{name}.jpg");
                side.image.save(folder.join(&clean))?;
                truth.insert(clean, Entry::of(side, seed, None));
                let careless = [0.3, 0.7, 1.0][usize::try_from(seed % 3)?];
                let handling = Handling::careless(careless).turned(u8::try_from(seed % 4)?);
                let moment = seed.wrapping_add(at as u64 * 7_919 + number * 104_729);
                let photo = side.photograph(moment, handling);
                let taken = format!("{name}-photo.jpg");
                photo.image.save(folder.join(&taken))?;
                truth.insert(taken, Entry::of(side, seed, Some(&photo)));
            }
        }
    }
    std::fs::write(folder.join("truth.json"), serde_json::to_vec_pretty(&truth)?)?;
    Ok(())
}
