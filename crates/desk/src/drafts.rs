//! Drafts: start, open, save, list, discard and take back.

use sportello_contract::{
    cases::OrderDetail,
    desk::drafts::{DraftRow, DraftView, DraftVisibility, SaveDraft},
};
use sportello_domain::{
    catalogue::RecognitionMethod,
    draft::{
        ConsentMark, DraftConfiguration, DraftContacts, DraftContent, DraftDocument, DraftPerson,
        DraftResidence, PersonChoice,
    },
    draft_check::{self, StepState},
    error_code::ErrorCode,
    ids::{ProductId, RequestId},
    request::RequestStatus,
};

use crate::{
    Desk, DeskError, readings,
    records::{Change, DraftRecord, Returned},
    reference,
};

/// How long a discarded draft can be taken back.
const TAKEN_BACK_FOR: time::Duration = time::Duration::hours(24);

/// A new, empty draft; with the one method of an account that has only one.
pub async fn start_draft(desk: &Desk, method: Option<RecognitionMethod>) -> Result<DraftView, DeskError> {
    let known = reference::wanted(desk).await?;
    let only = match known.methods.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let content = DraftContent { method: method.or(only), ..DraftContent::default() };
    let record = new_record(desk, None, content)?;
    let id = record.id;
    desk.ports.store.apply(vec![Change::StartDraft(Box::new(record))]).await?;
    desk.changed(&["drafts"]);
    open_draft(desk, id).await
}

/// The draft, and what the domain says of it.
pub async fn open_draft(desk: &Desk, id: RequestId) -> Result<DraftView, DeskError> {
    let record = own_draft(desk, id).await?;
    view(desk, record).await
}

/// Saves the whole content; refused as `outdated` when another window saved first.
pub async fn save_draft(desk: &Desk, save: SaveDraft) -> Result<DraftView, DeskError> {
    let kept = own_draft(desk, save.id).await?;
    let mut content = save.content;
    // Images are attached and removed by their own acts, with what they say: a save that was typed before one of them
    // must not undo it.
    content.document.images = kept.content.document.images;
    content.readings = kept.content.readings;
    content.wrong_check_digits = kept.content.wrong_check_digits;
    readings::typed_over(&mut content);
    let at = desk.now();
    let change = Change::SaveDraft { id: save.id, expected: save.version, content: Box::new(content), at };
    desk.ports.store.apply(vec![change]).await?;
    desk.changed(&["drafts"]);
    open_draft(desk, save.id).await
}

/// The officer's own drafts on this PC, the one saved last first.
pub async fn list_drafts(desk: &Desk) -> Result<Vec<DraftRow>, DeskError> {
    let account = desk.session()?.account.id;
    let known = reference::wanted(desk).await?;
    let context = reference::check_context(&known, desk.now().legal_day());
    let drafts = desk.ports.store.drafts().await?;
    Ok(drafts.into_iter().filter(|draft| draft.owner == account).map(|draft| row(draft, &context)).collect())
}

/// Puts a draft away; [`restore_draft`] takes it back for a day.
pub async fn discard_draft(desk: &Desk, id: RequestId) -> Result<(), DeskError> {
    let record = own_draft(desk, id).await?;
    if record.status != RequestStatus::Draft {
        return Err(not_now(record.status));
    }
    desk.ports.store.apply(vec![Change::DiscardDraft { id, at: desk.now() }]).await?;
    desk.changed(&["drafts"]);
    Ok(())
}

/// Takes a discarded draft back.
pub async fn restore_draft(desk: &Desk, id: RequestId) -> Result<DraftView, DeskError> {
    let record = desk.ports.store.draft(id).await?.ok_or_else(|| DeskError::told(ErrorCode::NotFound))?;
    if record.owner != desk.session()?.account.id {
        return Err(DeskError::told(ErrorCode::NotFound));
    }
    desk.ports.store.apply(vec![Change::RestoreDraft { id }]).await?;
    desk.changed(&["drafts"]);
    open_draft(desk, id).await
}

/// Makes a returned request editable again, from what the centre has of it.
pub async fn continue_returned(desk: &Desk, order: OrderDetail) -> Result<DraftView, DeskError> {
    if order.status != RequestStatus::Returned {
        return Err(not_now(order.status));
    }
    let id = order.request;
    if let Some(kept) = desk.ports.store.draft(id).await?
        && kept.status == RequestStatus::Returned
        && kept.discarded_at.is_none()
    {
        return open_draft(desk, id).await;
    }
    let returned = Returned {
        order_id: order.order_id.clone(),
        version: order.version,
        reason: order.reason.clone().unwrap_or_default(),
    };
    let product = order.products.first().map(|product| product.product);
    let mut record = new_record(desk, product, content_of(order))?;
    record.id = id;
    record.status = RequestStatus::Returned;
    record.returned = Some(returned);
    desk.ports.store.apply(vec![Change::ForgetDraft { id }, Change::StartDraft(Box::new(record))]).await?;
    desk.changed(&["drafts"]);
    open_draft(desk, id).await
}

/// Removes for good what was discarded a day ago.
pub(crate) async fn sweep(desk: &Desk) -> Result<(), DeskError> {
    let old = desk.ports.store.discarded_before(desk.now().plus(-TAKEN_BACK_FOR)).await?;
    if old.is_empty() {
        return Ok(());
    }
    let changes = old.into_iter().map(|id| Change::ForgetDraft { id }).collect();
    Ok(desk.ports.store.apply(changes).await?)
}

