//! A reason settles a mismatch of exactly these values: typed or read anew, the officer has to look again.

use super::{CheckContext, Fault, FaultCode, Severity, check, complete::clean};
use crate::{
    case::{AcceptedMismatch, Mismatched},
    document::EvidenceRef,
    draft::DraftContent,
};

/// Says of each mismatch what it is about, and whether the officer has given a reason for that.
pub(super) fn settle(content: &DraftContent, faults: &mut [Fault]) {
    for fault in faults.iter_mut().filter(|fault| fault.severity == Severity::Mismatch) {
        fault.about = Some(about(content, fault));
        fault.accepted = content.accepted_mismatches.iter().any(|accepted| settles(accepted, fault));
    }
}

/// The reasons that settle something: one given for values that were changed since says nothing any more.
pub(super) fn in_force(content: &DraftContent, faults: &[Fault]) -> Vec<AcceptedMismatch> {
    let settles_any = |accepted: &&AcceptedMismatch| faults.iter().any(|fault| settles(accepted, fault));
    content.accepted_mismatches.iter().filter(settles_any).cloned().collect()
}

/// Reasons of a case of format 1 name a field and a kind of mismatch: they are taken for the values they stood beside.
pub fn name_values(content: &mut DraftContent, context: &CheckContext<'_>) {
    let old = |accepted: &AcceptedMismatch| accepted.about.is_none();
    let (unnamed, mut named): (Vec<_>, Vec<_>) =
        std::mem::take(&mut content.accepted_mismatches).into_iter().partition(old);
    for fault in check(content, context).faults {
        let same = |accepted: &&AcceptedMismatch| {
            accepted.path == fault.path && accepted.code == fault.code.as_str()
        };
        if let Some(accepted) = unnamed.iter().find(same) {
            named.push(AcceptedMismatch { about: fault.about, ..accepted.clone() });
        }
    }
    content.accepted_mismatches = named;
}

/// Settles every open mismatch of a kind without a word of the officer's: for a rule that the desk which made the case
/// may not have known yet.
pub fn excuse(content: &mut DraftContent, context: &CheckContext<'_>, code: FaultCode) {
    let open = |fault: &Fault| fault.code == code && !fault.accepted;
    for fault in check(content, context).faults.into_iter().filter(open) {
        content.accepted_mismatches.push(AcceptedMismatch {
            code: fault.code.as_str().to_owned(),
            path: fault.path,
            reason: "unknown to the desk".to_owned(),
            about: fault.about,
        });
    }
}

fn settles(accepted: &AcceptedMismatch, fault: &Fault) -> bool {
    accepted.path == fault.path
        && accepted.code == fault.code.as_str()
        && accepted.about.is_some()
        && accepted.about == fault.about
        && !accepted.reason.trim().is_empty()
}

fn about(content: &DraftContent, fault: &Fault) -> Mismatched {
    let told = |name: &str| fault.params.get(name).cloned();
    let value = || typed(content, &fault.path);
    let part = told("part");
    match fault.code {
        FaultCode::SidesDiffer => Mismatched {
            part: told("field"),
            value: told("front").unwrap_or_default(),
            other: told("back").unwrap_or_default(),
        },
        FaultCode::TaxCodeMismatch => {
            let other = stated(content, part.as_deref().unwrap_or_default());
            Mismatched { part, value: value(), other }
        }
        FaultCode::CheckDigit => {
            let other = printed(content, part.as_deref());
            // Where no field says what the digit covers, it is what these images show.
            let of_images = || images(&content.document.images);
            let value = if content.value(&fault.path).is_some() { value() } else { of_images() };
            Mismatched { part, value, other }
        }
        // A number that was accepted for one kind of document is another matter for the next.
        FaultCode::NumberForm => {
            Mismatched { part, value: value(), other: told("example").unwrap_or_default() }
        }
        _ => Mismatched { part, value: value(), other: told("read").unwrap_or_default() },
    }
}

/// As the case will say it: the centre compares with that.
fn typed(content: &DraftContent, path: &str) -> String {
    let value = clean(content.value(path).unwrap_or_default());
    if matches!(path, "document.number" | "person.taxCode") { value.to_uppercase() } else { value }
}

/// What is typed about the person where the tax code says something else.
fn stated(content: &DraftContent, part: &str) -> String {
    match part {
        "surname" => typed(content, "person.surname"),
        "givenNames" => typed(content, "person.givenNames"),
        "birthDate" | "placeNotThen" => typed(content, "person.bornOn"),
        "sex" => typed(content, "person.sex"),
        "birthPlace" | "unknownPlace" => content.person.birth_place_code.clone(),
        _ => String::new(),
    }
}

fn printed(content: &DraftContent, part: Option<&str>) -> String {
    let same = content.wrong_check_digits.iter().filter(|wrong| Some(wrong.part.as_str()) == part);
    same.map(|wrong| wrong.printed.as_str()).collect::<Vec<_>>().join(" ")
}

fn images(images: &[EvidenceRef]) -> String {
    images.iter().map(|image| image.sha256.as_str()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
#[path = "accepted_tests.rs"]
mod tests;
