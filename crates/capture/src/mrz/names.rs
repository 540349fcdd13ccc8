//! Names in the zone: split at `<<`, transliterated as ICAO 9303-3 §6 says, cut where they do not fit.

use serde::{Deserialize, Serialize};

/// Surname and given names as the zone has them: capitals A–Z and spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    pub surname: String,
    pub given: String,
    /// The name field is full to its last character: the name may go on (ICAO 9303-3 §4.6).
    pub may_be_cut: bool,
}

impl Names {
    /// From a name field with its fillers. Without `<<` there is one name only, held as the surname.
    pub fn parse(field: &str) -> Self {
        let spaced = |s: &str| s.split('<').filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" ");
        let trimmed = field.trim_end_matches('<');
        let (surname, given) = trimmed.split_once("<<").unwrap_or((trimmed, ""));
        Self { surname: spaced(surname), given: spaced(given), may_be_cut: trimmed.len() == field.len() }
    }

    /// The name field of `length` characters, cut at its end if it must be.
    pub fn write(&self, length: usize) -> String {
        let part = |s: &str| s.split(' ').filter(|p| !p.is_empty()).collect::<Vec<_>>().join("<");
        let mut field = part(&self.surname);
        if !self.given.trim().is_empty() {
            field.push_str("<<");
            field.push_str(&part(&self.given));
        }
        field.truncate(length);
        while field.len() < length {
            field.push('<');
        }
        field
    }
}

/// A printed name in the letters of the zone: accents and ligatures as in ICAO 9303-3 §6 A, apostrophes
/// dropped, hyphens and other signs to spaces. `D’Àngelo-Müller` → `DANGELO MUELLER`.
pub fn transliterate(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_uppercase) {
        match c {
            'A'..='Z' => out.push(c),
            '\'' | '’' | '‘' | '`' | '´' | '.' | '\u{300}'..='\u{36f}' => {}
            _ => match letters_for(c) {
                "" => {
                    if !out.ends_with(' ') {
                        out.push(' ');
                    }
                }
                letters => out.push_str(letters),
            },
        }
    }
    out.trim().to_owned()
}

/// The transliteration of one capital; empty where the standard has none (then it separates).
fn letters_for(c: char) -> &'static str {
    match c {
        'À' | 'Á' | 'Â' | 'Ã' | 'Ā' | 'Ă' | 'Ą' => "A",
        'Ä' | 'Æ' => "AE",
        'Å' => "AA",
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'Ď' | 'Đ' | 'Ð' => "D",
        'È' | 'É' | 'Ê' | 'Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' => "E",
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => "G",
        'Ĥ' | 'Ħ' => "H",
        'Ì' | 'Í' | 'Î' | 'Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' => "I",
        'Ĳ' => "IJ",
        'Ĵ' => "J",
        'Ķ' => "K",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ŀ' | 'Ł' => "L",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' | 'Ŋ' => "N",
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ō' | 'Ŏ' | 'Ő' => "O",
        'Ö' | 'Ø' | 'Œ' => "OE",
        'Ŕ' | 'Ŗ' | 'Ř' => "R",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => "S",
        'ẞ' | 'ß' => "SS",
        'Ţ' | 'Ť' | 'Ŧ' | 'Ț' => "T",
        'Þ' => "TH",
        'Ù' | 'Ú' | 'Û' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' => "U",
        'Ü' => "UE",
        'Ŵ' => "W",
        'Ý' | 'Ŷ' | 'Ÿ' => "Y",
        'Ź' | 'Ż' | 'Ž' => "Z",
        _ => "",
    }
}

/// Whether a printed name can be what the zone holds: equal after transliteration, where states also use one
/// plain letter for Ä, Ö, Ü, Å, Ñ (ICAO allows both), separators ignored; `cut` allows the zone to stop early.
pub fn agree(printed: &str, zone: &str, cut: bool) -> bool {
    let squeeze = |s: &str| s.chars().filter(char::is_ascii_uppercase).collect::<String>();
    let zone = squeeze(zone);
    if zone.is_empty() {
        return printed.trim().is_empty();
    }
    let plain: String = printed
        .chars()
        .flat_map(char::to_uppercase)
        .map(|c| match c {
            'Ä' | 'Å' => 'A',
            'Ö' | 'Ø' => 'O',
            'Ü' => 'U',
            other => other,
        })
        .collect();
    [transliterate(printed), transliterate(&plain)].iter().any(|form| {
        let form = squeeze(form);
        form == zone || (cut && form.starts_with(&zone))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_as_the_standard_prints() {
        for (field, surname, given, cut) in [
            ("ERIKSSON<<ANNA<MARIA<<<<<<<<<<", "ERIKSSON", "ANNA MARIA", false),
            ("DE<LUCA<<GIO<<<", "DE LUCA", "GIO", false),
            ("ARKFREITH<<<<<", "ARKFREITH", "", false),
            ("NILAVADHANANANDA<<CHAYAPA<DEJTHA", "NILAVADHANANANDA", "CHAYAPA DEJTHA", true),
            ("<<<<", "", "", false),
        ] {
            let names = Names::parse(field);
            assert_eq!(
                (names.surname.as_str(), names.given.as_str(), names.may_be_cut),
                (surname, given, cut)
            );
        }
    }

    #[test]
    fn transliterates() {
        for (printed, zone) in [
            ("D’Àngelo-Müller", "DANGELO MUELLER"),
            ("Niccolò", "NICCOLO"),
            ("Straße", "STRASSE"),
            ("Nuñez  Øre", "NUNEZ OERE"),
            ("De Sanctis", "DE SANCTIS"),
            ("Nicolo\u{300}", "NICOLO"),
        ] {
            assert_eq!(transliterate(printed), zone, "ICAO 9303-3 §6 for {printed}");
        }
    }

    #[test]
    fn print_and_zone_agree_or_not() {
        assert!(agree("Müller", "MUELLER", false), "the standard's way");
        assert!(agree("Müller", "MULLER", false), "the plain way some states print");
        assert!(agree("D'Angelo", "D ANGELO", false), "states print the apostrophe as a filler too");
        assert!(agree("Maria Assunta Benedetta", "MARIA ASSU", true), "a cut field agrees as far as it goes");
        assert!(!agree("Maria Assunta", "MARIA ASSU", false), "a field that is not full is not cut");
        assert!(!agree("Rossi", "ROSSO", false), "one letter is another name");
    }
}
