//! The person at the counter: invented from a number, with a document that was photographed.

use std::path::PathBuf;

use image::RgbImage;
use sportello_capture::{
    mrz,
    specimen::{self, Bearer, Handling, Paper, photograph},
};
use sportello_domain::{
    document::DocumentKind,
    moment::Day,
    person::Sex,
    places::{self},
    training_people::{TrainingPerson, training_people},
};

use crate::{Language, OrFail as _, Outcome, Surroundings};

/// A person, and the pictures taken of the document.
pub struct Applicant {
    pub known: TrainingPerson,
    /// Front and back of a card, or the one page of a passport.
    pub pictures: Vec<PathBuf>,
    /// A scan of the form signed by hand.
    pub signed_form: PathBuf,
}

impl Applicant {
    /// The first person from this seed on who has such a document.
    pub fn with(kind: DocumentKind, seed: u64, today: Day, around: &Surroundings) -> Outcome<Self> {
        let known = training_people(seed, today).find(|person| person.document.kind == kind);
        let known = known.or_fail("a person with such a document")?;
        let (bearer, paper) = (bearer(&known), paper(&known));
        let pages = if kind == DocumentKind::Passport {
            vec![specimen::passport_page(&bearer, &paper).or_fail("drawing a passport")?]
        } else {
            let (front, back) = specimen::identity_card(&bearer, &paper).or_fail("drawing a card")?;
            vec![front, back]
        };
        let mut pictures = Vec::new();
        for (number, page) in pages.iter().enumerate() {
            let taken = photograph(
                page,
                seed + number as u64,
                Handling { carelessness: 0.2, quarter_turns: 0, longest: 2000 },
            );
            pictures.push(kept(&taken, around, &format!("document-{number}.jpg"))?);
        }
        // What counts for the upload is that it is a picture; nobody reads handwriting.
        let signed_form =
            kept(&RgbImage::from_pixel(1240, 1754, image::Rgb([250; 3])), around, "signed-form.jpg")?;
        Ok(Self { known, pictures, signed_form })
    }

    /// As the page's title calls the person.
    pub fn name(&self) -> String {
        format!("{} {}", self.known.person.given_names, self.known.person.surname)
    }
}

/// A country as a person of this language types it.
pub fn country(alpha2: &str, language: Language) -> Outcome<&'static str> {
    let country = places::country(alpha2).or_fail(format!("the country {alpha2}"))?;
    Ok(match language {
        Language::English => country.english,
        Language::Italian => country.italian,
    })
}

fn kept(picture: &RgbImage, around: &Surroundings, name: &str) -> Outcome<PathBuf> {
    let path = around.folder(name);
    picture.save(&path).or_fail(format!("keeping {name}"))?;
    Ok(path)
}

fn bearer(known: &TrainingPerson) -> Bearer {
    let person = &known.person;
    Bearer {
        surname: person.surname.clone(),
        given_names: person.given_names.clone(),
        sex: match person.sex {
            Sex::Female => mrz::Sex::Female,
            Sex::Male => mrz::Sex::Male,
        },
        birth: person.born_on.0,
        birth_place: person.birth_place.place.clone(),
        nationality: icao(&person.citizenship),
        residence: format!("{} {}", person.residence.street, person.residence.town),
        tax_code: Some(person.tax_code.to_string()),
    }
}

fn paper(known: &TrainingPerson) -> Paper {
    let document = &known.document;
    Paper {
        number: document.number.clone(),
        issuing_state: icao(&document.country),
        issued: document.issued_on.0,
        expiry: document.expires_on.0,
        authority: document.authority.clone(),
    }
}

/// The zone's code of a country: alpha-3, but one letter for Germany (ICAO 9303-3 §5).
fn icao(alpha2: &str) -> String {
    match alpha2 {
        "DE" => "D".to_owned(),
        other => places::country(other).and_then(|country| country.alpha3).unwrap_or("XXX").to_owned(),
    }
}
