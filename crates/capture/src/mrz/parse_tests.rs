use proptest::prelude::*;
use time::macros::date;

use super::*;
use crate::mrz::alphabet::Class;
use crate::mrz::{Printable, write};

const TODAY: Date = date!(2026 - 3 - 14);

/// Worked examples of ICAO 9303 parts 4 to 7.
const TD3: [&str; 2] =
    ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
const TD1: [&str; 3] =
    ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"];
const TD2: [&str; 2] = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"];

#[test]
fn examples_of_the_standard() {
    for (lines, format, number) in [
        (&TD3[..], Format::Td3, "L898902C3"),
        (&TD1[..], Format::Td1, "D23145890"),
        (&TD2[..], Format::Td2, "D23145890"),
    ] {
        let mrz = parse(lines, TODAY).unwrap();
        assert_eq!(mrz.format, format, "shape decides the format");
        assert_eq!(mrz.document_number, number);
        assert_eq!((mrz.names.surname.as_str(), mrz.names.given.as_str()), ("ERIKSSON", "ANNA MARIA"));
        assert_eq!(mrz.birth.date, Some(date!(1974 - 8 - 12)));
        assert_eq!(mrz.expiry.date, Some(date!(2012 - 4 - 15)));
        assert_eq!((mrz.sex, mrz.issuer.as_str(), mrz.nationality.as_str()), (Sex::Female, "UTO", "UTO"));
        assert!(mrz.all_checks_pass(), "the standard's own example must pass: {:?}", mrz.checks);
    }
}

#[test]
fn a_number_longer_than_nine_continues_in_the_optional_data() {
    let mrz = parse(
        &[
            "I<UTOD23145890<7349<<<<<<<<<<<",
            "3407127M9507122UTO<<<<<<<<<<<2",
            "STEVENSON<<PETER<JOHN<<<<<<<<<",
        ],
        TODAY,
    )
    .unwrap();
    assert_eq!(mrz.document_number, "D23145890734", "ICAO 9303-11's example of a long number");
    assert!(mrz.all_checks_pass(), "all digits of that example are right: {:?}", mrz.checks);
    assert_eq!(mrz.optional, "", "what the number took is not optional data");
}

#[test]
fn visas_are_told_apart() {
    let mrz = parse(
        &["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"],
        TODAY,
    )
    .unwrap();
    assert!(mrz.format.is_visa(), "V opens a visa");
    assert_eq!(mrz.check(CheckedPart::Composite), None, "visas have no composite digit");
    assert!(mrz.all_checks_pass(), "ICAO 9303-7's example: {:?}", mrz.checks);
}

#[test]
fn what_is_no_zone_is_refused_with_its_place() {
    assert_eq!(parse(&[], TODAY), Err(MrzError::Shape { lines: 0, length: 0 }), "nothing");
    assert_eq!(
        parse(&["I<UTO", "AB"], TODAY),
        Err(MrzError::Length { line: 2, expected: 5, found: 2 }),
        "lines of unequal length"
    );
    assert_eq!(
        parse(&["I<UTO", "ABcDE"], TODAY),
        Err(MrzError::Character { line: 2, column: 3, found: 'c' }),
        "lower case is not in the alphabet"
    );
}

fn printable(format: Format) -> impl Strategy<Value = Printable> {
    // Two such names and what stands between them fill the shortest name field, thirty characters, and no more.
    let name = "[A-Z]{1,8}( [A-Z]{1,5})?";
    let days = 0i64..20_000;
    (
        name,
        name,
        "[A-Z]{3}",
        "[A-Z]{3}",
        "[A-Z0-9]{9}",
        days.clone(),
        days,
        prop_oneof![Just(Sex::Female), Just(Sex::Male), Just(Sex::Unspecified)],
        "[A-Z0-9]{0,7}",
    )
        .prop_map(move |(surname, given, issuer, nationality, number, born, expires, sex, optional)| {
            Printable {
                document_code: if format.is_visa() { "V" } else { "P" }.to_owned(),
                issuer,
                nationality,
                document_number: number,
                names: Names { surname, given, may_be_cut: false },
                birth: Some(TODAY - time::Duration::days(born)),
                sex,
                expiry: Some(TODAY + time::Duration::days(expires - 1_000).min(time::Duration::days(18_000))),
                optional,
                second_optional: String::new(),
            }
        })
}

fn any_printable() -> impl Strategy<Value = (Format, Printable)> {
    prop::sample::select(Format::ALL.to_vec()).prop_flat_map(|f| printable(f).prop_map(move |p| (f, p)))
}

proptest! {
    #[test]
    fn written_zones_read_back((format, printable) in any_printable()) {
        let lines = write(format, &printable).unwrap();
        let mrz = parse(&lines.iter().map(String::as_str).collect::<Vec<_>>(), TODAY).unwrap();
        prop_assert!(mrz.all_checks_pass(), "own check digits must pass: {:?}", mrz);
        prop_assert_eq!(mrz.format, format);
        prop_assert_eq!(&mrz.names.surname, &printable.names.surname);
        prop_assert_eq!(&mrz.names.given, &printable.names.given);
        prop_assert_eq!(mrz.birth.date, printable.birth);
        prop_assert_eq!(mrz.expiry.date, printable.expiry);
        prop_assert_eq!(&mrz.document_number, &printable.document_number);
        prop_assert_eq!(&mrz.optional, &printable.optional);
        prop_assert_eq!((mrz.sex, mrz.issuer, mrz.nationality), (printable.sex, printable.issuer, printable.nationality));
    }

    /// Only characters whose values differ by a multiple of ten (0 A K U <, 1 B L V, …) can pass for each other:
    /// that is the check digit's own blindness, and no reader can do better with it alone.
    #[test]
    fn a_corrupted_checked_character_is_noticed(
        (format, printable) in any_printable(),
        which in any::<prop::sample::Index>(),
        with in prop::sample::select(crate::mrz::alphabet::ALPHABET.chars().collect::<Vec<_>>()),
    ) {
        let mut lines = write(format, &printable).unwrap();
        let places: Vec<(usize, usize)> = format
            .slots()
            .iter()
            .filter_map(|s| s.check.map(|at| (s, at)))
            .flat_map(|(s, at)| (s.from..s.to).chain([at]).map(|c| (s.line, c)))
            .collect();
        let &(line, column) = which.get(&places);
        let old = char_at(&lines, line, column);
        let blind = value(old).unwrap() % 10 == value(with).unwrap() % 10;
        let is_date = format.class_at(line, column) == Class::Date && !with.is_ascii_digit();
        // A last unknown digit pair needs two fillers, so a single one is noticed too.
        prop_assume!(!blind || is_date);
        lines[line].replace_range(column..=column, &with.to_string());
        let mrz = parse(&lines.iter().map(String::as_str).collect::<Vec<_>>(), TODAY).unwrap();
        prop_assert!(!mrz.all_checks_pass(), "{old} → {with} at {line}:{column} must not pass: {:?}", mrz);
    }

    #[test]
    fn no_text_panics(lines in prop::collection::vec("\\PC{0,50}", 0..5)) {
        let refs: Vec<&str> = lines.iter().map(String::as_str).collect();
        let _ = parse(&refs, TODAY);
    }
}
