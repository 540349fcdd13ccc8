//! Places as they are printed become places of the data set: where somebody was born, and where somebody lives.

use sportello_capture::document::{DocumentReading, Field, FieldReading};
use sportello_domain::{
    document::{DocumentSide, FieldSource},
    draft::Reading,
    moment::Day,
    places::{Municipality, NamedPlace, municipalities_until, municipality_by_name, municipality_history},
};

use super::{PLACE_CODE, percent, thousandths, told};

/// More words than these no municipality's name has.
const LONGEST_NAME: usize = 6;

/// The printed place of birth as the data set has it, where the name means one municipality on the day of birth.
pub(super) fn birth_place(reading: &DocumentReading, side: DocumentSide) -> Vec<Reading> {
    let found = || {
        let printed = reading.field(Field::BirthPlace)?;
        let born: Day = reading.value(Field::BirthDate)?.parse().ok()?;
        let (name, province) = with_province(&printed.value);
        let named = match municipality_by_name(name.trim(), None, born.0) {
            NamedPlace::Found(town) => vec![town],
            NamedPlace::Ambiguous(towns) => towns,
            NamedPlace::NotThen(_) | NamedPlace::Unknown => Vec::new(),
        };
        // A card names the province of the day it was issued, which may be a newer one.
        let fits = |town: &&Municipality| {
            let mut ever = municipality_history(town.code).iter().map(|then| then.province);
            province.is_none_or(|province| ever.any(|known| known.eq_ignore_ascii_case(province)))
        };
        let mut fitting = named.into_iter().filter(fits);
        let town = fitting.next().filter(|_| fitting.next().is_none())?;
        Some((town, printed))
    };
    let Some((town, printed)) = found() else { return Vec::new() };
    let part = |path: &str, value: &str| part(reading, printed, side, path, value);
    // The code last: it is of the place that stands there then.
    vec![part("person.birthCountry", "IT"), part("person.birthPlace", town.name), part(PLACE_CODE, town.code)]
}

/// The printed residence, where it ends in the name of one municipality of today. It may be an old one, so nothing is
/// compared with it; the officer asks.
pub(super) fn residence(reading: &DocumentReading, side: DocumentSide) -> Vec<Reading> {
    let Some(printed) = reading.field(Field::Residence) else { return Vec::new() };
    let (before, province) = with_province(&printed.value);
    let street = reading.field(Field::Street);
    // With a line of its own for the street, the town is all of this one.
    let shortest = if street.is_some() { before.split_whitespace().count() } else { 1 };
    let Some((town, rest)) = town_at_the_end(before, province, shortest) else { return Vec::new() };
    let (street, of_street) = match street {
        Some(street) => (street.value.clone(), street),
        None => (rest, printed),
    };
    let mut values = vec![part(reading, printed, side, "residence.country", "IT")];
    if street.chars().any(char::is_alphabetic) {
        values.push(part(reading, of_street, side, "residence.street", &street));
    }
    values.push(part(reading, printed, side, "residence.town", town.name));
    values.push(part(reading, printed, side, "residence.province", town.province));
    values
}

/// `FORLÌ (FC)` in its two parts; of brackets the round ones are meant.
fn with_province(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(['(', '{', '[']) {
        Some((before, province)) => (before, Some(province.trim_matches([')', '}', ']', '.', ' ']))),
        None => (text, None),
    }
}

/// The municipality whose name the last words are, at least so many of them, and what stands before.
fn town_at_the_end(
    text: &str,
    province: Option<&str>,
    shortest: usize,
) -> Option<(&'static Municipality, String)> {
    let today = municipalities_until()?.0;
    let words: Vec<&str> = text.split_whitespace().collect();
    (shortest.max(1)..=words.len().min(LONGEST_NAME)).rev().find_map(|count| {
        let (before, name) = words.split_at(words.len() - count);
        match municipality_by_name(&name.join(" "), province, today) {
            NamedPlace::Found(town) => {
                let before = before.join(" ");
                Some((town, before.trim_end_matches([',', '-', ' ']).to_owned()))
            }
            _ => None,
        }
    })
}

/// A part of what stands in a printed field.
fn part(
    reading: &DocumentReading,
    printed: &FieldReading,
    side: DocumentSide,
    path: &str,
    value: &str,
) -> Reading {
    Reading {
        side: Some(side),
        place: printed.place.map(|place| thousandths(place, reading.size)),
        ..told(path, value, FieldSource::Printed, percent(printed.confidence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_town_is_what_the_residence_ends_in() {
        for (text, expected) in [
            ("VIA ROMA, N. 1 FORLÌ (FC)", Some(("VIA ROMA, N. 1", "Forlì", "FC"))),
            (
                "VIA GARIBALDI 22, REGGIO NELL'EMILIA (RE)",
                Some(("VIA GARIBALDI 22", "Reggio nell'Emilia", "RE")),
            ),
            ("PIAZZA ROMA, N. 3 - MILANO", Some(("PIAZZA ROMA, N. 3", "Milano", "MI"))),
            ("VIA ROMA,N.31 PADOVA{PD}", Some(("VIA ROMA,N.31", "Padova", "PD"))),
            ("MILANO...(MI)", Some(("", "Milano", "MI"))),
            ("FORLÌ (FC)", Some(("", "Forlì", "FC"))),
            ("VIA ROMA, N. 1 FORLI (MI)", None),
            ("VIA ROMA, N. 1", None),
            ("10115 BERLIN", None),
            ("", None),
            ("(", None),
        ] {
            let (before, province) = with_province(text);
            let found = town_at_the_end(before, province, 1);
            let found = found.as_ref().map(|(town, street)| (street.as_str(), town.name, town.province));
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
