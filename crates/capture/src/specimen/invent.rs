//! People and documents that nobody has, from a number: consistent in themselves, and with the names, places and codes
//! that are hard to read.

mod lists;
mod papers;

use sportello_domain::moment::Day;
use sportello_domain::person::Sex as RegisterSex;
use sportello_domain::places::{self, CadastralCode};
use sportello_domain::tax_code::{PersonFacts, expected};
use sportello_domain::training_people::training_person;
use time::{Date, Duration};

use super::chance::Chance;
use super::{Bearer, Drawn, Paper, Print, Residence, SpecimenError, SpecimenKind, draw};
use crate::mrz::Sex;

/// Somebody who does not exist, with a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Invented {
    pub kind: SpecimenKind,
    pub bearer: Bearer,
    pub paper: Paper,
    /// How the document is printed.
    pub print: Print,
}

impl Invented {
    /// The document's picture.
    pub fn draw(&self) -> Result<Drawn, SpecimenError> {
        draw(self.kind, &self.bearer, &self.paper, &self.print)
    }
}

/// Somebody with some document, as on the day `today`.
pub fn invent(seed: u64, today: Date) -> Invented {
    let kind = Chance::apart(seed, 0x6b).pick(&SpecimenKind::ALL);
    invent_of(kind, seed, today)
}

/// Somebody with a document of this kind.
pub fn invent_of(kind: SpecimenKind, seed: u64, today: Date) -> Invented {
    let at = SpecimenKind::ALL.iter().position(|k| *k == kind).unwrap_or(0);
    let mut chance = Chance::apart(seed, 0x1171 + at as u64);
    let foreign = matches!(kind, SpecimenKind::Foreign(_));
    let bearer = if foreign { abroad(&mut chance, today) } else { in_italy(&mut chance, kind, today) };
    let paper = papers::paper(&mut chance, kind, &bearer, today);
    Invented { kind, bearer, paper, print: Print::of(chance.next()) }
}

/// Somebody who lives in Italy, born there or elsewhere.
fn in_italy(chance: &mut Chance, kind: SpecimenKind, today: Date) -> Bearer {
    let base = training_person(chance.next(), Day(today)).person;
    let sex = base.sex;
    let (surname, given_names) = if chance.one_in(2) {
        (base.surname.clone(), base.given_names.clone())
    } else {
        hard_names(chance, sex)
    };
    let minor = kind == SpecimenKind::IdentityCard && chance.one_in(10);
    let birth = if minor { today - days(chance.below(6_200) + 30) } else { base.born_on.0 };
    let place: Option<CadastralCode> = base.birth_place.place_code.parse().ok();
    let facts = PersonFacts {
        surname: &surname,
        given_names: &given_names,
        sex,
        born_on: Day(birth),
        birth_place: place,
    };
    let code = expected(&facts).ok().map(|code| {
        let variant = if chance.one_in(7) { code.omocodia_variants().nth(chance.below(127)) } else { None };
        variant.unwrap_or(code).to_string()
    });
    let nationality = if kind == SpecimenKind::Passport { "ITA".to_owned() } else { icao(&base.citizenship) };
    let birth_province = base.birth_place.province.clone().unwrap_or_else(|| icao(&base.birth_place.country));
    let town = base.residence;
    let (street, number) = address(chance);
    let mut bearer = Bearer::new(&surname, &given_names, to_zone(sex), birth)
        .born_in(&base.birth_place.place, &birth_province)
        .national_of(&nationality);
    bearer.residence = Residence::of(street, &number, &town.town, &town.province.unwrap_or_default());
    bearer.tax_code = code;
    if minor {
        let mother = hard_names(chance, RegisterSex::Female);
        bearer.parents = Some(format!("{surname} {}, {} {}", chance.pick(lists::MEN), mother.0, mother.1));
    }
    looks(chance, &mut bearer, minor);
    bearer
}

