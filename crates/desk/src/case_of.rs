//! The case a request was confirmed as: kept here until its recognition is done, otherwise asked of the centre.

use sportello_domain::{case::Case, ids::RequestId};

use crate::{Desk, DeskError, records::Change};

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

/// The case, from this PC or from the centre.
pub(crate) async fn find(desk: &Desk, request: RequestId) -> Result<Case, DeskError> {
    match kept(desk, request).await? {
        Some(case) => Ok(case),
        None => desk.heard(desk.centre().await?.case(request).await),
    }
}
