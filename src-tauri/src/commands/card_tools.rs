//! The desk's tools for a card in a reader.

use sportello_contract::desk::card_tools::{CardContents, CardDiagnostics};
use sportello_desk::card_tools;
use sportello_domain::secret::{Pin, Puk};
use tauri::State;

use super::host::{Answer, Host};

/// What lies on the card, slot by slot. `insertion` says which card is meant, as the status tells it.
#[tauri::command]
#[specta::specta]
pub async fn card_contents(host: State<'_, Host>, reader: String, insertion: u32) -> Answer<CardContents> {
    host.told(card_tools::card_contents(host.desk().await?, &reader, insertion).await)
}

/// Another PIN in place of the old one, which is shown to the card once.
#[tauri::command]
#[specta::specta]
pub async fn change_card_pin(
    host: State<'_, Host>,
    reader: String,
    insertion: u32,
    old: String,
    wanted: String,
) -> Answer<()> {
    let (old, new) = (Pin::new(old), Pin::new(wanted));
    host.told(card_tools::change_card_pin(host.desk().await?, &reader, insertion, &old, &new).await)
}

/// A new PIN by the PUK, which is shown to the card once.
#[tauri::command]
#[specta::specta]
pub async fn unblock_card_pin(
    host: State<'_, Host>,
    reader: String,
    insertion: u32,
    puk: String,
    wanted: String,
) -> Answer<()> {
    let (puk, new) = (Puk::new(puk), Pin::new(wanted));
    host.told(card_tools::unblock_card_pin(host.desk().await?, &reader, insertion, &puk, &new).await)
}

/// What support wants to know of readers and cards, to be copied.
#[tauri::command]
#[specta::specta]
pub async fn card_diagnostics(host: State<'_, Host>) -> Answer<CardDiagnostics> {
    let system = format!("{} {}", std::env::consts::OS, std::env::consts::ARCH);
    let told = card_tools::card_diagnostics(host.desk().await?, env!("CARGO_PKG_VERSION"), &system);
    host.told(told.await)
}
