//! What the officer said of a recognition: who recognised the person, where and when. Kept on this PC until the report is filed,
//! so that a report need not be signed at once.

use serde::{Deserialize, Serialize};
use sportello_contract::desk::recognition::PrepareReport;
use sportello_domain::ids::{AccountId, RequestId};

use crate::{Desk, DeskError, records::Change};

const GIVEN: &str = "report";

/// What was said, and of whom: the applicant is named where the centre does not answer, too.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Given {
    pub report: PrepareReport,
    pub applicant: String,
}

/// Keeps it for the officer who is signed in. A report that somebody else signs is none of this officer's.
pub(super) fn keep(desk: &Desk, given: &Given) -> Result<Change, DeskError> {
    let account = desk.session()?.account.id;
    let request = given.report.request;
    if given.report.recogniser != account {
        return forget(desk, request);
    }
    let text = serde_json::to_string(given).map_err(DeskError::internal)?;
    Ok(Change::Set { name: name(account, request), value: Some(text) })
}

/// The report is filed, or is about a case that is not the present one any more.
pub(crate) fn forget(desk: &Desk, request: RequestId) -> Result<Change, DeskError> {
    Ok(Change::Set { name: name(desk.session()?.account.id, request), value: None })
}

pub(super) async fn of(desk: &Desk, request: RequestId) -> Result<Option<Given>, DeskError> {
    let text = desk.ports.store.value(&name(desk.session()?.account.id, request)).await?;
    Ok(text.and_then(|text| read(&text)))
}

/// Those of the officer who is signed in, the oldest request first.
pub(super) async fn all(desk: &Desk) -> Result<Vec<Given>, DeskError> {
    let beginning = format!("{GIVEN}/{}/", desk.session()?.account.id);
    let kept = desk.ports.store.values(&beginning).await?;
    Ok(kept.into_iter().filter_map(|(_, text)| read(&text)).collect())
}

/// What another version kept and this one cannot read is said anew.
fn read(text: &str) -> Option<Given> {
    serde_json::from_str(text).ok()
}

fn name(account: AccountId, request: RequestId) -> String {
    format!("{GIVEN}/{account}/{request}")
}
