//! Step 2: the person is found in the customer's registry, or new.

use sportello_contract::{
    central::people::{KnownDocument, KnownPerson, PersonQuery},
    desk::drafts::{CarriedDocument, CarriedView, DraftView},
};
use sportello_domain::{
    document::EvidenceRef,
    draft::{CarriedOver, DraftContacts, DraftDocument, DraftPerson, DraftResidence, PersonChoice},
    error_code::ErrorCode,
    ids::{EvidenceId, RequestId},
    moment::Day,
};

use crate::{Desk, DeskError, drafts, orders, readings, records::Change};

/// Asks the registry: by tax code, or by at least three of the other data.
pub async fn find_person(desk: &Desk, query: PersonQuery) -> Result<Vec<KnownPerson>, DeskError> {
    if !query.is_enough() {
        return Err(DeskError::told(ErrorCode::BadInput));
    }
    desk.heard(desk.centre().await?.people(&query).await)
}

/// Carries a found person over into the draft: data, document and its images, to be confirmed. An expired document has to
/// be shown and captured again; what was captured already stands.
pub async fn use_person(desk: &Desk, draft: RequestId, known: KnownPerson) -> Result<CarriedView, DeskError> {
    let expired = known.document.as_ref().is_some_and(|on| on.expires_on < desk.now().legal_day());
    let own_images = {
        let content = drafts::editable_draft(desk, draft).await?.content;
        let carried = content.carried.map(|carried| carried.document.images).unwrap_or_default();
        content.document.images.iter().any(|image| !carried.contains(image))
    };
    let images = if expired || own_images { Vec::new() } else { fetch(desk, &known.images).await? };
    let outcome = match &known.document {
        _ if own_images => CarriedDocument::OwnImages,
        None => CarriedDocument::Unknown,
        Some(_) if expired => CarriedDocument::Expired,
        Some(_) if images.is_empty() => CarriedDocument::WithoutImages,
        Some(_) => CarriedDocument::WithImages,
    };
    // Read again: fetching took its time.
    let record = drafts::editable_draft(desk, draft).await?;
    let mut content = record.content;
    let gone = content.take_back();
    content.person_choice = Some(PersonChoice::Found { person: known.id });
    let mut carried = carried_over(known);
    if matches!(outcome, CarriedDocument::WithImages | CarriedDocument::WithoutImages) {
        carried.document.images = images.iter().map(|(image, _)| image.clone()).collect();
        content.document = carried.document.clone();
    } else {
        carried.document = DraftDocument::default();
    }
    content.person = carried.person.clone();
    content.residence = carried.residence.clone();
    content.contacts = carried.contacts.clone();
    content.carried = Some(Box::new(carried));
    // The registry's values, even where an image says the same: they stay when the image goes.
    content.readings.iter_mut().for_each(|reading| reading.filled = false);
    let at = desk.now();
    let mut changes: Vec<_> = images
        .into_iter()
        .map(|(evidence, bytes)| Change::AddEvidence { request: draft, evidence, bytes, at })
        .collect();
    changes.push(Change::SaveDraft { id: draft, expected: record.version, content: Box::new(content), at });
    changes.extend(gone.into_iter().map(|id| Change::ForgetEvidence { id }));
    desk.ports.store.apply(changes).await?;
    desk.changed(&["drafts"]);
    Ok(CarriedView { draft: drafts::open_draft(desk, draft).await?, document: outcome })
}

/// A new entry: what a found person brought goes again, what was typed or captured stays.
pub async fn new_person(desk: &Desk, draft: RequestId) -> Result<DraftView, DeskError> {
    let record = drafts::editable_draft(desk, draft).await?;
    let mut content = record.content;
    content.person_choice = Some(PersonChoice::New);
    let gone = content.take_back();
    readings::fill_in(&mut content);
    let at = desk.now();
    let mut changes =
        vec![Change::SaveDraft { id: draft, expected: record.version, content: Box::new(content), at }];
    changes.extend(gone.into_iter().map(|id| Change::ForgetEvidence { id }));
    desk.ports.store.apply(changes).await?;
    desk.changed(&["drafts"]);
    drafts::open_draft(desk, draft).await
}

/// The images under ids of this draft's own. One that the centre does not give leaves the document without images: they
/// are taken anew.
async fn fetch(desk: &Desk, known: &[EvidenceRef]) -> Result<Vec<(EvidenceRef, Vec<u8>)>, DeskError> {
    let mut images = Vec::with_capacity(known.len());
    for image in known {
        let bytes = match orders::evidence(desk, image.id).await {
            Ok(bytes) if orders::is_unchanged(&bytes, &image.sha256) => bytes,
            Err(error) if error.is_unreachable() => return Err(error),
            other => {
                let why = other.err().map_or_else(|| "other bytes".to_owned(), |error| error.to_string());
                tracing::warn!(evidence.id = %image.id, %why, "image not carried over");
                return Ok(Vec::new());
            }
        };
        let id = EvidenceId(desk.ports.chance.id(desk.now()));
        images.push((EvidenceRef { id, ..image.clone() }, bytes));
    }
    Ok(images)
}

fn carried_over(known: KnownPerson) -> CarriedOver {
    let person = known.person;
    CarriedOver {
        contacts: DraftContacts {
            email: known.contacts.email,
            mobile: known.contacts.mobile,
            identity: known.contacts.identity,
        },
        residence: DraftResidence {
            country: person.residence.country,
            street: person.residence.street,
            postcode: person.residence.postcode,
            town: person.residence.town,
            province: person.residence.province.unwrap_or_default(),
        },
        person: DraftPerson {
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
        },
        document: known.document.map(document_of).unwrap_or_default(),
    }
}

fn document_of(known: KnownDocument) -> DraftDocument {
    DraftDocument {
        country: known.country,
        kind: Some(known.kind),
        number: known.number,
        issued_on: known.issued_on.to_string(),
        expires_on: known.expires_on.to_string(),
        authority: known.authority,
        images: Vec::new(),
    }
}
