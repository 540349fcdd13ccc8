//! The 37 characters of a machine-readable zone, their values and the check digit (ICAO 9303-3 §4.9).

/// The filler.
pub const FILLER: char = '<';

/// Every character a machine-readable zone may hold.
pub const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";

/// What may stand at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Letters and filler: names, country codes, document code.
    Alpha,
    /// Digits and filler: dates with unknown parts.
    Date,
    /// Anything: document numbers, optional data.
    Any,
    /// `M`, `F`, filler; some issuers print `X`.
    Sex,
    /// A digit, or a filler where the whole field is empty.
    CheckDigit,
}

impl Class {
    /// Whether `c` may stand at a position of this class.
    pub fn admits(self, c: char) -> bool {
        match self {
            Self::Alpha => c.is_ascii_uppercase() || c == FILLER,
            Self::Date | Self::CheckDigit => c.is_ascii_digit() || c == FILLER,
            Self::Any => value(c).is_some(),
            Self::Sex => matches!(c, 'M' | 'F' | 'X' | FILLER),
        }
    }
}

/// The value a character counts with: digits as they are, A–Z as 10–35, the filler as 0. `None` for anything else.
pub fn value(c: char) -> Option<u32> {
    if c == FILLER { Some(0) } else { c.to_digit(36).filter(|_| !c.is_ascii_lowercase()) }
}

/// The check digit over `text`: weights 7, 3, 1, sum modulo 10. Characters outside the alphabet count 0.
pub fn check_digit(text: &str) -> char {
    let sum: u32 =
        text.chars().zip([7, 3, 1].into_iter().cycle()).map(|(c, w)| value(c).unwrap_or(0) * w).sum();
    char::from_digit(sum % 10, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_of_the_standard() {
        for (text, digit) in [("520727", '3'), ("AB2134<<<", '5'), ("L898902C3", '6'), ("D23145890734", '9')]
        {
            assert_eq!(check_digit(text), digit, "worked example of ICAO 9303 for {text}");
        }
    }

    #[test]
    fn lower_case_is_outside_the_alphabet() {
        assert_eq!(value('a'), None, "a reader that sees lower case has not read OCR-B capitals");
        assert_eq!(
            ALPHABET.chars().filter_map(value).count(),
            37,
            "every character of the alphabet has a value"
        );
    }
}
