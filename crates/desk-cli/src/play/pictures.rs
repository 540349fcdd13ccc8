//! The pictures of the document: drawn for the person, or given.

use std::io::Cursor;

use image::ImageFormat;
use sportello_capture::specimen::{self, Bearer, Paper};
use sportello_domain::{
    document::{DocumentKind, DocumentSide},
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
    let (bearer, paper) = (Bearer::of(person), Paper::of(person));
    let failed = |error: specimen::SpecimenError| unplayable(&error.to_string());
    let pages = match person.document.kind {
        DocumentKind::Passport => {
            vec![(DocumentSide::Both, specimen::passport_page(&bearer, &paper).map_err(failed)?)]
        }
        // A licence has no zone to read: the card serves.
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
