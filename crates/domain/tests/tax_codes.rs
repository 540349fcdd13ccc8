//! Tax codes against published examples, another program's answers, and properties that hold for every person.
#![expect(clippy::unwrap_used, reason = "the lint excuses test functions, but not what they call")]

use std::collections::BTreeSet;

use proptest::prelude::*;
use sportello_domain::{
    moment::Day,
    person::Sex,
    tax_code::{
        NotComputable, PersonFacts, TaxCode, TaxCodeError, TaxCodeMismatch, compare, compare_typed, expected,
    },
};
use time::Date;

fn facts<'a>(
    surname: &'a str,
    given_names: &'a str,
    sex: Sex,
    born_on: &str,
    place: &str,
) -> PersonFacts<'a> {
    let born_on = born_on.parse().unwrap();
    PersonFacts { surname, given_names, sex, born_on, birth_place: Some(place.parse().unwrap()) }
}

#[test]
fn published_examples_come_out() {
    for (surname, given_names, sex, born_on, place, code) in [
        // the examples of the Italian and of the English Wikipedia articles on the tax code
        ("Rossi", "Mario", Sex::Male, "1985-12-10", "A562", "RSSMRA85T10A562S"),
        ("Moretti", "Matteo", Sex::Male, "1991-04-08", "F205", "MRTMTT91D08F205J"),
        ("Miller", "Samantha", Sex::Female, "1982-09-25", "Z404", "MLLSNT82P65Z404U"),
    ] {
        let person = facts(surname, given_names, sex, born_on, place);
        assert_eq!(expected(&person).unwrap().as_str(), code, "{surname} {given_names} as published");
        assert_eq!(compare(&code.parse().unwrap(), &person), [], "the published code fits its person");
    }
}

/// 220 invented persons with their codes as `python-codicefiscale` computes them
/// (`tools/tables/make_tax_code_fixture.py`).
#[test]
fn another_program_computes_the_same_codes() {
    let mut compared = 0;
    let mut differing = BTreeSet::new();
    for row in include_str!("fixtures/tax_codes.tsv").lines().filter(|line| !line.starts_with('#')) {
        let [surname, given_names, sex, born_on, place, code, variant] =
            row.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let sex = if sex == "F" { Sex::Female } else { Sex::Male };
        let person = facts(surname, given_names, sex, born_on, place);
        let code: TaxCode = code.parse().expect("a code the other program made is well formed");
        let variant: TaxCode = variant.parse().expect("its omocodia too");
        assert_eq!(variant.base(), code, "{variant} restored gives the plain code");
        assert_eq!(variant.is_omocodia(), variant != code, "{variant} has a letter for a digit, or is plain");
        match expected(&person) {
            Ok(ours) => {
                assert_eq!(ours, code, "{surname} {given_names}");
                assert_eq!(compare(&variant, &person), [], "{row}: the person was alive when the place was");
                compared += 1;
            }
            Err(why) => {
                assert!(matches!(why, NotComputable::NotLatin(_)), "{surname}: {why}");
                differing.insert(surname);
            }
        }
    }
    assert!(compared > 200, "the fixture was read ({compared} codes compared)");
    // The other program transliterates any alphabet to ASCII by a table of its own; authorities do not (a Ukrainian
    // and a Russian passport spell one name differently). Here the Latin spelling of the document is asked for.
    assert_eq!(differing, BTreeSet::from(["Iљ", "Иванов", "Παππάς"]), "nothing else may be left out");
}

/// 400 texts and the other program's verdict on each.
#[test]
fn another_program_accepts_and_refuses_the_same_texts() {
    let mut verdicts = [0; 3];
    for row in include_str!("fixtures/tax_code_texts.tsv").lines().filter(|line| !line.starts_with('#')) {
        let (text, verdict) = row.split_once('\t').unwrap();
        let ours = text.parse::<TaxCode>();
        match verdict {
            "valid" => {
                assert!(ours.is_ok(), "{text}: {ours:?}");
                verdicts[0] += 1;
            }
            "invalid" => {
                assert!(ours.is_err(), "{text} is no code");
                verdicts[1] += 1;
            }
            // The other program refuses codes of places it does not know and looks at the place before the check
            // character. Reading a code does not ask the tables here, which may be older than the code; comparing it
            // with a person does.
            "place" => {
                if let Ok(code) = ours {
                    let born_on = code.birth_date("2026-01-01".parse().unwrap());
                    let person = PersonFacts { born_on, ..facts("", "", code.sex(), "2000-01-01", "A000") };
                    let person = PersonFacts { birth_place: Some(code.birth_place_code()), ..person };
                    let kinds: Vec<_> = compare(&code, &person).iter().map(TaxCodeMismatch::code).collect();
                    assert!(
                        kinds.contains(&"unknownPlace") || kinds.contains(&"placeNotThen"),
                        "{text}: the place raises a doubt, {kinds:?}"
                    );
                }
                verdicts[2] += 1;
            }
            other => panic!("{other} is no verdict"),
        }
    }
    assert!(verdicts.iter().all(|count| *count > 20), "each verdict occurs: {verdicts:?}");
}

