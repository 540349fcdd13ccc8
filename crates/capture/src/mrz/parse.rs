//! From lines of text to fields with the evidence of every check digit.

use serde::{Deserialize, Serialize};
use time::Date;

use super::alphabet::{FILLER, check_digit, value};
use super::layout::{Format, MrzField, Slot};
use super::{MrzDate, Names};

/// Why a text is no machine-readable zone. Lines and columns count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum MrzError {
    #[error("{lines} lines of {length} characters are no machine-readable zone")]
    Shape { lines: usize, length: usize },
    #[error("line {line} has {found} characters, the first has {expected}")]
    Length { line: usize, expected: usize, found: usize },
    #[error("line {line}, column {column}: {found:?} does not occur in a machine-readable zone")]
    Character { line: usize, column: usize, found: char },
}

/// What a check digit covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckedPart {
    DocumentNumber,
    BirthDate,
    ExpiryDate,
    /// The personal number of a passport.
    Optional,
    /// The last digit, over all of the above.
    Composite,
}

/// One check digit, printed and computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub part: CheckedPart,
    pub printed: char,
    pub computed: char,
    pub passed: bool,
}

/// Sex as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    Female,
    Male,
    Unspecified,
}

/// A zone taken apart. Texts are without fillers; nothing is corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mrz {
    pub format: Format,
    /// The lines as parsed: capitals, no spaces.
    pub lines: Vec<String>,
    /// `P`, `I`, `ID`, `C`, `AC`, `V`… (the Italian electronic identity card prints `C`).
    pub document_code: String,
    /// Issuing state or organisation, `D` and not `D<<` for Germany.
    pub issuer: String,
    /// The whole number, including what a long one continues in the optional data (ICAO 9303-5 note j).
    pub document_number: String,
    pub nationality: String,
    pub names: Names,
    pub birth: MrzDate,
    pub sex: Sex,
    /// `None` in the date where the field is all filler: no expiry.
    pub expiry: MrzDate,
    /// Optional data, inner fillers as spaces; what a long number took is not here.
    pub optional: String,
    /// Second optional data (TD1), else empty.
    pub second_optional: String,
    pub checks: Vec<Check>,
}

impl Mrz {
    /// Whether every check digit is right.
    pub fn all_checks_pass(&self) -> bool {
        self.checks.iter().all(|c| c.passed)
    }

    /// The check of one part, if the format has it.
    pub fn check(&self, part: CheckedPart) -> Option<Check> {
        self.checks.iter().copied().find(|c| c.part == part)
    }
}

/// Parses two or three lines. Spaces are dropped and `«` counts as two fillers; lower case is refused.
pub fn parse(lines: &[&str], today: Date) -> Result<Mrz, MrzError> {
    let lines: Vec<String> = lines
        .iter()
        .map(|l| l.chars().filter(|c| !c.is_whitespace()).collect::<String>().replace('«', "<<"))
        .filter(|l| !l.is_empty())
        .collect();
    for (row, line) in lines.iter().enumerate() {
        if let Some((column, found)) = line.chars().enumerate().find(|(_, c)| value(*c).is_none()) {
            return Err(MrzError::Character { line: row + 1, column: column + 1, found });
        }
    }
    let length = lines.first().map_or(0, String::len);
    if let Some((row, line)) = lines.iter().enumerate().find(|(_, l)| l.len() != length) {
        return Err(MrzError::Length { line: row + 1, expected: length, found: line.len() });
    }
    let first = lines.first().and_then(|l| l.chars().next()).unwrap_or(FILLER);
    let format =
        Format::of(lines.len(), length, first).ok_or(MrzError::Shape { lines: lines.len(), length })?;
    Ok(take_apart(format, lines, today))
}

/// The text of a slot in lines already known to have the format's shape.
fn text<'a>(lines: &'a [String], slot: &Slot) -> &'a str {
    lines.get(slot.line).and_then(|l| l.get(slot.from..slot.to)).unwrap_or("")
}

fn char_at(lines: &[String], line: usize, at: usize) -> char {
    lines.get(line).and_then(|l| l.as_bytes().get(at)).map_or(FILLER, |b| char::from(*b))
}

