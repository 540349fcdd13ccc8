//! What a drawn document says, so that whoever measures a reader parses nothing.

use image::RgbImage;
use serde::Serialize;
use time::Date;

use crate::mrz::{Format, Sex};
use crate::picture::PixelBox;

/// A kind of document that can be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SpecimenKind {
    /// The Italian electronic identity card.
    IdentityCard,
    /// The data page of the Italian passport.
    Passport,
    /// The Italian driving licence of the European card model.
    DrivingLicence,
    /// The Italian paper identity card.
    PaperCard,
    /// The Italian health card with the tax code.
    HealthCard,
    /// Any state's document with a zone of this format, in a layout of no state.
    Foreign(Format),
}

impl SpecimenKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::IdentityCard,
        Self::Passport,
        Self::DrivingLicence,
        Self::PaperCard,
        Self::HealthCard,
        Self::Foreign(Format::Td1),
        Self::Foreign(Format::Td2),
        Self::Foreign(Format::Td3),
        Self::Foreign(Format::MrvA),
        Self::Foreign(Format::MrvB),
    ];

    /// The format of its zone; paper card, licence and health card have none.
    pub const fn format(self) -> Option<Format> {
        match self {
            Self::IdentityCard => Some(Format::Td1),
            Self::Passport => Some(Format::Td3),
            Self::Foreign(format) => Some(format),
            Self::DrivingLicence | Self::PaperCard | Self::HealthCard => None,
        }
    }

    /// A word for files and tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::IdentityCard => "identity-card",
            Self::Passport => "passport",
            Self::DrivingLicence => "driving-licence",
            Self::PaperCard => "paper-card",
            Self::HealthCard => "health-card",
            Self::Foreign(Format::Td1) => "foreign-td1",
            Self::Foreign(Format::Td2) => "foreign-td2",
            Self::Foreign(Format::Td3) => "foreign-td3",
            Self::Foreign(Format::MrvA) => "visa-a",
            Self::Foreign(Format::MrvB) => "visa-b",
        }
    }
}

/// A side of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SideName {
    /// The side with the portrait; of a paper card, the inside.
    Front,
    /// Of a paper card, the outside.
    Back,
    /// Both on one picture.
    Both,
}

/// A field that is printed for people to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintedField {
    Surname,
    GivenNames,
    BirthDate,
    BirthPlace,
    /// Two letters, or the code of the state of a birth abroad.
    BirthProvince,
    Sex,
    Height,
    Nationality,
    DocumentNumber,
    IssueDate,
    ExpiryDate,
    Authority,
    TaxCode,
    /// Street and number.
    Street,
    Municipality,
    Province,
    Parents,
    BirthAct,
    /// The six digits at the edge of the electronic card.
    AccessNumber,
    CivilStatus,
    Profession,
    Hair,
    Eyes,
    Marks,
    Categories,
    /// The card's own number, of the health card.
    CardNumber,
    PersonalNumber,
    IssuingState,
    Entries,
}

/// A field as it stands on a side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Printed {
    pub field: PrintedField,
    /// As printed, letter for letter.
    pub text: String,
    /// As a form wants it: ISO 8601 days, ICAO codes of states; else as printed.
    pub value: String,
    /// Where, in pixels of the side's picture.
    pub place: PixelBox,
}

/// The machine-readable zone of a side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ZoneTruth {
    pub format: Format,
    pub lines: Vec<String>,
    pub place: PixelBox,
}

/// A Code 39 symbol.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BarcodeTruth {
    pub text: String,
    pub place: PixelBox,
}

/// Everything a picture of one side says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Truth {
    pub kind: SpecimenKind,
    pub side: SideName,
    pub zone: Option<ZoneTruth>,
    pub barcode: Option<BarcodeTruth>,
    pub printed: Vec<Printed>,
}

impl Truth {
    /// The value of a printed field; the first where it stands twice.
    pub fn value(&self, field: PrintedField) -> Option<&str> {
        self.printed.iter().find(|p| p.field == field).map(|p| p.value.as_str())
    }

    /// The lines of the zone; none where there is no zone.
    pub fn lines(&self) -> &[String] {
        self.zone.as_ref().map_or(&[], |zone| &zone.lines)
    }

    /// Every place with something to read on it.
    pub fn places(&self) -> impl Iterator<Item = PixelBox> {
        let printed = self.printed.iter().map(|p| p.place);
        printed.chain(self.zone.iter().map(|z| z.place)).chain(self.barcode.iter().map(|b| b.place))
    }
}

/// A drawn side.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    pub image: RgbImage,
    pub truth: Truth,
    /// How round the corners are: their radius in pixels.
    pub corner: f32,
}

/// A drawn document: one side or two, the front first.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    pub sides: Vec<Side>,
}

impl Drawn {
    /// The side with the zone, else the first.
    pub fn reading_side(&self) -> &Side {
        self.sides.iter().find(|side| side.truth.zone.is_some()).unwrap_or(&self.sides[0])
    }

    /// Both sides on one white sheet, one below the other, as a copier has them.
    pub fn together(&self) -> Side {
        let gap = self.sides[0].image.height() / 8;
        let width = self.sides.iter().map(|s| s.image.width()).max().unwrap_or(0) + 2 * gap;
        let height = self.sides.iter().map(|s| s.image.height() + gap).sum::<u32>() + gap;
        let mut image = RgbImage::from_pixel(width, height, image::Rgb([247, 247, 245]));
        let first = &self.sides[0].truth;
        let mut truth =
            Truth { kind: first.kind, side: SideName::Both, zone: None, barcode: None, printed: Vec::new() };
        let mut top = gap;
        for side in &self.sides {
            super::ground::lay(&mut image, side, (gap, top));
            let moved = |place: PixelBox| PixelBox { left: place.left + gap, top: place.top + top, ..place };
            let said = side.truth.clone();
            truth.zone = truth.zone.or(said.zone.map(|z| ZoneTruth { place: moved(z.place), ..z }));
            truth.barcode =
                truth.barcode.or(said.barcode.map(|b| BarcodeTruth { place: moved(b.place), ..b }));
            truth.printed.extend(said.printed.into_iter().map(|p| Printed { place: moved(p.place), ..p }));
            top += side.image.height() + gap;
        }
        Side { image, truth, corner: 0.0 }
    }
}

/// A day as `YYYY-MM-DD`.
pub fn iso_day(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

/// The letter of a sex.
pub fn sex_letter(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Unspecified => "X",
    }
}