#[test]
fn what_does_not_fit_is_named() {
    let code: TaxCode = "RSSMRA85T10A562S".parse().unwrap();
    let fitting = facts("Rossi", "Mario", Sex::Male, "1985-12-10", "A562");
    let kinds = |person: &PersonFacts<'_>| {
        compare(&code, person).iter().map(TaxCodeMismatch::code).collect::<Vec<_>>()
    };
    for (changed, kind) in [
        (PersonFacts { surname: "Russo", ..fitting }, vec![]),
        (PersonFacts { surname: "Bianchi", ..fitting }, vec!["surname"]),
        (PersonFacts { surname: "Росси", ..fitting }, vec!["surname"]),
        (PersonFacts { given_names: "Mario Luca", ..fitting }, vec!["givenNames"]),
        (PersonFacts { born_on: "1985-12-11".parse().unwrap(), ..fitting }, vec!["birthDate"]),
        (PersonFacts { born_on: "1885-12-10".parse().unwrap(), ..fitting }, vec![]),
        (PersonFacts { sex: Sex::Female, ..fitting }, vec!["sex"]),
        (PersonFacts { birth_place: Some("H501".parse().unwrap()), ..fitting }, vec!["birthPlace"]),
        (PersonFacts { birth_place: None, ..fitting }, vec![]),
    ] {
        assert_eq!(kinds(&changed), kind, "against {}", changed.born_on);
    }
    let typed = compare_typed("rss mra 85t10 a562 t", &fitting).unwrap();
    assert_eq!(
        typed.iter().map(TaxCodeMismatch::code).collect::<Vec<_>>(),
        ["checkCharacter"],
        "all else fits"
    );
}

#[test]
fn the_history_of_places_is_a_doubt_and_not_a_mistake() {
    for (in_code, stated, born_on, kinds, why) in [
        ("M439", "M439", "1970-01-01", vec![("placeNotThen", true)], "Castegnero Nanto came to be in 2026"),
        ("C056", "M439", "1970-01-01", vec![("birthPlace", true)], "Castegnero is half of Castegnero Nanto"),
        ("A121", "M437", "1970-01-01", vec![("birthPlace", true)], "Alano di Piave went into Setteville"),
        ("D705", "H501", "1970-01-01", vec![("birthPlace", false)], "Forlimpopoli is not Rome"),
        ("Z118", "Z150", "1975-01-01", vec![("birthPlace", true)], "Slovenia took the place of Yugoslavia"),
        ("Z150", "Z118", "1975-01-01", vec![("birthPlace", true)], "whichever of them the code names"),
        ("Z118", "Z110", "1975-01-01", vec![("birthPlace", false)], "France did not"),
        ("Z118", "Z118", "2010-01-01", vec![("placeNotThen", true)], "Yugoslavia had ended"),
        ("Z999", "Z999", "1970-01-01", vec![("unknownPlace", true)], "the code may be newer than the tables"),
    ] {
        let code = expected(&facts("Rossi", "Mario", Sex::Male, born_on, in_code)).unwrap();
        let found = compare(&code, &facts("Rossi", "Mario", Sex::Male, born_on, stated));
        assert_eq!(found.iter().map(|m| (m.code(), m.is_doubt())).collect::<Vec<_>>(), kinds, "{why}");
    }
}

#[test]
fn places_that_were_meant_are_offered() {
    for (in_code, born_on, offered) in [
        ("M439", "1970-01-01", vec!["Castegnero", "Nanto"]),
        ("M437", "1970-01-01", vec!["Alano di Piave"]),
        ("Z250", "2000-01-01", vec!["Yemen"]),
    ] {
        let person = facts("Rossi", "Mario", Sex::Male, born_on, in_code);
        let found = compare(&expected(&person).unwrap(), &person);
        let [TaxCodeMismatch::PlaceNotThen { alternatives, .. }] = found.as_slice() else {
            panic!("{in_code} in {born_on}: {found:?}");
        };
        let names: Vec<_> = alternatives.iter().filter_map(|place| place.name.as_deref()).collect();
        for meant in offered {
            assert!(names.contains(&meant), "{in_code} in {born_on} may be {meant}: {names:?}");
        }
    }
}

