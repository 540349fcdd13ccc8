//! The PKCS#11 module that speaks with cards without PIV.

use sportello_contract::desk::cards::CardModulesView;
use sportello_desk::card_module;
use tauri::{AppHandle, State};

use super::host::{Answer, Host};
use crate::dialogs;

/// What modules' files are called, on whichever system.
const ENDINGS: &[&str] = &["so", "dll", "dylib"];

/// Those on this machine, and the one that was chosen.
#[tauri::command]
#[specta::specta]
pub async fn card_modules(host: State<'_, Host>) -> Answer<CardModulesView> {
    host.told(card_module::card_modules(host.desk().await?).await)
}

/// Chooses one of those found, by its file, or none.
#[tauri::command]
#[specta::specta]
pub async fn choose_card_module(host: State<'_, Host>, file: Option<String>) -> Answer<CardModulesView> {
    host.told(card_module::choose_found_module(host.desk().await?, file.as_deref()).await)
}

/// Asks for another module's file, and chooses it; nothing where the officer thought better of it. The page itself can name no
/// file: what is loaded here runs in this program.
#[tauri::command]
#[specta::specta]
pub async fn pick_card_module(app: AppHandle, host: State<'_, Host>) -> Answer<Option<CardModulesView>> {
    let Some(file) = dialogs::which_to_open(&app, "PKCS#11", ENDINGS).await else { return Ok(None) };
    host.told(card_module::choose_module_file(host.desk().await?, &file).await.map(Some))
}
