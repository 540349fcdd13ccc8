//! What a passphrase of an envelope must be.

use sportello_central_store::{Transaction, tables::customers};
use sportello_contract::central::reference::SupportLink;
use sportello_domain::{error_code::ErrorCode, secret::Passphrase, tax_code::TaxCode};

use super::case::IssuanceCase;
use crate::Refusal;

/// Characters.
const SHORTEST: usize = 10;
/// Bytes: a PDF cuts off what is longer (ISO 32000-2 §7.6.4.3.3), and the holder would not know.
const LONGEST: usize = 127;

/// Refuses what no passphrase of this product's envelope may be, by the rules of its customer.
pub(super) async fn check_for(
    tx: &mut Transaction,
    case: &IssuanceCase,
    passphrase: &Passphrase,
) -> Result<(), Refusal> {
    let customer = customers::find::<Vec<SupportLink>>(tx, case.product.customer).await?;
    let rules = customer.ok_or_else(Refusal::not_found)?.rules;
    check(passphrase, &case.request.case.applicant.tax_code, rules.tax_code_as_passphrase)
}

/// Refuses a passphrase that is too short, has no letters or no digits, or is the holder's tax code where the
/// customer's rules do not allow that: it can be computed from public data.
fn check(passphrase: &Passphrase, tax_code: &TaxCode, tax_code_allowed: bool) -> Result<(), Refusal> {
    let text = passphrase.reveal();
    let weak =
        |why: &str| Err(Refusal::new(ErrorCode::PassphraseWeak).with("why", why).with("minimum", SHORTEST));
    if text.chars().count() < SHORTEST {
        return weak("short");
    }
    if text.len() > LONGEST {
        return weak("long");
    }
    if text.chars().any(char::is_control) {
        return weak("characters");
    }
    if !text.chars().any(char::is_alphabetic) || !text.chars().any(|c| c.is_ascii_digit()) {
        return weak("lettersAndDigits");
    }
    let plain = text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
    if !tax_code_allowed && plain.contains(tax_code.as_str()) {
        return Err(Refusal::new(ErrorCode::PassphraseTaxCode));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_hold_one_by_one() {
        let tax_code: TaxCode = "RSSMRA80A01H501U".parse().unwrap();
        for (text, allowed, wanted, why) in [
            ("tre cavalli 7", false, None, "letters and digits, long enough"),
            ("cavalli 7", false, Some(ErrorCode::PassphraseWeak), "nine characters"),
            ("tre cavalli blu", false, Some(ErrorCode::PassphraseWeak), "no digit"),
            ("1234567890", false, Some(ErrorCode::PassphraseWeak), "no letter"),
            (
                "tre cavalli\n7",
                false,
                Some(ErrorCode::PassphraseWeak),
                "a control character cannot be typed again",
            ),
            (&"a1".repeat(64), false, Some(ErrorCode::PassphraseWeak), "128 bytes are cut off"),
            ("RSSMRA80A01H501U", false, Some(ErrorCode::PassphraseTaxCode), "off by default"),
            ("rssmra80a01h501u", false, Some(ErrorCode::PassphraseTaxCode), "in small letters too"),
            ("RSS MRA 80A01 H501U", false, Some(ErrorCode::PassphraseTaxCode), "and with spaces"),
            ("RSSMRA80A01H501U", true, None, "where the customer's rules allow it"),
        ] {
            let outcome = check(&Passphrase::new(text.to_owned()), &tax_code, allowed);
            assert_eq!(outcome.err().map(|refusal| refusal.code), wanted, "{why}");
        }
    }
}