/// Names as they trip readers: long, double, accented, full of letters that look like others.
fn hard_names(chance: &mut Chance, sex: RegisterSex) -> (String, String) {
    let given = if sex == RegisterSex::Female { lists::WOMEN } else { lists::MEN };
    let mut surname = chance.pick(lists::SURNAMES).to_owned();
    let mut names = chance.pick(given).to_owned();
    if chance.one_in(3) {
        let join = if chance.one_in(4) { "-" } else { " " };
        surname = format!("{surname}{join}{}", chance.pick(lists::SURNAMES));
    }
    while chance.one_in(3) && names.len() < 40 {
        names = format!("{names} {}", chance.pick(given));
    }
    (surname, names)
}

/// Somebody of another state, who lives there.
fn abroad(chance: &mut Chance, today: Date) -> Bearer {
    let sex = if chance.one_in(2) { RegisterSex::Female } else { RegisterSex::Male };
    let state = chance.pick(lists::STATES);
    let (surname, given_names) = match chance.below(4) {
        0 => hard_names(chance, sex),
        1 => (chance.pick(lists::FOREIGN_LONG).to_owned(), chance.pick(lists::FOREIGN_GIVEN).to_owned()),
        _ => {
            let people = lists::ABROAD[chance.below(lists::ABROAD.len())];
            (chance.pick(people.0).to_owned(), chance.pick(people.1).to_owned())
        }
    };
    let age = 6_000 + chance.below(26_000);
    let mut bearer = Bearer::new(&surname, &given_names, to_zone(sex), today - days(age))
        .born_in(chance.pick(lists::CITIES), "");
    bearer.nationality =
        if chance.one_in(12) { chance.pick(lists::STATES).to_owned() } else { state.to_owned() };
    if chance.one_in(40) {
        bearer.sex = Sex::Unspecified;
    }
    bearer.birth_province = state.to_owned();
    looks(chance, &mut bearer, false);
    bearer
}

fn address(chance: &mut Chance) -> (&'static str, String) {
    let street = chance.pick(lists::STREETS);
    let mut number = (1 + chance.below(220)).to_string();
    if chance.one_in(5) {
        number.push_str(chance.pick(&["/A", "/B", " BIS", "/3", " INT. 4"]));
    }
    (street, number)
}

fn looks(chance: &mut Chance, bearer: &mut Bearer, minor: bool) {
    let low = if minor { 70 } else { 148 };
    bearer.height = low + u16::try_from(chance.below(52)).unwrap_or(0);
    let part = ["1", "2"][chance.below(2)];
    let series = ["A", "B", "C", "A00"][chance.below(4)];
    bearer.birth_act = format!("{}.{part}.{series}", 1 + chance.below(4_000));
    chance.pick(lists::HAIR).clone_into(&mut bearer.hair);
    chance.pick(lists::EYES).clone_into(&mut bearer.eyes);
    bearer.profession = chance.one_in(2).then(|| chance.pick(lists::PROFESSIONS).to_owned());
    let statuses = if bearer.sex == Sex::Female { lists::STATUS_WOMEN } else { lists::STATUS_MEN };
    bearer.civil_status = chance.one_in(2).then(|| chance.pick(statuses).to_owned());
    bearer.marks = chance.one_in(6).then(|| chance.pick(lists::MARKS).to_owned());
}

const fn to_zone(sex: RegisterSex) -> Sex {
    match sex {
        RegisterSex::Female => Sex::Female,
        RegisterSex::Male => Sex::Male,
    }
}

fn days(count: usize) -> Duration {
    Duration::days(i64::try_from(count).unwrap_or(0))
}

/// The zone's code of a country: alpha-3, but one letter for Germany (ICAO 9303-3 §5).
fn icao(alpha2: &str) -> String {
    match alpha2 {
        "DE" => "D".to_owned(),
        "XK" => "RKS".to_owned(),
        other => places::country(other).and_then(|country| country.alpha3).unwrap_or("XXX").to_owned(),
    }
}

#[cfg(test)]
#[path = "invent/tests.rs"]
mod tests;
