//! The checks of each step by itself.

use super::{CheckContext, Fault, FaultCode as C};
use crate::{
    catalogue::{CatalogueItem, RoleRule},
    draft::{DraftContent, Step},
    moment::Day,
    organisation_identifier::is_well_formed,
    places,
};

type Faults = Vec<Fault>;

pub(super) fn method(content: &DraftContent, context: &CheckContext<'_>, faults: &mut Faults) {
    match content.method {
        None => faults.push(Fault::error(Step::Method, "method", C::Missing)),
        Some(method) if !context.methods.contains(&method) => {
            faults.push(Fault::error(Step::Method, "method", C::MethodNotEnabled));
        }
        Some(_) => {}
    }
}

pub(super) fn person(content: &DraftContent, faults: &mut Faults) {
    if content.person_choice.is_none() {
        faults.push(Fault::error(Step::Person, "personChoice", C::Missing));
    }
}

pub(super) fn document(content: &DraftContent, context: &CheckContext<'_>, faults: &mut Faults) {
    let step = Step::Document;
    country(step, "document.country", &content.document.country, faults);
    match content.document.kind {
        None => faults.push(Fault::error(step, "document.kind", C::Missing)),
        Some(kind) if !context.rules.document_kinds.contains(&kind) => {
            faults.push(Fault::error(step, "document.kind", C::KindNotAllowed));
        }
        Some(_) => {}
    }
    if content.document.images.is_empty() {
        faults.push(Fault::error(step, "document.images", C::ImageMissing));
    }
}

pub(super) fn data(content: &DraftContent, context: &CheckContext<'_>, faults: &mut Faults) {
    if content.method.is_none_or(crate::catalogue::RecognitionMethod::needs_document_images) {
        document_data(content, context, faults);
    }
    person_data(content, context, faults);
    residence(content, faults);
    contacts(content, faults);
}

fn document_data(content: &DraftContent, context: &CheckContext<'_>, faults: &mut Faults) {
    let step = Step::Data;
    let document = &content.document;
    text(step, "document.number", &document.number, 20, faults);
    text(step, "document.authority", &document.authority, 80, faults);
    let issued = day(step, "document.issuedOn", &document.issued_on, faults);
    let expires = day(step, "document.expiresOn", &document.expires_on, faults);
    if issued.is_some_and(|on| on > context.today) {
        faults.push(Fault::error(step, "document.issuedOn", C::DateInFuture));
    }
    if let (Some(issued), Some(expires)) = (issued, expires)
        && expires <= issued
    {
        faults.push(Fault::error(step, "document.expiresOn", C::DateOrder));
    }
    if expires.is_some_and(|on| on < context.today) {
        faults.push(Fault::error(step, "document.expiresOn", C::DocumentExpired));
    }
}

fn person_data(content: &DraftContent, context: &CheckContext<'_>, faults: &mut Faults) {
    let step = Step::Data;
    let person = &content.person;
    text(step, "person.surname", &person.surname, 64, faults);
    text(step, "person.givenNames", &person.given_names, 64, faults);
    if person.sex.is_none() {
        faults.push(Fault::error(step, "person.sex", C::Missing));
    }
    country(step, "person.citizenship", &person.citizenship, faults);
    country(step, "person.birthCountry", &person.birth_country, faults);
    text(step, "person.birthPlace", &person.birth_place, 80, faults);
    let born = day(step, "person.bornOn", &person.born_on, faults);
    if let Some(born) = born {
        if born > context.today {
            faults.push(Fault::error(step, "person.bornOn", C::DateInFuture));
        } else if born.years_until(context.today) < i32::from(context.rules.minimum_age) {
            let age = context.rules.minimum_age.to_string();
            faults.push(Fault::error(step, "person.bornOn", C::TooYoung).with("minimum", age));
        }
        if person.birth_country == "IT"
            && !person.birth_place.trim().is_empty()
            && places::municipality_at(&person.birth_place_code, born.0).is_none()
        {
            faults.push(Fault::error(step, "person.birthPlace", C::NotAMunicipality));
        }
    }
    if text(step, "person.taxCode", &person.tax_code, 16, faults)
        && let Err(error) = person.tax_code.trim().parse::<crate::tax_code::TaxCode>()
    {
        let fault = Fault::error(step, "person.taxCode", C::NotATaxCode);
        faults.push(fault.with("reason", error.code()));
    }
}

