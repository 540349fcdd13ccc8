//! The three characters of a surname or of given names.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A letter that is not of the Latin alphabet: the tax code is made from the Latin spelling, as the document's
/// machine-readable zone has it, and this program does not guess how an authority transliterated a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the name has letters that are not Latin: its Latin spelling is wanted, as the document shows it")]
pub struct NotLatin;

/// How letters outside A to Z are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spelling {
    /// Without their marks (`ü` as U), as Italian registry offices do.
    Plain,
    /// As the machine-readable zone does where it differs (ICAO Doc 9303-3, section 6: `ü` as UE, `å` as AA).
    Icao,
}

/// The letters A to Z of a name. Marks, spaces, apostrophes, hyphens and digits do not count.
fn latin(name: &str, spelling: Spelling) -> Result<Vec<u8>, NotLatin> {
    let mut letters = Vec::with_capacity(name.len());
    for letter in name.nfc().flat_map(char::to_uppercase) {
        let special = match (letter, spelling) {
            ('ẞ', _) => "SS",
            ('Æ', _) | ('Ä', Spelling::Icao) => "AE",
            ('Œ', _) | ('Ö' | 'Ø', Spelling::Icao) => "OE",
            ('Ü', Spelling::Icao) => "UE",
            ('Å', Spelling::Icao) => "AA",
            ('Ø', Spelling::Plain) => "O",
            ('Þ', _) => "TH",
            ('Ð' | 'Đ' | 'Ɖ', _) => "D",
            ('Ł', _) => "L",
            ('Ħ', _) => "H",
            ('Ŧ', _) => "T",
            ('Ŋ', _) => "N",
            ('Ə', _) => "E",
            _ => "",
        };
        if !special.is_empty() {
            letters.extend_from_slice(special.as_bytes());
            continue;
        }
        for part in std::iter::once(letter).nfkd().filter(|&c| !is_combining_mark(c)) {
            match u8::try_from(part) {
                Ok(byte) if byte.is_ascii_uppercase() => letters.push(byte),
                // ʻ ʼ and the like are letters to Unicode and apostrophes to people
                _ if part.is_alphabetic() && !matches!(part, '\u{2b0}'..='\u{2ff}') => return Err(NotLatin),
                _ => {}
            }
        }
    }
    Ok(letters)
}

/// Whether a name has a letter at all.
pub(super) fn any(name: &str) -> bool {
    latin(name, Spelling::Plain).is_ok_and(|letters| !letters.is_empty())
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'A' | b'E' | b'I' | b'O' | b'U')
}

fn first_three(mut letters: Vec<u8>, consonants: impl FnOnce(&mut Vec<u8>)) -> [u8; 3] {
    let vowels: Vec<u8> = letters.iter().copied().filter(|&l| is_vowel(l)).collect();
    letters.retain(|&l| !is_vowel(l));
    consonants(&mut letters);
    letters.extend(vowels);
    std::array::from_fn(|at| letters.get(at).copied().unwrap_or(b'X'))
}

/// Consonants in order, then vowels in order, then X.
pub(super) fn surname(name: &str, spelling: Spelling) -> Result<[u8; 3], NotLatin> {
    Ok(first_three(latin(name, spelling)?, |_| {}))
}

/// As for the surname, but of four or more consonants the second is left out. All given names count as one; a person
/// without any has `XXX`.
pub(super) fn given_names(names: &str, spelling: Spelling) -> Result<[u8; 3], NotLatin> {
    Ok(first_three(latin(names, spelling)?, |consonants| {
        if consonants.len() > 3 {
            consonants.remove(1);
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_the_three_characters_of_the_decree() {
        for (name, as_surname, as_given_names) in [
            ("Rossi", "RSS", "RSS"),
            ("Fo", "FOX", "FOX"),
            ("Aiò", "AIO", "AIO"),
            ("Io", "IOX", "IOX"),
            ("Gianfranco", "GNF", "GFR"),
            ("Maria Elena", "MRL", "MLN"),
            ("D'Angelo", "DNG", "DGL"),
            ("De’ Liguoro-Presicce", "DLG", "DGR"),
            ("Groß", "GRS", "GSS"),
            ("Łukasz", "LKS", "LSZ"),
            ("Đorđević", "DRD", "DDV"),
            ("Nguyễn", "NGY", "NYN"),
            ("Ng", "NGX", "NGX"),
            ("Ÿ", "YXX", "YXX"),
            ("", "XXX", "XXX"),
            ("ﬁore", "FRI", "FRI"),
            ("Kaʻala", "KLA", "KLA"),
        ] {
            let found = surname(name, Spelling::Plain).unwrap();
            assert_eq!(str::from_utf8(&found).unwrap(), as_surname, "{name} as a surname");
            let found = given_names(name, Spelling::Plain).unwrap();
            assert_eq!(str::from_utf8(&found).unwrap(), as_given_names, "{name} as given names");
        }
    }

    #[test]
    fn a_name_with_umlauts_has_two_spellings() {
        assert_eq!(surname("Göz", Spelling::Plain), Ok(*b"GZO"), "registry offices drop the marks");
        assert_eq!(surname("Göz", Spelling::Icao), Ok(*b"GZO"), "OE begins with the same vowel");
        assert_eq!(surname("Ör", Spelling::Plain), Ok(*b"ROX"), "one vowel");
        assert_eq!(surname("Ör", Spelling::Icao), Ok(*b"ROE"), "two vowels where the document writes OE");
    }

    #[test]
    fn letters_of_other_alphabets_are_not_guessed() {
        for name in ["Иванов", "Παπαδόπουλος", "王", "محمد", "Rossi Ж"] {
            assert_eq!(surname(name, Spelling::Plain), Err(NotLatin), "{name} needs its Latin spelling");
        }
    }
}
