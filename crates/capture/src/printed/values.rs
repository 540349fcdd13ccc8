//! From what stands beside a caption to a value, with the letters it was read from.

use sportello_domain::{places::mrz_state, tax_code::TaxCode};
use time::{Date, Month};

/// Letters that readers give for digits.
fn digit(c: char) -> Option<u32> {
    match c {
        'O' | 'o' | 'Q' | 'D' => Some(0),
        'I' | 'l' | '|' | 'i' => Some(1),
        'Z' | 'z' => Some(2),
        'S' | 's' => Some(5),
        'G' => Some(6),
        'B' => Some(8),
        _ => c.to_digit(10),
    }
}

/// A value and the letters of the text it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    pub from: usize,
    pub to: usize,
}

/// The first day in a text: `03.06.2024`, `03/06/2024`, `03 06 2024`, `12 GEN/JAN 2024`, `12 AUG 1974`.
pub fn day(text: &[char]) -> Option<(Date, Value)> {
    (0..text.len()).find_map(|from| {
        let before = from.checked_sub(1).map(|at| text[at]);
        if before.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let (date, to) = numeric_day(text, from).or_else(|| worded_day(text, from))?;
        Some((date, Value { text: iso(date), from, to }))
    })
}

pub fn iso(date: Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

fn number(text: &[char], at: &mut usize, digits: usize) -> Option<u32> {
    let part = text.get(*at..*at + digits)?;
    let mut value = 0;
    let mut certain = 0;
    for c in part {
        value = value * 10 + digit(*c)?;
        certain += usize::from(c.is_ascii_digit());
    }
    // Letters alone are a word.
    (certain * 2 >= digits).then(|| {
        *at += digits;
        value
    })
}

fn date(day: u32, month: u32, year: u32) -> Option<Date> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let year = i32::try_from(year).ok().filter(|year| (1900..2100).contains(year))?;
    Date::from_calendar_date(year, month, u8::try_from(day).ok()?).ok()
}

fn numeric_day(text: &[char], from: usize) -> Option<(Date, usize)> {
    let mut at = from;
    let separator = |at: &mut usize| {
        let begin = *at;
        while text.get(*at).is_some_and(|c| matches!(c, '.' | '/' | '-' | ' ' | ',' | '·')) && *at < begin + 3
        {
            *at += 1;
        }
        (*at > begin).then_some(())
    };
    let day = number(text, &mut at, 2)?;
    separator(&mut at)?;
    let month = number(text, &mut at, 2)?;
    separator(&mut at)?;
    let year = year(text, &mut at)?;
    if text.get(at).is_some_and(char::is_ascii_digit) {
        return None;
    }
    Some((date(day, month, year)?, at))
}

/// Four digits, or two: nobody's document expires so late, and few who stand at a counter were born so early.
fn year(text: &[char], at: &mut usize) -> Option<u32> {
    let begin = *at;
    number(text, at, 4).or_else(|| {
        *at = begin;
        let short = number(text, at, 2)?;
        Some(if short > 40 { 1900 + short } else { 2000 + short })
    })
}

/// Months by their first three letters, in the languages documents are printed in.
const MONTHS: [&[&str]; 12] = [
    &["GEN", "JAN", "ENE"],
    &["FEB", "FEV", "FEB"],
    &["MAR", "MAE", "MRZ"],
    &["APR", "AVR", "ABR"],
    &["MAG", "MAY", "MAI"],
    &["GIU", "JUN"],
    &["LUG", "JUL"],
    &["AGO", "AUG", "AOU"],
    &["SET", "SEP"],
    &["OTT", "OCT", "OKT"],
    &["NOV"],
    &["DIC", "DEC", "DEZ"],
];

fn worded_day(text: &[char], from: usize) -> Option<(Date, usize)> {
    let mut at = from;
    let day = number(text, &mut at, 2)?;
    while text.get(at).is_some_and(|c| matches!(c, ' ' | '.' | '-')) {
        at += 1;
    }
    let words = at;
    while text.get(at).is_some_and(|c| c.is_alphabetic() || matches!(c, '/' | '.' | ' ' | '-')) {
        at += 1;
    }
    let word: String = super::find::folded(&text[words..at]);
    let month = word
        .split(' ')
        .find_map(|part| MONTHS.iter().position(|names| names.iter().any(|name| part.starts_with(name))))?;
    let year = year(text, &mut at)?;
    Some((date(day, u32::try_from(month).ok()? + 1, year)?, at))
}

/// `F` or `M`, alone or first in the text.
pub fn sex(text: &[char]) -> Option<Value> {
    let at = text.iter().position(|c| !c.is_whitespace())?;
    let alone = text.get(at + 1).is_none_or(|c| !c.is_alphanumeric());
    match text[at] {
        'F' | 'M' if alone => Some(Value { text: text[at].to_string(), from: at, to: at + 1 }),
        _ => None,
    }
}

