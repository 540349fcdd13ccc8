//! From a complete draft to a case.

use super::{CheckContext, Fault, FaultCode, accepted, check, steps};
use crate::{
    case::{CASE_FORMAT, Case, CaseProduct, CertificateRole, Consent, ReadValue},
    document::IdentityDocument,
    draft::{DraftContent, PersonChoice, Step},
    ids::{AccountId, ProductId, RequestId, UnitId},
    moment::Timestamp,
    person::{BirthPlace, Contacts, Person, Residence},
};

/// What a case has beside what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CaseFrame {
    pub request: RequestId,
    pub product: ProductId,
    pub unit: UnitId,
    pub entered_by: AccountId,
    /// The desk's clock.
    pub entered_at: Timestamp,
}

/// The case of a complete draft, or what is still in the way.
pub fn complete(
    content: &DraftContent,
    context: &CheckContext<'_>,
    frame: CaseFrame,
) -> Result<Case, Vec<Fault>> {
    let outcome = check(content, context);
    if !outcome.is_complete() {
        return Err(outcome.faults.into_iter().filter(|fault| !fault.accepted).collect());
    }
    // The check has said that nothing is missing; where it and this function ever disagree, it is told as a fault.
    build(content, context, frame, &outcome.faults)
        .ok_or_else(|| vec![Fault::error(Step::Summary, "draft", FaultCode::Missing)])
}

fn build(
    content: &DraftContent,
    context: &CheckContext<'_>,
    frame: CaseFrame,
    faults: &[Fault],
) -> Option<Case> {
    let method = content.method?;
    let item = steps::item(content, context)?;
    let typed = &content.configuration;
    let product = CaseProduct {
        id: frame.product,
        item: item.id,
        carrier: item.carrier,
        validity_months: typed
            .validity_months
            .or_else(|| item.rule(method).map(|rule| rule.validity_months))?,
        customer_type: typed.customer_type?,
        role: (!typed.title.trim().is_empty()).then(|| CertificateRole {
            title: clean(&typed.title),
            organisation: clean(&typed.organisation),
            organisation_identifier: clean(&typed.organisation_identifier),
        }),
        lookup_code: optional(&typed.lookup_code),
        nickname: optional(&typed.nickname),
    };
    Some(Case {
        format: CASE_FORMAT,
        request: frame.request,
        unit: frame.unit,
        entered_by: frame.entered_by,
        entered_at: frame.entered_at,
        method,
        legal_basis: method.legal_basis(),
        known_person: match content.person_choice? {
            PersonChoice::Found { person } => Some(person),
            PersonChoice::New => None,
        },
        applicant: person(content)?,
        document: if method.needs_document_images() { Some(document(content)?) } else { None },
        contacts: contacts(content)?,
        products: vec![product],
        consents: consents(content, context),
        read_values: read_values(content),
        wrong_check_digits: content.wrong_check_digits.clone(),
        accepted_mismatches: accepted::in_force(content, faults),
    })
}

fn person(content: &DraftContent) -> Option<Person> {
    let (typed, residence) = (&content.person, &content.residence);
    Some(Person {
        tax_code: typed.tax_code.trim().parse().ok()?,
        surname: clean(&typed.surname),
        given_names: clean(&typed.given_names),
        sex: typed.sex?,
        born_on: typed.born_on.trim().parse().ok()?,
        birth_place: BirthPlace {
            country: typed.birth_country.clone(),
            place: clean(&typed.birth_place),
            province: optional(&typed.birth_province),
            place_code: typed.birth_place_code.clone(),
        },
        citizenship: typed.citizenship.clone(),
        residence: Residence {
            country: residence.country.clone(),
            street: clean(&residence.street),
            postcode: clean(&residence.postcode),
            town: clean(&residence.town),
            province: optional(&residence.province),
        },
    })
}

fn document(content: &DraftContent) -> Option<IdentityDocument> {
    let typed = &content.document;
    Some(IdentityDocument {
        kind: typed.kind?,
        country: typed.country.clone(),
        number: clean(&typed.number).to_uppercase(),
        issued_on: typed.issued_on.trim().parse().ok()?,
        expires_on: typed.expires_on.trim().parse().ok()?,
        authority: clean(&typed.authority),
        images: typed.images.clone(),
    })
}

fn contacts(content: &DraftContent) -> Option<Contacts> {
    let email = content.contacts.email.trim().to_lowercase();
    let identity = optional(&content.contacts.identity).unwrap_or_else(|| email.clone());
    Some(Contacts {
        mobile: steps::mobile(&content.contacts.mobile)?,
        identity: identity.to_lowercase(),
        email,
    })
}

fn consents(content: &DraftContent, context: &CheckContext<'_>) -> Vec<Consent> {
    let answer = |id| content.consents.iter().find(|mark| mark.text == id);
    context
        .texts
        .iter()
        .filter_map(|text| {
            let mark = answer(text.id)?;
            Some(Consent { text: text.id, kind: text.kind, version: text.version, given: mark.given })
        })
        .collect()
}

fn read_values(content: &DraftContent) -> Vec<ReadValue> {
    content
        .readings
        .iter()
        .map(|reading| ReadValue {
            path: reading.path.clone(),
            source: reading.source,
            value: reading.value.clone(),
            kept: content.value(&reading.path).is_some_and(|typed| typed.trim() == reading.value.trim()),
            checked: reading.checked,
            confidence: Some(reading.confidence),
            side: reading.side,
            place: reading.place,
        })
        .collect()
}

/// One space between words, none around: what goes into certificates and papers.
pub(super) fn clean(typed: &str) -> String {
    typed.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn optional(typed: &str) -> Option<String> {
    Some(clean(typed)).filter(|text| !text.is_empty())
}
