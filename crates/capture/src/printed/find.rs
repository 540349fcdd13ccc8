//! Captions among the lines of a page, and the line that belongs to each.

use super::captions::{CAPTIONS, Caption, HEADINGS, Heading, ITALIAN};
use crate::picture::real_len;
use crate::recognise::{PrintedPage, TextRun};

/// Letters of a run that a caption must explain.
const EXPLAINED: f32 = 0.55;
/// How far below its caption a value may begin, in heights of the caption; and beside it.
const BELOW: f32 = 3.2;
const BESIDE: f32 = 14.0;

/// Capitals and digits with one space for whatever else stands between, as captions are compared.
pub fn folded(text: &[char]) -> String {
    let text: String = text.iter().collect();
    sportello_domain::places::fold(&text).to_uppercase()
}

/// A run with the caption it begins with.
#[derive(Debug, Clone)]
pub struct Captioned {
    /// Place in the page's runs.
    pub run: usize,
    pub caption: Caption,
    /// The first letter after the caption.
    pub rest: usize,
}

/// The captions of a page.
pub fn captions(page: &PrintedPage) -> Vec<Captioned> {
    page.runs
        .iter()
        .enumerate()
        .filter_map(|(at, run)| caption_of(run).map(|(caption, rest)| Captioned { run: at, caption, rest }))
        .collect()
}

/// The caption that explains most of the run's letters, and where it ends.
fn caption_of(run: &TextRun) -> Option<(Caption, usize)> {
    let words = words_of(run);
    let letters: usize = words.iter().map(|word| word.text.len()).sum();
    let mut best: Option<(usize, Caption, usize)> = None;
    for (caption, phrases) in CAPTIONS {
        let mut covered = vec![false; words.len()];
        for phrase in *phrases {
            cover(&words, phrase, &mut covered);
        }
        // What follows the last explained word is the value.
        let Some(last) = covered.iter().rposition(|c| *c) else { continue };
        let explained: usize =
            words.iter().zip(&covered).filter(|(_, c)| **c).map(|(word, _)| word.text.len()).sum();
        let rest = words[last].to;
        if covered[0] && best.as_ref().is_none_or(|(known, _, _)| explained > *known) {
            best = Some((explained, *caption, rest));
        }
    }
    let (explained, caption, rest) = best?;
    let whole = real_len(explained) >= EXPLAINED * real_len(letters);
    // A caption of some length may have its value in the same line.
    (whole || explained >= 6).then_some((caption, rest))
}

struct Word {
    /// Folded.
    text: String,
    /// The letter of the run after it.
    to: usize,
}

fn words_of(run: &TextRun) -> Vec<Word> {
    let chars: Vec<char> = run.letters.iter().map(|letter| letter.char).collect();
    let mut words = Vec::new();
    let mut from = 0;
    while from < chars.len() {
        let mut to = from;
        while to < chars.len() && chars[to].is_alphanumeric() {
            to += 1;
        }
        if to > from {
            let text = folded(&chars[from..to]);
            if !text.is_empty() {
                words.push(Word { text, to });
            }
        }
        from = to.max(from) + 1;
    }
    words
}

/// Marks the words in which the phrase stands, every time it does.
fn cover(words: &[Word], phrase: &str, covered: &mut [bool]) {
    let wanted: Vec<&str> = phrase.split(' ').collect();
    for at in 0..words.len().saturating_sub(wanted.len() - 1) {
        if wanted.iter().zip(&words[at..]).all(|(want, word)| alike(want, &word.text)) {
            covered[at..at + wanted.len()].fill(true);
        }
    }
    // Readers lose the space between words.
    let joined: String = wanted.concat();
    if wanted.len() > 1 {
        for (at, word) in words.iter().enumerate() {
            if joined.len() >= 8 && alike(&joined, &word.text) {
                covered[at] = true;
            }
        }
    }
}

/// Whether a text is made of words that stand in captions: a part of one, whose beginning was not read.
pub fn is_of_captions(text: &str) -> bool {
    let folded = sportello_domain::places::fold(text).to_uppercase();
    let known = |word: &str| {
        CAPTIONS
            .iter()
            .flat_map(|(_, phrases)| *phrases)
            .any(|phrase| phrase.split(' ').any(|one| one == word))
    };
    folded.split_whitespace().all(|word| word.chars().any(|c| c.is_ascii_digit()) || known(word))
}

