//! What one picture of a document says: fields with where each came from and how sure it is. Whoever holds all pictures
//! of a document compares what they say.

use image::RgbImage;
use serde::{Deserialize, Serialize};
use time::Date;

use crate::mrz::{CheckedPart, Format, Mrz, MrzField, Sex};
use crate::picture::PixelBox;
use crate::recognise::{ModelError, Models, Search, ZoneReading};

/// Belief from which a confirmed field needs no second look.
const CERTAIN: f32 = 0.9;

/// What kind of document a zone stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Passport,
    IdentityCard,
    /// A visa proves no identity: say so and ask for the passport it stands in.
    Visa,
}

/// A field of an identity document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Surname,
    GivenNames,
    /// ISO 8601 day.
    BirthDate,
    /// `F`, `M` or `X`.
    Sex,
    /// ICAO 9303-3 §5 code.
    Nationality,
    DocumentNumber,
    /// ICAO 9303-3 §5 code.
    IssuingState,
    /// ISO 8601 day.
    ExpiryDate,
    /// What the issuer pleased to add.
    OptionalData,
}

/// Where a value was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// A line of the machine-readable zone, counted from 1.
    Mrz { line: usize },
}

/// What the field's own check digit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Checked {
    Passed,
    Failed,
    /// Names, sex, states have no check digit.
    None,
}

/// A value read from the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldReading {
    pub field: Field,
    /// As the form wants it; for a date that is no day, the characters as printed.
    pub value: String,
    /// Belief in the least sure character, `0.0..=1.0`.
    pub confidence: f32,
    pub checked: Checked,
    pub source: Source,
    /// Where it stands on the picture; `None` only where a long number runs over two places.
    pub place: Option<PixelBox>,
}

impl FieldReading {
    /// Whether the field may be shown as needing no second look. Never so without a check digit: a name that reads
    /// well can still be another name.
    pub fn is_certain(&self) -> bool {
        self.checked == Checked::Passed && self.confidence >= CERTAIN
    }
}

/// Something that does not fit and that the officer has to see.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mismatch {
    /// A check digit is wrong: misread, misprinted or altered.
    CheckDigit {
        part: CheckedPart,
        /// The digit as it was read.
        printed: char,
    },
    /// The document expired before the given day; ISO 8601.
    Expired {
        on: String,
    },
    /// The name field is full: the printed name may go on.
    NameMayBeCut,
    UnknownState {
        code: String,
    },
    /// Six characters that name no day.
    NoSuchDay {
        field: Field,
    },
}

/// The result of reading a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentReading {
    pub kind: DocumentKind,
    pub format: Format,
    /// Lines of the zone as read and repaired.
    pub lines: Vec<String>,
    /// Direction of reading on the page, whole quarter turns clockwise: turn the picture back by as many.
    pub quarter_turns: u8,
    pub fields: Vec<FieldReading>,
    pub mismatches: Vec<Mismatch>,
}

impl DocumentReading {
    /// The reading of one field.
    pub fn field(&self, field: Field) -> Option<&FieldReading> {
        self.fields.iter().find(|f| f.field == field)
    }

    /// Its value, or nothing.
    pub fn value(&self, field: Field) -> Option<&str> {
        self.field(field).map(|f| f.value.as_str())
    }
}

/// Reads a picture of a document. `None`: no zone was found, or none legible.
pub fn read_document(
    models: &Models,
    page: &RgbImage,
    today: Date,
) -> Result<Option<DocumentReading>, ModelError> {
    let mut search = Search::of(models, page, today);
    search.quickly()?;
    if !search.is_done() {
        search.thoroughly()?;
    }
    Ok(search.finish().map(|zone| describe(&zone, today)))
}

fn describe(zone: &ZoneReading, today: Date) -> DocumentReading {
    let mrz = &zone.mrz;
    let kind = match mrz.format {
        Format::MrvA | Format::MrvB => DocumentKind::Visa,
        _ if mrz.document_code.starts_with('P') => DocumentKind::Passport,
        _ => DocumentKind::IdentityCard,
    };
    DocumentReading {
        kind,
        format: mrz.format,
        lines: mrz.lines.clone(),
        quarter_turns: zone.quarter_turns(),
        fields: fields(zone),
        mismatches: mismatches(mrz, today),
    }
}

