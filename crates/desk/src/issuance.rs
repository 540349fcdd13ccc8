//! Issuance of a remote credential: look, issue, passphrase. Only with the centre.

use serde::{Serialize, de::DeserializeOwned};
use sportello_contract::central::command::{Command, FORMAT};
use sportello_contract::central::issuance::{
    CertificatePreview, IssueCertificate, IssuedCertificate, SealEnvelope, SealedEnvelope,
};
use sportello_domain::{
    ids::{CommandId, ProductId},
    secret::Passphrase,
};
use zeroize::Zeroizing;

use crate::{
    Desk, DeskError, acts, outbox,
    ports::{CentralError, command_id},
    receipts::Sendable,
};

/// A command that carries a secret: in memory only, so that it is the same one when the answer was lost.
pub(crate) struct Sealing {
    version: Option<u32>,
    passphrase: Passphrase,
    id: CommandId,
    command: Zeroizing<String>,
}

/// The data the officer confirms before *Issue*.
pub async fn certificate_preview(desk: &Desk, product: ProductId) -> Result<CertificatePreview, DeskError> {
    desk.heard(desk.centre().await?.certificate_preview(product).await)
}

/// Issues. Clicked twice on the same preview, it is one command and one certificate.
pub async fn issue_certificate(
    desk: &Desk,
    product: ProductId,
    version: u32,
) -> Result<IssuedCertificate, DeskError> {
    let act = format!("issue/{product}/{version}");
    let path = format!("products/{product}/issuances");
    let issued = acts::send_online(desk, &act, &path, Some(version), &IssueCertificate {}).await?;
    desk.changed(&["orders"]);
    Ok(issued)
}

/// Seals new codes under the passphrase and has them mailed to the holder.
pub async fn seal_envelope(
    desk: &Desk,
    product: ProductId,
    version: u32,
    passphrase: Passphrase,
) -> Result<SealedEnvelope, DeskError> {
    let body = SealEnvelope { passphrase: passphrase.clone() };
    let path = format!("products/{product}/envelopes");
    send_sealed(desk, product, Some(version), passphrase, &path, &body).await
}

/// Sends a write that carries a passphrase: with the same id for as long as nobody knows what became of it, and kept in
/// memory alone. `body` holds the passphrase and nothing that changes with it.
pub(crate) async fn send_sealed<R: DeserializeOwned>(
    desk: &Desk,
    product: ProductId,
    version: Option<u32>,
    passphrase: Passphrase,
    path: &str,
    body: &(impl Serialize + Sync),
) -> Result<R, DeskError> {
    let command = sealing_command(desk, product, version, passphrase, body)?;
    let outcome = outbox::deliver(desk, path, command).await;
    match &outcome {
        // Only where nobody knows what became of it, the same command is sent again.
        Err(DeskError::Central(CentralError::Unreachable(_))) => {}
        _ => {
            desk.memory().sealing.remove(&product);
        }
    }
    if outcome.is_ok() {
        desk.changed(&["orders"]);
    }
    outcome
}

fn sealing_command(
    desk: &Desk,
    product: ProductId,
    version: Option<u32>,
    passphrase: Passphrase,
    body: &(impl Serialize + Sync),
) -> Result<Sendable, DeskError> {
    let at = desk.clock_is_sound()?;
    let id = command_id(&*desk.ports.chance, at);
    let mut memory = desk.memory();
    if let Some(known) = memory.sealing.get(&product)
        && known.version == version
        && known.passphrase.reveal() == passphrase.reveal()
    {
        return Ok(Sendable { bytes: known.command.clone(), id: known.id, body_hash: None });
    }
    let command = Command { id, format: FORMAT, made_at: at, expected_version: version, body };
    let command = Zeroizing::new(serde_json::to_string(&command).map_err(DeskError::internal)?);
    memory.sealing.insert(product, Sealing { version, passphrase, id, command: command.clone() });
    Ok(Sendable { bytes: command, id, body_hash: None })
}
