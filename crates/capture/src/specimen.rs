//! Own specimen documents: for the training mode, the run without a window, the tests, and for training and measuring
//! readers.
//!
//! Layouts follow the public ones as far as a reader needs; every drawing says SPECIMEN across its face and FAC-SIMILE
//! beside it, and none imitates a security feature. Same input, same pixels. What is printed comes with the picture.

mod bearer;
mod captions;
mod captions_foreign;
mod card;
mod chance;
mod code39;
mod foreign;
mod ground;
mod hands;
mod health;
mod invent;
mod licence;
mod mask;
mod paper_card;
mod passport;
mod photograph;
mod portrait;
mod print;
mod sheet;
mod table;
mod training;
mod truth;
mod zone;

use image::RgbImage;
use sportello_domain::places::{MrzState, mrz_state};
use time::Date;

use crate::mrz::{Format, MrzError, Names};

pub use bearer::{Bearer, Category, Paper, Residence};
pub use invent::{Invented, invent, invent_of};
pub use photograph::{GlareSpot, Handling, Photograph, Surroundings, photograph};
pub use print::{Hand, Print, ZoneHand};
pub use table::{on_table, table};
pub use truth::{BarcodeTruth, Drawn, Printed, PrintedField, Side, SideName, SpecimenKind, Truth, ZoneTruth};

/// Why nothing can be drawn.
#[derive(Debug, thiserror::Error)]
pub enum SpecimenError {
    /// A text does not fit the zone or holds characters it cannot hold.
    #[error("the machine-readable zone cannot be written: {0}")]
    Zone(#[from] MrzError),
    #[error("the fonts of the program are damaged")]
    Font,
}

/// Draws a document, its sides at 406 dots per inch, with what stands on them.
pub fn draw(
    kind: SpecimenKind,
    bearer: &Bearer,
    paper: &Paper,
    print: &Print,
) -> Result<Drawn, SpecimenError> {
    let zone = kind.format().map_or_else(|| Ok(Vec::new()), |format| zone::lines(format, bearer, paper))?;
    draw_printing(kind, bearer, paper, print, &zone)
}

/// As [`draw`], with these lines for its zone, right or wrong: a misprint, or an alteration.
pub fn draw_printing(
    kind: SpecimenKind,
    bearer: &Bearer,
    paper: &Paper,
    print: &Print,
    zone: &[String],
) -> Result<Drawn, SpecimenError> {
    let sides = match kind {
        SpecimenKind::IdentityCard => {
            vec![card::front(bearer, paper, print)?, card::back(bearer, paper, zone, print)?]
        }
        SpecimenKind::Passport => vec![passport::page(bearer, paper, zone, print)?],
        SpecimenKind::DrivingLicence => {
            vec![licence::front(bearer, paper, print)?, licence::back(paper, print)?]
        }
        SpecimenKind::PaperCard => {
            vec![paper_card::inside(bearer, paper, print)?, paper_card::outside(bearer, paper, print)?]
        }
        SpecimenKind::HealthCard => {
            vec![health::front(bearer, paper, print)?, health::back(bearer, paper, print)?]
        }
        SpecimenKind::Foreign(format) => foreign::sides(format, bearer, paper, zone, print)?,
    };
    Ok(Drawn { sides })
}

/// Front and back of an identity card (TD1; the zone is on the back): the Italian electronic one, or another state's.
pub fn identity_card(bearer: &Bearer, paper: &Paper) -> Result<(RgbImage, RgbImage), SpecimenError> {
    identity_card_printing(bearer, paper, &card_zone(bearer, paper)?)
}

/// The lines of a card's zone.
pub fn card_zone(bearer: &Bearer, paper: &Paper) -> Result<Vec<String>, SpecimenError> {
    zone::lines(Format::Td1, bearer, paper)
}

/// As [`identity_card`], with these lines for its zone, right or wrong: a misprint, or an alteration.
pub fn identity_card_printing(
    bearer: &Bearer,
    paper: &Paper,
    zone: &[String],
) -> Result<(RgbImage, RgbImage), SpecimenError> {
    let italian = paper.issuing_state == "ITA";
    let kind = if italian { SpecimenKind::IdentityCard } else { SpecimenKind::Foreign(Format::Td1) };
    let mut sides = draw_printing(kind, bearer, paper, &Print::clean(), zone)?.sides;
    let back = sides.pop().map(|side| side.image).unwrap_or_default();
    Ok((sides.pop().map(|side| side.image).unwrap_or_default(), back))
}

/// The data page of a passport (TD3): the Italian one, or another state's.
pub fn passport_page(bearer: &Bearer, paper: &Paper) -> Result<RgbImage, SpecimenError> {
    passport_page_printing(bearer, paper, &passport_zone(bearer, paper)?)
}

/// The lines of a passport's zone.
pub fn passport_zone(bearer: &Bearer, paper: &Paper) -> Result<Vec<String>, SpecimenError> {
    zone::lines(Format::Td3, bearer, paper)
}

/// As [`passport_page`], with these lines for its zone, right or wrong.
pub fn passport_page_printing(
    bearer: &Bearer,
    paper: &Paper,
    zone: &[String],
) -> Result<RgbImage, SpecimenError> {
    let italian = paper.issuing_state == "ITA";
    let kind = if italian { SpecimenKind::Passport } else { SpecimenKind::Foreign(Format::Td3) };
    let sides = draw_printing(kind, bearer, paper, &Print::clean(), zone)?.sides;
    Ok(sides.into_iter().next().map(|side| side.image).unwrap_or_default())
}

/// The names as a zone of this format has them: transliterated, and cut where they do not fit.
pub fn zone_names(format: Format, bearer: &Bearer) -> Names {
    zone::names(format, bearer)
}

/// A day as Italian cards print it.
fn dotted_day(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), u8::from(date.month()), date.year())
}

/// The nationality as Italian papers spell it out; for others the name of the state.
fn nationality(bearer: &Bearer) -> String {
    if bearer.nationality == "ITA" {
        return "ITALIANA".to_owned();
    }
    let state = mrz_state(&bearer.nationality).and_then(MrzState::country);
    state.map_or_else(|| bearer.nationality.clone(), |country| country.italian.to_uppercase())
}
