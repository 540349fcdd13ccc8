//! Several recognition reports, signed in one go.

use std::path::Path;

use sportello_contract::desk::report_run::{ReportPrepared, ReportRun, ReportsToSign};
use sportello_desk::recognition;
use sportello_domain::{
    catalogue::Language,
    ids::RequestId,
    secret::{Password, Pin},
};
use tauri::State;

use super::host::{Answer, Host};

/// Those that wait for this officer's signature.
#[tauri::command]
#[specta::specta]
pub async fn reports_to_sign(host: State<'_, Host>) -> Answer<ReportsToSign> {
    host.told(recognition::reports_to_sign(host.desk().await?).await)
}

/// Makes the reports, before a PIN is asked for.
#[tauri::command]
#[specta::specta]
pub async fn prepare_reports(
    host: State<'_, Host>,
    requests: Vec<RequestId>,
    language: Language,
) -> Answer<Vec<ReportPrepared>> {
    host.told(recognition::prepare_reports(host.desk().await?, &requests, language).await)
}

/// Signs the prepared reports with the credential in that file.
#[tauri::command]
#[specta::specta]
pub async fn sign_reports(
    host: State<'_, Host>,
    requests: Vec<RequestId>,
    credential_path: String,
    password: String,
) -> Answer<ReportRun> {
    let (path, password) = (Path::new(&credential_path), Password::new(password));
    host.told(recognition::sign_reports(host.desk().await?, &requests, path, &password).await)
}

/// Signs the prepared reports with the card in that reader: as many as it signs for one showing of the PIN.
#[tauri::command]
#[specta::specta]
pub async fn sign_reports_with_card(
    host: State<'_, Host>,
    requests: Vec<RequestId>,
    reader: String,
    pin: String,
) -> Answer<ReportRun> {
    let pin = Pin::new(pin);
    host.told(recognition::sign_reports_with_card(host.desk().await?, &requests, &reader, &pin).await)
}
