//! Any print on a page, line by line, in the direction in which most of it is read.

use image::RgbImage;

use super::detect::{detect, normalised};
use super::line::held;
use super::models::{ModelError, Models};
use crate::picture::{PixelBox, Pyramid, TextLine, real, real_len};

/// Side of the page at which the small captions of a card are still found.
const DETECTOR_SIDE: u32 = 1024;
/// A single letter stands as high as wide.
const MIN_ASPECT: f32 = 0.7;
/// From this aspect on a box tells the direction of its text.
const TELLING_ASPECT: f32 = 4.0;
/// Lines read both ways up, to learn which one is up.
const PROBES: usize = 5;
/// Height of the strips, in pixels and in capital heights, and the room at their ends.
const STRIP: u32 = 48;
const MARGIN: f32 = 1.5;
const LEAD: f32 = 0.35;
/// Below this mean belief a line is no text.
const LEGIBLE: f32 = 0.5;
/// More lines than any document has: the rest is not read.
const MAX_LINES: usize = 120;

/// A character that was read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letter {
    pub char: char,
    /// `0.0..=1.0`.
    pub belief: f32,
    /// Place along the line from its middle, in pixels of the page.
    pub at: f32,
}

/// A line of text that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct TextRun {
    pub line: TextLine,
    pub letters: Vec<Letter>,
    /// Its box where the page is read upright: left, top, right, bottom, in pixels of the page.
    pub upright: [f32; 4],
}

impl TextRun {
    pub fn text(&self) -> String {
        self.letters.iter().map(|letter| letter.char).collect()
    }

    /// Mean belief in its characters.
    pub fn belief(&self) -> f32 {
        self.letters.iter().map(|letter| letter.belief).sum::<f32>() / real_len(self.letters.len().max(1))
    }

    pub fn height(&self) -> f32 {
        self.upright[3] - self.upright[1]
    }

    /// The box around letters `from..to`, in pixels of the page.
    pub fn place(&self, from: usize, to: usize, size: (u32, u32)) -> Option<PixelBox> {
        let letters = self.letters.get(from..to)?;
        let half = self.line.height * 0.75;
        let (left, right) = (letters.first()?.at - half, letters.last()?.at + half);
        let corners = [(left, -half), (right, -half), (right, half), (left, half)];
        Some(PixelBox::around(&corners.map(|(along, across)| self.line.point(along, across)), size))
    }
}

/// All print of a page.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintedPage {
    /// From top to bottom, then from left to right, as the page is read.
    pub runs: Vec<TextRun>,
    /// Direction of reading, radians clockwise.
    pub angle: f32,
    /// Of the page, pixels.
    pub size: (u32, u32),
}

/// Reads all print of a page. Costs a second or two of one core.
pub fn read_print(models: &Models, page: &RgbImage) -> Result<PrintedPage, ModelError> {
    let pyramid = Pyramid::of(page);
    let mut lines = detect(models, page, DETECTOR_SIDE, MIN_ASPECT)?;
    // The largest first: what does not fit is the smallest print.
    lines.sort_by(|a, b| (b.height * b.length).total_cmp(&(a.height * a.length)));
    lines.truncate(MAX_LINES);
    let angle = direction(models, &pyramid, &lines)?;
    let mut runs = Vec::with_capacity(lines.len());
    for line in lines {
        let line = aligned(line, angle);
        let letters = read_letters(models, &pyramid, &line)?;
        let run = TextRun { upright: upright(&line, angle, page.dimensions()), line, letters };
        if !run.letters.is_empty() && run.belief() >= LEGIBLE {
            runs.push(run);
        }
    }
    runs.sort_by(|a, b| {
        (a.upright[1], a.upright[0])
            .partial_cmp(&(b.upright[1], b.upright[0]))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    Ok(PrintedPage { runs, angle, size: page.dimensions() })
}

/// The direction in which the longest lines are read, up to half a turn from what their boxes say.
fn direction(models: &Models, pyramid: &Pyramid<'_>, lines: &[TextLine]) -> Result<f32, ModelError> {
    let mut long: Vec<&TextLine> =
        lines.iter().filter(|line| line.length > TELLING_ASPECT * line.height).collect();
    long.sort_by(|a, b| b.length.total_cmp(&a.length));
    let Some(base) = middle_angle(&long) else { return Ok(0.0) };
    let (mut forward, mut backward) = (0.0, 0.0);
    for line in long.into_iter().take(PROBES) {
        let line = aligned(*line, base);
        let sure = |letters: Vec<Letter>| letters.iter().map(|l| l.belief).sum::<f32>();
        forward += sure(read_letters(models, pyramid, &line)?);
        backward += sure(read_letters(models, pyramid, &line.reversed())?);
    }
    Ok(if backward > forward { base + std::f32::consts::PI } else { base })
}

/// The middle one of the lines' directions, half turns apart being one.
fn middle_angle(lines: &[&TextLine]) -> Option<f32> {
    use std::f32::consts::PI;
    let first = lines.first()?.angle;
    let mut turned: Vec<f32> =
        lines.iter().map(|line| (line.angle - first + PI / 2.0).rem_euclid(PI) - PI / 2.0).collect();
    turned.sort_by(f32::total_cmp);
    turned.get(turned.len() / 2).map(|middle| first + middle)
}

/// The line in the page's direction of reading: its own where its box tells, the page's where it does not.
fn aligned(line: TextLine, angle: f32) -> TextLine {
    let (sin, cos) = (line.angle - angle).sin_cos();
    if line.length > TELLING_ASPECT * line.height && sin.abs() < 0.2 {
        return if cos < 0.0 { line.reversed() } else { line };
    }
    if sin.abs() > 0.7 && line.length < 2.0 * line.height {
        // A single letter, higher than wide: its box runs across the page's direction.
        return TextLine { angle, length: line.height, height: line.length, ..line };
    }
    TextLine { angle, ..line }
}

/// The box of a line on the page turned upright around its middle.
fn upright(line: &TextLine, angle: f32, (width, height): (u32, u32)) -> [f32; 4] {
    let (x, y) = (line.x - real(width) / 2.0, line.y - real(height) / 2.0);
    let (sin, cos) = angle.sin_cos();
    let (along, across) = (x * cos + y * sin, y * cos - x * sin);
    let (half, rise) = (line.length / 2.0, line.height / 2.0);
    [along - half, across - rise, along + half, across + rise]
}

fn read_letters(models: &Models, pyramid: &Pyramid<'_>, line: &TextLine) -> Result<Vec<Letter>, ModelError> {
    let (strip, scale) = pyramid.strip(line, STRIP, MARGIN, LEAD);
    let steps = models.recognise(normalised(&strip))?;
    let classes = models.classes()?;
    let step = real(strip.width()) / real_len(steps.len().max(1)) / scale;
    let start = -real(strip.width()) / scale / 2.0;
    Ok(held(&steps)
        .into_iter()
        .filter_map(|one| {
            let belief = one.steps.clone().map(|at| steps[at][one.class]).fold(0.0, f32::max);
            let middle = real_len(one.steps.start + one.steps.end) / 2.0;
            Some(Letter { char: *classes.get(one.class - 1)?, belief, at: start + middle * step })
        })
        .collect())
}
