//! Check characters (decree of 23 December 1976, article 5; for eleven digits the rule of the VAT number).

/// Values of letters at odd positions, counting from 1; a digit has the value of the letter at its place (0 as A).
const ODD: [u8; 26] =
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

/// The check character of a code's first fifteen characters, which are capital letters and digits.
pub(super) fn character(code: &[u8; 16]) -> u8 {
    let mut sum = 0_u16;
    for (at, &byte) in code[..15].iter().enumerate() {
        let value = if byte.is_ascii_digit() { byte - b'0' } else { byte.wrapping_sub(b'A') % 26 };
        // `at` counts from 0, so the first, third… character is at an even index
        sum += u16::from(if at % 2 == 0 { ODD[usize::from(value)] } else { value });
    }
    ALPHABET[usize::from(sum % 26)]
}

const ALPHABET: &[u8; 26] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Whether the last of eleven digits is the check digit of the others.
pub(super) fn numeric(digits: &[char]) -> bool {
    let sum: u32 = digits
        .iter()
        .filter_map(|digit| digit.to_digit(10))
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit) {
            (1, digit) if digit > 4 => digit * 2 - 9,
            (1, digit) => digit * 2,
            (_, digit) => digit,
        })
        .sum();
    digits.len() == 11 && sum.is_multiple_of(10)
}
