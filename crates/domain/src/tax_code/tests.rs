use super::*;

#[test]
fn a_code_says_what_it_is_made_of() {
    let code: TaxCode = "RSSMRA85T10A562S".parse().unwrap();
    assert_eq!(code.surname_part(), "RSS", "surname");
    assert_eq!(code.given_names_part(), "MRA", "given names");
    assert_eq!(code.sex(), Sex::Male, "days up to 31 are men's");
    assert_eq!(
        code.birth_date("2026-01-01".parse().unwrap()),
        "1985-12-10".parse().unwrap(),
        "T is December"
    );
    assert_eq!(code.birth_place_code().as_str(), "A562", "San Giuliano Terme");
    assert_eq!(code.check_character(), 'S', "the sixteenth");
    assert!(!code.is_omocodia(), "it has digits where digits belong");
    assert_eq!(
        format!("{code:?}"),
        "TaxCode(•••••••••••••••S)",
        "a code is personal data and never in a log"
    );
}

#[test]
fn faults_of_form_are_told_apart() {
    use TaxCodeError as E;
    let cases: [(&str, E); 11] = [
        ("", E::WrongLength { found: 0 }),
        ("RSSMRA85T10A562", E::WrongLength { found: 15 }),
        ("00743110157", E::ProvisionalNumeric { check_digit_right: true }),
        ("00743110158", E::ProvisionalNumeric { check_digit_right: false }),
        ("RSSMRA85T10A562T", E::WrongCheckCharacter { expected: 'S', found: 'T' }),
        ("R5SMRA85T10A562S", E::BadCharacter { position: 2, found: '5', expected: Expected::Letter }),
        ("RSSMRA85F10A562S", E::BadCharacter { position: 9, found: 'F', expected: Expected::MonthLetter }),
        ("RSSMRAO5T10A562S", E::BadCharacter { position: 7, found: 'O', expected: Expected::DigitOrStandIn }),
        ("RSSMRÀ85T10A562S", E::BadCharacter { position: 6, found: 'À', expected: Expected::Letter }),
        ("RSSMRA85T32A562S", E::ImpossibleDate { day: 32, month: 12, year: 85 }),
        ("RSSMRA85B29A562S", E::ImpossibleDate { day: 29, month: 2, year: 85 }),
    ];
    for (text, expected) in cases {
        assert_eq!(text.parse::<TaxCode>(), Err(expected), "{text:?}");
    }
}

#[test]
fn a_code_travels_as_its_text() {
    let code: TaxCode = serde_json::from_str("\"rssmra85t10a562s\"").unwrap();
    assert_eq!(serde_json::to_string(&code).unwrap(), "\"RSSMRA85T10A562S\"", "one spelling on the wire");
    let refused = serde_json::from_str::<TaxCode>("\"RSSMRA85T10A562T\"").unwrap_err().to_string();
    assert!(!refused.contains("RSSMRA"), "the error does not carry the code: {refused}");
}

#[test]
fn a_mismatch_travels_under_its_code() {
    let stated = "1985-12-11".parse().unwrap();
    let person = PersonFacts {
        surname: "Bianchi",
        given_names: "Ж",
        sex: Sex::Female,
        born_on: stated,
        birth_place: "H501".parse().ok(),
    };
    let found = compare_typed("RSSMRA85T10A562T", &person).unwrap();
    assert_eq!(found.len(), 6, "everything is wrong");
    for mismatch in found {
        let json = serde_json::to_value(&mismatch).unwrap();
        assert_eq!(
            json["kind"],
            mismatch.code(),
            "the word on the wire and the key of the catalogue are one"
        );
    }
}
