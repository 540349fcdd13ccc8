use super::*;
use crate::{
    catalogue::CustomerRules,
    document::{DocumentSide, FieldSource},
    draft::{CheckedPart, Reading, WrongCheckDigit},
    person::Sex,
};

static RULES: CustomerRules = CustomerRules {
    document_kinds: Vec::new(),
    tax_code_as_passphrase: false,
    minimum_age: 18,
    second_factor_before_enrolment: false,
};

fn context() -> CheckContext<'static> {
    let today = "2026-11-22".parse().unwrap();
    CheckContext { catalogue: &[], texts: &[], rules: &RULES, methods: &[], today }
}

/// Marco Rossi, whose tax code is Giulia Bianchi's: surname, names, date and sex differ.
fn with_another_code() -> DraftContent {
    let mut content = DraftContent::default();
    let person = &mut content.person;
    "BNCGLI85E62F205Z".clone_into(&mut person.tax_code);
    "Rossi".clone_into(&mut person.surname);
    "Marco".clone_into(&mut person.given_names);
    "1979-01-10".clone_into(&mut person.born_on);
    "F205".clone_into(&mut person.birth_place_code);
    person.sex = Some(Sex::Male);
    content
}

fn mismatches(content: &DraftContent) -> Vec<Fault> {
    check(content, &context())
        .faults
        .into_iter()
        .filter(|fault| fault.severity == Severity::Mismatch)
        .collect()
}

fn accept(content: &mut DraftContent, fault: &Fault) {
    content.accepted_mismatches.push(AcceptedMismatch {
        code: fault.code.to_string(),
        path: fault.path.clone(),
        reason: "the card says so".to_owned(),
        about: fault.about.clone(),
    });
}

/// The parts of the tax code that are settled, and those that are not.
fn parts(content: &DraftContent) -> (Vec<String>, Vec<String>) {
    let (settled, open): (Vec<_>, Vec<_>) = mismatches(content).into_iter().partition(|fault| fault.accepted);
    let names = |faults: Vec<Fault>| faults.iter().map(|fault| fault.params["part"].clone()).collect();
    (names(settled), names(open))
}

#[test]
fn a_reason_for_one_part_of_the_tax_code_says_nothing_of_the_others() {
    let mut content = with_another_code();
    let surname = mismatches(&content).into_iter().find(|fault| fault.params["part"] == "surname").unwrap();
    accept(&mut content, &surname);
    let (settled, open) = parts(&content);
    assert_eq!(settled, ["surname"], "what the reason was given for");
    assert_eq!(open, ["givenNames", "birthDate", "sex"], "these still want a correction or a reason each");
}

#[test]
fn a_reason_lapses_when_either_value_changes_and_holds_when_it_is_only_written_otherwise() {
    let settled = |change: fn(&mut DraftContent)| {
        let mut content = with_another_code();
        let all = mismatches(&content);
        for fault in &all {
            accept(&mut content, fault);
        }
        change(&mut content);
        parts(&content).0
    };
    let all = ["surname", "givenNames", "birthDate", "sex"];
    assert_eq!(settled(|_| {}), all, "each has its reason");
    assert_eq!(
        settled(|content| " rossi ".clone_into(&mut content.person.surname)),
        ["givenNames", "birthDate", "sex"],
        "another spelling of the name is another name"
    );
    assert_eq!(
        settled(|content| "bncgli85e62f205z ".clone_into(&mut content.person.tax_code)),
        all,
        "the case writes a tax code in capitals, however it was typed"
    );
    assert_eq!(
        settled(|content| "BNCGLI85E63F205B".clone_into(&mut content.person.tax_code)),
        [""; 0],
        "another code, another look"
    );
    assert_eq!(
        settled(|content| "1979-01-11".clone_into(&mut content.person.born_on)),
        ["surname", "givenNames", "sex"],
        "the day alone has changed"
    );
}

#[test]
fn a_reason_is_about_the_value_read_and_the_value_typed() {
    let reading = |value: &str| Reading {
        path: "document.number".to_owned(),
        source: FieldSource::Mrz,
        value: value.to_owned(),
        confidence: 99,
        checked: true,
        confirmed: false,
        side: Some(DocumentSide::Back),
        place: None,
        filled: false,
    };
    let mut content = DraftContent { readings: vec![reading("CA00000AA")], ..DraftContent::default() };
    "CA11111AA".clone_into(&mut content.document.number);
    let fault = mismatches(&content).remove(0);
    accept(&mut content, &fault);
    assert!(mismatches(&content)[0].accepted, "settled");
    "CA22222AA".clone_into(&mut content.document.number);
    assert!(!mismatches(&content)[0].accepted, "another wrong value is not what was accepted");
    "CA11111AA".clone_into(&mut content.document.number);
    content.readings = vec![reading("CA33333AA")];
    assert!(!mismatches(&content)[0].accepted, "nor is another value read");
}

#[test]
fn a_check_digit_is_accepted_for_the_digit_and_the_value() {
    let wrong = |printed: &str| WrongCheckDigit {
        part: CheckedPart::DocumentNumber,
        printed: printed.to_owned(),
        side: DocumentSide::Back,
    };
    let mut content = DraftContent { wrong_check_digits: vec![wrong("9")], ..DraftContent::default() };
    "CA00000AA".clone_into(&mut content.document.number);
    let fault = mismatches(&content).remove(0);
    accept(&mut content, &fault);
    assert!(mismatches(&content)[0].accepted, "settled");
    content.wrong_check_digits = vec![wrong("5")];
    assert!(!mismatches(&content)[0].accepted, "another digit is printed");
}

#[test]
fn only_reasons_in_force_become_part_of_the_case() {
    let mut content = with_another_code();
    let before = mismatches(&content);
    for fault in &before {
        accept(&mut content, fault);
    }
    "Rosso".clone_into(&mut content.person.surname);
    let now = mismatches(&content);
    let kept: Vec<_> = in_force(&content, &now).into_iter().map(|one| one.about.unwrap().part).collect();
    let expected = ["givenNames", "birthDate", "sex"].map(|part| Some(part.to_owned()));
    assert_eq!(kept, expected, "what was said of the earlier name would be untrue of this one");
}

#[test]
fn reasons_of_the_first_format_stand_for_the_values_they_came_with() {
    let mut content = with_another_code();
    content.accepted_mismatches = vec![AcceptedMismatch {
        code: "taxCodeMismatch".to_owned(),
        path: "person.taxCode".to_owned(),
        reason: "the card says so".to_owned(),
        about: None,
    }];
    assert_eq!(parts(&content).0, [""; 0], "alone it says too little");
    name_values(&mut content, &context());
    assert_eq!(parts(&content).1, [""; 0], "in a case confirmed before, it settled the whole code");
}
