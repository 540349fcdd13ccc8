//! Recognition by the Offline method.

use std::path::Path;

use sportello_contract::desk::recognition::{PrepareReport, PreparedReportView, Sent};
use sportello_desk::recognition;
use sportello_domain::{
    catalogue::Language,
    ids::RequestId,
    secret::{Password, Pin},
};
use tauri::State;

use super::{
    bytes::FileText,
    host::{Answer, Host},
};

/// *Start*.
#[tauri::command]
#[specta::specta]
pub async fn start_recognition(host: State<'_, Host>, request: RequestId) -> Answer<Sent> {
    host.told(recognition::start_recognition(host.desk().await?, request).await)
}

/// The scan of the form that the person signed.
#[tauri::command]
#[specta::specta]
pub async fn upload_signed_form(host: State<'_, Host>, request: RequestId, file: FileText) -> Answer<Sent> {
    let file = host.told(file.bytes())?;
    host.told(recognition::upload_signed_form(host.desk().await?, request, file).await)
}

/// The organisation's written consent to the role that the certificate names.
#[tauri::command]
#[specta::specta]
pub async fn upload_organisation_consent(
    host: State<'_, Host>,
    request: RequestId,
    file: FileText,
) -> Answer<Sent> {
    let file = host.told(file.bytes())?;
    host.told(recognition::upload_organisation_consent(host.desk().await?, request, file).await)
}

/// Makes the report, to be looked at before it is signed.
#[tauri::command]
#[specta::specta]
pub async fn prepare_report(
    host: State<'_, Host>,
    report: PrepareReport,
    language: Language,
) -> Answer<PreparedReportView> {
    host.told(recognition::prepare_report(host.desk().await?, report, language).await)
}

/// Signs the prepared report with the credential in that file.
#[tauri::command]
#[specta::specta]
pub async fn sign_report(
    host: State<'_, Host>,
    request: RequestId,
    credential_path: String,
    password: String,
) -> Answer<Sent> {
    let password = Password::new(password);
    host.told(
        recognition::sign_report(host.desk().await?, request, Path::new(&credential_path), &password).await,
    )
}

/// Signs the prepared report with the card in that reader; the PIN is shown to the card once.
#[tauri::command]
#[specta::specta]
pub async fn sign_report_with_card(
    host: State<'_, Host>,
    request: RequestId,
    reader: String,
    pin: String,
) -> Answer<Sent> {
    let pin = Pin::new(pin);
    host.told(recognition::sign_report_with_card(host.desk().await?, request, &reader, &pin).await)
}

/// A report that was signed elsewhere.
#[tauri::command]
#[specta::specta]
pub async fn upload_signed_report(
    host: State<'_, Host>,
    report: PrepareReport,
    file: FileText,
) -> Answer<Sent> {
    let file = host.told(file.bytes())?;
    host.told(recognition::upload_signed_report(host.desk().await?, report, file).await)
}
