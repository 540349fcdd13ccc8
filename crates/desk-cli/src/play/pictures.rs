//! The pictures of the document: drawn for the person, or given.

use std::io::Cursor;

use image::ImageFormat;
use sportello_capture::{
    mrz,
    specimen::{self, Bearer, Paper},
};
use sportello_domain::{
    document::{DocumentKind, DocumentSide},
    person::Sex,
    places,
    training_people::TrainingPerson,
};

use super::{PlayError, unplayable};
use crate::arguments::Play;

/// A picture to attach.
pub struct Picture {
    pub name: String,
    pub side: DocumentSide,
    pub bytes: Vec<u8>,
}

/// The given pictures, or drawn ones.
pub fn of(wanted: &Play, person: &TrainingPerson) -> Result<Vec<Picture>, PlayError> {
    if wanted.images.is_empty() {
        return drawn(person);
    }
    let sides: &[DocumentSide] = if wanted.images.len() == 1 {
        &[DocumentSide::Both]
    } else {
        &[DocumentSide::Front, DocumentSide::Back]
    };
    let read = wanted.images.iter().zip(sides).map(|(path, side)| {
        Ok(Picture { name: path.display().to_string(), side: *side, bytes: std::fs::read(path)? })
    });
    read.collect()
}

/// Specimens drawn for the person, as from a scanner.
pub fn drawn(person: &TrainingPerson) -> Result<Vec<Picture>, PlayError> {
    let (bearer, paper) = (bearer(person), paper(person));
    let failed = |error: specimen::SpecimenError| unplayable(&error.to_string());
    let pages = match person.document.kind {
        DocumentKind::Passport => {
            vec![(DocumentSide::Both, specimen::passport_page(&bearer, &paper).map_err(failed)?)]
        }
        // No specimen of a licence is drawn: the card serves.
        DocumentKind::IdentityCard | DocumentKind::DrivingLicence => {
            let (front, back) = specimen::identity_card(&bearer, &paper).map_err(failed)?;
            vec![(DocumentSide::Front, front), (DocumentSide::Back, back)]
        }
    };
    let encode = |(side, page): (DocumentSide, image::RgbImage)| {
        let mut bytes = Cursor::new(Vec::new());
        page.write_to(&mut bytes, ImageFormat::Png).map_err(|error| unplayable(&error.to_string()))?;
        Ok(Picture { name: "drawn".to_owned(), side, bytes: bytes.into_inner() })
    };
    pages.into_iter().map(encode).collect()
}

fn bearer(person: &TrainingPerson) -> Bearer {
    let known = &person.person;
    let sex = match known.sex {
        Sex::Female => mrz::Sex::Female,
        Sex::Male => mrz::Sex::Male,
    };
    let born = &known.birth_place;
    let province = born.province.clone().unwrap_or_else(|| icao(&born.country));
    let home = &known.residence;
    let (street, number) = home.street.rsplit_once(", ").unwrap_or((&home.street, "1"));
    Bearer::new(&known.surname, &known.given_names, sex, known.born_on.0)
        .born_in(&born.place, &province)
        .national_of(&icao(&known.citizenship))
        .living_at(street, number, &home.town, home.province.as_deref().unwrap_or_default())
        .with_tax_code(known.tax_code.as_str())
}

fn paper(person: &TrainingPerson) -> Paper {
    let document = &person.document;
    let (issued, expiry) = (document.issued_on.0, document.expires_on.0);
    Paper::new(&document.number, &icao(&document.country), issued, expiry).by(&document.authority)
}

/// The zone's code of a country: alpha-3, but one letter for Germany (ICAO 9303-3 §5).
fn icao(alpha2: &str) -> String {
    match alpha2 {
        "DE" => "D".to_owned(),
        other => places::country(other).and_then(|country| country.alpha3).unwrap_or("XXX").to_owned(),
    }
}
