//! The desk at a glance, and what waits to be sent.

use sportello_contract::desk::status::{DeskStatus, OthersWrite, QueueRow};
use sportello_desk::{outbox, status};
use tauri::State;

use super::host::{Answer, Host};

/// One line: network, queue, readers, cameras, clock.
#[tauri::command]
#[specta::specta]
pub async fn desk_status(host: State<'_, Host>) -> Answer<DeskStatus> {
    host.told(status::desk_status(host.desk().await?).await)
}

/// What waits, what was refused, and what was sent last.
#[tauri::command]
#[specta::specta]
pub async fn queue(host: State<'_, Host>) -> Answer<Vec<QueueRow>> {
    host.told(outbox::queue(host.desk().await?).await)
}

/// What waits here for other officers.
#[tauri::command]
#[specta::specta]
pub async fn queue_of_others(host: State<'_, Host>) -> Answer<Vec<OthersWrite>> {
    host.told(outbox::queue_of_others(host.desk().await?).await)
}

/// Sends at once what waits.
#[tauri::command]
#[specta::specta]
pub async fn retry_queue(host: State<'_, Host>) -> Answer<Vec<QueueRow>> {
    host.told(outbox::retry_queue(host.desk().await?).await)
}
