//! What one picture of a document says: fields with where each came from and how sure it is. Whoever holds all pictures
//! of a document compares what they say.

mod agree;
mod zone_fields;

use std::f32::consts::FRAC_PI_2;

use image::RgbImage;
use serde::{Deserialize, Serialize};
use sportello_domain::tax_code::TaxCode;
use time::Date;

use crate::barcode;
use crate::mrz::{CheckedPart, Format, names::transliterate};
use crate::picture::PixelBox;
use crate::printed::{Printed, iso_day, printed};
use crate::recognise::{ModelError, Models, Search, ZoneReading, read_print};

pub use agree::agree;

/// Belief from which a confirmed field needs no second look.
const CERTAIN: f32 = 0.9;
/// Belief from which a reading may confirm another one.
const CONFIRMING: f32 = 0.5;

/// What kind of document a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Passport,
    IdentityCard,
    DrivingLicence,
    /// Proves no identity, and states the tax code.
    HealthCard,
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
    /// As printed: `FORLÌ (FC)`.
    BirthPlace,
    /// `F`, `M` or `X`.
    Sex,
    /// ICAO 9303-3 §5 code, or as printed.
    Nationality,
    DocumentNumber,
    /// ICAO 9303-3 §5 code.
    IssuingState,
    /// ISO 8601 day.
    IssueDate,
    /// ISO 8601 day.
    ExpiryDate,
    /// As printed.
    Authority,
    /// As printed, in one line: `VIA ROMA, N. 1 FORLÌ (FC)`; the town alone where the street has a line of its own.
    Residence,
    /// Street and number, where they have a line of their own.
    Street,
    /// Sixteen characters with a right check character.
    TaxCode,
    /// What the issuer pleased to add to the zone.
    OptionalData,
}

/// Where a value was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Source {
    /// A line of the machine-readable zone, counted from 1.
    Mrz {
        line: usize,
    },
    Printed,
    Barcode,
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
    /// Where it stands on the picture; `None` where a long number runs over two places, and for bar codes.
    pub place: Option<PixelBox>,
    /// Whether it may be shown as needing no second look: a check digit and high belief, or two sources that agree. A
    /// name that reads well can still be another name.
    pub certain: bool,
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
    /// Two places of the picture say different things.
    SourcesDiffer {
        field: Field,
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

/// The text of a machine-readable zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneText {
    pub format: Format,
    /// Lines as read and repaired.
    pub lines: Vec<String>,
}

/// The result of reading a picture of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentReading {
    /// `None` where neither a zone nor a heading tells.
    pub kind: Option<DocumentKind>,
    pub zone: Option<ZoneText>,
    /// Direction of reading on the page, whole quarter turns clockwise: turn the picture back by as many.
    pub quarter_turns: u8,
    /// Width and height of the picture, in whose pixels places are.
    pub size: (u32, u32),
    /// A field that was read in two places stands twice, the zone's reading first.
    pub fields: Vec<FieldReading>,
    pub mismatches: Vec<Mismatch>,
}

impl DocumentReading {
    /// The reading of one field to be trusted most.
    pub fn field(&self, field: Field) -> Option<&FieldReading> {
        self.fields.iter().find(|f| f.field == field)
    }

    /// Its value, or nothing.
    pub fn value(&self, field: Field) -> Option<&str> {
        self.field(field).map(|f| f.value.as_str())
    }

    fn says_something(self) -> Option<Self> {
        (self.kind.is_some() || !self.fields.is_empty()).then_some(self)
    }

    /// Lines of the zone; none where none was found.
    pub fn lines(&self) -> &[String] {
        self.zone.as_ref().map_or(&[], |zone| &zone.lines)
    }
}

/// How long a zone is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// What a frame of a camera is worth: the quick locator alone, some tens of milliseconds.
    Glance,
    /// Until it is found, or every way is exhausted.
    Thorough,
}

