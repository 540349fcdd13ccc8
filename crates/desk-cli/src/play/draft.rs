//! What the officer types into the eight steps.

use sportello_contract::{
    central::{people::PersonQuery, reference::Reference},
    desk::drafts::{DraftView, SaveDraft},
};
use sportello_desk::{Desk, drafts, people};
use sportello_domain::{
    case::AcceptedMismatch,
    catalogue::{Carrier, CatalogueItem, ConsentKind, RecognitionMethod, RoleRule},
    draft::{ConsentMark, DraftContacts, DraftContent, DraftResidence, PersonChoice},
    draft_check::Severity,
    ids::RequestId,
    moment::Day,
    tax_code::{PersonFacts, expected},
    training_people::{TrainingPerson, training_contacts},
};

use super::{PlayError, unplayable};

/// Types the person in and chooses the rest. With given pictures, what was read from them stays, and the rest is made
/// to fit it.
pub async fn type_in(
    desk: &Desk,
    id: RequestId,
    known: &Reference,
    person: &TrainingPerson,
    drawn: bool,
) -> Result<DraftView, PlayError> {
    let opened = drafts::open_draft(desk, id).await?;
    let mut content = opened.content;
    content.person_choice = Some(PersonChoice::New);
    if drawn {
        correct(&mut content, person);
    }
    fill_in(&mut content, person);
    if !drawn {
        fit(&mut content, person, desk.now().legal_day());
    }
    content.contacts = contacts(&content, person, drawn);
    choose(&mut content, known)?;
    let saved = drafts::save_draft(desk, SaveDraft { id, version: opened.version, content }).await?;
    accept_mismatches(desk, saved).await
}

/// The picture was drawn for this person: where it was misread, the officer corrects.
fn correct(content: &mut DraftContent, known: &TrainingPerson) {
    let (document, person) = (&mut content.document, &mut content.person);
    document.kind = Some(known.document.kind);
    document.country.clone_from(&known.document.country);
    document.number.clone_from(&known.document.number);
    document.expires_on = known.document.expires_on.to_string();
    person.tax_code = known.person.tax_code.to_string();
    person.surname.clone_from(&known.person.surname);
    person.given_names.clone_from(&known.person.given_names);
    person.sex = Some(known.person.sex);
    person.born_on = known.person.born_on.to_string();
    person.citizenship.clone_from(&known.person.citizenship);
}

/// Everything that stands nowhere yet.
fn fill_in(content: &mut DraftContent, known: &TrainingPerson) {
    let (document, person) = (&mut content.document, &mut content.person);
    document.kind = document.kind.or(Some(known.document.kind));
    person.sex = person.sex.or(Some(known.person.sex));
    for (field, value) in [
        (&mut document.country, known.document.country.clone()),
        (&mut document.number, known.document.number.clone()),
        (&mut document.issued_on, known.document.issued_on.to_string()),
        (&mut document.expires_on, known.document.expires_on.to_string()),
        (&mut document.authority, known.document.authority.clone()),
        (&mut person.tax_code, known.person.tax_code.to_string()),
        (&mut person.surname, known.person.surname.clone()),
        (&mut person.given_names, known.person.given_names.clone()),
        (&mut person.born_on, known.person.born_on.to_string()),
        (&mut person.birth_country, known.person.birth_place.country.clone()),
        (&mut person.birth_place, known.person.birth_place.place.clone()),
        (&mut person.birth_province, known.person.birth_place.province.clone().unwrap_or_default()),
        (&mut person.birth_place_code, known.person.birth_place.place_code.clone()),
        (&mut person.citizenship, known.person.citizenship.clone()),
    ] {
        if field.trim().is_empty() {
            *field = value;
        }
    }
    let residence = &known.person.residence;
    content.residence = DraftResidence {
        country: residence.country.clone(),
        street: residence.street.clone(),
        postcode: residence.postcode.clone(),
        town: residence.town.clone(),
        province: residence.province.clone().unwrap_or_default(),
    };
}

