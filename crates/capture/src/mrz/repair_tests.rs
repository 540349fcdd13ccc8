use proptest::prelude::*;
use time::macros::date;

use super::*;
use crate::mrz::alphabet::value;
use crate::mrz::reading::certain;
use crate::mrz::{CheckedPart, Names, Printable, Sex, parse, write};

const TODAY: time::Date = date!(2026 - 3 - 14);

fn repaired(format: Format, lines: &[&str]) -> Vec<String> {
    repair(&MrzReading::from_text(format, lines).unwrap()).lines
}

#[test]
fn look_alikes_are_put_right_by_position() {
    let right =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"];
    for (what, lines) in [
        ("nothing wrong", right),
        ("O and I in dates", [right[0], "L898902C36UTO74O8I22F1204159ZE184226B<<<<<10"]),
        ("0 in a name and a country", ["P<UT0ERIKSS0N<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", right[1]]),
        ("fillers read as C and K", ["PKUTOERIKSSON<<ANNA<MARIA<<<<<C<<<K<<<<<<<<<", right[1]]),
        ("O in the number, by its check digit", [right[0], "L8989O2C36UTO7408122F1204159ZE184226B<<<<<10"]),
        ("I for 1 in the personal number", [right[0], "L898902C36UTO7408122F1204159ZEI84226B<<<<<10"]),
    ] {
        assert_eq!(repaired(Format::Td3, &lines), right, "{what}");
    }
}

#[test]
fn italian_numbers_have_their_shape() {
    let lines = write(
        Format::Td1,
        &Printable {
            document_code: "C".into(),
            issuer: "ITA".into(),
            document_number: "CA05060IO".into(),
            nationality: "ITA".into(),
            names: Names { surname: "ROSSI".into(), given: "ADA".into(), may_be_cut: false },
            birth: Some(date!(1990 - 1 - 2)),
            sex: Sex::Female,
            expiry: Some(date!(2030 - 1 - 2)),
            optional: String::new(),
            second_optional: String::new(),
        },
    )
    .unwrap();
    let misread = lines[0].replace("CA05060IO", "CAO5O6010");
    let out = repaired(Format::Td1, &[&misread, &lines[1], &lines[2]]);
    assert_eq!(out, lines, "letters and digits have their places in a CIE number");
}

#[test]
fn clear_errors_stay_and_are_shown() {
    let lines =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204139ZE184226B<<<<<10"];
    let out = repaired(Format::Td3, &lines);
    assert_eq!(out, lines, "a clearly printed wrong date is not bent until it adds up");
    let mrz = parse(&[&out[0], &out[1]], TODAY).unwrap();
    assert!(!mrz.check(CheckedPart::ExpiryDate).unwrap().passed, "its check digit tells");
}

#[test]
fn a_doubtful_character_is_chosen_by_the_check_digits() {
    let right = ["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"];
    let mut reading = MrzReading::from_text(Format::Td2, &right).unwrap();
    let mut doubt = certain('1').unwrap().map(|w| w * 0.6);
    doubt[4] = 0.4;
    reading.slots[1][17] = doubt;
    reading.slots[1][14] = doubt;
    let out = repair(&reading);
    assert_eq!(out.lines, right, "of 1 and 4, the one that adds up");
    assert!(out.confidence[1][14] > 0.8, "what the sums confirm is believed: {}", out.confidence[1][14]);
    assert!(out.fit > -0.2, "a good reading fits: {}", out.fit);
}

fn zones() -> impl Strategy<Value = (Format, Vec<String>)> {
    let fields = (
        "[A-Z]{2,8}( [A-Z]{2,6})?",
        "[A-Z]{2,8}",
        "[A-Z0-9]{9}",
        prop::sample::select(vec!["GRC", "FRA", "D", "ESP", "ROU", "UTO"]),
        0i64..20_000,
        0i64..8_000,
    );
    (prop::sample::select(vec![Format::Td1, Format::Td2, Format::Td3]), fields).prop_map(
        |(format, (surname, given, number, state, born, expires))| {
            let printable = Printable {
                document_code: if format == Format::Td3 { "P" } else { "I" }.to_owned(),
                issuer: state.to_owned(),
                document_number: number,
                nationality: state.to_owned(),
                names: Names { surname, given, may_be_cut: false },
                birth: Some(TODAY - time::Duration::days(born)),
                sex: Sex::Female,
                expiry: Some(TODAY + time::Duration::days(expires)),
                optional: String::new(),
                second_optional: String::new(),
            };
            (format, write(format, &printable).unwrap())
        },
    )
}

proptest! {
    #[test]
    fn a_right_zone_is_left_alone((format, lines) in zones()) {
        let refs: Vec<&str> = lines.iter().map(String::as_str).collect();
        let out = repair(&MrzReading::from_text(format, &refs).unwrap());
        prop_assert_eq!(out.lines, lines);
    }

    /// The rule of the whole crate: one wrong character in a checked field is noticed or repaired.
    #[test]
    fn one_corrupted_checked_character_is_noticed_or_repaired(
        (format, lines) in zones(),
        which in any::<prop::sample::Index>(),
        with in prop::sample::select(crate::mrz::alphabet::ALPHABET.chars().collect::<Vec<_>>()),
    ) {
        let places: Vec<(usize, usize)> = format.slots().iter().filter_map(|s| s.check.map(|at| (s, at)))
            .flat_map(|(s, at)| (s.from..s.to).chain([at]).map(|c| (s.line, c))).collect();
        let &(line, column) = which.get(&places);
        let mut corrupted = lines.clone();
        let old = char::from(lines[line].as_bytes()[column]);
        prop_assume!(value(old).unwrap() % 10 != value(with).unwrap() % 10);
        corrupted[line].replace_range(column..=column, &with.to_string());
        let refs: Vec<&str> = corrupted.iter().map(String::as_str).collect();
        let out = repair(&MrzReading::from_text(format, &refs).unwrap());
        let parsed = |lines: &[String]| parse(&lines.iter().map(String::as_str).collect::<Vec<_>>(), TODAY).unwrap();
        let (mrz, true_mrz) = (parsed(&out.lines), parsed(&lines));
        // Not the lines: an empty personal number may have a nought or a filler for its check digit.
        let says = |m: &crate::mrz::Mrz| {
            (m.document_number.clone(), m.birth.clone(), m.expiry.clone(), m.optional.clone())
        };
        let unsure = out.confidence[line].iter().any(|c| *c < 0.9);
        prop_assert!(
            says(&mrz) == says(&true_mrz) || !mrz.all_checks_pass() || unsure,
            "{old} → {with}: {corrupted:?} became {:?} and looks certain", out.lines
        );
    }
}
