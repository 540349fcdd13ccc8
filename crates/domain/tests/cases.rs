//! Cases of earlier formats: read for ever, with the hash their reports embed.

use sportello_domain::{
    case::Case,
    draft::{DraftContent, PersonChoice},
};

const FORMAT_1: &str = include_str!("fixtures/case_format_1.json");

#[test]
fn a_case_of_the_first_format_keeps_its_bytes_and_its_hash() {
    let case: Case = serde_json::from_str(FORMAT_1).unwrap();
    assert_eq!(
        String::from_utf8(case.canonical_bytes().unwrap()).unwrap(),
        FORMAT_1.trim_end(),
        "a format adds nothing to what was said before it"
    );
    let expected = "4cb0f0661291671025d616e7c6db5bf95423546ee083682c9248410bceb8a2ff";
    assert_eq!(case.hash().unwrap(), expected, "the report embeds this");
    assert_eq!(case.accepted_mismatches[0].reason, "worn print", "the officer's word is kept");
}

#[test]
fn a_case_is_typed_in_again_as_it_was() {
    let case: Case = serde_json::from_str(FORMAT_1).unwrap();
    let draft = DraftContent::of_case(&case, &case.products[0]);
    assert_eq!(draft.person_choice, case.known_person.map(|person| PersonChoice::Found { person }));
    assert_eq!(draft.configuration.validity_months, Some(12), "the validity that was chosen");
    assert_eq!(draft.configuration.lookup_code, "CRM-1", "the partner's reference");
    assert_eq!(draft.configuration.nickname, "Studio", "the label");
    assert_eq!(draft.document.images, case.document.unwrap().images, "the images");
    assert_eq!(draft.readings[0].value, "CA00000AB", "what was read");
    assert!(!draft.readings[0].checked, "that format did not say whether a check digit agreed");
}
