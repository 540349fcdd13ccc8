//! The people of training mode: invented persons with everything a case needs, made from a number alone, so that the
//! same seed gives the same person on every machine and on every day. Only the document follows the calendar: one that
//! has expired is replaced by the next.
//!
//! Names are drawn from lists of common ones and towns by their inhabitants. Nobody is meant: telephone numbers have a
//! prefix that no operator uses, e-mails a domain that cannot exist (RFC 2606).

mod contacts;
mod draw;
mod lists;

pub use contacts::training_contacts;

use time::{Date, Duration, Month, macros::date};

use crate::{
    document::{DocumentKind, IdentityDocument},
    moment::Day,
    person::{BirthPlace, Contacts, Person, Residence, Sex},
    places,
    tax_code::{PersonFacts, TaxCode, expected},
};
use draw::Draw;
use lists::Origin;

/// An invented person, ready to be identified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrainingPerson {
    pub person: Person,
    pub contacts: Contacts,
    /// Valid on the day that was asked for; without images.
    pub document: IdentityDocument,
}

/// Everybody was of age on this day, before which nobody trained with Sportello, and had a document.
const KNOWN_SINCE: Date = date!(2026 - 06 - 15);

/// The person of a seed, adult and with a document that is valid on the day `today`. About one in five was born abroad,
/// one in twenty has a tax code with omocodia.
pub fn training_person(seed: u64, today: Day) -> TrainingPerson {
    let mut draw = Draw::new(seed);
    // The names are Latin and the places are in the tables, so the first draw has a code; a later list that breaks this
    // costs a draw and not a fault.
    loop {
        if let Some(person) = attempt(&mut draw, today.0) {
            return person;
        }
    }
}

/// The persons of a seed and those after it.
pub fn training_people(seed: u64, today: Day) -> impl Iterator<Item = TrainingPerson> {
    (0..).map(move |n| training_person(seed.wrapping_add(n), today))
}

fn attempt(draw: &mut Draw, today: Date) -> Option<TrainingPerson> {
    let sex = if draw.one_in(2) { Sex::Female } else { Sex::Male };
    let age = i32::try_from(18 + draw.below(70)).ok()?;
    let born_on = years_later(KNOWN_SINCE, -age) - days(draw.below(365));
    let abroad = draw.one_in(5);
    let origin = abroad.then(|| draw.of(lists::ORIGINS));
    // emigrants' children came home with Italian names and citizenship
    let foreign = origin.filter(|_| !draw.one_in(4));
    let (surname, given_names) = match &foreign {
        Some(o) => name(draw, sex, o.surnames, o.women, o.men),
        None => name(draw, sex, lists::SURNAMES, lists::WOMEN, lists::MEN),
    };
    let birth_place = match origin {
        Some(origin) => born_abroad(draw, &origin)?,
        None => born_in_italy(draw, born_on)?,
    };
    let facts = PersonFacts {
        surname: &surname,
        given_names: &given_names,
        sex,
        born_on: Day(born_on),
        birth_place: birth_place.place_code.parse().ok(),
    };
    let tax_code = tax_code(draw, &facts)?;
    let citizenship = foreign.map_or("IT", |o| o.country);
    let residence = residence(draw);
    let document = document(draw, born_on, today, citizenship, &residence.town);
    let contacts = training_contacts(tax_code.as_str(), &surname, &given_names);
    let citizenship = citizenship.to_owned();
    let born_on = Day(born_on);
    let person = Person { tax_code, surname, given_names, sex, born_on, birth_place, citizenship, residence };
    Some(TrainingPerson { person, contacts, document })
}

fn name(draw: &mut Draw, sex: Sex, surnames: &[&str], women: &[&str], men: &[&str]) -> (String, String) {
    let given = if sex == Sex::Female { women } else { men };
    let surname = draw.of(surnames).to_owned();
    let mut given_names = draw.of(given).to_owned();
    if draw.one_in(8) {
        let second = draw.of(given);
        if !given_names.contains(second) {
            given_names = format!("{given_names} {second}");
        }
    }
    (surname, given_names)
}

