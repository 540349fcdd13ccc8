//! Step 8: the draft becomes a case and goes into the outbox, in one transaction; sent at once when online.

use sportello_contract::{central::requests::SubmittedRequest, desk::drafts::ConfirmedView};
use sportello_domain::{
    draft_check::{self, CaseFrame},
    error_code::ErrorCode,
    ids::{ProductId, RequestId},
    request::RequestStatus,
};

use crate::{
    Desk, DeskError, case_of, drafts, filed_papers, outbox,
    ports::{CentralError, StoreError},
    recognition,
    records::{Change, DraftRecord, Write},
    reference,
};

/// Confirms a draft. Confirmed twice, it is one request.
pub async fn confirm_request(desk: &Desk, id: RequestId) -> Result<ConfirmedView, DeskError> {
    if let Some(done) = standing(desk, id).await? {
        return Ok(done);
    }
    match put_in_outbox(desk, id).await {
        Ok(()) => {}
        // Another click of the same moment was quicker: its outcome is this one's.
        Err(DeskError::Store(StoreError::Outdated { .. })) if standing(desk, id).await?.is_some() => {}
        Err(error) => return Err(error),
    }
    desk.changed(&["drafts", "queue"]);
    outbox::send_now(desk).await?;
    confirmed(desk, id).await?.map_or_else(|| Err(DeskError::told(ErrorCode::NotNow)), Ok)
}

/// What became of a confirmed request; `None` while it is a draft. A refusal of the centre is told as the error it is.
pub async fn confirmed(desk: &Desk, id: RequestId) -> Result<Option<ConfirmedView>, DeskError> {
    if let Some(done) = standing(desk, id).await? {
        return Ok(Some(done));
    }
    let refused = desk.ports.store.draft(id).await?.and_then(|draft| draft.refused);
    refused.map_or(Ok(None), |wire| Err(CentralError::Refused(wire).into()))
}

/// A request that waits or was received; `None` for a draft, a refused one too.
async fn standing(desk: &Desk, id: RequestId) -> Result<Option<ConfirmedView>, DeskError> {
    let order = outbox::order_of(desk, id).await?;
    let draft = desk.ports.store.draft(id).await?;
    let states_role = case_of::kept(desk, id)
        .await?
        .is_some_and(|case| case.products.iter().any(|product| product.role.is_some()));
    Ok(match (order, draft) {
        (_, Some(draft)) if draft.status == RequestStatus::WaitingToSend => Some(waiting(draft, states_role)),
        (Some((order, Some(product))), None) => Some(received(order, product, states_role)),
        // Where there is a draft, a returned request has an order and is a draft again.
        _ => None,
    })
}

async fn put_in_outbox(desk: &Desk, id: RequestId) -> Result<(), DeskError> {
    let record = drafts::editable_draft(desk, id).await?;
    let known = reference::wanted(desk).await?;
    let at = desk.clock_is_sound()?;
    let session = desk.session()?;
    let frame = CaseFrame {
        request: id,
        product: record.product,
        unit: session.unit,
        entered_by: session.account.id,
        entered_at: at,
    };
    let context = reference::check_context(&known, at.legal_day());
    let case = draft_check::complete(&record.content, &context, frame)
        .map_err(|faults| DeskError::told_with(ErrorCode::CaseIncomplete, "count", &faults.len()))?;
    let label = record.content.display_name();
    let row = |write| Ok::<_, DeskError>(Change::Enqueue(Box::new(outbox::row(desk, id, &label, write)?)));
    // What an earlier confirmation left behind its refusal says something else about the person than this one.
    let mut changes = vec![
        Change::Withdraw { request: id },
        filed_papers::forget(id),
        recognition::forget_given(desk, id)?,
    ];
    for image in &record.content.document.images {
        // Images of a returned request are at the centre already.
        if desk.ports.store.evidence(image.id).await?.is_some() {
            changes.push(row(Write::StoreEvidence { evidence: image.clone() })?);
        }
    }
    changes.push(case_of::keep(&case)?);
    changes.push(row(Write::SubmitRequest { case: Box::new(case) })?);
    changes.push(Change::MarkDraft {
        id,
        expected: Some(record.version),
        status: RequestStatus::WaitingToSend,
        local_code: Some(local_code(id)),
        refused: None,
    });
    Ok(desk.ports.store.apply(changes).await?)
}

fn received(order: SubmittedRequest, product: ProductId, states_role: bool) -> ConfirmedView {
    ConfirmedView {
        request: order.request,
        product,
        order_id: Some(order.order_id),
        user_id: order.user_ids.into_iter().next(),
        local_code: local_code(order.request),
        status: order.status,
        states_role,
    }
}

fn waiting(draft: DraftRecord, states_role: bool) -> ConfirmedView {
    ConfirmedView {
        request: draft.id,
        product: draft.product,
        order_id: draft.returned.map(|returned| returned.order_id),
        user_id: None,
        local_code: local_code(draft.id),
        status: draft.status,
        states_role,
    }
}

/// Short enough to be said on the telephone, from the random end of the id.
pub(crate) fn local_code(id: RequestId) -> String {
    // No letters that are taken for digits.
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let bytes = id.0.as_bytes();
    let tail = u32::from_be_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]);
    let code = (0..6).map(|index| char::from(LETTERS[(tail >> (index * 5)) as usize % LETTERS.len()]));
    format!("L-{}", code.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_code_can_be_said_on_the_telephone() {
        let ids = ["01940000-0000-7000-8000-00000000002a", "01940000-0000-7000-8000-0000ffffffff"];
        let codes: Vec<_> = ids.iter().map(|id| local_code(id.parse().unwrap())).collect();
        assert_eq!(codes, ["L-A10000", "L-ZZZZZZ"], "six characters from the random end of the id");
        let taken_for_digits = ['I', 'L', 'O', 'U'];
        for code in &codes {
            let said = &code[2..];
            assert!(!said.contains(taken_for_digits), "{said}: nobody has to ask whether it is a zero");
        }
    }
}
