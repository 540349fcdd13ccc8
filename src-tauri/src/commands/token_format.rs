//! Formatting a returned token.

use sportello_contract::{desk::device_enrolment::DeviceChoice, stock::TokenDetail};
use sportello_desk::token_format;
use sportello_domain::{
    ids::{TokenFormatId, TokenId},
    token_serial::TokenSerial,
};
use tauri::State;

use super::host::{Answer, Host};

/// Asks that a token be formatted. The version is that of the detail: a double click is one request.
#[tauri::command]
#[specta::specta]
pub async fn ask_format(
    host: State<'_, Host>,
    token: TokenId,
    version: u32,
    reason: String,
) -> Answer<TokenDetail> {
    host.told(token_format::ask_format(host.desk().await?, token, version, &reason).await)
}

/// Approves what another officer asked.
#[tauri::command]
#[specta::specta]
pub async fn approve_format(
    host: State<'_, Host>,
    token: TokenId,
    version: u32,
    format: TokenFormatId,
) -> Answer<TokenDetail> {
    host.told(token_format::approve_format(host.desk().await?, token, version, format).await)
}

/// Withdraws what was asked, or refuses it.
#[tauri::command]
#[specta::specta]
pub async fn call_off_format(
    host: State<'_, Host>,
    token: TokenId,
    version: u32,
    format: TokenFormatId,
    reason: String,
) -> Answer<TokenDetail> {
    host.told(token_format::call_off_format(host.desk().await?, token, version, format, &reason).await)
}

/// The cards in the readers, and which of them can be the token with this serial number.
#[tauri::command]
#[specta::specta]
pub async fn format_devices(host: State<'_, Host>, serial: TokenSerial) -> Answer<Vec<DeviceChoice>> {
    host.told(token_format::format_devices(host.desk().await?, &serial).await)
}

/// Formats the token in this reader: everything on it is destroyed.
#[tauri::command]
#[specta::specta]
pub async fn format_token(
    host: State<'_, Host>,
    token: TokenId,
    format: TokenFormatId,
    reader: String,
) -> Answer<TokenDetail> {
    host.told(token_format::format_token(host.desk().await?, token, format, &reader).await)
}
