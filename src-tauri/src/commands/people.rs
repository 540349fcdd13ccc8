//! People the customer knows already.

use sportello_contract::{
    central::people::{KnownPerson, PersonQuery},
    desk::drafts::{CarriedView, DraftView},
};
use sportello_desk::people;
use sportello_domain::ids::RequestId;
use tauri::State;

use super::host::{Answer, Host};

/// People found by tax code, or by at least three other facts.
#[tauri::command]
#[specta::specta]
pub async fn find_person(host: State<'_, Host>, query: PersonQuery) -> Answer<Vec<KnownPerson>> {
    host.told(people::find_person(host.desk().await?, query).await)
}

/// Fills a draft with what is known of a person.
#[tauri::command]
#[specta::specta]
pub async fn use_person(host: State<'_, Host>, draft: RequestId, person: KnownPerson) -> Answer<CarriedView> {
    host.told(people::use_person(host.desk().await?, draft, person).await)
}

/// A new entry after all: takes back what a found person brought.
#[tauri::command]
#[specta::specta]
pub async fn new_person(host: State<'_, Host>, draft: RequestId) -> Answer<DraftView> {
    host.told(people::new_person(host.desk().await?, draft).await)
}