fn residence(content: &DraftContent, faults: &mut Faults) {
    let step = Step::Data;
    let residence = &content.residence;
    country(step, "residence.country", &residence.country, faults);
    text(step, "residence.street", &residence.street, 120, faults);
    text(step, "residence.town", &residence.town, 80, faults);
    if text(step, "residence.postcode", &residence.postcode, 12, faults)
        && residence.country == "IT"
        && !(residence.postcode.len() == 5 && residence.postcode.bytes().all(|b| b.is_ascii_digit()))
    {
        faults.push(Fault::error(step, "residence.postcode", C::NotAPostcode));
    }
}

fn contacts(content: &DraftContent, faults: &mut Faults) {
    let step = Step::Data;
    let contacts = &content.contacts;
    if text(step, "contacts.email", &contacts.email, 254, faults) && !is_email(contacts.email.trim()) {
        faults.push(Fault::error(step, "contacts.email", C::NotAnEmail));
    }
    if text(step, "contacts.mobile", &contacts.mobile, 20, faults) && mobile(&contacts.mobile).is_none() {
        faults.push(Fault::error(step, "contacts.mobile", C::NotAMobile));
    }
    let identity = contacts.identity.trim();
    if !identity.is_empty() && !is_email(identity) {
        faults.push(Fault::error(step, "contacts.identity", C::NotAnEmail));
    }
}

pub(super) fn certificate(content: &DraftContent, context: &CheckContext<'_>, faults: &mut Faults) {
    let step = Step::Certificate;
    match (content.item, item(content, context)) {
        (None, _) => faults.push(Fault::error(step, "item", C::Missing)),
        (Some(_), None) => faults.push(Fault::error(step, "item", C::ItemNotOffered)),
        (Some(_), Some(item)) => {
            if content.method.is_some_and(|method| item.rule(method).is_none()) {
                faults.push(Fault::error(step, "item", C::ItemNotOffered));
            }
        }
    }
}

pub(super) fn configuration(content: &DraftContent, context: &CheckContext<'_>, faults: &mut Faults) {
    let step = Step::Configuration;
    let typed = &content.configuration;
    optional_text(step, "configuration.lookupCode", &typed.lookup_code, 40, faults);
    optional_text(step, "configuration.nickname", &typed.nickname, 40, faults);
    let Some(item) = item(content, context) else {
        if typed.customer_type.is_none() {
            faults.push(Fault::error(step, "configuration.customerType", C::Missing));
        }
        return;
    };
    match typed.customer_type {
        None => faults.push(Fault::error(step, "configuration.customerType", C::Missing)),
        Some(kind) if !item.customer_types.contains(&kind) => {
            faults.push(Fault::error(step, "configuration.customerType", C::CustomerTypeNotOffered));
        }
        Some(_) => {}
    }
    if let (Some(months), Some(rule)) = (typed.validity_months, content.method.and_then(|m| item.rule(m)))
        && months != rule.validity_months
        && !rule.validity_choices.contains(&months)
    {
        faults.push(Fault::error(step, "configuration.validityMonths", C::ValidityNotOffered));
    }
    role(content, item, faults);
}

fn role(content: &DraftContent, item: &CatalogueItem, faults: &mut Faults) {
    let step = Step::Configuration;
    let typed = &content.configuration;
    let fields = [
        ("configuration.title", &typed.title),
        ("configuration.organisation", &typed.organisation),
        ("configuration.organisationIdentifier", &typed.organisation_identifier),
    ];
    let any = fields.iter().any(|(_, value)| !value.trim().is_empty());
    match item.role {
        RoleRule::None if any => {
            faults.push(Fault::error(step, "configuration.title", C::RoleNotOffered));
        }
        RoleRule::None => {}
        RoleRule::Allowed if !any => {}
        RoleRule::Allowed | RoleRule::Required => {
            let [title, organisation, (path, identifier)] = fields;
            for (path, value) in [title, organisation] {
                text(step, path, value, 64, faults);
            }
            if text(step, path, identifier, 64, faults) && !is_well_formed(identifier.trim()) {
                faults.push(Fault::error(step, path, C::NotAnOrganisationIdentifier));
            }
        }
    }
}

pub(super) fn consents(content: &DraftContent, context: &CheckContext<'_>, faults: &mut Faults) {
    for wanted in context.texts {
        let path = format!("consents.{}", wanted.id);
        let code = match content.consents.iter().find(|mark| mark.text == wanted.id) {
            Some(mark) if mark.version != wanted.version => Some(C::ConsentOutdated),
            Some(mark) if wanted.required && !mark.given => Some(C::ConsentRequired),
            Some(_) => None,
            // An optional consent needs an answer too: silence is not a refusal that was recorded.
            None => Some(C::Missing),
        };
        faults.extend(code.map(|code| Fault::error(Step::Consents, &path, code)));
    }
}