/// A draft of the session's account; what is another's does not exist.
pub(crate) async fn own_draft(desk: &Desk, id: RequestId) -> Result<DraftRecord, DeskError> {
    let account = desk.session()?.account.id;
    let found = desk.ports.store.draft(id).await?;
    found
        .filter(|draft| draft.owner == account && draft.discarded_at.is_none())
        .ok_or_else(|| DeskError::told(ErrorCode::NotFound))
}

/// As [`own_draft`], where it can be edited.
pub(crate) async fn editable_draft(desk: &Desk, id: RequestId) -> Result<DraftRecord, DeskError> {
    let record = own_draft(desk, id).await?;
    match record.status {
        RequestStatus::Draft | RequestStatus::Returned => Ok(record),
        status => Err(not_now(status)),
    }
}

pub(crate) fn not_now(status: RequestStatus) -> DeskError {
    DeskError::told_with(ErrorCode::NotNow, "status", &status)
}

async fn view(desk: &Desk, record: DraftRecord) -> Result<DraftView, DeskError> {
    let known = reference::wanted(desk).await?;
    let outcome =
        draft_check::check(&record.content, &reference::check_context(&known, desk.now().legal_day()));
    Ok(DraftView {
        id: record.id,
        version: record.version,
        content: record.content,
        steps: outcome.steps,
        faults: outcome.faults,
        created_at: record.created_at,
        saved_at: record.saved_at,
        returned_because: record.returned.map(|returned| returned.reason),
        refused: record.refused,
        status: record.status,
        local_code: record.local_code,
    })
}

fn row(draft: DraftRecord, context: &draft_check::CheckContext<'_>) -> DraftRow {
    let steps = draft_check::check(&draft.content, context).steps;
    let needed = steps.iter().filter(|step| step.state != StepState::NotNeeded);
    let done = needed.clone().filter(|step| step.state == StepState::Complete);
    DraftRow {
        id: draft.id,
        name: draft.content.display_name(),
        operator: draft.owner_name,
        item: draft.content.item,
        created_at: draft.created_at,
        saved_at: draft.saved_at,
        visibility: DraftVisibility::Own,
        steps_done: u8::try_from(done.count()).unwrap_or(u8::MAX),
        steps_needed: u8::try_from(needed.count()).unwrap_or(u8::MAX),
        status: draft.status,
    }
}

fn new_record(
    desk: &Desk,
    product: Option<ProductId>,
    content: DraftContent,
) -> Result<DraftRecord, DeskError> {
    let session = desk.session()?;
    let at = desk.now();
    let chance = &desk.ports.chance;
    Ok(DraftRecord {
        id: RequestId(chance.id(at)),
        version: 1,
        content,
        owner: session.account.id,
        owner_name: session.account.full_name,
        unit: session.unit,
        product: product.unwrap_or_else(|| ProductId(chance.id(at))),
        created_at: at,
        saved_at: at,
        status: RequestStatus::Draft,
        local_code: None,
        returned: None,
        refused: None,
        discarded_at: None,
    })
}

fn content_of(order: OrderDetail) -> DraftContent {
    let person = order.applicant;
    let product = order.products.into_iter().next();
    let role = product.as_ref().and_then(|product| product.role.clone());
    let text = Option::unwrap_or_default;
    DraftContent {
        method: Some(order.method),
        person_choice: Some(PersonChoice::New),
        document: order.document.map(document_of).unwrap_or_default(),
        person: DraftPerson {
            tax_code: person.tax_code.to_string(),
            surname: person.surname,
            given_names: person.given_names,
            sex: Some(person.sex),
            born_on: person.born_on.to_string(),
            birth_country: person.birth_place.country,
            birth_place: person.birth_place.place,
            birth_province: text(person.birth_place.province),
            birth_place_code: person.birth_place.place_code,
            citizenship: person.citizenship,
        },
        residence: DraftResidence {
            country: person.residence.country,
            street: person.residence.street,
            postcode: person.residence.postcode,
            town: person.residence.town,
            province: text(person.residence.province),
        },
        contacts: DraftContacts {
            email: order.contacts.email,
            mobile: order.contacts.mobile,
            identity: order.contacts.identity,
        },
        item: product.map(|product| product.item),
        configuration: DraftConfiguration {
            customer_type: Some(order.customer_type),
            title: role.as_ref().map(|role| role.title.clone()).unwrap_or_default(),
            organisation: role.as_ref().map(|role| role.organisation.clone()).unwrap_or_default(),
            organisation_identifier: role.map(|role| role.organisation_identifier).unwrap_or_default(),
            ..DraftConfiguration::default()
        },
        consents: order
            .consents
            .into_iter()
            .map(|consent| ConsentMark { text: consent.text, version: consent.version, given: consent.given })
            .collect(),
        ..DraftContent::default()
    }
}

fn document_of(document: sportello_domain::document::IdentityDocument) -> DraftDocument {
    DraftDocument {
        country: document.country,
        kind: Some(document.kind),
        number: document.number,
        issued_on: document.issued_on.to_string(),
        expires_on: document.expires_on.to_string(),
        authority: document.authority,
        images: document.images,
    }
}
