//! The parts of a case that forms and reports both print.

use sportello_domain::{
    case::Case,
    document::IdentityDocument,
    person::{Contacts, Person},
};

use crate::{layout::Layout, wording::Words};

/// The person's civil data; with `None` empty lines to write on.
pub(crate) fn person(layout: &mut Layout, words: Words, person: Option<&Person>) {
    let value = |pick: fn(&Person) -> String| person.map(pick).unwrap_or_default();
    layout.fact(words.surname(), &value(|p| p.surname.clone()));
    layout.fact(words.given_names(), &value(|p| p.given_names.clone()));
    layout.fact(words.tax_code(), &value(|p| p.tax_code.to_string()));
    layout.fact(words.sex(), person.map_or("", |p| words.sex_word(p.sex)));
    layout.fact(words.born_on(), &person.map(|p| words.date(p.born_on)).unwrap_or_default());
    layout.fact(words.birth_place(), &person.map(|p| birth_place(words, p)).unwrap_or_default());
    layout.fact(words.citizenship(), &person.map(|p| words.country(&p.citizenship)).unwrap_or_default());
    layout.fact(words.residence(), &person.map(|p| residence(words, p)).unwrap_or_default());
}

fn birth_place(words: Words, person: &Person) -> String {
    let place = &person.birth_place;
    let country = words.country(&place.country);
    match &place.province {
        Some(province) => format!("{} ({province}), {country}", place.place),
        None => format!("{}, {country}", place.place),
    }
}

fn residence(words: Words, person: &Person) -> String {
    let home = &person.residence;
    let province = home.province.as_ref().map(|p| format!(" ({p})")).unwrap_or_default();
    format!("{}, {} {}{province}, {}", home.street, home.postcode, home.town, words.country(&home.country))
}

/// The identity document; with `None` empty lines.
pub(crate) fn document(layout: &mut Layout, words: Words, document: Option<&IdentityDocument>) {
    let kind = document.map(|d| format!("{}, {}", words.document(d.kind), words.country(&d.country)));
    layout.fact(words.document_kind(), &kind.unwrap_or_default());
    layout.fact(words.document_number(), document.map_or("", |d| &d.number));
    layout.fact(words.issued_on(), &document.map(|d| words.date(d.issued_on)).unwrap_or_default());
    layout.fact(words.expires_on(), &document.map(|d| words.date(d.expires_on)).unwrap_or_default());
    layout.fact(words.authority(), document.map_or("", |d| &d.authority));
}

/// The contacts; with `None` empty lines.
pub(crate) fn contacts(layout: &mut Layout, words: Words, contacts: Option<&Contacts>) {
    layout.fact(words.email(), contacts.map_or("", |c| &c.email));
    layout.fact(words.mobile(), contacts.map_or("", |c| &c.mobile));
    layout.fact(words.identity(), contacts.map_or("", |c| &c.identity));
}

/// Validity, customer type and role of the first product; with `None` empty lines.
pub(crate) fn certificate(layout: &mut Layout, words: Words, case: Option<&Case>) {
    let product = case.and_then(|case| case.products.first());
    let months = product.map(|p| format!("{} {}", p.validity_months, words.months()));
    layout.fact(words.validity(), &months.unwrap_or_default());
    layout.fact(words.customer_type(), product.map_or("", |p| words.customer(p.customer_type)));
    if let Some(role) = product.and_then(|p| p.role.as_ref()) {
        layout.fact(words.role(), &role.title);
        layout
            .fact(words.organisation(), &format!("{} ({})", role.organisation, role.organisation_identifier));
    }
}
