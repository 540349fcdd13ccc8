//! The machine-readable zone of a page, in any of the four rotations.

use image::RgbImage;
use time::Date;

use super::align::{Aligned, Grid, align_zone};
use super::detect::{ZONE_ASPECT, detect};
use super::group::{Group, groups};
use super::line::{Glyph, LineReading, read_line};
use super::locate::locate;
use super::models::{ModelError, Models};
use super::zone_line::read_zone_line;
use crate::mrz::names::transliterate;
use crate::mrz::reading::{Weights, index};
use crate::mrz::repair::{Repaired, log, repair};
use crate::mrz::{Format, Mrz, MrzField, MrzReading, Names, parse};
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
/// How far (in natural logarithms) names read from the zone may be bent towards the printed ones: two letters or three
/// that look alike.
const NAME_BEND: f32 = 9.0;
/// Difference in fit that tells a poor reading from a clear one of the same zone.
const MUCH_WORSE: f32 = 0.05;
/// Two readings of a line with fewer positions in common (a share) are laid out in different ways.
const LAID_OUT_ALIKE: f32 = 0.8;
/// What reads a zone, with the heights of its strips in capital heights, until all check digits are right. What several
/// strips of one line say is put together: no check digit covers a name, and a letter seen twice is seldom wrong twice.
const EFFORTS: [(Reader, &[f32]); 4] =
    [(Reader::Zone, &[1.6, 2.0]), (Reader::Zone, &[1.6]), (Reader::Zone, &[2.0]), (Reader::Print, &[1.6])];

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

    /// Takes names that stand printed on the same document in place of those read from the zone, if what was seen there
    /// can be them as well: a few letters that look alike, and none that was read clearly as another.
    pub fn take_names(&mut self, surname: &str, given: &str) -> bool {
        let Some(slot) = self.mrz.format.slots().iter().find(|slot| slot.field == MrzField::Names) else {
            return false;
        };
        let printed =
            Names { surname: transliterate(surname), given: transliterate(given), may_be_cut: false };
        let field = printed.write(slot.to - slot.from);
        let Some(line) =
            self.mrz.lines.get_mut(slot.line).filter(|line| line.get(slot.from..slot.to).is_some())
        else {
            return false;
        };
        if line[slot.from..slot.to] == field {
            return true;
        }
        let mut bend = 0.0;
        for (column, c) in (slot.from..slot.to).zip(field.chars()) {
            let Some(belief) = self.repaired.belief.get(slot.line).and_then(|row| row.get(column)) else {
                return false;
            };
            let most = belief.iter().copied().fold(0.0, f32::max);
            let own = index(c).map_or(0.0, |at| belief[at]);
            bend += log(most) - log(own);
        }
        if bend > NAME_BEND {
            return false;
        }
        line.replace_range(slot.from..slot.to, &field);
        self.mrz.names = Names::parse(&field);
        self.repaired.lines.clone_from(&self.mrz.lines);
        true
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

    /// The locator alone: enough for a sharp picture.
    pub fn at_a_glance(&mut self) -> Result<(), ModelError> {
        self.try_lines(&locate(self.page))
    }

    /// The detector at its small size: enough for nearly every page with a zone.
    pub fn quickly(&mut self) -> Result<(), ModelError> {
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
        let lines = detect(self.models, self.page, side, ZONE_ASPECT)?;
        let longest = real(self.page.width().max(self.page.height()));
        let legible = lines.iter().filter(|l| l.height * real(side) / longest >= LEGIBLE).count();
        self.shows_well = legible >= ENOUGH_LINES;
        self.try_lines(&lines)
    }

    fn try_lines(&mut self, lines: &[TextLine]) -> Result<(), ModelError> {
        for group in groups(lines).into_iter().take(MAX_GROUPS) {
            for (reader, margins) in EFFORTS {
                let Some(reading) = self.read_group(&group, reader, margins)? else {
                    if self.is_rejected(&group) {
                        break;
                    }
                    continue;
                };
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

    /// Reads a group the way up in which it is a zone.
    fn read_group(
        &mut self,
        group: &Group,
        reader: Reader,
        margins: &[f32],
    ) -> Result<Option<ZoneReading>, ModelError> {
        if self.is_rejected(group) {
            return Ok(None);
        }
        let turned = group.reversed();
        let mut best: Option<ZoneReading> = None;
        let mut fillers = false;
        for group in [group, &turned] {
            let mut looks = Vec::with_capacity(margins.len());
            for margin in margins {
                let Some(readings) = self.read_lines(group, reader, *margin)? else { break };
                looks.push(readings);
            }
            let Some(first) = looks.first() else { continue };
            fillers |= first.iter().any(has_fillers);
            // Numbers look like numbers upside down too, so one line says nothing: all of them do.
            let sure = first.iter().all(|reading| reading.likeness >= SURE_LIKENESS);
            let zone = best_format(group, &looks, self.pyramid.size(), self.today);
            best = match (best, zone) {
                (Some(one), Some(other)) if other.is_better_than(&one) => Some(other),
                (None, zone) => zone,
                (best, _) => best,
            };
            if best.is_some() && sure {
                break;
            }
        }
        if best.is_none() && !fillers {
            self.rejected.extend(&group.lines);
        }
        Ok(best)
    }

    /// A line of it was read before, and there is no zone where it stands.
    fn is_rejected(&self, group: &Group) -> bool {
        group.lines.iter().any(|line| self.rejected.iter().any(|known| same(known, line)))
    }

    /// All lines of a group; `None` as soon as one is none of a zone.
    fn read_lines(
        &self,
        group: &Group,
        reader: Reader,
        margin: f32,
    ) -> Result<Option<Vec<LineReading>>, ModelError> {
        let mut readings = Vec::with_capacity(group.lines.len());
        for line in &group.lines {
            let reading = self.read(line, reader, margin)?;
            if !reading.may_be_of_a_zone() {
                return Ok(None);
            }
            readings.push(reading);
        }
        Ok(Some(readings))
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

/// What several looks at the lines of a zone say of each position: the mean of their beliefs. A look that was laid out
/// otherwise says nothing about the same positions.
fn together(looks: &[Vec<Aligned>]) -> Vec<Vec<Weights>> {
    let Some((first, others)) = looks.split_first() else { return Vec::new() };
    let mut slots: Vec<Vec<Weights>> = first.iter().map(|line| line.slots.clone()).collect();
    for (at, line) in slots.iter_mut().enumerate() {
        let others: Vec<&[Weights]> = others
            .iter()
            .map(|look| look[at].slots.as_slice())
            .filter(|other| agreement(&first[at].slots, other) >= LAID_OUT_ALIKE)
            .collect();
        let share = 1.0 / real_len(others.len() + 1);
        for (column, weights) in line.iter_mut().enumerate() {
            for (symbol, weight) in weights.iter_mut().enumerate() {
                let more: f32 = others.iter().map(|look| look[column][symbol]).sum();
                *weight = (*weight + more) * share;
            }
        }
    }
    slots
}

/// The share of positions at which two readings say the same.
fn agreement(one: &[Weights], other: &[Weights]) -> f32 {
    let most = |weights: &Weights| (0..weights.len()).max_by(|a, b| weights[*a].total_cmp(&weights[*b]));
    let same = one.iter().zip(other).filter(|(one, other)| most(one) == most(other)).count();
    real_len(same) / real_len(one.len().max(1))
}

/// Tries every format with this number of lines.
fn best_format(
    group: &Group,
    looks: &[Vec<LineReading>],
    size: (u32, u32),
    today: Date,
) -> Option<ZoneReading> {
    Format::ALL
        .into_iter()
        .filter(|format| format.line_count() == group.lines.len())
        .filter_map(|format| {
            let looks: Vec<Vec<Aligned>> = looks
                .iter()
                .filter_map(|readings| {
                    let lines: Vec<&[Glyph]> = readings.iter().map(|r| r.glyphs.as_slice()).collect();
                    align_zone(&lines, format.line_length())
                })
                .collect();
            let aligned = looks.first()?;
            let cost = aligned.iter().map(|a| a.cost).sum::<f32>() / real_len(format.line_length());
            let slots = together(&looks);
            let mut repaired = repair(&MrzReading { format, slots });
            repaired.fit -= cost;
            let lines: Vec<&str> = repaired.lines.iter().map(String::as_str).collect();
            let mrz = parse(&lines, today).ok()?;
            let passed = mrz.checks.iter().filter(|c| c.passed).count();
            (mrz.format == format && repaired.fit > MIN_FIT && passed >= MIN_PASSED).then(|| ZoneReading {
                placed: group.lines.iter().zip(aligned).map(|(l, a)| (*l, a.grid)).collect(),
                repaired,
                mrz,
                size,
            })
        })
        .max_by(|a, b| a.repaired.fit.total_cmp(&b.repaired.fit))
}