/// Reads the machine-readable zone alone. `None`: none was found, or none legible.
pub fn read_zone(
    models: &Models,
    page: &RgbImage,
    today: Date,
    effort: Effort,
) -> Result<Option<DocumentReading>, ModelError> {
    Ok(find_zone(models, page, today, effort)?.map(|zone| of_zone(&zone, page, today)))
}

/// Reads what a picture of a document says to machines: zone and bar code. `None`: neither.
pub fn read_document(
    models: &Models,
    page: &RgbImage,
    today: Date,
) -> Result<Option<DocumentReading>, ModelError> {
    let zone = find_zone(models, page, today, Effort::Thorough)?;
    let upright = zone.as_ref().map_or(0.0, |zone| f32::from(zone.quarter_turns()) * FRAC_PI_2);
    let code = barcode::tax_code(page, upright);
    let mut reading =
        zone.as_ref().map_or_else(|| nothing(None, 0.0, page), |zone| of_zone(zone, page, today));
    reading.fields.extend(code.as_ref().map(of_barcode));
    Ok(reading.says_something())
}

/// How much of a picture is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Depth {
    /// What is printed for machines: well below a second.
    Machine,
    /// The print as well: seconds.
    Everything,
    /// The print of a picture on which no zone was found before, so that none is looked for again.
    Print,
}

/// Reads what a picture of a document says, so deep. `None`: nothing of a document.
pub fn read(
    models: &Models,
    page: &RgbImage,
    today: Date,
    depth: Depth,
) -> Result<Option<DocumentReading>, ModelError> {
    match depth {
        Depth::Machine => read_document(models, page, today),
        Depth::Everything => read_everything(models, page, today),
        Depth::Print => read_with_print(models, page, today, None),
    }
}

/// Reads all that a picture of a document says: zone, bar code, and the print, which takes seconds. `None`: nothing of a
/// document.
pub fn read_everything(
    models: &Models,
    page: &RgbImage,
    today: Date,
) -> Result<Option<DocumentReading>, ModelError> {
    let zone = find_zone(models, page, today, Effort::Thorough)?;
    read_with_print(models, page, today, zone)
}

fn read_with_print(
    models: &Models,
    page: &RgbImage,
    today: Date,
    mut zone: Option<ZoneReading>,
) -> Result<Option<DocumentReading>, ModelError> {
    let print = read_print(models, page)?;
    let printed = printed(&print, zone.as_ref().map(|zone| zone.mrz.issuer.as_str()));
    if let Some(zone) = &mut zone {
        let value = |field| {
            printed.fields.iter().find(|known| known.field == field).map(|known| known.value.as_str())
        };
        if let (Some(surname), Some(given)) = (value(Field::Surname), value(Field::GivenNames)) {
            zone.take_names(surname, given);
        }
    }
    let code = barcode::tax_code(page, print.angle);
    let mut reading = zone
        .as_ref()
        .map_or_else(|| nothing(printed.kind, print.angle, page), |zone| of_zone(zone, page, today));
    let believed = believed(&printed, &reading, today);
    reading.fields.extend(believed);
    reading.fields.extend(code.as_ref().map(of_barcode));
    compare_sources(&mut reading, today);
    Ok(reading.says_something())
}

/// What of the print may be told. On documents of other states nobody knows what stands beside which caption: what agrees
/// with the zone confirms it, days stand beside captions that are read in many languages, a tax code proves itself; the
/// rest is no reading.
fn believed(print: &Printed, zone: &DocumentReading, today: Date) -> Vec<FieldReading> {
    let confirms = |read: &FieldReading| {
        zone.fields
            .iter()
            .any(|known| known.field == read.field && agree(read.field, &known.value, &read.value))
    };
    let day = |read: &FieldReading| match read.field {
        Field::IssueDate => true,
        Field::BirthDate | Field::ExpiryDate => zone.zone.is_none(),
        _ => false,
    };
    let may =
        |read: &FieldReading| print.italian || read.field == Field::TaxCode || day(read) || confirms(read);
    let unborn = |read: &FieldReading| read.field == Field::BirthDate && read.value > iso_day(today);
    print.fields.iter().filter(|read| may(read) && !unborn(read)).cloned().collect()
}

