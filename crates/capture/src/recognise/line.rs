//! One line of text read: for every character found, where it stands and what it may be.

use super::detect::normalised;
use super::models::{ModelError, Models};
use crate::mrz::names::transliterate;
use crate::mrz::reading::{SYMBOLS, Weights, index};
use crate::picture::{Pyramid, TextLine, real_len};

/// Height of the strips the recogniser was trained on.
const STRIP: u32 = 48;
/// Room at either end of the line, in capital heights: a letter cut in half is lost.
const LEAD: f32 = 0.7;

/// A character found on a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Glyph {
    /// Place along the line from its middle, in pixels of the picture.
    pub at: f32,
    pub weights: Weights,
}

/// What was found on one line.
#[derive(Debug, Clone, PartialEq)]
pub struct LineReading {
    pub glyphs: Vec<Glyph>,
    /// How much this looks like a line of a zone, `0.0..=1.0`: sure characters of its alphabet against all.
    pub likeness: f32,
}

/// Reads a line as one of a machine-readable zone. `margin` is the height of the strip in capital heights.
pub fn read_line(
    models: &Models,
    pyramid: &Pyramid<'_>,
    line: &TextLine,
    margin: f32,
) -> Result<LineReading, ModelError> {
    let (strip, scale) = pyramid.strip(line, STRIP, margin, LEAD);
    let steps = models.recognise(normalised(&strip))?;
    let step = crate::picture::real(strip.width()) / real_len(steps.len().max(1)) / scale;
    let start = -crate::picture::real(strip.width()) / scale / 2.0;
    Ok(decode(&steps, models.classes()?, |at| start + (at + 0.5) * step))
}

/// What a class of the recogniser means in a zone: place in the alphabet and share of belief.
fn meaning(class: char) -> Option<(usize, f32)> {
    match class {
        '«' | '‘' | '(' | '[' | '{' | '~' => index('<').map(|at| (at, 0.5)),
        '|' => index('I').map(|at| (at, 0.7)),
        _ if class.is_ascii() => index(class.to_ascii_uppercase()).map(|at| (at, 1.0)),
        _ => {
            let plain = transliterate(&class.to_string());
            plain.chars().next().and_then(index).map(|at| (at, 0.7))
        }
    }
}

/// A character that the recogniser holds on to for some steps (CTC).
pub struct Held {
    /// Its class; 0 is the blank, which is never held.
    pub class: usize,
    /// The steps, in order.
    pub steps: std::ops::Range<usize>,
}

/// The characters held, in order.
pub fn held(steps: &[Vec<f32>]) -> Vec<Held> {
    let mut out: Vec<Held> = Vec::new();
    let mut before = 0;
    for (at, step) in steps.iter().enumerate() {
        let class = argmax(step);
        match out.last_mut() {
            Some(last) if class > 0 && class == before => last.steps.end = at + 1,
            _ if class > 0 => out.push(Held { class, steps: at..at + 1 }),
            _ => {}
        }
        before = class;
    }
    out
}

/// The characters of a zone among those held.
fn decode(steps: &[Vec<f32>], classes: &[char], place: impl Fn(f32) -> f32) -> LineReading {
    let meanings: Vec<Option<(usize, f32)>> = classes.iter().map(|c| meaning(*c)).collect();
    let mut glyphs: Vec<Glyph> = Vec::new();
    let (mut good, mut all) = (0.0f32, 0.0f32);
    for one in held(steps) {
        all += 1.0;
        if let Some((glyph, sure)) = glyph(steps, &one, &meanings, &place) {
            good += sure * f32::from(u8::from(!classes[one.class - 1].is_ascii_lowercase()));
            glyphs.push(glyph);
        }
    }
    LineReading { likeness: good / all.max(20.0), glyphs }
}

/// One held character: belief and place averaged over its steps, by how sure each step is.
fn glyph(
    steps: &[Vec<f32>],
    held: &Held,
    meanings: &[Option<(usize, f32)>],
    place: &impl Fn(f32) -> f32,
) -> Option<(Glyph, f32)> {
    meanings.get(held.class - 1).copied().flatten()?;
    let mut weights = [0.0; SYMBOLS];
    let (mut mass, mut centre, mut surest) = (0.0, 0.0, 0.0f32);
    for at in held.steps.clone() {
        let sure = steps[at][held.class];
        surest = surest.max(sure);
        mass += sure;
        centre += sure * real_len(at);
        for (probability, meaning) in steps[at][1..].iter().zip(meanings) {
            if let Some((symbol, share)) = meaning {
                weights[*symbol] += sure * probability * share;
            }
        }
    }
    let total: f32 = weights.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    for weight in &mut weights {
        *weight /= total;
    }
    Some((Glyph { at: place(centre / mass), weights }, surest))
}

fn argmax(step: &[f32]) -> usize {
    (0..step.len()).max_by(|a, b| step[*a].total_cmp(&step[*b])).unwrap_or(0)
}
