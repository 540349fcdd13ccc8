//! How a token behind a module is called since it was made ready: the label that it got then names its enrolment. By it a token
//! that was begun is found again, and one whose security officer's PIN is the PUK from its holder's envelope is known.

use sportello_contract::desk::cards::CardKind;
use sportello_domain::ids::EnrolmentId;

/// What the label begins with, and how much of its enrolment follows.
const NAMED: &str = "Signature ";
const END: usize = 16;

/// How a token of this enrolment is called: told to the holder by other programs, and found by whoever resumes.
pub(crate) fn mark(enrolment: EnrolmentId) -> String {
    let name = enrolment.0.simple().to_string();
    // Of a time-ordered identifier the end is what differs (RFC 9562, 5.7); a label has 32 bytes (PKCS #11 v2.40, 3.2).
    let (_, end) = name.split_at(name.len() - END);
    format!("{NAMED}{end}")
}

/// Whether the token was made ready for an enrolment, whichever.
pub(crate) fn is_ours(kind: &CardKind) -> bool {
    let CardKind::Module { label, .. } = kind else { return false };
    let end = label.strip_prefix(NAMED);
    end.is_some_and(|end| end.len() == END && end.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether the token with this label is the one of this enrolment.
pub(crate) fn is_of(kind: &CardKind, enrolment: EnrolmentId) -> bool {
    matches!(kind, CardKind::Module { label, .. } if *label == mark(enrolment))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(label: &str) -> CardKind {
        let text = |text: &str| text.to_owned();
        let (maker, model, serial) = (text("Maker"), text("Model"), text("1"));
        CardKind::Module { label: text(label), maker, model, serial, pinpad: false }
    }

    #[test]
    fn a_label_names_its_enrolment_and_fits() {
        let id = |text: &str| text.parse::<EnrolmentId>().unwrap();
        let (first, second) =
            (id("0193a1b2-0000-7000-8abc-000000000001"), id("0193a1b2-0000-7000-8abc-000000000002"));
        let one = mark(first);
        assert_eq!(one, "Signature 8abc000000000001", "by the end, which is drawn");
        assert!(one.len() <= 32, "a label has 32 bytes");
        assert!(is_ours(&called(&one)) && is_of(&called(&one), first), "it is known by it");
        assert!(!is_of(&called(&one), second), "and is no other");
        for label in ["", "CNS Ferri", "Signature 8abc00000000000", "Signature of Ferri 00001"] {
            assert!(!is_ours(&called(label)), "{label:?} was given by somebody else");
        }
    }
}
