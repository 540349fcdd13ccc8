//! Whom a specimen is drawn for, and the paper itself.

use time::{Date, Duration};

use crate::mrz::Sex;

/// Where somebody lives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Residence {
    pub street: String,
    pub number: String,
    pub municipality: String,
    /// Two letters.
    pub province: String,
}

/// Whom a specimen is drawn for, as printed: names with their accents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    pub surname: String,
    pub given_names: String,
    pub sex: Sex,
    pub birth: Date,
    pub birth_place: String,
    /// Two letters; the ICAO code of the state for a birth abroad; may be empty.
    pub birth_province: String,
    /// ICAO code, `ITA`.
    pub nationality: String,
    pub residence: Residence,
    /// With its barcode on the backs of cards; never in the zone.
    pub tax_code: Option<String>,
    /// Centimetres.
    pub height: u16,
    /// Parents or guardian: printed for minors alone.
    pub parents: Option<String>,
    /// Number, part and series of the birth's entry: `138.1.A`.
    pub birth_act: String,
    pub civil_status: Option<String>,
    pub profession: Option<String>,
    pub hair: String,
    pub eyes: String,
    pub marks: Option<String>,
}

impl Bearer {
    /// An Italian of no particular place; the rest is filled in by what follows.
    pub fn new(surname: &str, given_names: &str, sex: Sex, birth: Date) -> Self {
        Self {
            surname: surname.to_owned(),
            given_names: given_names.to_owned(),
            sex,
            birth,
            birth_place: "Forlì".to_owned(),
            birth_province: "FC".to_owned(),
            nationality: "ITA".to_owned(),
            residence: Residence::of("Via Roma", "1", "Forlì", "FC"),
            tax_code: None,
            height: 172,
            parents: None,
            birth_act: "138.1.A".to_owned(),
            civil_status: None,
            profession: None,
            hair: "castani".to_owned(),
            eyes: "castani".to_owned(),
            marks: None,
        }
    }

    #[must_use]
    pub fn born_in(mut self, place: &str, province: &str) -> Self {
        place.clone_into(&mut self.birth_place);
        province.clone_into(&mut self.birth_province);
        self
    }

    /// Of another nationality; ICAO code.
    #[must_use]
    pub fn national_of(mut self, state: &str) -> Self {
        state.clone_into(&mut self.nationality);
        self
    }

    #[must_use]
    pub fn living_at(mut self, street: &str, number: &str, municipality: &str, province: &str) -> Self {
        self.residence = Residence::of(street, number, municipality, province);
        self
    }

    #[must_use]
    pub fn with_tax_code(mut self, tax_code: &str) -> Self {
        self.tax_code = Some(tax_code.to_owned());
        self
    }
}

impl Residence {
    pub fn of(street: &str, number: &str, municipality: &str, province: &str) -> Self {
        let [street, number, municipality, province] =
            [street, number, municipality, province].map(str::to_owned);
        Self { street, number, municipality, province }
    }
}

/// A category of a driving licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// `B`, `A1`.
    pub code: String,
    pub from: Date,
    pub until: Date,
    /// Harmonised codes: `01.06`, `78`.
    pub codes: String,
}

/// The paper itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Letters and digits; of nine characters in Italy (`CA00000AA` card, `YA0000000` passport).
    pub number: String,
    /// ICAO code, `ITA`.
    pub issuing_state: String,
    pub issued: Date,
    pub expiry: Date,
    /// Municipality, police headquarters, ministry.
    pub authority: String,
    /// The first letters of the zone: `C`, `P`, `ID`; empty: what the kind of document has.
    pub document_code: String,
    /// The six digits at the edge of the electronic card.
    pub access_number: String,
    pub valid_abroad: bool,
    pub categories: Vec<Category>,
    /// The twenty digits of the health card.
    pub card_number: String,
    /// What the issuer adds to the zone; empty for Italian documents.
    pub personal_number: String,
}

impl Paper {
    /// A document of this state; Italian ones are given out by the municipality of Forlì until told otherwise.
    pub fn new(number: &str, issuing_state: &str, issued: Date, expiry: Date) -> Self {
        let category = |code: &str| Category {
            code: code.to_owned(),
            from: issued - Duration::days(3_000),
            until: expiry,
            codes: String::new(),
        };
        Self {
            number: number.to_owned(),
            issuing_state: issuing_state.to_owned(),
            issued,
            expiry,
            authority: "Forlì".to_owned(),
            document_code: String::new(),
            access_number: "482913".to_owned(),
            valid_abroad: true,
            categories: ["AM", "B"].map(category).to_vec(),
            card_number: "80380000300012345678".to_owned(),
            personal_number: String::new(),
        }
    }

    /// Given out by this municipality, police headquarters or ministry.
    #[must_use]
    pub fn by(mut self, authority: &str) -> Self {
        authority.clone_into(&mut self.authority);
        self
    }
}
