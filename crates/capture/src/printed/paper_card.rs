//! The inside of the Italian paper identity card: what was typed stands on a dotted line behind its caption.

use sportello_domain::places::fold;

use super::values::{self, Value};
use super::{Parse, Reader, day, find};
use crate::document::Field;

/// What stands on no other document.
const TELLING: &[&str] = &["CONNOTATI E CONTRASSEGNI SALIENTI"];

/// Captions without their spaces, which readers lose; field, and how its value is told.
const LABELS: &[(&str, Field, Parse)] = &[
    ("COGNOME", Field::Surname, values::name),
    ("NOME", Field::GivenNames, values::name),
    ("NATOIL", Field::BirthDate, day),
    ("NATAIL", Field::BirthDate, day),
    ("CITTADINANZA", Field::Nationality, values::state),
    ("RESIDENZA", Field::Residence, values::words),
];

/// The line of the street is announced as *Via*, which is how most streets begin: a caption only before another such word.
const STREET: &str = "VIA";

pub fn is_one(reader: &Reader<'_>) -> bool {
    find::says(reader.page, TELLING)
}

pub fn read(reader: &mut Reader<'_>) {
    for at in 0..reader.page.runs.len() {
        let text: Vec<char> = reader.page.runs[at].letters.iter().map(|letter| letter.char).collect();
        for (label, field, parse) in LABELS {
            take(reader, at, *field, after(&text, label), *parse);
        }
        take(reader, at, Field::Street, street(&text), values::address);
        let born = text.starts_with(&['a', ' ']).then_some(2);
        take(reader, at, Field::BirthPlace, born, values::place);
        // `NAPOLI li 01/08/2024`: where and when it was issued.
        if let Some(issued) = issued(&text) {
            take(reader, at, Field::IssueDate, Some(issued), day);
            take(reader, at, Field::Authority, Some(0), |text| {
                let end = text.windows(4).position(is_li)?;
                values::words(&text[..end])
            });
        }
    }
}

fn take(reader: &mut Reader<'_>, run: usize, field: Field, from: Option<usize>, parse: Parse) {
    let Some(from) = from.filter(|_| !reader.has(field)) else { return };
    let letters = &reader.page.runs[run].letters[from..];
    let text: Vec<char> = letters.iter().map(|letter| letter.char).collect();
    if let Some(value) = parse(&text) {
        reader.take(field, run, Value { from: value.from + from, to: value.to + from, ..value });
    }
}

/// The first letter behind a caption that the line begins with.
fn after(text: &[char], label: &str) -> Option<usize> {
    let mut read = String::new();
    for (at, letter) in text.iter().enumerate() {
        read.push_str(&find::folded(&[*letter]));
        if read.len() >= label.len() {
            let same = read == label || (label.len() > 4 && find::alike(label, &read));
            return same.then_some(at + 1);
        }
    }
    None
}

/// Where the street begins in the line announced as *Via*.
fn street(text: &[char]) -> Option<usize> {
    let behind = after(text, STREET)?;
    let (label, rest) = text.split_at(behind);
    // Readers lose the space behind it; but the caption is no part of a word in one case, as `VIAREGGIO` is.
    let joined = label.iter().any(|c| c.is_lowercase()) && rest.first().is_some_and(|c| c.is_uppercase());
    if !joined && !rest.first().is_some_and(|c| matches!(c, ' ' | ':' | '.')) {
        return None;
    }
    let rest = fold(&rest.iter().collect::<String>()).to_uppercase();
    let announced = rest.split(' ').next().is_some_and(|word| values::STREETS.contains(&word));
    Some(if announced { behind } else { 0 })
}

fn is_li(part: &[char]) -> bool {
    matches!(part, [' ', 'l' | 'L' | 'I', 'i' | 'ì' | 'I' | 'í', ' '])
}

fn issued(text: &[char]) -> Option<usize> {
    text.windows(4).position(is_li).map(|at| at + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caption_ends_where_the_typing_begins() {
        let rest = |text: &str, label: &str| {
            let text: Vec<char> = text.chars().collect();
            after(&text, label).map(|at| text[at..].iter().collect::<String>())
        };
        for (line, label, expected) in [
            ("Cognome RUSSO", "COGNOME", Some(" RUSSO")),
            ("CittadinanzaITALIANA", "CITTADINANZA", Some("ITALIANA")),
            ("nato il 20/06/1943", "NATOIL", Some(" 20/06/1943")),
            ("Cognome RUSSO", "NOME", None),
            ("Nope", "NOME", None),
        ] {
            assert_eq!(rest(line, label).as_deref(), expected, "{label} in {line:?}");
        }
        let line: Vec<char> = "NAPOLI li 01/08/2024".chars().collect();
        assert_eq!(issued(&line), Some(10), "behind the place, and the little word");
    }

    #[test]
    fn a_street_keeps_the_word_it_begins_with() {
        for (line, expected) in [
            ("Via Via Roma, 1", Some(" Via Roma, 1")),
            ("Via PIAZZA DANTE, 4", Some(" PIAZZA DANTE, 4")),
            ("VIA ROMA, 1", Some("VIA ROMA, 1")),
            ("ViaCORSO ITALIA 3", Some("CORSO ITALIA 3")),
            ("Via VIAREGGIO, 3", Some("Via VIAREGGIO, 3")),
            ("Via LOCALITÀ ISOLA, 2", Some(" LOCALITÀ ISOLA, 2")),
            ("Viareggio", None),
            ("VIAREGGIO (LU)", None),
            ("Cognome RUSSO", None),
        ] {
            let text: Vec<char> = line.chars().collect();
            let read = street(&text).map(|at| text[at..].iter().collect::<String>());
            assert_eq!(read.as_deref(), expected, "{line:?}");
        }
    }
}
