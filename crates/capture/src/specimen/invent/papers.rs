//! The papers of invented people: numbers after the patterns of each kind, days that fit each other.

use time::{Date, Duration, Month};

use super::super::chance::Chance;
use super::super::{Bearer, Category, Paper, SpecimenKind};
use crate::mrz::Format;

const MINISTRY: [&str; 3] = [
    "Ministro Affari Esteri e Cooperazione Internazionale",
    "Ministro Affari Esteri",
    "Ministro degli Affari Esteri",
];

pub fn paper(chance: &mut Chance, kind: SpecimenKind, bearer: &Bearer, today: Date) -> Paper {
    let (issued, expiry) = days(chance, kind, bearer, today);
    let town = bearer.residence.municipality.clone();
    let mut paper = Paper::new(&number(chance, kind), "ITA", issued, expiry);
    paper.access_number = chance.pattern("######");
    paper.valid_abroad = bearer.nationality == "ITA" && !chance.one_in(8);
    paper.card_number = chance.pattern("80380########0######");
    paper.authority = match kind {
        SpecimenKind::Passport if chance.one_in(3) => {
            format!("Questura di {}", bearer.residence.municipality)
        }
        SpecimenKind::Passport => chance.pick(&MINISTRY).to_owned(),
        SpecimenKind::DrivingLicence if chance.one_in(4) => format!("MC-{}", bearer.residence.province),
        SpecimenKind::DrivingLicence => "MIT-UCO".to_owned(),
        SpecimenKind::Foreign(_) => {
            chance.pick(&["Ministry of Interior", "Passport Office", "Zenith", "Police", "FCO"]).to_owned()
        }
        _ => town,
    };
    if kind == SpecimenKind::DrivingLicence {
        paper.categories = categories(chance, bearer, &paper);
        if paper.authority.starts_with("MC-") && chance.one_in(2) {
            paper.number = format!("{}{}", bearer.residence.province, chance.pattern("#######@"));
        }
    }
    if let SpecimenKind::Foreign(format) = kind {
        of_state(chance, format, bearer, &mut paper);
    }
    paper
}

fn number(chance: &mut Chance, kind: SpecimenKind) -> String {
    let pattern = match kind {
        SpecimenKind::IdentityCard => "C@#####@@",
        SpecimenKind::Passport => chance.pick(&["Y?#######", "YA#######", "YB#######", "AA#######"]),
        SpecimenKind::DrivingLicence => ["U1*######@", "U1#*#*##*@", "U1@######@"][chance.below(3)],
        SpecimenKind::PaperCard => ["A@#######", "AX#######", "CA#######"][chance.below(3)],
        SpecimenKind::HealthCard => "####################",
        SpecimenKind::Foreign(_) => {
            ["@########", "#########", "@@#######", "@###*##*#", "@@@######", "@#######", "C*@#*#@#*"]
                [chance.below(7)]
        }
    };
    chance.pattern(pattern)
}

/// Day of issue and of expiry: mostly valid on the day, one in eight not.
fn days(chance: &mut Chance, kind: SpecimenKind, bearer: &Bearer, today: Date) -> (Date, Date) {
    let minor = bearer.parents.is_some();
    let years = match kind {
        SpecimenKind::IdentityCard if minor => 3,
        SpecimenKind::HealthCard => 6,
        SpecimenKind::Foreign(format) if format.is_visa() => 1,
        _ => 10,
    };
    let span = usize::try_from(years * 365 - 20).unwrap_or(0);
    let late = if chance.one_in(8) { 400 } else { 0 };
    let back = i64::try_from(chance.below(span) + late).unwrap_or(0);
    let since_birth = (today - bearer.birth).whole_days().max(2);
    let issued = today - Duration::days(back.min(since_birth - 1));
    let expiry = match kind {
        // Identity cards and licences end on a birthday.
        SpecimenKind::IdentityCard | SpecimenKind::PaperCard | SpecimenKind::DrivingLicence => {
            let year = issued.year() + years;
            let this = in_year(bearer.birth, year);
            if this < in_year(issued, year) { in_year(bearer.birth, year + 1) } else { this }
        }
        _ => in_year(issued, issued.year() + years) - Duration::DAY,
    };
    (issued, expiry)
}

/// The same day of another year; 28 February for the 29th where there is none.
fn in_year(date: Date, year: i32) -> Date {
    date.replace_year(year).or_else(|_| Date::from_calendar_date(year, Month::February, 28)).unwrap_or(date)
}

fn categories(chance: &mut Chance, bearer: &Bearer, paper: &Paper) -> Vec<Category> {
    let held: &[&str] = match chance.below(5) {
        0 => &["AM", "A1", "A2", "A", "B1", "B"],
        1 => &["AM", "B1", "B", "C1", "C", "BE", "C1E", "CE"],
        2 => &["AM", "A1"],
        _ => &["AM", "B1", "B"],
    };
    let adult = in_year(bearer.birth, bearer.birth.year() + 18);
    let span = usize::try_from((paper.issued - adult).whole_days().max(1)).unwrap_or(1);
    let from = (adult + Duration::days(i64::try_from(chance.below(span)).unwrap_or(0))).min(paper.issued);
    let codes = if chance.one_in(3) { chance.pick(&["01.06", "01", "78", "70.I", "01.02"]) } else { "" };
    let category = |code: &&str| Category {
        code: (*code).to_owned(),
        from,
        until: paper.expiry,
        codes: codes.to_owned(),
    };
    held.iter().map(category).collect()
}

/// What other states put into the zone: their own letters for the kind, long numbers, personal numbers.
fn of_state(chance: &mut Chance, format: Format, bearer: &Bearer, paper: &mut Paper) {
    paper.issuing_state.clone_from(&bearer.birth_province);
    let code = match format {
        Format::Td1 => chance.pick(&["I", "ID", "C", "IR", "AC", "IP"]),
        Format::Td2 => chance.pick(&["I", "ID", "IP"]),
        Format::Td3 => chance.pick(&["P", "P", "P", "PO", "PD", "PM"]),
        Format::MrvA | Format::MrvB => chance.pick(&["V", "V", "VC"]),
    };
    code.clone_into(&mut paper.document_code);
    if format == Format::Td1 && chance.one_in(6) {
        paper.number = chance.pattern("@@##########");
    } else if format == Format::Td1 && chance.one_in(3) {
        paper.personal_number = chance.pattern("#############");
    }
    if format == Format::Td3 && chance.one_in(2) {
        let pattern = chance.pick(&["##############", "@@######@", "#############", "#######"]);
        paper.personal_number = chance.pattern(pattern);
    }
    if matches!(format, Format::MrvA) && chance.one_in(3) {
        paper.personal_number = chance.pattern("@@######@");
    }
}
