//! From a case back to the draft it was confirmed from: a returned request is corrected, not typed again. Readings come
//! with their places, wrong check digits and reasons too, so that confirmed unchanged it says the same.

use crate::{
    case::{Case, CaseProduct, ReadValue},
    document::IdentityDocument,
    draft::{
        ConsentMark, DraftConfiguration, DraftContacts, DraftContent, DraftDocument, DraftPerson,
        DraftResidence, PersonChoice, Reading,
    },
    person::Person,
};

impl DraftContent {
    /// What was typed for this case, as far as it asks for this product.
    pub fn of_case(case: &Case, product: &CaseProduct) -> Self {
        let consents = case.consents.iter();
        Self {
            method: Some(case.method),
            person_choice: Some(match case.known_person {
                Some(person) => PersonChoice::Found { person },
                None => PersonChoice::New,
            }),
            carried: None,
            document: case.document.as_ref().map(document).unwrap_or_default(),
            person: person(&case.applicant),
            residence: residence(&case.applicant),
            contacts: DraftContacts {
                email: case.contacts.email.clone(),
                mobile: case.contacts.mobile.clone(),
                identity: case.contacts.identity.clone(),
            },
            item: Some(product.item),
            configuration: configuration(product),
            consents: consents
                .map(|consent| ConsentMark {
                    text: consent.text,
                    version: consent.version,
                    given: consent.given,
                })
                .collect(),
            readings: case.read_values.iter().map(reading).collect(),
            wrong_check_digits: case.wrong_check_digits.clone(),
            accepted_mismatches: case.accepted_mismatches.clone(),
            // What they said is in the case.
            print_read: case
                .document
                .iter()
                .flat_map(|document| &document.images)
                .map(|image| image.id)
                .collect(),
        }
    }
}

fn document(document: &IdentityDocument) -> DraftDocument {
    DraftDocument {
        country: document.country.clone(),
        kind: Some(document.kind),
        number: document.number.clone(),
        issued_on: document.issued_on.to_string(),
        expires_on: document.expires_on.to_string(),
        authority: document.authority.clone(),
        images: document.images.clone(),
    }
}

fn person(person: &Person) -> DraftPerson {
    DraftPerson {
        tax_code: person.tax_code.to_string(),
        surname: person.surname.clone(),
        given_names: person.given_names.clone(),
        sex: Some(person.sex),
        born_on: person.born_on.to_string(),
        birth_country: person.birth_place.country.clone(),
        birth_place: person.birth_place.place.clone(),
        birth_province: person.birth_place.province.clone().unwrap_or_default(),
        birth_place_code: person.birth_place.place_code.clone(),
        citizenship: person.citizenship.clone(),
    }
}

fn residence(person: &Person) -> DraftResidence {
    DraftResidence {
        country: person.residence.country.clone(),
        street: person.residence.street.clone(),
        postcode: person.residence.postcode.clone(),
        town: person.residence.town.clone(),
        province: person.residence.province.clone().unwrap_or_default(),
    }
}

fn configuration(product: &CaseProduct) -> DraftConfiguration {
    let role = product.role.as_ref();
    DraftConfiguration {
        validity_months: Some(product.validity_months),
        customer_type: Some(product.customer_type),
        title: role.map(|role| role.title.clone()).unwrap_or_default(),
        organisation: role.map(|role| role.organisation.clone()).unwrap_or_default(),
        organisation_identifier: role.map(|role| role.organisation_identifier.clone()).unwrap_or_default(),
        lookup_code: product.lookup_code.clone().unwrap_or_default(),
        nickname: product.nickname.clone().unwrap_or_default(),
    }
}

fn reading(value: &ReadValue) -> Reading {
    Reading {
        path: value.path.clone(),
        source: value.source,
        value: value.value.clone(),
        confidence: value.confidence.unwrap_or(100),
        checked: value.checked,
        confirmed: false,
        side: value.side,
        place: value.place,
        // Confirmed by the officer: it stays when the image goes.
        filled: false,
    }
}