#[test]
fn people_of_a_hundred_years_are_dated_by_what_is_stated() {
    let person = facts("Rossi", "Mario", Sex::Male, "1924-05-05", "H501");
    let code = expected(&person).unwrap();
    let today: Day = "2026-01-01".parse().unwrap();
    assert_eq!(code.birth_date(today).to_string(), "2024-05-05", "alone, the code means the younger person");
    assert_eq!(code.birth_date_near(person.born_on), person.born_on, "beside a document, the older");
    assert_eq!(compare(&code, &person), [], "and it fits");
    let leap = facts("Rossi", "Mario", Sex::Female, "2000-02-29", "H501");
    let code = expected(&leap).unwrap();
    assert_eq!(code.as_str().parse(), Ok(code), "29 February of 00 was in 2000");
    assert_eq!(
        code.birth_date("1999-01-01".parse().unwrap()),
        "1999-01-01".parse().unwrap(),
        "and not in 1900"
    );
}

fn person() -> impl Strategy<Value = (String, String, Sex, Date, String)> {
    let name = "[A-Za-zÀ-ÖØ-öø-ÿ' -]{0,12}[A-Za-z]";
    let place = "[A-MZ][0-9]{3}";
    (name, name, any::<bool>(), 2_415_021..2_469_808_i32, place).prop_map(
        |(surname, given, woman, day, place)| {
            let sex = if woman { Sex::Female } else { Sex::Male };
            (surname, given, sex, Date::from_julian_day(day).unwrap(), place)
        },
    )
}

fn code_of(person: &(String, String, Sex, Date, String)) -> TaxCode {
    let (surname, given_names, sex, born_on, place) = person;
    expected(&facts(surname, given_names, *sex, &Day(*born_on).to_string(), place)).unwrap()
}

proptest! {
    #[test]
    fn a_computed_code_reads_back_and_fits(person in person()) {
        let code = code_of(&person);
        prop_assert_eq!(code.to_string().parse(), Ok(code), "what is computed is well formed");
        prop_assert_eq!(code.to_string().to_lowercase().parse(), Ok(code), "small letters are read too");
        prop_assert_eq!(code.sex(), person.2);
        prop_assert_eq!(code.birth_date_near(Day(person.3)).0, person.3);
        prop_assert_eq!(code.birth_place_code().to_string(), person.4.as_str());
        let own = facts(&person.0, &person.1, person.2, &Day(person.3).to_string(), &person.4);
        for mismatch in compare(&code, &own) {
            prop_assert!(mismatch.is_doubt(), "only the place's history may raise a doubt: {:?}", mismatch);
        }
    }

    #[test]
    fn all_127_omocodie_are_one_person(person in person()) {
        let code = code_of(&person);
        let variants: BTreeSet<_> = code.omocodia_variants().collect();
        prop_assert_eq!(variants.len(), 127, "seven digits, each replaced or not, but for the base");
        for variant in variants {
            prop_assert_eq!(variant.to_string().parse(), Ok(variant), "its check character is its own");
            prop_assert!(variant.is_omocodia());
            prop_assert_eq!(variant.base(), code);
            prop_assert_eq!(variant.sex(), code.sex());
            prop_assert_eq!(variant.birth_place_code(), code.birth_place_code());
        }
    }

    #[test]
    fn one_wrong_character_is_always_refused(person in person(), variant in 0_usize..127) {
        let code = code_of(&person).omocodia_variants().nth(variant).unwrap().to_string();
        for at in 0..16 {
            for wrong in ('A'..='Z').chain('0'..='9').filter(|c| !code[at..].starts_with(*c)) {
                let mut typed = code.clone();
                typed.replace_range(at..=at, &wrong.to_string());
                prop_assert!(typed.parse::<TaxCode>().is_err(), "{wrong} at {at}");
            }
        }
    }

    #[test]
    fn no_text_is_too_strange(text in any::<String>(), near in "[A-Z0-9À ]{0,20}", name in any::<String>()) {
        for text in [&text, &near] {
            if let Ok(code) = text.parse::<TaxCode>() {
                prop_assert_eq!(code.to_string().parse(), Ok(code));
            }
            let person = facts(&name, text, Sex::Female, "1999-12-31", "Z404");
            match compare_typed(text, &person) {
                Err(TaxCodeError::BadCharacter { position, .. }) => prop_assert!((1..=16).contains(&position)),
                Err(fault) => prop_assert_eq!(text.parse::<TaxCode>(), Err(fault), "both see the same fault"),
                Ok(_) => {}
            }
            if let Ok(code) = expected(&person) {
                prop_assert_eq!(code.to_string().parse(), Ok(code), "whatever the name");
            }
        }
    }
}
