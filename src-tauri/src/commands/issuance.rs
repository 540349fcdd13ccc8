//! Issuing a remote signature.

use sportello_contract::central::issuance::{CertificatePreview, IssuedCertificate, SealedEnvelope};
use sportello_desk::issuance;
use sportello_domain::{ids::ProductId, secret::Passphrase};
use tauri::State;

use super::host::{Answer, Host};

/// What the certificate will say.
#[tauri::command]
#[specta::specta]
pub async fn certificate_preview(host: State<'_, Host>, product: ProductId) -> Answer<CertificatePreview> {
    host.told(issuance::certificate_preview(host.desk().await?, product).await)
}

/// Makes key and certificate at the centre. The version is that of the preview: a double click issues once.
#[tauri::command]
#[specta::specta]
pub async fn issue_certificate(
    host: State<'_, Host>,
    product: ProductId,
    version: u32,
) -> Answer<IssuedCertificate> {
    host.told(issuance::issue_certificate(host.desk().await?, product, version).await)
}

/// Seals the envelope under the passphrase and has it sent.
#[tauri::command]
#[specta::specta]
pub async fn seal_envelope(
    host: State<'_, Host>,
    product: ProductId,
    version: u32,
    passphrase: String,
) -> Answer<SealedEnvelope> {
    host.told(
        issuance::seal_envelope(host.desk().await?, product, version, Passphrase::new(passphrase)).await,
    )
}
