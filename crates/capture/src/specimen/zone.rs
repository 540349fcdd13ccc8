//! The lines of a specimen's zone.

use super::{Bearer, Paper, SpecimenError};
use crate::mrz::names::transliterate;
use crate::mrz::{Format, MrzField, Names, Printable, write};

/// The zone that a document of this format has for them.
pub fn lines(format: Format, bearer: &Bearer, paper: &Paper) -> Result<Vec<String>, SpecimenError> {
    let usual = match format {
        Format::Td1 if paper.issuing_state == "ITA" => "C",
        Format::Td1 | Format::Td2 => "I",
        Format::Td3 => "P",
        Format::MrvA | Format::MrvB => "V",
    };
    let code = if paper.document_code.is_empty() { usual } else { &paper.document_code };
    let printable = Printable {
        document_code: code.to_owned(),
        issuer: paper.issuing_state.clone(),
        document_number: paper.number.clone(),
        nationality: bearer.nationality.clone(),
        names: names(format, bearer),
        birth: Some(bearer.birth),
        sex: bearer.sex,
        expiry: Some(paper.expiry),
        optional: paper.personal_number.clone(),
        second_optional: String::new(),
    };
    Ok(write(format, &printable)?)
}

/// The names as the zone has room for them.
pub fn names(format: Format, bearer: &Bearer) -> Names {
    let room = format.slots().iter().find(|s| s.field == MrzField::Names).map_or(0, |s| s.to - s.from);
    let (surname, given) = cut(&transliterate(&bearer.surname), &transliterate(&bearer.given_names), room);
    Names { surname, given, may_be_cut: false }
}

/// Names cut as ICAO 9303-3 §4.6 says where they do not fit: the field ends in a letter, so that whoever reads it sees
/// that it was cut, and both names keep at least one letter.
fn cut(surname: &str, given: &str, room: usize) -> (String, String) {
    let needed = surname.len() + if given.is_empty() { 0 } else { 2 + given.len() };
    if needed <= room || room < 4 {
        return (surname.to_owned(), given.to_owned());
    }
    let kept = |name: &str, room: usize| name.get(..room).unwrap_or(name).trim_end().to_owned();
    if given.is_empty() {
        return (kept(surname, room), String::new());
    }
    let mut surname = kept(surname, room - 3);
    loop {
        let given = kept(given, room - 2 - surname.len());
        if surname.len() + 2 + given.len() == room || surname.len() == 1 {
            return (surname, given);
        }
        // The cut fell on a gap: the surname gives a letter, so that the beginning of the next name is seen.
        surname = kept(&surname, surname.len() - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_cut_so_that_it_shows() {
        for (surname, given, field) in [
            ("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONG KRASUANG", "NILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K"),
            ("NILAVADHANANANDA", "ARNPOL PETCH CHARONGUANG", "NILAVADHANANANDA<<ARNPOL<PETCH<CHARONGU"),
            (
                "BENNELONG WOOLOOMOOLOO WARRANDYTE WARNAMBOOL",
                "DINGO",
                "BENNELONG<WOOLOOMOOLOO<WARRANDYTE<WA<<D",
            ),
            ("NILAVADHANANANDA", "CHAYAPA DEJTHAMRONGX KRASUANG", "NILAVADHANANAND<<CHAYAPA<DEJTHAMRONGX<K"),
        ] {
            let (surname, given) = cut(surname, given, 39);
            let names = Names { surname, given, may_be_cut: false };
            assert_eq!(names.write(39), field, "ICAO 9303-3: a letter at the end tells that there was more");
        }
        let short = cut("ROSSI", "ADA", 39);
        assert_eq!(short, ("ROSSI".to_owned(), "ADA".to_owned()), "what fits stays");
    }
}
