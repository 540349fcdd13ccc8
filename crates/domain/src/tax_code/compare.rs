//! What a tax code says about a person against what is stated.

use serde::Serialize;

use super::{
    MONTHS, TaxCode, TaxCodeError, check, digits_restored,
    letters::{self, NotLatin, Spelling},
    parts, well_formed, with_check,
};
use crate::{
    moment::Day,
    person::{Person, Sex},
    places::{
        CadastralCode, DaySpan, Municipality, NamedCode, PlaceRelation, foreign_state, municipality_history,
        place_relation, related_places,
    },
};

/// How many places are offered instead of one that did not exist.
const ALTERNATIVES: usize = 5;

/// What a tax code is made from. The surname is the one of birth: a married name is no part of the code.
#[derive(Clone, Copy)]
pub struct PersonFacts<'a> {
    pub surname: &'a str,
    /// All given names, as the document writes them.
    pub given_names: &'a str,
    pub sex: Sex,
    pub born_on: Day,
    /// The municipality, or the state for births abroad; `None` while not known.
    pub birth_place: Option<CadastralCode>,
}

impl<'a> From<&'a Person> for PersonFacts<'a> {
    fn from(person: &'a Person) -> Self {
        Self {
            surname: &person.surname,
            given_names: &person.given_names,
            sex: person.sex,
            born_on: person.born_on,
            birth_place: person.birth_place.place_code.parse().ok(),
        }
    }
}

/// Why no code can be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotComputable {
    #[error("the surname has no letter")]
    NoSurname,
    #[error(transparent)]
    NotLatin(#[from] NotLatin),
    #[error("the place of birth is not known")]
    NoBirthPlace,
}

/// One thing in which a code and a person's data differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "typescript", derive(specta::Type))]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TaxCodeMismatch {
    /// `expected` is absent where the surname has letters of another alphabet.
    Surname {
        expected: Option<String>,
        found: String,
    },
    /// `expected` is absent where the given names have letters of another alphabet.
    GivenNames {
        expected: Option<String>,
        found: String,
    },
    /// `in_code` is the day nearest to the stated one among those the code may mean.
    BirthDate {
        stated: Day,
        in_code: Day,
    },
    Sex {
        stated: Sex,
        in_code: Sex,
    },
    BirthPlace {
        stated: NamedCode,
        in_code: NamedCode,
        relation: PlaceRelation,
    },
    /// The place in the code did not exist on the day of birth. The registry's dates have gaps, and codes were given
    /// for places that came to be later: a doubt, not a proof.
    PlaceNotThen {
        place: NamedCode,
        existed: Vec<DaySpan>,
        alternatives: Vec<NamedCode>,
    },
    /// The tables do not know the code; they may be older than it.
    UnknownPlace {
        code: String,
    },
    CheckCharacter {
        expected: String,
        found: String,
    },
}

impl TaxCodeMismatch {
    /// Whether it has an explanation that is no mistake: history of places, gaps of the tables, other alphabets.
    pub const fn is_doubt(&self) -> bool {
        match self {
            Self::PlaceNotThen { .. } | Self::UnknownPlace { .. } => true,
            Self::BirthPlace { relation, .. } => !matches!(relation, PlaceRelation::None),
            Self::Surname { expected, .. } | Self::GivenNames { expected, .. } => expected.is_none(),
            Self::BirthDate { .. } | Self::Sex { .. } | Self::CheckCharacter { .. } => false,
        }
    }

    /// The stable word of this mismatch, as its `kind` on the wire.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Surname { .. } => "surname",
            Self::GivenNames { .. } => "givenNames",
            Self::BirthDate { .. } => "birthDate",
            Self::Sex { .. } => "sex",
            Self::BirthPlace { .. } => "birthPlace",
            Self::PlaceNotThen { .. } => "placeNotThen",
            Self::UnknownPlace { .. } => "unknownPlace",
            Self::CheckCharacter { .. } => "checkCharacter",
        }
    }
}