/// The person's own, or those of whoever stands on a given picture: contacts are one person's alone.
fn contacts(content: &DraftContent, known: &TrainingPerson, drawn: bool) -> DraftContacts {
    let person = &content.person;
    let of = if drawn {
        known.contacts.clone()
    } else {
        training_contacts(&person.tax_code, &person.surname, &person.given_names)
    };
    DraftContacts { email: of.email, mobile: of.mobile, identity: of.identity }
}

/// Somebody who was here before is found in the registry, as in step 2; answers whether it was so.
pub async fn find_known(desk: &Desk, view: DraftView) -> Result<(DraftView, bool), PlayError> {
    let tax_code = Some(view.content.person.tax_code.clone());
    let found = people::find_person(desk, PersonQuery { tax_code, ..PersonQuery::default() }).await?;
    let Some(known) = found.into_iter().next() else { return Ok((view, false)) };
    let mut content = view.content.clone();
    content.person_choice = Some(PersonChoice::Found { person: known.id });
    let save = SaveDraft { id: view.id, version: view.version, content };
    Ok((drafts::save_draft(desk, save).await?, true))
}

/// Makes the rest fit whoever stands on a given picture: specimens have expired long ago, and the seed's place of birth
/// need not have existed on their day of birth.
fn fit(content: &mut DraftContent, known: &TrainingPerson, today: Day) {
    let document = &mut content.document;
    if document.expires_on.parse::<Day>().is_ok_and(|on| on <= known.document.issued_on || on < today) {
        document.expires_on = known.document.expires_on.to_string();
    }
    let person = &mut content.person;
    if person.born_on != known.person.born_on.to_string() {
        // Rome has been there all along.
        "IT".clone_into(&mut person.birth_country);
        "Roma".clone_into(&mut person.birth_place);
        "RM".clone_into(&mut person.birth_province);
        "H501".clone_into(&mut person.birth_place_code);
    }
    let person = &content.person;
    let (Some(sex), Ok(born_on)) = (person.sex, person.born_on.parse()) else { return };
    let facts = PersonFacts {
        surname: &person.surname,
        given_names: &person.given_names,
        sex,
        born_on,
        birth_place: person.birth_place_code.parse().ok(),
    };
    if let Ok(code) = expected(&facts) {
        content.person.tax_code = code.to_string();
    }
}

fn choose(content: &mut DraftContent, known: &Reference) -> Result<(), PlayError> {
    let remote = |item: &&CatalogueItem| {
        item.carrier == Carrier::Remote
            && item.role != RoleRule::Required
            && item.rule(RecognitionMethod::Offline).is_some()
    };
    let item = known.catalogue.iter().find(remote);
    let item =
        item.ok_or_else(|| unplayable("the catalogue offers no remote signature by the Offline method"))?;
    content.item = Some(item.id);
    content.configuration.customer_type = item.customer_types.first().copied();
    content.consents = known
        .texts
        .iter()
        .map(|text| ConsentMark {
            text: text.id,
            version: text.version,
            given: text.required || text.kind != ConsentKind::Marketing,
        })
        .collect();
    Ok(())
}

/// What differs between picture and form is accepted with a reason, as the officer would.
async fn accept_mismatches(desk: &Desk, view: DraftView) -> Result<DraftView, PlayError> {
    let open = view.faults.iter().filter(|fault| !fault.accepted);
    let (mismatches, errors): (Vec<_>, Vec<_>) = open.partition(|fault| fault.severity == Severity::Mismatch);
    if let Some(fault) = errors.first() {
        let text = format!("the draft is not complete: {} at {}", fault.code, fault.path);
        return Err(unplayable(&text));
    }
    if mismatches.is_empty() {
        return Ok(view);
    }
    let mut content = view.content.clone();
    content.accepted_mismatches = mismatches
        .into_iter()
        .map(|fault| AcceptedMismatch {
            code: fault.code.to_string(),
            path: fault.path.clone(),
            reason: "compared with the document by eye".to_owned(),
            about: fault.about.clone(),
        })
        .collect();
    Ok(drafts::save_draft(desk, SaveDraft { id: view.id, version: view.version, content }).await?)
}
