//! The desk's own journal of enrolments: what it is about to do, written down before it is done. What it did last is what
//! stands before that; whatever a card or the centre holds more than this is found by asking them.

use serde::{Deserialize, Serialize};
use sportello_contract::desk::device_enrolment::{DeviceFailure, DeviceStage};
use sportello_domain::ids::{EnrolmentId, ProductId};

use crate::{Desk, DeskError, acts, records::Change};

const JOURNAL: &str = "device-enrolment/";

/// One enrolment that was begun here.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub token_serial: String,
    /// Known once the centre has answered the first time.
    pub enrolment: Option<EnrolmentId>,
    pub stage: DeviceStage,
    /// Whether a conversation that writes was ever begun.
    #[serde(default)]
    written_on: bool,
    /// Whether the device told a number when it was asked. The one that does, and the one that does not, are two.
    #[serde(default)]
    pub tells_serial: Option<bool>,
    /// What ended the last attempt.
    #[serde(default)]
    pub failure: Option<DeviceFailure>,
}

impl Entry {
    /// An attempt on this device: what an earlier one on the same device wrote down is still true.
    pub fn of_attempt(known: Option<&Self>, token_serial: &str) -> Self {
        let same = known.filter(|known| known.token_serial == token_serial);
        Self {
            token_serial: token_serial.to_owned(),
            enrolment: same.and_then(|known| known.enrolment),
            stage: DeviceStage::Begin,
            written_on: same.is_some_and(Self::was_written_on),
            tells_serial: same.and_then(|known| known.tells_serial),
            failure: None,
        }
    }

    pub fn reach(&mut self, stage: DeviceStage) {
        self.written_on |= stage != DeviceStage::Begin;
        self.stage = stage;
    }

    /// Whether something may have been written on the device.
    pub fn was_written_on(&self) -> bool {
        self.written_on || self.stage != DeviceStage::Begin
    }
}

/// Writes down what comes next.
pub(super) async fn intend(desk: &Desk, product: ProductId, entry: &Entry) -> Result<(), DeskError> {
    let value = Some(serde_json::to_string(entry).map_err(DeskError::internal)?);
    desk.ports.store.apply(vec![Change::Set { name: name(product), value }]).await?;
    desk.changed(&[super::CHANGED]);
    Ok(())
}

/// Writes down why an attempt ended, for whoever opens the page later. Of what was never begun nothing is noted.
pub(super) async fn failed(desk: &Desk, product: ProductId, error: &DeskError) -> Result<(), DeskError> {
    let Some(mut entry) = of(desk, product).await? else { return Ok(()) };
    let doing = desk.memory().enrolling.get(&product).copied().flatten();
    let stage = doing.unwrap_or(entry.stage);
    entry.failure = Some(DeviceFailure { stage, error: error.to_wire(""), at: desk.now() });
    intend(desk, product, &entry).await
}

/// It has ended, one way or the other: what was to be sent for it and was never answered goes with it.
pub(super) async fn ended(
    desk: &Desk,
    product: ProductId,
    enrolment: Option<EnrolmentId>,
) -> Result<(), DeskError> {
    let mut changes = vec![Change::Set { name: name(product), value: None }];
    let of_it =
        enrolment.iter().flat_map(|it| ["certify", "confirm", "abandon"].map(|act| format!("{act}/{it}")));
    for act in of_it.chain([format!("enrol/{product}")]) {
        changes.extend(acts::forgetting_unanswered(desk, &act).await?);
    }
    desk.ports.store.apply(changes).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_on_once_stays_so() {
        let mut entry = Entry::of_attempt(None, "4711");
        assert!(!entry.was_written_on(), "reserved, and no more");
        entry.reach(DeviceStage::Prepare);
        assert!(entry.was_written_on(), "something may lie on it");
        let again = Entry::of_attempt(Some(&entry), "4711");
        assert!(again.was_written_on(), "also where the next attempt does not come so far");
        let other = Entry::of_attempt(Some(&entry), "4712");
        assert!(!other.was_written_on(), "another device is another matter");
    }

    #[test]
    fn what_an_older_version_wrote_is_read() {
        let older = r#"{"tokenSerial":"4711","enrolment":null,"stage":"certify"}"#;
        let entry: Entry = serde_json::from_str(older).unwrap();
        assert!(entry.was_written_on(), "by its stage");
        assert_eq!(entry.tells_serial, None, "nobody had asked");
    }
}