fn take_apart(format: Format, lines: Vec<String>, today: Date) -> Mrz {
    let raw = |field: MrzField| {
        format.slots().iter().find(|s| s.field == field).map_or("", |s| text(&lines, s)).to_owned()
    };
    let plain = |s: &str| s.split(FILLER).filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
    let (document_number, number_check, optional) = number_of(format, &lines);
    let mut checks = vec![number_check];
    for slot in format.slots() {
        let part = match slot.field {
            MrzField::BirthDate => CheckedPart::BirthDate,
            MrzField::ExpiryDate => CheckedPart::ExpiryDate,
            MrzField::Optional => CheckedPart::Optional,
            _ => continue,
        };
        if let Some(at) = slot.check {
            checks.push(judge(part, text(&lines, slot), char_at(&lines, slot.line, at)));
        }
    }
    if let Some(composite) = format.composite() {
        let over: String = composite
            .over
            .iter()
            .filter_map(|&(line, from, to)| lines.get(line).and_then(|l| l.get(from..to)))
            .collect();
        let (printed, computed) = (char_at(&lines, composite.line, composite.at), check_digit(&over));
        checks.push(Check { part: CheckedPart::Composite, printed, computed, passed: printed == computed });
    }
    Mrz {
        format,
        document_code: plain(&raw(MrzField::DocumentCode)),
        issuer: plain(&raw(MrzField::Issuer)),
        document_number,
        nationality: plain(&raw(MrzField::Nationality)),
        names: Names::parse(&raw(MrzField::Names)),
        birth: MrzDate::birth(&raw(MrzField::BirthDate), today),
        sex: match raw(MrzField::Sex).as_str() {
            "F" => Sex::Female,
            "M" => Sex::Male,
            _ => Sex::Unspecified,
        },
        expiry: MrzDate::expiry(&raw(MrzField::ExpiryDate), today),
        optional: plain(&optional),
        second_optional: plain(&raw(MrzField::SecondOptional)),
        checks,
        lines,
    }
}

/// An empty field may have a filler for its check digit (ICAO 9303-4 §4.2.2.2 for the personal number; states
/// without an expiry date do the same there). A letter in a date makes its check fail whatever it sums to.
fn judge(part: CheckedPart, field: &str, printed: char) -> Check {
    let computed = check_digit(field);
    let empty = field.chars().all(|c| c == FILLER);
    let of_class = match part {
        CheckedPart::BirthDate | CheckedPart::ExpiryDate => is_date(field),
        _ => true,
    };
    let may_be_blank = empty && part != CheckedPart::DocumentNumber;
    Check {
        part,
        printed,
        computed,
        passed: of_class && (printed == computed || (may_be_blank && printed == FILLER)),
    }
}

/// Digits, of which day, month and day, or all may be unknown and filled (ICAO 9303-3 §4.8).
fn is_date(field: &str) -> bool {
    let known = field.trim_end_matches(FILLER);
    known.len().is_multiple_of(2) && known.chars().all(|c| c.is_ascii_digit())
}

/// The document number with its check, and the optional data that remains. A card whose number is longer than
/// nine characters prints a filler for the check digit and continues in the optional data: rest, check digit,
/// filler (ICAO 9303-5 §4.2.2 note j).
fn number_of(format: Format, lines: &[String]) -> (String, Check, String) {
    let find = |field| format.slots().iter().find(|s| s.field == field);
    let head = find(MrzField::DocumentNumber).map_or("", |s| text(lines, s));
    let printed = find(MrzField::DocumentNumber)
        .and_then(|s| s.check.map(|at| char_at(lines, s.line, at)))
        .unwrap_or(FILLER);
    let optional = find(MrzField::Optional).map_or("", |s| text(lines, s));
    let long = matches!(format, Format::Td1 | Format::Td2) && printed == FILLER && !head.contains(FILLER);
    if long {
        let (tail, rest) = optional.split_once(FILLER).unwrap_or((optional, ""));
        if let Some((at, digit)) = tail.char_indices().last().filter(|(_, d)| d.is_ascii_digit()) {
            let number = format!("{head}{}", &tail[..at]);
            let check = judge(CheckedPart::DocumentNumber, &number, digit);
            return (number, check, rest.to_owned());
        }
    }
    let number = head.split(FILLER).filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
    (number, judge(CheckedPart::DocumentNumber, head, printed), optional.to_owned())
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
