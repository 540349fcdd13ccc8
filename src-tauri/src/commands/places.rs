//! Reference data: the customer's, and that of the world.

use sportello_contract::{
    central::reference::Reference,
    desk::places::{CountryView, PlaceView},
};
use sportello_desk::reference as mirror;
use sportello_domain::moment::Day;
use tauri::State;

use super::host::{Answer, Host};

/// Catalogue, texts, units, recognisers of the customer.
#[tauri::command]
#[specta::specta]
pub async fn reference(host: State<'_, Host>) -> Answer<Reference> {
    host.told(mirror::reference(host.desk().await?).await)
}

/// The countries of today.
#[tauri::command]
#[specta::specta]
pub fn countries() -> Vec<CountryView> {
    mirror::countries()
}

/// Municipalities whose name begins so, as they were on a day.
#[tauri::command]
#[specta::specta]
pub async fn search_places(host: State<'_, Host>, text: String, on: Option<Day>) -> Answer<Vec<PlaceView>> {
    Ok(mirror::search_places(host.desk().await?, &text, on))
}
