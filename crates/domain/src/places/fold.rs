use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A name as searches compare it: no accents, small letters, and one space for whatever stands between words, so that
/// `Sant'Agata de' Goti`, `SANT AGATA DE GOTI` and `sant’agata de’ goti` are one.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for letter in name.nfkd().filter(|&c| !is_combining_mark(c)) {
        match letter {
            'ß' => folded.push_str("ss"),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' => folded.push('d'),
            'ı' => folded.push('i'),
            _ if letter.is_alphanumeric() => folded.extend(letter.to_lowercase()),
            _ if !folded.is_empty() && !folded.ends_with(' ') => folded.push(' '),
            _ => {}
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Whether a folded name has a word, not its first, that begins with the folded text: `emilia` finds `reggio nell
/// emilia`.
pub(super) fn folded_starts_with_word(folded: &str, text: &str) -> bool {
    folded.match_indices(text).any(|(at, _)| at > 0 && folded[..at].ends_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_people_write_differently_fold_to_one() {
        for (written, expected) in [
            ("Sant’Agata  de’ Goti", "sant agata de goti"),
            ("SANT'AGATA DE' GOTI", "sant agata de goti"),
            ("Cefalù", "cefalu"),
            ("CEFALU'", "cefalu"),
            ("Saint-Rhémy-en-Bosses", "saint rhemy en bosses"),
            ("Weißenbach", "weissenbach"),
            ("  --  ", ""),
            ("İ", "i"),
        ] {
            assert_eq!(fold(written), expected, "{written} is written in more than one way");
        }
        assert!(folded_starts_with_word("reggio nell emilia", "emi"), "a later word is found");
        assert!(!folded_starts_with_word("reggio nell emilia", "mil"), "the middle of a word is not");
    }
}