/// A name: words of letters, with what stands inside them.
pub fn name(text: &[char]) -> Option<Value> {
    let inside = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '`' | '-' | ' ' | '.');
    let from = text.iter().position(|c| c.is_alphabetic())?;
    let mut to = from;
    while to < text.len() && inside(text[to]) {
        to += 1;
    }
    // A digit in a name is a misread name: none of it is believed.
    if text[to..].iter().any(char::is_ascii_digit) {
        return None;
    }
    trimmed(text, from, to)
}

/// Whatever is printed.
pub fn words(text: &[char]) -> Option<Value> {
    trimmed(text, 0, text.len())
}

/// What streets begin with.
pub const STREETS: &[&str] = &[
    "VIA",
    "VIALE",
    "PIAZZA",
    "PIAZZALE",
    "CORSO",
    "LARGO",
    "VICOLO",
    "STRADA",
    "CONTRADA",
    "LOCALITA",
    "FRAZIONE",
    "BORGO",
    "SALITA",
    "CALLE",
    "LUNGOMARE",
    "TRAVERSA",
];

/// A street, perhaps with the town behind it. Of its first word the first letter is lost most, at the edge of the line; of
/// a line that was typed on dots, some are seen between the words.
pub fn address(text: &[char]) -> Option<Value> {
    let value = words(text)?;
    let mut said = value.text.split("..").map(|part| part.trim_matches('.')).collect::<Vec<_>>().join(" ");
    let first = said.split([' ', '.', ',']).next().unwrap_or_default().to_uppercase();
    if let Some(whole) = STREETS.iter().find(|street| street.len() == first.len() + 1 && street[1..] == first)
    {
        said = format!("{}{}", &whole[..1], said);
    }
    Some(Value { text: said.split_whitespace().collect::<Vec<_>>().join(" "), ..value })
}

fn trimmed(text: &[char], mut from: usize, mut to: usize) -> Option<Value> {
    let blank = |c: char| c.is_whitespace() || matches!(c, ':' | '.' | ',' | ';' | '-' | '_' | '|' | '/');
    while from < to && blank(text[from]) {
        from += 1;
    }
    while from < to && blank(text[to - 1]) {
        to -= 1;
    }
    let value: String = text[from..to].iter().collect();
    let value = value.split_whitespace().collect::<Vec<_>>().join(" ").replace(['’', '`'], "'");
    // Among capitals a small letter with an accent is a capital whose accent was taken for its smallness.
    let capitals =
        value.chars().any(|c| c.is_ascii_uppercase()) && !value.chars().any(|c| c.is_ascii_lowercase());
    let value = if capitals { value.to_uppercase() } else { value };
    (value.chars().filter(|c| c.is_alphanumeric()).count() >= 2).then_some(Value { text: value, from, to })
}

/// A place without the day that may stand beside it.
pub fn place(text: &[char]) -> Option<Value> {
    let end = day(text).map_or(text.len(), |(_, day)| day.from);
    let value = trimmed(text, 0, end)?;
    (value.text.chars().any(char::is_alphabetic) && !super::find::is_of_captions(&value.text))
        .then_some(value)
}

/// Three letters of a state, as printed; what Italian documents call an Italian is such a code too.
pub fn state(text: &[char]) -> Option<Value> {
    let value = name(text)?;
    let said = value.text.to_uppercase();
    let code = match said.split(['/', ' ']).next()? {
        "ITALIANA" | "ITALIANO" => "ITA",
        code if said.len() <= 3 => code,
        _ => return None,
    };
    mrz_state(code).is_some().then(|| Value { text: code.to_owned(), ..value })
}

/// Sixteen characters in a row that are a tax code; look-alikes are put right where only a letter or a digit can stand.
pub fn tax_code(text: &[char]) -> Option<Value> {
    (0..text.len()).find_map(|from| {
        let mut taken = String::with_capacity(16);
        let mut to = from;
        while taken.len() < 16 {
            let c = *text.get(to)?;
            to += 1;
            if c.is_ascii_alphanumeric() {
                taken.push(c.to_ascii_uppercase());
            } else if !c.is_whitespace() || taken.is_empty() {
                return None;
            }
        }
        let code = repaired_tax_code(&taken)?;
        Some(Value { text: code, from, to })
    })
}

/// Where digits stand in a tax code without omocodia.
const DIGITS: [usize; 7] = [6, 7, 9, 10, 12, 13, 14];
/// Of these, so many must be digits: few codes have a letter for one.
const PLAIN: usize = 5;

fn repaired_tax_code(text: &str) -> Option<String> {
    // Of sixteen letters that are no code, one in twenty-six has the right check character.
    if DIGITS.iter().filter(|at| text.as_bytes().get(**at).is_some_and(u8::is_ascii_digit)).count() < PLAIN {
        return None;
    }
    if let Ok(code) = text.parse::<TaxCode>() {
        return Some(code.to_string());
    }
    let repaired: String = text
        .chars()
        .enumerate()
        .map(|(at, c)| match (DIGITS.contains(&at), c) {
            (true, c) => digit(c).and_then(|d| char::from_digit(d, 10)).unwrap_or(c),
            (false, '0') => 'O',
            (false, '1') => 'I',
            (false, '2') => 'Z',
            (false, '5') => 'S',
            (false, '8') => 'B',
            (false, c) => c,
        })
        .collect();
    repaired.parse::<TaxCode>().ok().map(|code| code.to_string())
}

