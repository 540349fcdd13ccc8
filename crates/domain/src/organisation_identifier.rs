//! The identifier of an organisation in a certificate: the semantics for legal persons of ETSI EN 319 412-1 §5.1.4.
//!
//! Three characters for the kind of identity, the country, a hyphen, and the identifier there: `VATIT-12345678903`. Where
//! the two first are a country's own kind the third is a colon: `CF:IT-12345678903`, the Italian tax code.

/// Kinds that the standard names: VAT number, trade register, payment service provider, legal entity identifier.
const KINDS: [&str; 4] = ["VAT", "NTR", "PSD", "LEI"];
/// The longest organizationIdentifier there may be (X.520).
const LONGEST: usize = 64;

/// Whether a text has the form, and, where it is an Italian VAT number or tax code, the right check digit.
pub fn is_well_formed(text: &str) -> bool {
    if !text.is_ascii() || text.len() > LONGEST {
        return false;
    }
    let Some((scheme, identifier)) = text.split_once('-') else { return false };
    let Some((kind, country)) = scheme.split_at_checked(3) else { return false };
    let capitals = |text: &str| text.bytes().all(|byte| byte.is_ascii_uppercase());
    let own_kind = kind.strip_suffix(':').is_some_and(|kind| kind.len() == 2 && capitals(kind));
    let known = KINDS.contains(&kind) || own_kind;
    if !known || country.len() != 2 || !capitals(country) {
        return false;
    }
    match (kind, country) {
        ("VAT" | "CF:", "IT") => is_italian_number(identifier),
        _ => !identifier.is_empty() && identifier.bytes().all(|byte| byte.is_ascii_graphic()),
    }
}

/// Eleven digits, the last of which makes the sum right (decree of the Ministry of Finance of 23 December 1976).
fn is_italian_number(text: &str) -> bool {
    if text.len() != 11 || !text.bytes().all(|byte| byte.is_ascii_digit()) || text.starts_with("0000000") {
        return false;
    }
    let sum: u32 = (0_u32..)
        .zip(text.bytes())
        .map(|(place, byte)| {
            let digit = u32::from(byte - b'0');
            match (place % 2, digit * 2) {
                (0, _) => digit,
                (_, doubled) if doubled > 9 => doubled - 9,
                (_, doubled) => doubled,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_their_form_and_their_check_digit() {
        for (text, good, why) in [
            ("VATIT-12345678903", true, "an Italian VAT number"),
            ("VATIT-00123456782", true, "one that begins with zeros"),
            ("CF:IT-12345678903", true, "the tax code of an Italian body without VAT number"),
            ("NTRGB-12345678", true, "a trade register"),
            ("LEIXG-529900T8BM49AURSDO55", true, "a legal entity identifier"),
            ("VATDE-123456789", true, "another state's VAT number, whose rules are its own"),
            ("VATIT-12345678901", false, "a wrong check digit"),
            ("VATIT-1234567890", false, "ten digits"),
            ("VATIT-00000000000", false, "no number at all"),
            ("VATIT-1234567890A", false, "a letter"),
            ("VATIT12345678903", false, "no hyphen"),
            ("vatit-12345678903", false, "small letters"),
            ("12345678903", false, "the number alone"),
            ("TAXIT-12345678903", false, "a natural person's kind"),
            ("VATI-12345678903", false, "half a country"),
            ("NTRGB-", false, "no identifier"),
            ("NTRGB-12 34", false, "a space"),
            ("è-1", false, "not even ASCII"),
            ("", false, "nothing"),
        ] {
            assert_eq!(is_well_formed(text), good, "{text:?}: {why}");
        }
    }
}
