//! Whether two places of a document say the same of a field, each in its own way.

use sportello_domain::places::mrz_state;

use super::Field;
use crate::mrz::names::transliterate;

/// The shortest name of a zone that may have been cut: a full name field holds more.
const LONGEST_NAME: usize = 27;

/// Whether two readings of a field mean the same: print has accents and apostrophes that a zone has not, a zone cuts long
/// names, and a state has a code and a name.
pub fn agree(field: Field, one: &str, other: &str) -> bool {
    match field {
        Field::Surname | Field::GivenNames => {
            let (one, other) = (transliterate(one), transliterate(other));
            let (short, long) = if one.len() < other.len() { (&one, &other) } else { (&other, &one) };
            short == long
                || plain(short) == plain(long)
                || (short.len() >= LONGEST_NAME && long.starts_with(short.as_str()))
        }
        Field::Nationality | Field::IssuingState => state(one) == state(other),
        Field::DocumentNumber | Field::TaxCode => bare(one) == bare(other),
        _ => one == other,
    }
}

/// Umlauts stand in zones as two letters or as one.
fn plain(name: &str) -> String {
    name.replace("AE", "A").replace("OE", "O").replace("UE", "U").replace(' ', "")
}

fn bare(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The state's alpha-2 code, or the letters as they are.
fn state(text: &str) -> String {
    let text = text.trim().to_uppercase();
    if text.starts_with("ITALIA") {
        return "IT".to_owned();
    }
    let known = mrz_state(&text)
        .and_then(sportello_domain::places::MrzState::country)
        .and_then(|country| country.alpha2);
    known.map_or(text, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_writes_in_its_own_way() {
        for (field, one, other, same) in [
            (Field::Surname, "D'ÀNGELO MÜLLER", "DANGELO MUELLER", true),
            (Field::Surname, "D'ANGELO MULLER", "DANGELO MUELLER", true),
            (Field::Surname, "ROSSI", "ROSSO", false),
            (Field::GivenNames, "MASSIMILIANO ALESSANDRO GIOVANNI", "MASSIMILIANO ALESSANDRO GIO", true),
            (Field::GivenNames, "MARIA ANNA", "MARIA", false),
            (Field::Nationality, "ITALIANA", "ITA", true),
            (Field::Nationality, "D", "DEU", true),
            (Field::DocumentNumber, "YB 0518010", "YB0518010", true),
            (Field::BirthDate, "1984-02-29", "1984-02-28", false),
        ] {
            assert_eq!(agree(field, one, other), same, "{field:?}: {one} and {other}");
        }
    }
}
