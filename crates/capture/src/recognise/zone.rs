//! The machine-readable zone of a page, in any of the four rotations.

use image::RgbImage;
use time::Date;

use super::align::{Aligned, Grid, align};
use super::detect::detect;
use super::group::{Group, groups};
use super::line::{LineReading, read_line};
use super::locate::locate;
use super::models::{ModelError, Models};
use super::zone_line::read_zone_line;
use crate::mrz::repair::{Repaired, repair};
use crate::mrz::{Format, Mrz, MrzReading, parse};
use crate::picture::{PixelBox, Pyramid, TextLine, real, real_len};

/// Sizes of page the detector is tried at: the small one is twice as quick and finds most zones.
const DETECTOR_SIDES: [u32; 2] = [640, 1152];
/// Places tried per way of finding lines.
const MAX_GROUPS: usize = 5;
/// Likeness below which a line is not of a zone, or upside down.
const MIN_LIKENESS: f32 = 0.45;
/// Likeness that text upside down never has.
const SURE_LIKENESS: f32 = 0.85;
/// The shortest line has thirty characters, of which some may be lost.
const MIN_GLYPHS: usize = 18;
/// Height of capitals, in the detector's pixels, from which it misses no line; and how many such lines tell.
const LEGIBLE: f32 = 9.0;
const ENOUGH_LINES: usize = 3;
/// A reading that fits worse, or confirms fewer check digits, is no zone.
const MIN_FIT: f32 = -1.0;
const MIN_PASSED: usize = 2;
/// Difference in fit that tells a poor reading from a clear one of the same zone.
const MUCH_WORSE: f32 = 0.05;
/// What reads a zone, with the height of its strips in capital heights, until all check digits are right.
const EFFORTS: [(Reader, f32); 3] = [(Reader::Zone, 1.6), (Reader::Zone, 2.0), (Reader::Print, 1.6)];

/// What reads a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// The recogniser made for zones: some milliseconds a line.
    Zone,
    /// The recogniser of any print: ten times as slow, errs on other lines.
    Print,
}

/// A zone found and read.
#[derive(Debug, Clone, PartialEq)]
pub struct ZoneReading {
    pub repaired: Repaired,
    pub mrz: Mrz,
    placed: Vec<(TextLine, Grid)>,
    size: (u32, u32),
}

impl ZoneReading {
    /// The box around characters `from..to` of a line, in pixels of the page.
    pub fn place(&self, line: usize, from: usize, to: usize) -> Option<PixelBox> {
        let (text, grid) = self.placed.get(line)?;
        let (left, right) = (grid.place(real_len(from) - 0.5), grid.place(real_len(to) - 0.5));
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

    /// A better reading confirms more check digits; among equals it fits better. But a poor one that had to be bent
    /// for its check digits puts nothing right that was read clearly and is printed wrong.
    fn is_better_than(&self, other: &Self) -> bool {
        if self.repaired.bent && self.repaired.fit + MUCH_WORSE < other.repaired.fit {
            return false;
        }
        let rank = |zone: &Self| (zone.mrz.checks.iter().filter(|c| c.passed).count(), zone.repaired.fit);
        rank(self) > rank(other)
    }
}

/// A page being searched. Effort grows step by step: the caller stops when another side has told everything.
pub struct Search<'a> {
    models: &'a Models,
    page: &'a RgbImage,
    pyramid: Pyramid<'a>,
    today: Date,
    /// Lines that were read and are none of a zone, so that no other way of finding them costs again.
    rejected: Vec<TextLine>,
    /// The page has text that the detector's small size shows well; a zone, among the largest print of any document,
    /// would have been seen.
    shows_well: bool,
    best: Option<ZoneReading>,
}

impl<'a> Search<'a> {
    pub fn of(models: &'a Models, page: &'a RgbImage, today: Date) -> Self {
        Self {
            models,
            page,
            pyramid: Pyramid::of(page),
            today,
            rejected: Vec::new(),
            shows_well: false,
            best: None,
        }
    }

    /// The locator, then the detector at its small size: enough for nearly every page with a zone.
    pub fn quickly(&mut self) -> Result<(), ModelError> {
        self.try_lines(&locate(self.page))?;
        self.with_detector(DETECTOR_SIDES[0])
    }

    /// The detector at its large size: for zones that fill a small part of a photograph.
    pub fn thoroughly(&mut self) -> Result<(), ModelError> {
        if self.shows_well && self.best.is_none() {
            return Ok(());
        }
        self.with_detector(DETECTOR_SIDES[1])
    }

