//! The case a request was confirmed as. The centre's word counts: another desk may have corrected it since. What is kept
//! here until the recognition is done serves while the case waits to be sent, and without network.

use sportello_domain::{case::Case, ids::RequestId};

use crate::{
    Desk, DeskError,
    records::{Change, OutboxState, Write},
};

fn name(request: RequestId) -> String {
    format!("case/{request}")
}

pub(crate) fn keep(case: &Case) -> Result<Change, DeskError> {
    let text = serde_json::to_string(case).map_err(DeskError::internal)?;
    Ok(Change::Set { name: name(case.request), value: Some(text) })
}

pub(crate) async fn kept(desk: &Desk, request: RequestId) -> Result<Option<Case>, DeskError> {
    let text = desk.ports.store.value(&name(request)).await?;
    text.map(|text| serde_json::from_str(&text).map_err(DeskError::internal)).transpose()
}

pub(crate) fn forget(request: RequestId) -> Change {
    Change::Set { name: name(request), value: None }
}

/// The case as it stands at the centre, or as it will stand once it is sent.
pub(crate) async fn find(desk: &Desk, request: RequestId) -> Result<Case, DeskError> {
    let Some(here) = kept(desk, request).await? else { return ask(desk, request).await };
    if is_to_be_sent(desk, request).await? {
        return Ok(here);
    }
    match ask(desk, request).await {
        Ok(there) if there == here => Ok(here),
        Ok(there) => {
            desk.ports.store.apply(vec![keep(&there)?]).await?;
            Ok(there)
        }
        Err(error) if error.is_unreachable() => Ok(here),
        Err(error) => Err(error),
    }
}

async fn ask(desk: &Desk, request: RequestId) -> Result<Case, DeskError> {
    desk.heard(desk.centre().await?.case(request).await)
}

/// Confirmed here and not received: the centre has no case yet, or the one before.
async fn is_to_be_sent(desk: &Desk, request: RequestId) -> Result<bool, DeskError> {
    let rows = desk.ports.store.outbox(0).await?;
    Ok(rows.iter().any(|row| {
        row.request == request
            && matches!(row.write, Write::SubmitRequest { .. })
            && !matches!(row.state, OutboxState::Received { .. })
    }))
}