/// A municipality of the day of birth, the likelier the more people live there today.
fn born_in_italy(draw: &mut Draw, born_on: Date) -> Option<BirthPlace> {
    let towns = places::inhabited();
    let total = towns.last()?.0;
    let ticket = draw.below(total);
    let (_, today) = &towns[towns.partition_point(|(up_to, _)| *up_to <= ticket)];
    let town = places::municipality_at(today.code, born_on)?;
    Some(BirthPlace {
        country: "IT".to_owned(),
        place: town.name.to_owned(),
        province: Some(town.province.to_owned()),
        place_code: town.code.to_owned(),
    })
}

fn born_abroad(draw: &mut Draw, origin: &Origin) -> Option<BirthPlace> {
    Some(BirthPlace {
        country: origin.country.to_owned(),
        place: draw.of(origin.towns).to_owned(),
        province: None,
        place_code: places::country(origin.country)?.code?.to_string(),
    })
}

fn tax_code(draw: &mut Draw, facts: &PersonFacts<'_>) -> Option<TaxCode> {
    let code = expected(facts).ok()?;
    if draw.one_in(20) {
        // authorities replace from the right: the first omocodia has a letter in the last digit
        return code.omocodia_variants().find(|v| v.as_str()[..14] == code.as_str()[..14]);
    }
    Some(code)
}

fn residence(draw: &mut Draw) -> Residence {
    let (town, province, postcode) = draw.of(lists::TOWNS);
    Residence {
        country: "IT".to_owned(),
        street: format!("{}, {}", draw.of(lists::STREETS), 1 + draw.below(120)),
        postcode: postcode.to_owned(),
        town: town.to_owned(),
        province: Some(province.to_owned()),
    }
}

/// An identity card (as Italy gives it to residents, whatever their citizenship) or a passport, valid for ten years: the
/// first was issued to the then adult in the nine years before everybody is known, each later one when the last expired.
fn document(draw: &mut Draw, born_on: Date, today: Date, citizenship: &str, town: &str) -> IdentityDocument {
    let earliest = years_later(born_on, 18).max(years_later(KNOWN_SINCE, -9));
    let span = u64::try_from((KNOWN_SINCE - earliest).whole_days()).unwrap_or(0);
    let first_on = earliest + days(draw.below(span + 1));
    let card = draw.one_in(2) || (citizenship != "IT" && draw.one_in(2));
    let mut document = issued(draw, first_on, born_on, citizenship, town, card);
    // Drawn aside, so that nothing but the document is another one on another day.
    let mut later = draw.aside();
    while document.expires_on.0 <= today {
        document = issued(&mut later, document.expires_on.0, born_on, citizenship, town, card);
    }
    document
}

fn issued(
    draw: &mut Draw,
    issued_on: Date,
    born_on: Date,
    citizenship: &str,
    town: &str,
    card: bool,
) -> IdentityDocument {
    let ten_years = years_later(issued_on, 10);
    let (kind, country, number, expires_on, authority) = if card {
        let number = draw.pattern("C?#####@@");
        let authority = format!("Comune di {town}");
        (DocumentKind::IdentityCard, "IT", number, birthday_after(born_on, ten_years), authority)
    } else if citizenship == "IT" {
        let number = draw.pattern("Y?#######");
        (DocumentKind::Passport, "IT", number, ten_years - Duration::DAY, format!("Questura di {town}"))
    } else {
        let authority = places::country(citizenship).map_or(citizenship, |c| c.english).to_owned();
        let number = draw.pattern("@@#######");
        (DocumentKind::Passport, citizenship, number, ten_years - Duration::DAY, authority)
    };
    IdentityDocument {
        kind,
        country: country.to_owned(),
        number,
        issued_on: Day(issued_on),
        expires_on: Day(expires_on),
        authority,
        images: Vec::new(),
    }
}

fn days(count: u64) -> Duration {
    Duration::days(i64::try_from(count).unwrap_or(0))
}

/// The same day of another year; 28 February for the 29th where there is none.
fn years_later(date: Date, years: i32) -> Date {
    let year = date.year() + years;
    date.replace_year(year).or_else(|_| Date::from_calendar_date(year, Month::February, 28)).unwrap_or(date)
}

