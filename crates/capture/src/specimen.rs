//! Own specimen documents: for the training mode, the run without a window, and the tests.
//!
//! Layouts follow the public ones (identity card TD1, passport data page TD3) as far as a reader needs; every
//! drawing says SPECIMEN across its face and none imitates a security feature. Same input, same pixels.

mod card;
mod chance;
mod code39;
mod ink;
mod passport;
mod photograph;

use image::RgbImage;
use time::Date;

use crate::mrz::names::transliterate;
use crate::mrz::{Format, MrzError, Names, Printable, Sex, write};

pub use photograph::{Handling, photograph};

/// Whom a specimen is drawn for, as printed: names with their accents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    pub surname: String,
    pub given_names: String,
    pub sex: Sex,
    pub birth: Date,
    pub birth_place: String,
    /// ICAO code, `ITA`.
    pub nationality: String,
    pub residence: String,
    /// Printed, with its barcode, on the back of the card; not in the zone.
    pub tax_code: Option<String>,
}

/// The paper itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Letters and digits; of nine characters in Italy (`CA00000AA` card, `YA0000000` passport).
    pub number: String,
    /// ICAO code, `ITA`.
    pub issuing_state: String,
    pub issued: Date,
    pub expiry: Date,
    /// Municipality or police headquarters.
    pub authority: String,
}

/// Why nothing can be drawn.
#[derive(Debug, thiserror::Error)]
pub enum SpecimenError {
    /// A text does not fit the zone or holds characters it cannot hold.
    #[error("the machine-readable zone cannot be written: {0}")]
    Zone(#[from] MrzError),
    #[error("the fonts of the program are damaged")]
    Font,
}

/// Front and back of an identity card (TD1; the zone is on the back), 300 dots per inch and more.
pub fn identity_card(bearer: &Bearer, paper: &Paper) -> Result<(RgbImage, RgbImage), SpecimenError> {
    identity_card_printing(bearer, paper, &card_zone(bearer, paper)?)
}

/// The lines of a card's zone.
pub fn card_zone(bearer: &Bearer, paper: &Paper) -> Result<Vec<String>, SpecimenError> {
    zone(Format::Td1, "C", bearer, paper)
}

/// As [`identity_card`], with these lines for its zone, right or wrong: a misprint, or an alteration.
pub fn identity_card_printing(
    bearer: &Bearer,
    paper: &Paper,
    zone: &[String],
) -> Result<(RgbImage, RgbImage), SpecimenError> {
    Ok((card::front(bearer, paper)?, card::back(bearer, paper, zone)?))
}

/// The data page of a passport (TD3).
pub fn passport_page(bearer: &Bearer, paper: &Paper) -> Result<RgbImage, SpecimenError> {
    passport_page_printing(bearer, paper, &passport_zone(bearer, paper)?)
}

/// The lines of a passport's zone.
pub fn passport_zone(bearer: &Bearer, paper: &Paper) -> Result<Vec<String>, SpecimenError> {
    zone(Format::Td3, "P", bearer, paper)
}

/// As [`passport_page`], with these lines for its zone, right or wrong.
pub fn passport_page_printing(
    bearer: &Bearer,
    paper: &Paper,
    zone: &[String],
) -> Result<RgbImage, SpecimenError> {
    passport::page(bearer, paper, zone)
}

fn zone(format: Format, code: &str, bearer: &Bearer, paper: &Paper) -> Result<Vec<String>, SpecimenError> {
    let printable = Printable {
        document_code: code.to_owned(),
        issuer: paper.issuing_state.clone(),
        document_number: paper.number.clone(),
        nationality: bearer.nationality.clone(),
        names: Names {
            surname: transliterate(&bearer.surname),
            given: transliterate(&bearer.given_names),
            may_be_cut: false,
        },
        birth: Some(bearer.birth),
        sex: bearer.sex,
        expiry: Some(paper.expiry),
        optional: String::new(),
        second_optional: String::new(),
    };
    Ok(write(format, &printable)?)
}

/// A day as Italian documents print it.
fn printed_day(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), u8::from(date.month()), date.year())
}

fn printed_sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Unspecified => "X",
    }
}
