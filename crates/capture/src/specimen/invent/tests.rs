use proptest::prelude::*;
use sportello_domain::tax_code::{TaxCode, compare};
use time::macros::date;

use super::*;
use crate::mrz::names::{agree, transliterate};
use crate::mrz::{Format, parse};
use crate::specimen::{zone, zone_names};

const TODAY: Date = date!(2026 - 03 - 14);

/// What the zone of an invented document says, against who was invented.
fn zone_says_who_it_is(invented: &Invented, format: Format) {
    let Invented { bearer, paper, .. } = invented;
    let lines = zone::lines(format, bearer, paper).unwrap();
    let texts: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mrz = parse(&texts, TODAY).unwrap();
    assert_eq!(mrz.format, format, "{lines:?}");
    assert!(mrz.all_checks_pass(), "{lines:?}: {:?}", mrz.checks);
    assert_eq!(mrz.document_number, paper.number, "{lines:?}");
    assert_eq!(mrz.issuer, paper.issuing_state, "{lines:?}");
    assert_eq!(mrz.nationality, bearer.nationality, "{lines:?}");
    assert_eq!(mrz.birth.date, Some(bearer.birth), "{lines:?}");
    assert_eq!(mrz.expiry.date, Some(paper.expiry), "{lines:?}");
    assert_eq!(mrz.sex, bearer.sex, "{lines:?}");
    assert_eq!(mrz.optional, paper.personal_number, "{lines:?}");
    let names = zone_names(format, bearer);
    assert_eq!((&mrz.names.surname, &mrz.names.given), (&names.surname, &names.given), "{lines:?}");
    let cut = mrz.names.may_be_cut;
    assert!(agree(&bearer.surname, &names.surname, cut), "{} is {}", bearer.surname, names.surname);
    assert!(agree(&bearer.given_names, &names.given, cut), "{} is {}", bearer.given_names, names.given);
    if !cut {
        assert_eq!(names.surname, transliterate(&bearer.surname), "nothing is lost that fits");
    }
}

proptest! {
    #[test]
    fn whatever_is_invented_has_a_zone_that_says_so(seed: u64) {
        for kind in SpecimenKind::ALL {
            let invented = invent_of(kind, seed, TODAY);
            if let Some(format) = kind.format() {
                zone_says_who_it_is(&invented, format);
            }
        }
    }

    #[test]
    fn the_days_of_a_document_are_in_order(seed: u64) {
        let Invented { bearer, paper, .. } = invent(seed, TODAY);
        prop_assert!(bearer.birth < paper.issued && paper.issued < paper.expiry && paper.issued <= TODAY);
    }

    #[test]
    fn tax_codes_fit_their_people(seed: u64) {
        let Invented { bearer, .. } = invent_of(SpecimenKind::HealthCard, seed, TODAY);
        let code: TaxCode = bearer.tax_code.clone().unwrap_or_default().parse().unwrap();
        let facts = PersonFacts {
            surname: &bearer.surname,
            given_names: &bearer.given_names,
            sex: if bearer.sex == Sex::Female { RegisterSex::Female } else { RegisterSex::Male },
            born_on: Day(bearer.birth),
            birth_place: Some(code.birth_place_code()),
        };
        prop_assert!(compare(&code, &facts).iter().all(sportello_domain::tax_code::TaxCodeMismatch::is_doubt));
    }
}

#[test]
fn what_is_hard_to_read_is_drawn() {
    let people: Vec<Invented> = (0..2000).map(|seed| invent(seed, TODAY)).collect();
    let count = |what: &str, holds: &dyn Fn(&Invented) -> bool, least: usize| {
        let found = people.iter().filter(|p| holds(p)).count();
        assert!(found >= least, "{what}: {found} of {}", people.len());
    };
    for c in "ÀÈÌÒÙÜÑŁ'".chars() {
        let in_name = |p: &Invented| {
            let printed = format!("{} {}", p.bearer.surname, p.bearer.given_names).to_uppercase();
            printed.contains(c)
        };
        count(&format!("{c} in a name"), &in_name, 8);
    }
    let cut = |p: &Invented| {
        p.kind.format().is_some_and(|format| {
            let names = zone_names(format, &p.bearer);
            names.surname != transliterate(&p.bearer.surname)
                || names.given != transliterate(&p.bearer.given_names)
        })
    };
    count("names cut in the zone", &cut, 40);
    let omocodia = |p: &Invented| {
        let code: Option<TaxCode> = p.bearer.tax_code.as_ref().and_then(|code| code.parse().ok());
        code.is_some_and(|code| code.is_omocodia())
    };
    count("codes changed by omocodia", &omocodia, 60);
    count("born abroad", &|p| p.bearer.tax_code.is_some() && p.bearer.birth_province.len() == 3, 100);
    count("expired", &|p| p.paper.expiry < TODAY, 60);
    count("minors with their parents", &|p| p.bearer.parents.is_some(), 8);
    for kind in SpecimenKind::ALL {
        count(kind.word(), &|p| p.kind == kind, 120);
    }
}
