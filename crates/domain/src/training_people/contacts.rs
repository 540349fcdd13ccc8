//! Where somebody of training mode is reached: it follows from the person, so that one who comes again has the same
//! contacts, and another one others.

use sha2::{Digest as _, Sha256};

use crate::{person::Contacts, places};

/// A mailbox and a mobile number that belong to nobody, for a person of this tax code; invented or read from a picture.
pub fn training_contacts(tax_code: &str, surname: &str, given_names: &str) -> Contacts {
    let digest = Sha256::digest(tax_code);
    let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let first = given_names.split(' ').next().unwrap_or(given_names);
    let name = format!("{}.{}", mailbox(first), mailbox(surname));
    let email = format!("{}{:06}@posta.example", name.trim_matches('.'), number % 1_000_000);
    // 399 belongs to no mobile operator
    let mobile = format!("+39399{:07}", number / 1_000_000 % 10_000_000);
    Contacts { mobile, identity: email.clone(), email }
}

/// What of a name can stand in a mailbox.
fn mailbox(name: &str) -> String {
    places::fold(name).chars().filter(char::is_ascii_alphanumeric).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contacts_follow_from_the_person() {
        let one = training_contacts("RSSMRA80A01H501U", "De Rossi", "Maria Pia");
        assert_eq!(
            one,
            training_contacts("RSSMRA80A01H501U", "De Rossi", "Maria Pia"),
            "whoever comes again"
        );
        let other = training_contacts("RSSMRA80A41H501Y", "De Rossi", "Maria Pia");
        assert!(one.email != other.email && one.mobile != other.mobile, "a namesake is another person");
        assert!(one.email.starts_with("maria.derossi"), "{}", one.email);
        assert_eq!((one.mobile.len(), &one.mobile[..6]), (13, "+39399"), "nobody's number");
    }
}
