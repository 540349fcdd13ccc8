//! Step 2: the person is found in the customer's registry, or new.

use sportello_contract::{
    central::people::{KnownDocument, KnownPerson, PersonQuery},
    desk::drafts::DraftView,
};
use sportello_domain::{
    draft::{DraftContacts, DraftDocument, DraftPerson, DraftResidence, PersonChoice},
    error_code::ErrorCode,
    ids::RequestId,
    moment::Day,
};

use crate::{Desk, DeskError, drafts, records::Change};

/// Asks the registry: by tax code, or by at least three of the other data.
pub async fn find_person(desk: &Desk, query: PersonQuery) -> Result<Vec<KnownPerson>, DeskError> {
    if !query.is_enough() {
        return Err(DeskError::told(ErrorCode::BadInput));
    }
    desk.heard(desk.centre().await?.people(&query).await)
}

/// Carries a found person over into the draft: data and document; images are taken anew.
pub async fn use_person(desk: &Desk, draft: RequestId, known: KnownPerson) -> Result<DraftView, DeskError> {
    let record = drafts::editable_draft(desk, draft).await?;
    let today = desk.now().legal_day();
    let mut content = record.content;
    content.person_choice = Some(PersonChoice::Found { person: known.id });
    content.contacts = DraftContacts {
        email: known.contacts.email,
        mobile: known.contacts.mobile,
        identity: known.contacts.identity,
    };
    // A document that has expired has to be shown and captured again.
    if let Some(document) = known.document.filter(|document| document.expires_on >= today) {
        content.document = document_of(document, content.document);
    }
    let person = known.person;
    content.residence = DraftResidence {
        country: person.residence.country,
        street: person.residence.street,
        postcode: person.residence.postcode,
        town: person.residence.town,
        province: person.residence.province.unwrap_or_default(),
    };
    content.person = DraftPerson {
        tax_code: person.tax_code.to_string(),
        surname: person.surname,
        given_names: person.given_names,
        sex: Some(person.sex),
        born_on: Day::to_string(&person.born_on),
        birth_country: person.birth_place.country,
        birth_place: person.birth_place.place,
        birth_province: person.birth_place.province.unwrap_or_default(),
        birth_place_code: person.birth_place.place_code,
        citizenship: person.citizenship,
    };
    // The registry's values, even where an image says the same: they stay when the image goes.
    content.readings.iter_mut().for_each(|reading| reading.filled = false);
    let change =
        Change::SaveDraft { id: draft, expected: record.version, content: Box::new(content), at: desk.now() };
    desk.ports.store.apply(vec![change]).await?;
    desk.changed(&["drafts"]);
    drafts::open_draft(desk, draft).await
}

fn document_of(known: KnownDocument, typed: DraftDocument) -> DraftDocument {
    DraftDocument {
        country: known.country,
        kind: Some(known.kind),
        number: known.number,
        issued_on: known.issued_on.to_string(),
        expires_on: known.expires_on.to_string(),
        authority: known.authority,
        images: typed.images,
    }
}