/// A document's number by its pattern: `A` a letter, `0` a digit, both repaired from look-alikes; only where it stands
/// alone.
pub fn patterned(text: &[char], pattern: &str) -> Option<Value> {
    let wanted: Vec<char> = pattern.chars().collect();
    (0..text.len()).find_map(|from| {
        if from > 0 && text[from - 1].is_alphanumeric() {
            return None;
        }
        let mut value = String::new();
        let mut to = from;
        for kind in &wanted {
            while !value.is_empty() && text.get(to) == Some(&' ') {
                to += 1;
            }
            let c = *text.get(to)?;
            to += 1;
            value.push(match kind {
                '0' => char::from_digit(digit(c)?, 10)?,
                _ => match c {
                    '0' => 'O',
                    '1' => 'I',
                    '8' => 'B',
                    '5' => 'S',
                    '2' => 'Z',
                    _ if c.is_ascii_uppercase() => c,
                    _ => return None,
                },
            });
        }
        text.get(to).is_none_or(|c| !c.is_alphanumeric()).then_some(Value { text: value, from, to })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    #[test]
    fn a_street_has_its_first_letter_and_no_dots_to_be_typed_on() {
        for (text, expected) in [
            ("VIA ROMA, N. 1 FORLÌ (FC)", "VIA ROMA, N. 1 FORLÌ (FC)"),
            ("IA ROMA, N. 1", "VIA ROMA, N. 1"),
            ("IAZZA DANTE, 4", "PIAZZA DANTE, 4"),
            ("VIA..ROMA...27", "VIA ROMA 27"),
            ("V.LE MAZZINI 3", "V.LE MAZZINI 3"),
        ] {
            assert_eq!(address(&chars(text)).unwrap().text, expected, "{text}");
        }
    }

    #[test]
    fn days_are_read_however_they_are_printed() {
        for (text, expected) in [
            ("FORLI (FC) 29.02.1984", Some("1984-02-29")),
            ("03/06/2024", Some("2024-06-03")),
            ("12 GEN/JAN 2024", Some("2024-01-12")),
            ("12 AUG/AOUT 74", Some("1974-08-12")),
            ("30/10/54 FERRAZZANO (CB)", Some("1954-10-30")),
            ("30 JAN 60", Some("1960-01-30")),
            ("O3.O6.2O24", Some("2024-06-03")),
            ("31.02.2024", None),
            ("CA50180IO", None),
            ("1234567890", None),
        ] {
            let found = day(&chars(text)).map(|(_, value)| value.text);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_number_keeps_its_pattern() {
        let found = |text: &str, pattern: &str| patterned(&chars(text), pattern).map(|v| v.text);
        assert_eq!(found("N. CA5018010", "AA00000AA"), Some("CA50180IO".to_owned()), "letters at the end");
        assert_eq!(found("YB 0518010", "AA0000000"), Some("YB0518010".to_owned()), "a space inside");
        assert_eq!(found("ROMA0000000", "AA0000000"), None, "part of a longer word");
    }

    #[test]
    fn a_tax_code_proves_itself() {
        assert_eq!(
            tax_code(&chars("C.F. DNGNCL84B29D7O4J")).map(|v| v.text),
            Some("DNGNCL84B29D704J".to_owned()),
            "an O among digits is a nought where the check character agrees"
        );
        assert_eq!(tax_code(&chars("DNGNCL84B29D704Y")), None, "a wrong check character is none");
        assert_eq!(tax_code(&chars("ENTIDA05ANMAR1NO")), None, "words that happen to have the right one");
    }

    #[test]
    fn a_place_is_no_part_of_a_caption() {
        let found = |text: &str| place(&chars(text)).map(|v| v.text);
        assert_eq!(found("Lieu"), None, "the rest of `Lieu de naissance`");
        assert_eq!(found("de naissance. (6)"), None, "with the number of its caption");
        assert_eq!(found("ROMA (RM) 01/02/1980").as_deref(), Some("ROMA (RM)"));
    }

    #[test]
    fn a_state_is_its_code() {
        let found = |text: &str| state(&chars(text)).map(|v| v.text);
        for (text, expected) in
            [("ITALIANA", Some("ITA")), ("ITA", Some("ITA")), ("UTOPIAN", None), ("QXQ", None)]
        {
            assert_eq!(found(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn names_keep_what_belongs_to_them() {
        let found = |text: &str| name(&chars(text)).map(|v| v.text);
        assert_eq!(found(" D’ÀNGELO-MÜLLER "), Some("D'ÀNGELO-MÜLLER".to_owned()));
        assert_eq!(found("R0SSI"), None, "a digit tells that it was misread");
        assert_eq!(found("FORLì"), Some("FORLÌ".to_owned()), "a capital like its neighbours");
        assert_eq!(found("(3)"), None);
    }
}