fn nothing(kind: Option<DocumentKind>, angle: f32, page: &RgbImage) -> DocumentReading {
    let (fields, mismatches) = (Vec::new(), Vec::new());
    let (quarter_turns, size) = (quarter_turns(angle), page.dimensions());
    DocumentReading { kind, zone: None, quarter_turns, size, fields, mismatches }
}

/// The bars have no check digit; the code they say has its own.
fn of_barcode(code: &TaxCode) -> FieldReading {
    FieldReading {
        field: Field::TaxCode,
        value: code.to_string(),
        confidence: 1.0,
        checked: Checked::Passed,
        source: Source::Barcode,
        place: None,
        certain: true,
    }
}

fn find_zone(
    models: &Models,
    page: &RgbImage,
    today: Date,
    effort: Effort,
) -> Result<Option<ZoneReading>, ModelError> {
    let mut search = Search::of(models, page, today);
    search.at_a_glance()?;
    if effort == Effort::Thorough && !search.is_done() {
        search.quickly()?;
        if !search.is_done() {
            search.thoroughly()?;
        }
    }
    Ok(search.finish())
}

fn of_zone(zone: &ZoneReading, page: &RgbImage, today: Date) -> DocumentReading {
    let mrz = &zone.mrz;
    let kind = match mrz.format {
        Format::MrvA | Format::MrvB => DocumentKind::Visa,
        _ if mrz.document_code.starts_with('P') => DocumentKind::Passport,
        _ => DocumentKind::IdentityCard,
    };
    DocumentReading {
        kind: Some(kind),
        zone: Some(ZoneText { format: mrz.format, lines: mrz.lines.clone() }),
        quarter_turns: zone.quarter_turns(),
        size: page.dimensions(),
        fields: zone_fields::fields(zone),
        mismatches: zone_fields::mismatches(mrz, today),
    }
}

fn quarter_turns(angle: f32) -> u8 {
    let turns = (angle / FRAC_PI_2).round().rem_euclid(4.0);
    u8::try_from(crate::picture::whole(turns) % 4).unwrap_or(0)
}

/// Whether another reading that agrees leaves nothing to look at. A zone has no accents: it does
/// not confirm those of a name, nor that a name has none.
fn confirms(other: &FieldReading, field: &FieldReading) -> bool {
    let name = matches!(field.field, Field::Surname | Field::GivenNames);
    let needed = if name && field.source == Source::Printed { CERTAIN } else { CONFIRMING };
    let plain = !name
        || field.source != Source::Printed
        || (field.value.is_ascii() && transliterate(&field.value) == transliterate(&other.value));
    plain && field.confidence >= needed && other.confidence >= CONFIRMING
}

/// Readings of one field that agree confirm each other; those that do not are told.
fn compare_sources(reading: &mut DocumentReading, today: Date) {
    let fields = reading.fields.clone();
    for (at, field) in reading.fields.iter_mut().enumerate() {
        let others =
            fields.iter().enumerate().filter(|(other, known)| *other != at && known.field == field.field);
        for (_, other) in others {
            if std::mem::discriminant(&other.source) == std::mem::discriminant(&field.source) {
                continue;
            }
            if agree(field.field, &field.value, &other.value) {
                field.certain |= confirms(other, field);
            } else {
                field.certain = false;
                let told = Mismatch::SourcesDiffer { field: field.field };
                if !reading.mismatches.contains(&told) {
                    reading.mismatches.push(told);
                }
            }
        }
    }
    let expired = |f: &FieldReading| f.field == Field::ExpiryDate && f.value < iso_day(today);
    if reading.zone.is_none()
        && let Some(on) = reading.fields.iter().find(|f| expired(f)).map(|f| f.value.clone())
    {
        reading.mismatches.push(Mismatch::Expired { on });
    }
}
