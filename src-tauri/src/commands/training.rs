//! What the training centre would have sent by mail and SMS.

use sportello_contract::central::training::TrainingMessage;
use sportello_desk::{DeskError, ports::write_whole, training};
use tauri::{AppHandle, State};

use super::host::{Answer, Host};
use crate::dialogs;

/// The messages, newest first.
#[tauri::command]
#[specta::specta]
pub async fn training_messages(host: State<'_, Host>) -> Answer<Vec<TrainingMessage>> {
    host.told(training::training_messages(host.desk().await?).await)
}

/// Asks where, and writes the attachment there.
#[tauri::command]
#[specta::specta]
pub async fn save_training_attachment(
    app: AppHandle,
    host: State<'_, Host>,
    message: String,
    name: String,
) -> Answer<Option<String>> {
    let bytes = host.told(training::training_attachment(host.desk().await?, &message, &name).await)?;
    let Some(path) = dialogs::where_to_save(&app, &name).await else { return Ok(None) };
    let written = write_whole(&path, &bytes);
    host.told(written.map_err(|error| DeskError::Internal(error.to_string())))?;
    Ok(Some(path.display().to_string()))
}
