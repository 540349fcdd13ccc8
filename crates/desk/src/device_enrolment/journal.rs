//! The desk's own journal of enrolments: what it is about to do, written down before it is done. What it did last is what
//! stands before that; whatever a card or the centre holds more than this is found by asking them.

use serde::{Deserialize, Serialize};
use sportello_contract::desk::device_enrolment::DeviceStage;
use sportello_domain::ids::{EnrolmentId, ProductId};

use crate::{Desk, DeskError, records::Change};

const JOURNAL: &str = "device-enrolment/";

/// One enrolment that was begun here.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub token_serial: String,
    /// Known once the centre has answered the first time.
    pub enrolment: Option<EnrolmentId>,
    pub stage: DeviceStage,
}

/// Writes down what comes next.
pub(super) async fn intend(desk: &Desk, product: ProductId, entry: &Entry) -> Result<(), DeskError> {
    let value = Some(serde_json::to_string(entry).map_err(DeskError::internal)?);
    desk.ports.store.apply(vec![Change::Set { name: name(product), value }]).await?;
    desk.changed(&[super::CHANGED]);
    Ok(())
}

/// It has ended, one way or the other.
pub(super) async fn ended(desk: &Desk, product: ProductId) -> Result<(), DeskError> {
    desk.ports.store.apply(vec![Change::Set { name: name(product), value: None }]).await?;
    desk.changed(&[super::CHANGED, "orders"]);
    Ok(())
}

/// What was begun here for a product and has not ended.
pub(super) async fn of(desk: &Desk, product: ProductId) -> Result<Option<Entry>, DeskError> {
    let kept = desk.ports.store.value(&name(product)).await?;
    kept.map(|text| serde_json::from_str(&text).map_err(DeskError::internal)).transpose()
}

fn name(product: ProductId) -> String {
    format!("{JOURNAL}{product}")
}
