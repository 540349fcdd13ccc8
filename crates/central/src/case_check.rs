//! A case that arrives is checked again with the rules of the draft: the desk may be older, or not the desk at all.

use sportello_domain::{
    account::Actor,
    case::{CASE_FORMAT, Case, CaseProduct, Consent, ReadValue},
    document::IdentityDocument,
    draft::{
        ConsentMark, DraftConfiguration, DraftContacts, DraftContent, DraftDocument, DraftPerson,
        DraftResidence, PersonChoice, Reading,
    },
    draft_check::{CaseFrame, CheckContext, complete},
    error_code::ErrorCode,
    moment::{Day, Timestamp},
    person::{Person, Residence},
};
use time::Duration;

use crate::Refusal;

/// How far a desk's clock may be ahead.
const SKEW: Duration = Duration::minutes(5);
/// How long a confirmed case may wait on a desk without network.
const LONGEST_WAIT: Duration = Duration::days(30);
/// Products of one case.
const MOST_PRODUCTS: usize = 10;

/// The legal day by which the case is judged: when it was confirmed, as far as that can be.
pub fn day_of(case: &Case, now: Timestamp) -> Result<Day, Refusal> {
    let entered = case.entered_at;
    if entered > now.plus(SKEW) || entered.plus(LONGEST_WAIT) < now {
        return Err(Refusal::bad_input("body.case.enteredAt", "time"));
    }
    Ok(entered.min(now).legal_day())
}

/// Refuses a case that is not complete, not offered, not this officer's, or not what the rules would have made of it.
pub fn check(case: &Case, actor: &Actor, context: &CheckContext<'_>) -> Result<(), Refusal> {
    if case.format != CASE_FORMAT {
        return Err(Refusal::new(ErrorCode::VersionNotSupported).with("supported", CASE_FORMAT));
    }
    if case.entered_by != actor.account {
        return Err(Refusal::new(ErrorCode::NotAllowed).with("why", "notOwn"));
    }
    if !actor.units.contains(&case.unit) {
        return Err(Refusal::new(ErrorCode::NotAllowed).with("why", "otherUnit"));
    }
    if !actor.methods.contains(&case.method) {
        return Err(Refusal::new(ErrorCode::MethodNotOffered).with("method", case.method));
    }
    if case.products.is_empty() || case.products.len() > MOST_PRODUCTS {
        return Err(Refusal::bad_input("body.case.products", "count"));
    }
    for (index, product) in case.products.iter().enumerate() {
        if case.products[..index].iter().any(|before| before.id == product.id) {
            return Err(Refusal::bad_input("body.case.products", "twice"));
        }
        check_with(case, product, context)?;
    }
    Ok(())
}

/// The case as if it asked for this product alone: typed in again, it must come out the same.
fn check_with(case: &Case, product: &CaseProduct, context: &CheckContext<'_>) -> Result<(), Refusal> {
    let offered = context.catalogue.iter().find(|item| item.id == product.item);
    if offered.is_none_or(|item| item.rule(case.method).is_none()) {
        return Err(Refusal::new(ErrorCode::MethodNotOffered).with("method", case.method));
    }
    let frame = CaseFrame {
        request: case.request,
        product: product.id,
        unit: case.unit,
        entered_by: case.entered_by,
        entered_at: case.entered_at,
    };
    let remade = complete(&typed_in(case, product), context, frame).map_err(|faults| {
        let refusal = Refusal::new(ErrorCode::CaseIncomplete).with("faults", faults.len());
        match faults.first() {
            None => refusal,
            Some(fault) => refusal.with("path", &fault.path).with("fault", fault.code),
        }
    })?;
    let alone = Case { products: vec![product.clone()], ..case.clone() };
    if comparable(remade) == comparable(alone) {
        Ok(())
    } else {
        Err(Refusal::new(ErrorCode::CaseIncomplete).with("path", "case").with("fault", "notCanonical"))
    }
}

/// Without what depends on the order of a list or on what was typed before it was cleaned.
fn comparable(mut case: Case) -> Case {
    case.read_values.clear();
    case.consents.sort_by_key(|consent: &Consent| consent.text);
    case
}

/// What would have been typed to come to this case.
fn typed_in(case: &Case, product: &CaseProduct) -> DraftContent {
    DraftContent {
        method: Some(case.method),
        person_choice: Some(match case.known_person {
            Some(person) => PersonChoice::Found { person },
            None => PersonChoice::New,
        }),
        document: case.document.as_ref().map(typed_document).unwrap_or_default(),
        person: typed_person(&case.applicant),
        residence: typed_residence(&case.applicant.residence),
        contacts: DraftContacts {
            email: case.contacts.email.clone(),
            mobile: case.contacts.mobile.clone(),
            identity: case.contacts.identity.clone(),
        },
        item: Some(product.item),
        configuration: typed_configuration(product),
        consents: case
            .consents
            .iter()
            .map(|consent| ConsentMark { text: consent.text, version: consent.version, given: consent.given })
            .collect(),
        readings: case.read_values.iter().map(reading).collect(),
        wrong_check_digits: Vec::new(),
        accepted_mismatches: case.accepted_mismatches.clone(),
    }
}

fn typed_document(document: &IdentityDocument) -> DraftDocument {
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

fn typed_person(person: &Person) -> DraftPerson {
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

fn typed_residence(residence: &Residence) -> DraftResidence {
    DraftResidence {
        country: residence.country.clone(),
        street: residence.street.clone(),
        postcode: residence.postcode.clone(),
        town: residence.town.clone(),
        province: residence.province.clone().unwrap_or_default(),
    }
}

fn typed_configuration(product: &CaseProduct) -> DraftConfiguration {
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

/// Where a check digit agreed the desk has asked for a reason; the case no longer says where that was.
fn reading(value: &ReadValue) -> Reading {
    Reading {
        path: value.path.clone(),
        source: value.source,
        value: value.value.clone(),
        confidence: 100,
        checked: false,
        side: None,
        place: None,
        filled: false,
    }
}
