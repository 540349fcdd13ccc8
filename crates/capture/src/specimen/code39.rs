//! Code 39 (ISO/IEC 16388): the barcode of the tax code on the back of the Italian card.

/// Characters in the order of [`PATTERNS`].
const CHARACTERS: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. *";
/// Bars and spaces in turn, `w` wide, `n` narrow.
const PATTERNS: [&str; 40] = [
    "nnnwwnwnn",
    "wnnwnnnnw",
    "nnwwnnnnw",
    "wnwwnnnnn",
    "nnnwwnnnw",
    "wnnwwnnnn",
    "nnwwwnnnn",
    "nnnwnnwnw",
    "wnnwnnwnn",
    "nnwwnnwnn",
    "wnnnnwnnw",
    "nnwnnwnnw",
    "wnwnnwnnn",
    "nnnnwwnnw",
    "wnnnwwnnn",
    "nnwnwwnnn",
    "nnnnnwwnw",
    "wnnnnwwnn",
    "nnwnnwwnn",
    "nnnnwwwnn",
    "wnnnnnnww",
    "nnwnnnnww",
    "wnwnnnnwn",
    "nnnnwnnww",
    "wnnnwnnwn",
    "nnwnwnnwn",
    "nnnnnnwww",
    "wnnnnnwwn",
    "nnwnnnwwn",
    "nnnnwnwwn",
    "wwnnnnnnw",
    "nwwnnnnnw",
    "wwwnnnnnn",
    "nwnnwnnnw",
    "wwnnwnnnn",
    "nwwnwnnnn",
    "nwnnnnwnw",
    "wwnnnnwnn",
    "nwwnnnwnn",
    "nwnnwnwnn",
];

/// Widths of bar, space, bar… in narrow modules, with start and stop; `None` for a character without a pattern.
pub fn widths(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    for c in format!("*{text}*").chars() {
        let pattern = PATTERNS.get(CHARACTERS.find(c)?)?;
        out.extend(pattern.bytes().map(|b| if b == b'w' { 3 } else { 1 }));
        out.push(1);
    }
    out.pop();
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_have_three_wide_of_nine() {
        for (c, pattern) in CHARACTERS.chars().zip(PATTERNS) {
            assert_eq!((pattern.len(), pattern.matches('w').count()), (9, 3), "3 of 9 for {c:?}");
        }
        let mut sorted = PATTERNS.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), 40, "no two alike");
    }

    #[test]
    fn text_is_framed_by_start_and_stop() {
        let one = widths("A").unwrap();
        assert_eq!(one.len(), 3 * 9 + 2, "start, letter, stop and the gaps between");
        assert_eq!(widths("à"), None, "no pattern, no bars");
    }
}
