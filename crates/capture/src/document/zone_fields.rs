//! The fields of a machine-readable zone.

use time::Date;

use super::{CERTAIN, Checked, Field, FieldReading, Mismatch, Source};
use crate::mrz::{CheckedPart, Mrz, MrzField, Sex};
use crate::recognise::ZoneReading;

pub fn fields(zone: &ZoneReading) -> Vec<FieldReading> {
    let mrz = &zone.mrz;
    let sex = match mrz.sex {
        Sex::Female => "F",
        Sex::Male => "M",
        Sex::Unspecified => "X",
    };
    let surname_ends = mrz.names.surname.len();
    let given_starts = surname_ends + 2;
    let all = [
        (Field::Surname, mrz.names.surname.clone(), MrzField::Names, Some((0, surname_ends))),
        (
            Field::GivenNames,
            mrz.names.given.clone(),
            MrzField::Names,
            Some((given_starts, given_starts + mrz.names.given.len())),
        ),
        (Field::BirthDate, day(&mrz.birth), MrzField::BirthDate, None),
        (Field::Sex, sex.to_owned(), MrzField::Sex, None),
        (Field::Nationality, mrz.nationality.clone(), MrzField::Nationality, None),
        (Field::DocumentNumber, mrz.document_number.clone(), MrzField::DocumentNumber, None),
        (Field::IssuingState, mrz.issuer.clone(), MrzField::Issuer, None),
        (Field::ExpiryDate, day(&mrz.expiry), MrzField::ExpiryDate, None),
        (Field::OptionalData, mrz.optional.clone(), MrzField::Optional, None),
    ];
    all.into_iter()
        .filter(|(_, value, _, _)| !value.is_empty())
        .filter_map(|(field, value, from, part)| {
            let slot = mrz.format.slots().iter().find(|s| s.field == from)?;
            let (start, end) =
                part.map_or((slot.from, slot.to), |(a, b)| (slot.from + a, (slot.from + b).min(slot.to)));
            // The position after a name says where it ends, so its belief counts too.
            let judged = if part.is_some() { (end + 1).min(slot.to) } else { end };
            let row = zone.repaired.confidence.get(slot.line)?;
            let least = row.get(start..judged)?.iter().copied().fold(1.0, f32::min);
            let confidence = slot.check.and_then(|at| row.get(at)).map_or(least, |c| least.min(*c));
            Some(FieldReading {
                field,
                value,
                confidence,
                checked: checked(mrz, from),
                source: Source::Mrz { line: slot.line + 1 },
                place: zone.place(slot.line, start, end),
                certain: checked(mrz, from) == Checked::Passed
                    && confidence >= CERTAIN
                    && may_stand(mrz, from),
            })
        })
        .collect()
}

/// A field is confirmed only when its own digit and the composite both are right.
fn checked(mrz: &Mrz, field: MrzField) -> Checked {
    let part = match field {
        MrzField::DocumentNumber => CheckedPart::DocumentNumber,
        MrzField::BirthDate => CheckedPart::BirthDate,
        MrzField::ExpiryDate => CheckedPart::ExpiryDate,
        MrzField::Optional => CheckedPart::Optional,
        _ => return Checked::None,
    };
    match (mrz.check(part), mrz.check(CheckedPart::Composite)) {
        (None, _) => Checked::None,
        (Some(own), composite) if own.passed && composite.is_none_or(|c| c.passed) => Checked::Passed,
        _ => Checked::Failed,
    }
}

/// Six digits that name no day are misread, whatever their check digit says: on a visa no other one covers them.
fn may_stand(mrz: &Mrz, field: MrzField) -> bool {
    match field {
        MrzField::BirthDate => mrz.birth.date.is_some(),
        MrzField::ExpiryDate => mrz.expiry.date.is_some(),
        _ => true,
    }
}

fn day(date: &crate::mrz::MrzDate) -> String {
    match date.date {
        Some(date) => crate::printed::iso_day(date),
        None if date.printed.chars().all(|c| c == '<') => String::new(),
        None => date.printed.clone(),
    }
}

pub fn mismatches(mrz: &Mrz, today: Date) -> Vec<Mismatch> {
    let wrong = mrz.checks.iter().filter(|check| !check.passed);
    let mut out: Vec<Mismatch> =
        wrong.map(|check| Mismatch::CheckDigit { part: check.part, printed: check.printed }).collect();
    if let Some(on) = mrz.expiry.date.filter(|d| *d < today) {
        out.push(Mismatch::Expired { on: crate::printed::iso_day(on) });
    }
    if mrz.names.may_be_cut {
        out.push(Mismatch::NameMayBeCut);
    }
    for code in [&mrz.issuer, &mrz.nationality] {
        let told = Mismatch::UnknownState { code: code.clone() };
        if !crate::mrz::countries::is_known(code) && !out.contains(&told) {
            out.push(told);
        }
    }
    for (field, date) in [(Field::BirthDate, &mrz.birth), (Field::ExpiryDate, &mrz.expiry)] {
        if date.date.is_none() && date.printed.chars().any(|c| c != '<') {
            out.push(Mismatch::NoSuchDay { field });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_that_is_no_day_may_not_stand() {
        let lines = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F2200103<<<<<<<<"];
        let visa = crate::mrz::parse(&lines, time::macros::date!(2026 - 3 - 14)).unwrap();
        assert_eq!(checked(&visa, MrzField::ExpiryDate), Checked::Passed, "the check digit of 220010 is 3");
        assert!(!may_stand(&visa, MrzField::ExpiryDate), "no month is the noughth");
        assert!(may_stand(&visa, MrzField::BirthDate), "7 September 1940");
    }
}