/// The code the rules give a person. The one in force may differ by omocodia, and where an authority once made a
/// mistake: it is a proposal, not a proof.
pub fn expected(facts: &PersonFacts<'_>) -> Result<TaxCode, NotComputable> {
    let surname = letters::surname(facts.surname, Spelling::Plain)?;
    if !letters::any(facts.surname) {
        return Err(NotComputable::NoSurname);
    }
    let given_names = letters::given_names(facts.given_names, Spelling::Plain)?;
    let place = facts.birth_place.ok_or(NotComputable::NoBirthPlace)?;
    let born = facts.born_on.0;
    let day = born.day() + if facts.sex == Sex::Female { 40 } else { 0 };
    let year = u8::try_from(born.year().rem_euclid(100)).unwrap_or(0);
    let digits = |number: u8| [b'0' + number / 10, b'0' + number % 10];
    let mut bytes = [0; 16];
    bytes[..3].copy_from_slice(&surname);
    bytes[3..6].copy_from_slice(&given_names);
    bytes[6..8].copy_from_slice(&digits(year));
    bytes[8] = MONTHS[usize::from(born.month() as u8 - 1)];
    bytes[9..11].copy_from_slice(&digits(day));
    bytes[11..15].copy_from_slice(&place.bytes());
    Ok(TaxCode(with_check(bytes)))
}

/// Every part of the code that does not fit the person. Omocodia makes no difference.
pub fn compare(code: &TaxCode, facts: &PersonFacts<'_>) -> Vec<TaxCodeMismatch> {
    let base = digits_restored(code.0);
    let mut found = Vec::new();
    let surname = names(facts.surname, [base[0], base[1], base[2]], letters::surname);
    found.extend(surname.map(|(expected, found)| TaxCodeMismatch::Surname { expected, found }));
    let given_names = names(facts.given_names, [base[3], base[4], base[5]], letters::given_names);
    found.extend(given_names.map(|(expected, found)| TaxCodeMismatch::GivenNames { expected, found }));
    let in_code = code.birth_date_near(facts.born_on);
    let date = parts(&base);
    let born = facts.born_on.0;
    let stated = (born.year().rem_euclid(100), born.month() as u8, born.day());
    if stated != (i32::from(date.year), date.month, date.day % 40) {
        found.push(TaxCodeMismatch::BirthDate { stated: facts.born_on, in_code });
    }
    if code.sex() != facts.sex {
        found.push(TaxCodeMismatch::Sex { stated: facts.sex, in_code: code.sex() });
    }
    found.extend(place(code.birth_place_code(), facts));
    found
}

/// Compares what was typed, even where its check character is wrong: often it is all that is. Other faults of form are
/// errors.
pub fn compare_typed(text: &str, facts: &PersonFacts<'_>) -> Result<Vec<TaxCodeMismatch>, TaxCodeError> {
    let bytes = well_formed(text)?;
    let mut found = compare(&TaxCode(with_check(bytes)), facts);
    let expected = check::character(&bytes);
    if bytes[15] != expected {
        let text = |byte: u8| char::from(byte).to_string();
        found.push(TaxCodeMismatch::CheckCharacter { expected: text(expected), found: text(bytes[15]) });
    }
    Ok(found)
}

type Triple = fn(&str, Spelling) -> Result<[u8; 3], NotLatin>;

/// What was expected and what was found, unless one of the spellings of the name fits.
fn names(name: &str, in_code: [u8; 3], triple: Triple) -> Option<(Option<String>, String)> {
    let spellings = [Spelling::Plain, Spelling::Icao].map(|spelling| triple(name, spelling));
    if spellings.contains(&Ok(in_code)) {
        return None;
    }
    let text = |bytes: [u8; 3]| bytes.map(char::from).iter().collect::<String>();
    Some((spellings[0].ok().map(text), text(in_code)))
}

fn place(in_code: CadastralCode, facts: &PersonFacts<'_>) -> Option<TaxCodeMismatch> {
    let born = facts.born_on.0;
    if let Some(stated) = facts.birth_place
        && stated != in_code
    {
        let relation = place_relation(in_code, stated);
        let (stated, in_code) = (NamedCode::on(stated, born), NamedCode::on(in_code, born));
        return Some(TaxCodeMismatch::BirthPlace { stated, in_code, relation });
    }
    let existed: Vec<DaySpan> = if in_code.is_foreign() {
        foreign_state(in_code).map(|state| state.span).into_iter().collect()
    } else {
        municipality_history(in_code.as_str()).iter().map(Municipality::span).collect()
    };
    if existed.is_empty() {
        return Some(TaxCodeMismatch::UnknownPlace { code: in_code.to_string() });
    }
    if existed.iter().any(|span| span.holds(born)) {
        return None;
    }
    let alternatives = related_places(in_code, born, ALTERNATIVES);
    let place = NamedCode::on(in_code, born);
    Some(TaxCodeMismatch::PlaceNotThen { place, existed, alternatives })
}
