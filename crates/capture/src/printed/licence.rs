//! The driving licence of the European Union: numbers stand for captions (directive 2006/126/EC, annex I).

use super::values::{self, Value};
use super::{Reader, day};
use crate::document::Field;

/// Number, field, and how its value is told.
const NUMBERED: &[(&str, Field, super::Parse)] = &[
    ("1", Field::Surname, values::name),
    ("2", Field::GivenNames, values::name),
    ("3", Field::BirthDate, day),
    ("3", Field::BirthPlace, place_after_day),
    ("4a", Field::IssueDate, day),
    ("4b", Field::ExpiryDate, day),
    ("4c", Field::Authority, values::words),
    ("5", Field::DocumentNumber, number),
];

pub fn read(reader: &mut Reader<'_>) {
    for at in 0..reader.page.runs.len() {
        let text: Vec<char> = reader.page.runs[at].letters.iter().map(|letter| letter.char).collect();
        for (label, from) in labels(&text) {
            let to = labels(&text).into_iter().map(|(_, at)| at).find(|next| *next > from).map_or(
                text.len(),
                |next| {
                    // The next label's own characters are no value.
                    text[..next].iter().rposition(char::is_ascii_digit).unwrap_or(next)
                },
            );
            for (wanted, field, parse) in NUMBERED.iter().filter(|(wanted, _, _)| *wanted == label) {
                debug_assert_eq!(*wanted, label, "only this label's fields");
                if reader.has(*field) {
                    continue;
                }
                if let Some(value) = parse(&text[from..to.max(from)]) {
                    reader.take(*field, at, Value { from: value.from + from, to: value.to + from, ..value });
                } else if let Some((beside, value)) = beside(reader, at).and_then(|run| {
                    let text: Vec<char> = reader.page.runs[run].letters.iter().map(|l| l.char).collect();
                    parse(&text).map(|value| (run, value))
                }) {
                    reader.take(*field, beside, value);
                }
            }
        }
    }
}

/// The numbers in a line, each with where its value begins: `4a. 01/02/2020 4c. MIT-UCO`.
fn labels(text: &[char]) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for at in 0..text.len() {
        let begins = at == 0 || text[at - 1] == ' ';
        if !begins || !text[at].is_ascii_digit() {
            continue;
        }
        let mut end = at + 1;
        let mut label = text[at].to_string();
        if let Some(letter) = text.get(end).filter(|c| matches!(c.to_ascii_lowercase(), 'a'..='d')) {
            label.push(letter.to_ascii_lowercase());
            end += 1;
        }
        let stop = text.get(end).is_some_and(|c| matches!(c, '.' | ',' | ':' | ')'));
        if stop || (at == 0 && (end == text.len() || text[end] == ' ')) {
            found.push((label, (end + usize::from(stop)).min(text.len())));
        }
    }
    found
}

/// The line that goes on to the right of a number that stands alone.
fn beside(reader: &Reader<'_>, at: usize) -> Option<usize> {
    let own = &reader.page.runs[at];
    let [_, top, right, bottom] = own.upright;
    let height = own.height().max(1.0);
    let mut found: Option<(f32, usize)> = None;
    for (other_at, other) in reader.page.runs.iter().enumerate() {
        let [left, other_top, _, other_bottom] = other.upright;
        let middle = f32::midpoint(other_top, other_bottom);
        let gap = left - right;
        if other_at != at
            && middle > top
            && middle < bottom
            && gap > -0.5 * height
            && gap < 6.0 * height
            && found.is_none_or(|(known, _)| gap < known)
        {
            found = Some((gap, other_at));
        }
    }
    found.map(|(_, at)| at)
}

/// `12/08/1974 ROMA (RM)`: the place stands after the day.
fn place_after_day(text: &[char]) -> Option<Value> {
    let from = values::day(text).map_or(0, |(_, day)| day.to);
    let value = values::place(&text[from..])?;
    Some(Value { from: value.from + from, to: value.to + from, ..value })
}

/// `U1A234567B`, `RM1234567X`: letters and digits in one piece.
fn number(text: &[char]) -> Option<Value> {
    let from = text.iter().position(char::is_ascii_alphanumeric)?;
    let to = from + text[from..].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
    let number: String = text[from..to].iter().collect();
    let digits = number.chars().filter(char::is_ascii_digit).count();
    ((8..=12).contains(&number.len()) && digits >= 4 && !number.chars().any(char::is_lowercase))
        .then_some(Value { text: number, from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_told_from_what_they_announce() {
        let text: Vec<char> = "4a. 01/02/2020 4c. MIT-UCO".chars().collect();
        assert_eq!(labels(&text), [("4a".to_owned(), 3), ("4c".to_owned(), 18)], "two in one line");
        let text: Vec<char> = "3. 12/08/1974 ROMA (RM)".chars().collect();
        assert_eq!(labels(&text), [("3".to_owned(), 2)], "a day has no numbers of its own");
        assert_eq!(place_after_day(&text[2..]).map(|v| v.text), Some("ROMA (RM)".to_owned()));
    }
}
