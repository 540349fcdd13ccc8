//! Drafts: start, open, save, list, discard and take back.

use sportello_contract::{
    cases::OrderDetail,
    desk::drafts::{DraftRow, DraftView, DraftVisibility, SaveDraft},
};
use sportello_domain::{
    catalogue::RecognitionMethod,
    draft::DraftContent,
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
    content.carried = kept.content.carried;
    content.wrong_check_digits = kept.content.wrong_check_digits;
    content.print_read = kept.content.print_read;
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

/// Makes a returned request editable again, as it was confirmed: from the case, or from the correction begun here.
pub async fn continue_returned(desk: &Desk, order: OrderDetail) -> Result<DraftView, DeskError> {
    if order.status != RequestStatus::Returned {
        return Err(not_now(order.status));
    }
    let id = order.request;
    if let Some(kept) = desk.ports.store.draft(id).await?
        && kept.status == RequestStatus::Returned
        && kept.discarded_at.is_none()
        // Corrected elsewhere and returned once more, this correction is of a case that is no more.
        && kept.returned.as_ref().is_some_and(|returned| returned.version == order.version)
    {
        return open_draft(desk, id).await;
    }
    let returned = Returned {
        order_id: order.order_id,
        version: order.version,
        reason: order.reason.unwrap_or_default(),
    };
    let case = desk.heard(desk.centre().await?.case(id).await)?;
    let product = case.products.first().ok_or_else(|| DeskError::internal("a case without product"))?;
    let mut record = new_record(desk, Some(product.id), DraftContent::of_case(&case, product))?;
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
        print_to_read: record.content.print_to_read(),
        content: record.content,
        steps: outcome.steps,
        faults: outcome.faults,
        checks: outcome.lines,
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
