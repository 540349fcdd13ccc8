//! The documents of an invented person of the training centre.

use sportello_domain::{person::Sex, places, training_people::TrainingPerson};

use super::{Bearer, Paper};
use crate::mrz;

impl Bearer {
    /// The person, as a document states it.
    pub fn of(person: &TrainingPerson) -> Self {
        let known = &person.person;
        let sex = match known.sex {
            Sex::Female => mrz::Sex::Female,
            Sex::Male => mrz::Sex::Male,
        };
        let born = &known.birth_place;
        let province = born.province.clone().unwrap_or_else(|| icao(&born.country));
        let home = &known.residence;
        let (street, number) = home.street.rsplit_once(", ").unwrap_or((&home.street, "1"));
        Self::new(&known.surname, &known.given_names, sex, known.born_on.0)
            .born_in(&born.place, &province)
            .national_of(&icao(&known.citizenship))
            .living_at(street, number, &home.town, home.province.as_deref().unwrap_or_default())
            .with_tax_code(known.tax_code.as_str())
    }
}

impl Paper {
    /// What the document itself is.
    pub fn of(person: &TrainingPerson) -> Self {
        let document = &person.document;
        let (issued, expiry) = (document.issued_on.0, document.expires_on.0);
        Self::new(&document.number, &icao(&document.country), issued, expiry).by(&document.authority)
    }
}

/// The zone's code of a country: alpha-3, but one letter for Germany (ICAO 9303-3 §5).
fn icao(alpha2: &str) -> String {
    match alpha2 {
        "DE" => "D".to_owned(),
        other => places::country(other).and_then(|country| country.alpha3).unwrap_or("XXX").to_owned(),
    }
}
