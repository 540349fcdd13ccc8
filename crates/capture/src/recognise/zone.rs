//! The machine-readable zone of a page, in any of the four rotations.

use image::RgbImage;
use time::Date;

use super::align::{Aligned, align};
use super::detect::detect;
use super::group::{Group, groups};
use super::line::{LineReading, read_line};
use super::locate::locate;
use super::models::{ModelError, Models};
use crate::mrz::repair::{Repaired, repair};
use crate::mrz::{Format, Mrz, MrzReading, parse};
use crate::picture::{PixelBox, Pyramid, TextLine, real_len};

/// Sizes of page the detector is tried at: the small one is twice as quick and finds most zones.
const DETECTOR_SIDES: [u32; 2] = [640, 1152];
/// Places tried per way of finding lines.
const MAX_GROUPS: usize = 5;
/// Likeness below which a line is not of a zone, or upside down.
const MIN_LIKENESS: f32 = 0.45;
/// A reading that fits worse, or confirms fewer check digits, is no zone.
const MIN_FIT: f32 = -1.0;
const MIN_PASSED: usize = 2;
/// Heights of strip in capital heights: the second is for zones the first does not read to the last digit.
const MARGINS: [f32; 2] = [1.6, 2.0];

/// A zone found and read.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneReading {
    pub repaired: Repaired,
    pub mrz: Mrz,
    placed: Vec<(TextLine, f32, f32)>,
    size: (u32, u32),
}

impl ZoneReading {
    /// The box around characters `from..to` of a line, in pixels of the page.
    pub fn place(&self, line: usize, from: usize, to: usize) -> Option<PixelBox> {
        let (text, first, pitch) = self.placed.get(line)?;
        let (left, right) = (first + (real_len(from) - 0.5) * pitch, first + (real_len(to) - 0.5) * pitch);
        let half = text.height * 0.8;
        let corners = [
            text.point(left, -half),
            text.point(right, -half),
            text.point(left, half),
            text.point(right, half),
        ];
        Some(PixelBox::around(&corners, self.size))
    }

    /// Direction of reading on the page, in whole quarter turns clockwise.
    pub fn quarter_turns(&self) -> u8 {
        let angle = self.placed.first().map_or(0.0, |p| p.0.angle);
        let turns = (angle / std::f32::consts::FRAC_PI_2).round().rem_euclid(4.0);
        u8::try_from(crate::picture::whole(turns) % 4).unwrap_or(0)
    }

    fn is_sound(&self) -> bool {
        self.mrz.all_checks_pass()
    }

    /// A better reading confirms more check digits; among equals it fits better.
    fn rank(&self) -> (usize, f32) {
        (self.mrz.checks.iter().filter(|c| c.passed).count(), self.repaired.fit)
    }
}

/// Finds and reads the zone of a page. `None` where there is none, or none that can be read.
pub fn read_zone(models: &Models, page: &RgbImage, today: Date) -> Result<Option<ZoneReading>, ModelError> {
    let pyramid = Pyramid::of(page);
    let mut best: Option<ZoneReading> = None;
    for way in 0..=DETECTOR_SIDES.len() {
        let lines = match way.checked_sub(1) {
            None => locate(page),
            Some(at) => detect(models, page, DETECTOR_SIDES[at])?,
        };
        for group in groups(&lines).into_iter().take(MAX_GROUPS) {
            for margin in MARGINS {
                let Some(reading) = read_group(models, &pyramid, &group, margin, today)? else { break };
                if best.as_ref().is_none_or(|b| reading.rank() > b.rank()) {
                    best = Some(reading);
                }
                if best.as_ref().is_some_and(ZoneReading::is_sound) {
                    return Ok(best);
                }
            }
        }
    }
    Ok(best)
}

/// Reads a group the way up that looks like a zone.
fn read_group(
    models: &Models,
    pyramid: &Pyramid<'_>,
    group: &Group,
    margin: f32,
    today: Date,
) -> Result<Option<ZoneReading>, ModelError> {
    for group in [group.clone(), group.reversed()] {
        let mut readings: Vec<LineReading> = Vec::new();
        for line in &group.lines {
            let reading = read_line(models, pyramid, line, margin)?;
            if reading.likeness < MIN_LIKENESS {
                break;
            }
            readings.push(reading);
        }
        if readings.len() == group.lines.len()
            && let Some(zone) = best_format(&group, &readings, pyramid.size(), today)
        {
            return Ok(Some(zone));
        }
    }
    Ok(None)
}

/// Tries every format with this number of lines.
fn best_format(
    group: &Group,
    readings: &[LineReading],
    size: (u32, u32),
    today: Date,
) -> Option<ZoneReading> {
    Format::ALL
        .into_iter()
        .filter(|format| format.line_count() == readings.len())
        .filter_map(|format| {
            let aligned: Vec<Aligned> = readings
                .iter()
                .map(|r| align(&r.glyphs, format.line_length()))
                .collect::<Option<Vec<_>>>()?;
            let cost = aligned.iter().map(|a| a.cost).sum::<f32>() / real_len(format.line_length());
            let slots = aligned.iter().map(|a| a.slots.clone()).collect();
            let mut repaired = repair(&MrzReading { format, slots });
            repaired.fit -= cost;
            let lines: Vec<&str> = repaired.lines.iter().map(String::as_str).collect();
            let mrz = parse(&lines, today).ok()?;
            let passed = mrz.checks.iter().filter(|c| c.passed).count();
            (mrz.format == format && repaired.fit > MIN_FIT && passed >= MIN_PASSED).then(|| ZoneReading {
                placed: group.lines.iter().zip(&aligned).map(|(l, a)| (*l, a.first, a.pitch)).collect(),
                repaired,
                mrz,
                size,
            })
        })
        .max_by(|a, b| a.repaired.fit.total_cmp(&b.repaired.fit))
}
