//! What the tables of places answer.

use std::collections::BTreeSet;

use sportello_domain::places::{
    CadastralCode, MrzState, NamedPlace, countries, countries_matching, country, foreign_state,
    foreign_state_at, mrz_state, municipalities_matching, municipalities_until, municipality_at,
    municipality_by_name, municipality_history, province, provinces,
};
use time::macros::date;

#[test]
fn a_code_names_the_municipality_of_the_day() {
    for (code, on, name, province) in [
        ("H501", date!(1985 - 12 - 10), "Roma", "RM"),
        ("A001", date!(1924 - 11 - 13), "Abano", "PD"),
        ("A001", date!(1924 - 11 - 14), "Abano Terme", "PD"),
        ("E321", date!(2024 - 06 - 29), "Ionadi", "VV"),
        ("E321", date!(2024 - 06 - 30), "Jonadi", "VV"),
        ("G778", date!(1946 - 01 - 01), "Pola", "PL"),
        ("D704", date!(1980 - 01 - 01), "Forlì", "FO"),
        ("D704", date!(2000 - 01 - 01), "Forlì", "FC"),
        ("H224", date!(2000 - 01 - 01), "Reggio di Calabria", "RC"),
    ] {
        let found = municipality_at(code, on).map(|m| (m.name, m.province));
        assert_eq!(found, Some((name, province)), "{code} on {on}");
    }
    for (code, on, why) in [
        ("M439", date!(2026 - 02 - 20), "founded on the 21st"),
        ("C056", date!(2026 - 02 - 21), "merged into M439"),
        ("G778", date!(1950 - 01 - 01), "ceded in 1947"),
        ("A008", date!(1938 - 01 - 01), "suppressed from 1929 to 1947"),
        ("X999", date!(2000 - 01 - 01), "no such code"),
        ("", date!(2000 - 01 - 01), "no code"),
        ("è", date!(2000 - 01 - 01), "not even ASCII"),
    ] {
        assert_eq!(municipality_at(code, on), None, "{code} on {on}: {why}");
    }
}

#[test]
fn the_tables_hold_together() {
    let newest = municipalities_until().expect("the table is not empty").0;
    assert!(newest.year() >= 2026, "renewed with tools/tables/make_tables.py; the newest is of {newest}");
    let today = date!(2026 - 03 - 01);
    let mut codes = BTreeSet::new();
    let mut now = 0;
    for p in provinces() {
        assert_eq!(province(p.code), Some(p), "{} is found by its letters", p.code);
    }
    for town in municipalities_of_every_code() {
        assert!(town.code.parse::<CadastralCode>().is_ok(), "{} is a code", town.code);
        assert!(province(town.province).is_some(), "{} has a named province", town.name);
        assert!(town.until.is_none_or(|until| town.from <= until), "{} ends after it begins", town.name);
        if town.existed(today) {
            now += 1;
            assert!(codes.insert(town.code), "{} names two places today", town.code);
            assert!(
                province(town.province).is_some_and(|p| p.current),
                "{} is in a present province",
                town.name
            );
        }
    }
    assert_eq!(now, 7894, "as many municipalities as Italy had on {today}");
    assert_eq!(provinces().iter().filter(|p| p.current).count(), 107, "as many provinces");
    assert_eq!(countries().iter().filter(|c| c.is_current()).count(), 250, "ISO 3166-1 and Kosovo");
    for country in countries() {
        for code in country.code.iter().chain(&country.successors) {
            assert!(code.is_foreign() && foreign_state(*code).is_some(), "{country:?}: {code} is a state's");
        }
    }
}

fn municipalities_of_every_code() -> impl Iterator<Item = &'static sportello_domain::places::Municipality> {
    ('A'..='M')
        .flat_map(|letter| (0..1000).map(move |number| format!("{letter}{number:03}")))
        .flat_map(|code| municipality_history(&code))
}

#[test]
fn a_few_letters_find_the_town_that_was_meant() {
    let on = date!(2020 - 01 - 01);
    for (typed, first) in [
        ("rom", "Roma"),
        ("ROMA", "Roma"),
        ("forli", "Forlì"),
        ("sant agata de g", "Sant'Agata de' Goti"),
        ("bozen", "Bolzano"),
        ("emilia", "Reggio nell'Emilia"),
        ("lama", "Lama"),
        ("  milano ", "Milano"),
    ] {
        let found = municipalities_matching(typed, on, 5);
        let names: Vec<_> = found.iter().map(|m| m.name).collect();
        assert!(names.first().is_some_and(|n| n.starts_with(first)), "{typed:?} found {names:?}");
        assert!(found.len() <= 5, "the limit holds");
        assert!(found.iter().all(|m| m.existed(on)), "all existed on the day");
    }
    assert!(municipalities_matching("", on, 5).is_empty(), "nothing typed finds nothing");
    assert!(municipalities_matching("'", on, 5).is_empty(), "punctuation finds nothing");
    assert!(
        municipalities_matching("pola", date!(1930 - 01 - 01), 5).iter().any(|m| m.code == "G778"),
        "then it was"
    );
    assert!(municipalities_matching("pola", on, 50).iter().all(|m| m.code != "G778"), "now it is not");
}

#[test]
fn a_name_may_need_its_province_or_its_time() {
    let on = date!(2000 - 01 - 01);
    assert!(matches!(municipality_by_name("CEFALU'", None, on), NamedPlace::Found(m) if m.code == "C421"));
    assert!(matches!(municipality_by_name("Livo", None, on), NamedPlace::Ambiguous(two) if two.len() == 2));
    assert!(matches!(municipality_by_name("Livo", Some("tn"), on), NamedPlace::Found(m) if m.code == "E624"));
    let then = municipality_by_name("Zara", None, on);
    assert!(matches!(then, NamedPlace::NotThen(m) if m[0].code == "M149"), "Zara is known, but not in 2000");
    assert_eq!(
        municipality_by_name("Livo", Some("MI"), on),
        NamedPlace::Unknown,
        "no Livo in Milan's province"
    );
    assert_eq!(municipality_by_name("", None, on), NamedPlace::Unknown, "no name, no place");
}

#[test]
fn states_are_found_by_every_code_they_have() {
    let germany = country("de").unwrap();
    assert_eq!((germany.alpha3, germany.italian, germany.english), (Some("DEU"), "Germania", "Germany"));
    assert_eq!(germany.code.unwrap().as_str(), "Z112", "its code for births");
    assert_eq!(mrz_state("D<<"), Some(MrzState::State(germany)), "its code in machine-readable zones");
    assert_eq!(country("IT").unwrap().code, None, "a birth in Italy has the municipality's code");
    assert_eq!(country(""), None, "no code, no country");
    assert_eq!(country("ZZ"), None, "unassigned");
    let ussr: CadastralCode = "Z135".parse().unwrap();
    assert!(foreign_state_at(ussr, date!(1980 - 01 - 01)).is_some(), "born in the Soviet Union");
    assert!(foreign_state_at(ussr, date!(1995 - 01 - 01)).is_none(), "nobody after 1992");
    assert!(
        foreign_state(ussr).unwrap().successors.contains(&"Z138".parse().unwrap()),
        "Ukraine came after it"
    );
    let found: Vec<_> = countries_matching("ger", 3).iter().filter_map(|c| c.alpha2).collect();
    assert_eq!(found, ["DE"], "Germania, and no word inside another name");
    assert_eq!(countries_matching("cn", 1)[0].alpha2, Some("CN"), "a code finds its country");
    assert_eq!(countries_matching("reunion", 1)[0].alpha2, Some("RE"), "accents do not matter");
}
