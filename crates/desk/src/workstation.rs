//! This installation, as the centre knows it.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use sportello_contract::central::sessions::{RegisterWorkstation, RegisteredWorkstation};
use sportello_domain::{error_code::ErrorCode, ids::WorkstationId};
use sportello_pki::SigningKey;

use crate::{Desk, DeskError, keys::workstation_key, records::Change};

const WORKSTATION: &str = "workstation";

/// What the registration gave.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Registered {
    id: WorkstationId,
    /// SubjectPublicKeyInfo, base64 DER: verifies receipts.
    receipt_key: String,
    training: bool,
}

/// Whether this installation was registered already.
pub async fn is_registered(desk: &Desk) -> Result<bool, DeskError> {
    Ok(registration(desk).await?.is_some())
}

/// Registers this installation with a one-time code; once registered, nothing happens.
pub async fn register(desk: &Desk, enrolment_code: String, name: String) -> Result<(), DeskError> {
    if is_registered(desk).await? {
        return Ok(());
    }
    let key = workstation_key(&*desk.ports.secrets)?;
    let public_key = STANDARD.encode(key.public_key_info_der());
    let ask = RegisterWorkstation { enrolment_code, name, public_key };
    let RegisteredWorkstation { workstation, receipt_key, training } =
        desk.heard(desk.ports.central.register_workstation(&ask).await)?;
    let text = serde_json::to_string(&Registered { id: workstation, receipt_key, training });
    let value = Some(text.map_err(DeskError::internal)?);
    Ok(desk.ports.store.apply(vec![Change::Set { name: WORKSTATION.to_owned(), value }]).await?)
}

/// Its id at the centre.
pub(crate) async fn id(desk: &Desk) -> Result<WorkstationId, DeskError> {
    Ok(registration(desk).await?.ok_or_else(|| DeskError::told(ErrorCode::WorkstationUnknown))?.id)
}

/// The key that verifies receipts: SubjectPublicKeyInfo, DER.
pub(crate) async fn receipt_key(desk: &Desk) -> Result<Vec<u8>, DeskError> {
    let known = registration(desk).await?.ok_or_else(|| DeskError::told(ErrorCode::WorkstationUnknown))?;
    STANDARD.decode(known.receipt_key).map_err(DeskError::internal)
}

/// Whether this installation belongs to a training centre: fixed at its registration.
pub(crate) async fn is_training(desk: &Desk) -> Result<bool, DeskError> {
    Ok(registration(desk).await?.is_some_and(|known| known.training))
}

async fn registration(desk: &Desk) -> Result<Option<Registered>, DeskError> {
    let text = desk.ports.store.value(WORKSTATION).await?;
    text.map(|text| serde_json::from_str(&text).map_err(DeskError::internal)).transpose()
}
