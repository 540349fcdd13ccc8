//! Writes that only make sense now: never queued, sent at once, and with the same id however often the officer presses
//! the button.
//!
//! The command of an act is kept under a name made of act, target and version. Where no answer came it stays: the centre
//! may have done it, and only the same bytes ask for the same answer. Once the centre has answered it stays for a day
//! more, for the window that still shows the old version; after that nobody can mean it any more (another version is
//! another act), and it is swept.

use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use sportello_contract::central::command::{Command, FORMAT};
use sportello_domain::{error_code::Remedy, moment::Timestamp};

use crate::{
    Desk, DeskError,
    outbox::deliver,
    ports::{CentralError, command_id},
    receipts::Sendable,
    records::Change,
};

/// Commands of acts.
const ACT: &str = "act/";
/// When the centre answered: the same name, after this.
const ANSWERED: &str = "answered/";
/// How long an answered act can still be repeated.
const REPEATED_FOR: time::Duration = time::Duration::hours(24);

/// Sends a write with an id that a second click of the same act uses again. `act` names the act, its target and the
/// version it was decided on.
pub(crate) async fn send_online<R: DeserializeOwned>(
    desk: &Desk,
    act: &str,
    path: &str,
    expected_version: Option<u32>,
    body: &(impl Serialize + Sync),
) -> Result<R, DeskError> {
    let at = desk.clock_is_sound()?;
    let content = serde_json::to_vec(body).map_err(DeskError::internal)?;
    let act = format!("{act}/{}", hex::encode(&Sha256::digest(&content)[..8]));
    let name = format!("{ACT}{act}");
    let id = command_id(&*desk.ports.chance, at);
    let fresh = Command { id, format: FORMAT, made_at: at, expected_version, body };
    let fresh = serde_json::to_string(&fresh).map_err(DeskError::internal)?;
    let made = desk.ports.store.value_once(&name, fresh).await?;
    let outcome = deliver(desk, path, Sendable::plain(made)?).await;
    let change = match &outcome {
        Ok(_) => Change::Set { name: format!("{ANSWERED}{act}"), value: Some(at.micros().to_string()) },
        // Answered for good: the next time is another act.
        Err(DeskError::Central(CentralError::Refused(wire))) if wire.remedy != Remedy::Retry => {
            Change::Set { name, value: None }
        }
        Err(_) => return outcome,
    };
    desk.ports.store.apply(vec![change]).await?;
    outcome
}

/// What forgets the attempts of an act that were never answered: nothing is to be sent for it any more. Those that were
/// answered can still be repeated.
pub(crate) async fn forgetting_unanswered(desk: &Desk, act: &str) -> Result<Vec<Change>, DeskError> {
    let mut changes = Vec::new();
    for (name, _) in desk.ports.store.values(&format!("{ACT}{act}/")).await? {
        let answered = name.replacen(ACT, ANSWERED, 1);
        if desk.ports.store.value(&answered).await?.is_none() {
            changes.push(Change::Set { name, value: None });
        }
    }
    Ok(changes)
}

/// Forgets the acts that were answered a day ago.
pub(crate) async fn sweep(desk: &Desk) -> Result<(), DeskError> {
    let limit = desk.now().plus(-REPEATED_FOR);
    let mut changes = Vec::new();
    for (name, at) in desk.ports.store.values(ANSWERED).await? {
        let old = at.parse().ok().and_then(Timestamp::from_micros).is_none_or(|at| at < limit);
        if let Some(act) = name.strip_prefix(ANSWERED).filter(|_| old) {
            changes.push(Change::Set { name: format!("{ACT}{act}"), value: None });
            changes.push(Change::Set { name: name.clone(), value: None });
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    Ok(desk.ports.store.apply(changes).await?)
}