/// Whether nothing was entered in the step yet.
pub(super) fn untouched(step: Step, content: &DraftContent) -> bool {
    match step {
        Step::Method => content.method.is_none(),
        Step::Person => content.person_choice.is_none(),
        Step::Document => {
            content.document.kind.is_none()
                && content.document.country.is_empty()
                && content.document.images.is_empty()
        }
        Step::Data => {
            content.person.surname.is_empty()
                && content.person.tax_code.is_empty()
                && content.document.number.is_empty()
                && content.contacts.email.is_empty()
        }
        Step::Certificate => content.item.is_none(),
        Step::Configuration => content.configuration.customer_type.is_none(),
        Step::Consents => content.consents.is_empty(),
        Step::Summary => true,
    }
}

pub(super) fn item<'a>(content: &DraftContent, context: &CheckContext<'a>) -> Option<&'a CatalogueItem> {
    content.item.and_then(|id| context.catalogue.iter().find(|item| item.id == id))
}

/// A mobile number in E.164, or `None`. A number without prefix is Italian.
pub(crate) fn mobile(typed: &str) -> Option<String> {
    let mut digits: String =
        typed.chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '/' | '(' | ')')).collect();
    if let Some(rest) = digits.strip_prefix("00") {
        digits = format!("+{rest}");
    }
    if !digits.starts_with('+') {
        digits = format!("+39{digits}");
    }
    let number = &digits[1..];
    let plausible = (8..=15).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    // Italian mobile numbers begin with 3 and have nine or ten digits.
    let italian = number.strip_prefix("39").is_none_or(|n| n.starts_with('3') && (9..=10).contains(&n.len()));
    (plausible && italian && !number.starts_with('0')).then_some(digits)
}

/// A shape check; that the address works is proved by a code.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let printable =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_graphic() && c != ',' && c != '@');
    printable(local)
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| !matches!(c, '<' | '>' | '(' | ')' | '[' | ']' | '\\' | ';' | ':' | '"'))
        && domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

pub(super) fn day(step: Step, path: &str, typed: &str, faults: &mut Faults) -> Option<Day> {
    if typed.trim().is_empty() {
        faults.push(Fault::error(step, path, C::Missing));
        return None;
    }
    let parsed = typed.trim().parse::<Day>().ok();
    if parsed.is_none() {
        faults.push(Fault::error(step, path, C::NotADate));
    }
    parsed
}

fn text(step: Step, path: &str, typed: &str, longest: usize, faults: &mut Faults) -> bool {
    if typed.trim().is_empty() {
        faults.push(Fault::error(step, path, C::Missing));
        return false;
    }
    optional_text(step, path, typed, longest, faults)
}

fn optional_text(step: Step, path: &str, typed: &str, longest: usize, faults: &mut Faults) -> bool {
    if typed.trim().chars().count() > longest {
        faults.push(Fault::error(step, path, C::TooLong).with("longest", longest.to_string()));
        return false;
    }
    true
}

fn country(step: Step, path: &str, code: &str, faults: &mut Faults) {
    if code.trim().is_empty() {
        faults.push(Fault::error(step, path, C::Missing));
    } else if places::country(code).is_none() {
        faults.push(Fault::error(step, path, C::NotACountry));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mobiles_are_written_in_one_way() {
        for (typed, expected) in [
            ("333 123 4567", Some("+393331234567")),
            ("+39 333-1234567", Some("+393331234567")),
            ("0039 3331234567", Some("+393331234567")),
            ("+44 7700 900123", Some("+447700900123")),
            ("06 1234567", None),
            ("12", None),
            ("+39 333 12345678901234", None),
            ("abc", None),
            ("", None),
        ] {
            assert_eq!(mobile(typed).as_deref(), expected, "typed {typed:?}");
        }
    }

    #[test]
    fn e_mails_have_the_shape_of_e_mails() {
        for good in ["a@b.it", "mario.rossi+firma@studio-legale.example.it"] {
            assert!(is_email(good), "{good} is an address");
        }
        for bad in
            ["a", "a@b", "@b.it", "a@", "a b@c.it", "a@b..it", "a@-b.it", "a,b@c.it", "a@b@c.it", "<a>@b.it"]
        {
            assert!(!is_email(bad), "{bad} is none");
        }
    }
}