fn fields(zone: &ZoneReading) -> Vec<FieldReading> {
    let mrz = &zone.mrz;
    let sex = match mrz.sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Unspecified => "X",
    };
    let surname_ends = mrz.names.surname.len();
    let given_starts = surname_ends + 2;
    let all = [
        (Field::Surname, mrz.names.surname.clone(), MrzField::Names, Some((0, surname_ends))),
        (
            Field::GivenNames,
            mrz.names.given.clone(),
            MrzField::Names,
            Some((given_starts, given_starts + mrz.names.given.len())),
        ),
        (Field::BirthDate, day(&mrz.birth), MrzField::BirthDate, None),
        (Field::Sex, sex.to_owned(), MrzField::Sex, None),
        (Field::Nationality, mrz.nationality.clone(), MrzField::Nationality, None),
        (Field::DocumentNumber, mrz.document_number.clone(), MrzField::DocumentNumber, None),
        (Field::IssuingState, mrz.issuer.clone(), MrzField::Issuer, None),
        (Field::ExpiryDate, day(&mrz.expiry), MrzField::ExpiryDate, None),
        (Field::OptionalData, mrz.optional.clone(), MrzField::Optional, None),
    ];
    all.into_iter()
        .filter(|(_, value, _, _)| !value.is_empty())
        .filter_map(|(field, value, from, part)| {
            let slot = mrz.format.slots().iter().find(|s| s.field == from)?;
            let (start, end) =
                part.map_or((slot.from, slot.to), |(a, b)| (slot.from + a, (slot.from + b).min(slot.to)));
            // The position after a name says where it ends, so its belief counts too.
            let judged = if part.is_some() { (end + 1).min(slot.to) } else { end };
            let row = zone.repaired.confidence.get(slot.line)?;
            let least = row.get(start..judged)?.iter().copied().fold(1.0, f32::min);
            let confidence = slot.check.and_then(|at| row.get(at)).map_or(least, |c| least.min(*c));
            Some(FieldReading {
                field,
                value,
                confidence,
                checked: checked(mrz, from),
                source: Source::Mrz { line: slot.line + 1 },
                place: zone.place(slot.line, start, end),
            })
        })
        .collect()
}

/// A field is confirmed only when its own digit and the composite both are right.
fn checked(mrz: &Mrz, field: MrzField) -> Checked {
    let part = match field {
        MrzField::DocumentNumber => CheckedPart::DocumentNumber,
        MrzField::BirthDate => CheckedPart::BirthDate,
        MrzField::ExpiryDate => CheckedPart::ExpiryDate,
        MrzField::Optional => CheckedPart::Optional,
        _ => return Checked::None,
    };
    match (mrz.check(part), mrz.check(CheckedPart::Composite)) {
        (None, _) => Checked::None,
        (Some(own), composite) if own.passed && composite.is_none_or(|c| c.passed) => Checked::Passed,
        _ => Checked::Failed,
    }
}

fn day(date: &crate::mrz::MrzDate) -> String {
    match date.date {
        Some(date) => iso_day(date),
        None if date.printed.chars().all(|c| c == '<') => String::new(),
        None => date.printed.clone(),
    }
}

fn mismatches(mrz: &Mrz, today: Date) -> Vec<Mismatch> {
    let wrong = mrz.checks.iter().filter(|check| !check.passed);
    let mut out: Vec<Mismatch> =
        wrong.map(|check| Mismatch::CheckDigit { part: check.part, printed: check.printed }).collect();
    if let Some(on) = mrz.expiry.date.filter(|d| *d < today) {
        out.push(Mismatch::Expired { on: iso_day(on) });
    }
    if mrz.names.may_be_cut {
        out.push(Mismatch::NameMayBeCut);
    }
    for code in [&mrz.issuer, &mrz.nationality] {
        let told = Mismatch::UnknownState { code: code.clone() };
        if !crate::mrz::countries::is_known(code) && !out.contains(&told) {
            out.push(told);
        }
    }
    for (field, date) in [(Field::BirthDate, &mrz.birth), (Field::ExpiryDate, &mrz.expiry)] {
        if date.date.is_none() && date.printed.chars().any(|c| c != '<') {
            out.push(Mismatch::NoSuchDay { field });
        }
    }
    out
}

/// A day as `YYYY-MM-DD`.
fn iso_day(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}