    /// Whether a zone was read whose check digits are all right.
    pub fn is_done(&self) -> bool {
        self.best.as_ref().is_some_and(|zone| zone.mrz.all_checks_pass())
    }

    pub fn finish(self) -> Option<ZoneReading> {
        self.best
    }

    fn with_detector(&mut self, side: u32) -> Result<(), ModelError> {
        if self.is_done() {
            return Ok(());
        }
        let lines = detect(self.models, self.page, side)?;
        let longest = real(self.page.width().max(self.page.height()));
        let legible = lines.iter().filter(|l| l.height * real(side) / longest >= LEGIBLE).count();
        self.shows_well = legible >= ENOUGH_LINES;
        self.try_lines(&lines)
    }

    fn try_lines(&mut self, lines: &[TextLine]) -> Result<(), ModelError> {
        for group in groups(lines).into_iter().take(MAX_GROUPS) {
            for (reader, margin) in EFFORTS {
                let Some(reading) = self.read_group(&group, reader, margin)? else { break };
                if self.best.as_ref().is_none_or(|best| reading.is_better_than(best)) {
                    self.best = Some(reading);
                }
                if self.is_done() {
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn read(&self, line: &TextLine, reader: Reader, margin: f32) -> Result<LineReading, ModelError> {
        match reader {
            Reader::Zone => read_zone_line(self.models, &self.pyramid, line, margin),
            Reader::Print => read_line(self.models, &self.pyramid, line, margin),
        }
    }

    /// Reads a group the way up that looks more like text.
    fn read_group(
        &mut self,
        group: &Group,
        reader: Reader,
        margin: f32,
    ) -> Result<Option<ZoneReading>, ModelError> {
        if group.lines.iter().any(|line| self.rejected.iter().any(|known| same(known, line))) {
            return Ok(None);
        }
        let Some((group, first)) = self.upright(group, reader, margin)? else {
            self.rejected.extend(group.lines.first());
            return Ok(None);
        };
        let mut readings = vec![first];
        for line in &group.lines[1..] {
            let reading = self.read(line, reader, margin)?;
            if !reading.may_be_of_a_zone() {
                self.rejected.push(*line);
                return Ok(None);
            }
            readings.push(reading);
        }
        let zone = best_format(&group, &readings, self.pyramid.size(), self.today);
        if zone.is_none() && !readings.iter().any(has_fillers) {
            self.rejected.extend(&group.lines);
        }
        Ok(zone)
    }

    /// The group turned so that it can be read, with its first line; `None` if that line is none of a zone.
    fn upright(
        &self,
        group: &Group,
        reader: Reader,
        margin: f32,
    ) -> Result<Option<(Group, LineReading)>, ModelError> {
        let read = |group: &Group| self.read(&group.lines[0], reader, margin);
        let forward = read(group)?;
        if forward.likeness >= SURE_LIKENESS && forward.may_be_of_a_zone() {
            return Ok(Some((group.clone(), forward)));
        }
        let turned = group.reversed();
        let backward = read(&turned)?;
        let better =
            if backward.likeness > forward.likeness { (turned, backward) } else { (group.clone(), forward) };
        Ok(Some(better).filter(|(_, reading)| reading.may_be_of_a_zone()))
    }
}

impl LineReading {
    fn may_be_of_a_zone(&self) -> bool {
        self.likeness >= MIN_LIKENESS && self.glyphs.len() >= MIN_GLYPHS
    }
}

/// Whether two lines are one, found in two ways.
fn same(known: &TextLine, line: &TextLine) -> bool {
    let (along, across) = known.relative(line.x, line.y);
    across.abs() < 0.5 * known.height && along.abs() < 0.3 * known.length && known.length > 0.6 * line.length
}

/// Other text has no fillers; without them a line says nothing about a zone.
fn has_fillers(reading: &LineReading) -> bool {
    let filler = crate::mrz::reading::SYMBOLS - 1;
    reading.glyphs.iter().filter(|g| g.weights[filler] > 0.5).count() >= 2
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
                placed: group.lines.iter().zip(&aligned).map(|(l, a)| (*l, a.grid)).collect(),
                repaired,
                mrz,
                size,
            })
        })
        .max_by(|a, b| a.repaired.fit.total_cmp(&b.repaired.fit))
}