/// Equal but for the letters that a reader may get wrong.
pub fn alike(want: &str, read: &str) -> bool {
    let allowed = match want.len() {
        0..=3 => 0,
        4..=7 => 1,
        _ => want.len() / 5,
    };
    want == read || (want.len().abs_diff(read.len()) <= allowed && distance(want, read) <= allowed)
}

/// Letters to change, add or leave out.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut before = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let above = row[j + 1];
            row[j + 1] = (above + 1).min(row[j] + 1).min(before + usize::from(x != y));
            before = above;
        }
    }
    row[b.len()]
}

/// The heading that most of the page speaks for.
pub fn heading(page: &PrintedPage) -> Option<Heading> {
    let mut best: Option<(usize, Heading)> = None;
    for run in &page.runs {
        let words = words_of(run);
        for (heading, phrases) in HEADINGS {
            for phrase in *phrases {
                // `VIA` is not a misread `VISA`.
                if phrase.len() <= 5 && !words.iter().any(|word| word.text == *phrase) {
                    continue;
                }
                let mut covered = vec![false; words.len()];
                cover(&words, phrase, &mut covered);
                let found = covered.iter().filter(|c| **c).count() * phrase.len();
                if found > 0 && best.is_none_or(|(known, _)| phrase.len() > known) {
                    best = Some((phrase.len(), *heading));
                }
            }
        }
    }
    best.map(|(_, heading)| heading)
}

/// Whether the page has words that only Italian documents have.
pub fn is_italian(page: &PrintedPage) -> bool {
    says(page, ITALIAN)
}

/// Whether one of the phrases stands on the page.
pub fn says(page: &PrintedPage, phrases: &[&str]) -> bool {
    page.runs.iter().any(|run| {
        let words = words_of(run);
        phrases.iter().any(|phrase| {
            let mut covered = vec![false; words.len()];
            cover(&words, phrase, &mut covered);
            covered.contains(&true)
        })
    })
}

/// Where the value of a caption may stand: the rest of its own line, then the lines below and beside it, the likeliest first.
pub fn candidates(page: &PrintedPage, caption: &Captioned, captions: &[Captioned]) -> Vec<(usize, usize)> {
    let own = &page.runs[caption.run];
    let mut found: Vec<(f32, usize)> = Vec::new();
    for (at, run) in page.runs.iter().enumerate() {
        if captions.iter().any(|other| other.run == at) {
            continue;
        }
        let [left, top, right, bottom] = run.upright;
        let [cl, ct, cr, cb] = own.upright;
        let height = own.height().max(1.0);
        let middle = f32::midpoint(top, bottom);
        let of_another = captions.iter().filter(|other| other.run != caption.run).any(|other| {
            let [_, above, end, below] = page.runs[other.run].upright;
            middle > above && middle < below && end < left + height && left < end + BESIDE * height
        });
        if of_another && middle > cb {
            continue;
        }
        if middle > cb && top < cb + BELOW * height && right > cl - 0.5 * height && left < cr + height {
            // A value stands under the beginning of its caption.
            found.push(((middle - cb) / height + 0.15 * (left - cl).abs() / height, at));
        } else if middle > ct && middle < cb && left > cr - height && left < cr + BESIDE * height {
            found.push((1.2 + 0.2 * (left - cr) / height, at));
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let rest = (own.letters.len() > caption.rest).then_some((caption.run, caption.rest));
    rest.into_iter().chain(found.into_iter().map(|(_, at)| (at, 0))).collect()
}

/// The line that goes on below this one, as long names and addresses do.
pub fn continuation(page: &PrintedPage, run: usize, captions: &[Captioned]) -> Option<usize> {
    let own = &page.runs[run];
    page.runs.iter().enumerate().position(|(at, other)| {
        let height = own.height();
        let gap = other.upright[1] - own.upright[3];
        at != run
            && !captions.iter().any(|caption| caption.run == at)
            && gap > -0.3 * height
            && gap < 0.7 * height
            && (other.upright[0] - own.upright[0]).abs() < height
            && (0.75..1.34).contains(&(other.height() / height))
    })
}