/// The first birthday on or after a day: identity cards end on birthdays.
fn birthday_after(born_on: Date, day: Date) -> Date {
    let this_year = years_later(born_on, day.year() - born_on.year());
    if this_year < day { years_later(born_on, day.year() + 1 - born_on.year()) } else { this_year }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use time::macros::date;

    use super::*;
    use crate::tax_code::compare;

    const TODAY: Day = Day(date!(2026 - 11 - 22));

    #[test]
    fn a_thousand_people_are_in_order() {
        let (mut codes, mut mailboxes) = (BTreeSet::new(), BTreeSet::new());
        for (seed, TrainingPerson { person, contacts, document }) in (0..1000).zip(training_people(0, TODAY))
        {
            let facts = PersonFacts::from(&person);
            assert_eq!(compare(&person.tax_code, &facts), [], "{seed}: the tax code fits");
            assert!(person.born_on.years_until(TODAY) >= 18, "{seed}: adults only");
            assert!(
                document.issued_on <= TODAY && TODAY < document.expires_on,
                "{seed}: the document is valid"
            );
            assert!(person.born_on.years_until(document.issued_on) >= 18, "{seed}: and of an adult");
            assert!(places::country(&person.citizenship).is_some(), "{seed}: a country's citizen");
            assert!(places::country(&document.country).is_some(), "{seed}: a country's document");
            assert!(contacts.email.is_ascii(), "{seed}: the address needs no encoding");
            assert!(
                contacts.mobile.starts_with("+39399") && contacts.mobile.len() == 13,
                "{seed}: nobody's number"
            );
            let town = places::municipality_by_name(
                &person.residence.town,
                person.residence.province.as_deref(),
                TODAY.0,
            );
            assert!(matches!(town, places::NamedPlace::Found(_)), "{seed}: {} exists", person.residence.town);
            mailboxes.insert(contacts.email);
            codes.insert(person.tax_code);
        }
        assert_eq!(mailboxes.len(), codes.len(), "one mailbox each");
        assert!(codes.len() > 990, "people differ: {} tax codes", codes.len());
        let foreign = codes.iter().filter(|c| c.birth_place_code().is_foreign()).count();
        assert!((120..280).contains(&foreign), "about one in five was born abroad: {foreign}");
        let omocodie = codes.iter().filter(|c| c.is_omocodia()).count();
        assert!((20..90).contains(&omocodie), "about one in twenty shares a base code: {omocodie}");
    }

    #[test]
    fn a_seed_is_a_person() {
        assert_eq!(training_person(7, TODAY), training_person(7, TODAY), "the same on every machine");
        assert_ne!(training_person(7, TODAY), training_person(8, TODAY), "the next is another");
        let one = training_person(42, TODAY);
        assert_eq!(
            format!("{} {} {}", one.person.given_names, one.person.surname, one.document.number),
            "Niccolò Bianchi YC2140690",
            "and in every release: people are named in guides and stories"
        );
    }

    #[test]
    fn a_person_is_the_same_on_every_day_and_has_a_valid_document() {
        for seed in 0..200 {
            let first = training_person(seed, TODAY);
            let mut numbers = BTreeSet::from([first.document.number.clone()]);
            for later in [1, 2, 30, 366, 3_000, 5_000, 9_000] {
                let day = Day(TODAY.0 + Duration::days(later));
                let again = training_person(seed, day);
                assert_eq!(again.person, first.person, "{seed}: {later} days later");
                assert_eq!(again.contacts, first.contacts, "{seed}: reached as before, {later} days later");
                let document = again.document;
                assert!(document.issued_on <= day && day < document.expires_on, "{seed}: valid on {day}");
                assert!(
                    later > 2 || document == first.document || first.document.expires_on <= day,
                    "{seed}"
                );
                numbers.insert(document.number);
            }
            assert!((2..=4).contains(&numbers.len()), "{seed}: a document lasts ten years: {numbers:?}");
        }
    }

    #[test]
    fn documents_of_people_born_on_a_leap_day_end_on_a_day_that_is() {
        assert_eq!(birthday_after(date!(2000 - 02 - 29), date!(2026 - 02 - 28)), date!(2026 - 02 - 28));
        assert_eq!(birthday_after(date!(2000 - 02 - 29), date!(2026 - 03 - 01)), date!(2027 - 02 - 28));
        assert_eq!(birthday_after(date!(2000 - 02 - 29), date!(2028 - 01 - 01)), date!(2028 - 02 - 29));
    }
}
