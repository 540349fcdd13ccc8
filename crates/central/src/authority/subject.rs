//! How a person becomes the subject of a certificate. The only place where that is decided.
//!
//! C, \[O, organizationIdentifier\], SN, GN, serialNumber `TINIT-<tax code>` (EN 319 412-1 §5.1.3), \[title\],
//! dnQualifier = IUT, CN.

use sportello_contract::central::issuance::SubjectLine;
use sportello_domain::{case::CertificateRole, person::Person};
use sportello_pki::distinguished_name::{NameParts, TRAINING_MARK};

/// RFC 5280 A.1 gives names at most 64 characters.
const LONGEST: usize = 64;

/// The holder of a product. `iut` is the holder's identifier at the provider.
pub fn of_holder(person: &Person, role: Option<&CertificateRole>, iut: &str, training: bool) -> NameParts {
    NameParts {
        organization: role.map(|role| fitted(&role.organisation, LONGEST)),
        organization_identifier: role.map(|role| fitted(&role.organisation_identifier, LONGEST)),
        title: role.map(|role| fitted(&role.title, LONGEST)),
        ..natural_person(&person.surname, &person.given_names, &person.tax_code.to_string(), iut, training)
    }
}

/// A registration officer; the operator's code stands where a holder has the IUT.
pub fn of_officer(
    surname: &str,
    given_names: &str,
    tax_code: &str,
    operator_code: &str,
    training: bool,
) -> NameParts {
    natural_person(surname, given_names, tax_code, operator_code, training)
}

fn natural_person(surname: &str, given_names: &str, tax_code: &str, iut: &str, training: bool) -> NameParts {
    let full_name = format!("{given_names} {surname}");
    let common_name = if training {
        let mark = format!(" ({TRAINING_MARK})");
        format!("{}{mark}", fitted(&full_name, LONGEST - mark.len()))
    } else {
        fitted(&full_name, LONGEST)
    };
    NameParts {
        // The state whose tax authority gave the code: the context of the serialNumber (EN 319 412-2 §4.2.4).
        country: Some("IT".to_owned()),
        surname: Some(fitted(surname, LONGEST)),
        given_name: Some(fitted(given_names, LONGEST)),
        serial_number: Some(format!("TINIT-{tax_code}")),
        dn_qualifier: Some(iut.to_owned()),
        common_name: Some(common_name),
        ..NameParts::default()
    }
}

/// One space between words, and whole words only where the text is too long: a name cut in its middle is another name.
fn fitted(text: &str, longest: usize) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        let needed = out.chars().count() + usize::from(!out.is_empty()) + word.chars().count();
        if needed > longest {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    if out.is_empty() { text.trim().chars().take(longest).collect() } else { out }
}

/// The attributes in the order in which they stand in the certificate, by their X.520 names.
pub fn lines(name: &NameParts) -> Vec<SubjectLine> {
    [
        ("countryName", &name.country),
        ("organizationName", &name.organization),
        ("organizationIdentifier", &name.organization_identifier),
        ("surname", &name.surname),
        ("givenName", &name.given_name),
        ("serialNumber", &name.serial_number),
        ("title", &name.title),
        ("dnQualifier", &name.dn_qualifier),
        ("commonName", &name.common_name),
    ]
    .into_iter()
    .filter_map(|(attribute, value)| {
        value.as_ref().map(|value| SubjectLine { attribute: attribute.to_owned(), value: value.clone() })
    })
    .collect()
}

/// One line for screens: the common name and who gave it.
pub fn in_one_line(name: &NameParts) -> String {
    lines(name)
        .iter()
        .map(|line| format!("{}={}", short(&line.attribute), line.value))
        .collect::<Vec<_>>()
        .join(", ")
}

fn short(attribute: &str) -> &str {
    match attribute {
        "countryName" => "C",
        "organizationName" => "O",
        "surname" => "SN",
        "givenName" => "GN",
        "commonName" => "CN",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sportello_domain::{
        moment::Day,
        person::{BirthPlace, Residence, Sex},
    };
    use time::macros::date;

    fn person(given_names: &str, surname: &str) -> Person {
        Person {
            tax_code: "RSSMRA80A01H501U".parse().unwrap(),
            surname: surname.to_owned(),
            given_names: given_names.to_owned(),
            sex: Sex::Male,
            born_on: Day(date!(1980 - 01 - 01)),
            birth_place: BirthPlace {
                country: "IT".to_owned(),
                place: "Roma".to_owned(),
                province: Some("RM".to_owned()),
                place_code: "H501".to_owned(),
            },
            citizenship: "IT".to_owned(),
            residence: Residence {
                country: "IT".to_owned(),
                street: "Via Roma 1".to_owned(),
                postcode: "00100".to_owned(),
                town: "Roma".to_owned(),
                province: Some("RM".to_owned()),
            },
        }
    }

    #[test]
    fn a_holder_is_named_as_the_profile_wants() {
        let name = of_holder(&person("Mario", "Rossi"), None, "20260000000017", true);
        let seen: Vec<_> = lines(&name).into_iter().map(|line| (line.attribute, line.value)).collect();
        let wanted = [
            ("countryName", "IT"),
            ("surname", "Rossi"),
            ("givenName", "Mario"),
            ("serialNumber", "TINIT-RSSMRA80A01H501U"),
            ("dnQualifier", "20260000000017"),
            ("commonName", "Mario Rossi (TRAINING)"),
        ];
        assert_eq!(
            seen,
            wanted.map(|(attribute, value)| (attribute.to_owned(), value.to_owned())),
            "attributes and their order"
        );
        let real = of_holder(&person("Mario", "Rossi"), None, "20260000000017", false);
        assert!(!real.is_training(), "outside training nobody carries the mark");
    }

    #[test]
    fn a_role_adds_organisation_and_title() {
        let role = CertificateRole {
            title: "Notaio".to_owned(),
            organisation: "Consiglio Notarile".to_owned(),
            organisation_identifier: "VATIT-12345678903".to_owned(),
        };
        let name = of_holder(&person("Mario", "Rossi"), Some(&role), "1", true);
        assert_eq!(
            name.organization.as_deref(),
            Some("Consiglio Notarile"),
            "the organisation grants the role"
        );
        assert_eq!(name.title.as_deref(), Some("Notaio"), "the role itself");
    }

    #[test]
    fn any_name_fits() {
        let long = "Maria Antonietta Vittoria Emanuela Francesca Giuseppina Clementina Paola";
        for (given, surname) in
            [(long, "De  Luca"), ("  Zoë ", "D'Amìco"), (&"x".repeat(90), &"y".repeat(90))]
        {
            let name = of_holder(&person(given, surname), None, "1", true);
            assert!(name.to_name().is_ok(), "{given} {surname}: {:?}", name.to_name());
            assert!(name.is_training(), "the mark survives a long name");
        }
    }
}
