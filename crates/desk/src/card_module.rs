//! Which PKCS#11 module speaks with cards that have no PIV: chosen once for this PC, kept apart from every case. A module is
//! code of somebody else's that runs inside this program, so only one of those found, or one that a person picked in the
//! host's own dialog, is ever loaded.

use std::{path::Path, sync::Arc};

use sportello_contract::desk::cards::{CardModule, CardModulesView, ChosenModule};
use sportello_domain::error_code::ErrorCode;

use crate::{Desk, DeskError, ports::Store, records::Change};

/// The file of the module, in the store; outside of what the window can set by name.
const CHOSEN: &str = "card-module";
/// The file that is being loaded at a start. Still there at the next one, the program ended meanwhile, and perhaps by it.
const LOADING: &str = "card-module/loading";

/// Those on this machine, and the one that was chosen.
pub async fn card_modules(desk: &Desk) -> Result<CardModulesView, DeskError> {
    let modules = Arc::clone(&desk.ports.modules);
    let found = tokio::task::spawn_blocking(move || modules.found()).await.map_err(DeskError::internal)?;
    let found = found
        .into_iter()
        .map(|module| CardModule { name: module.name.to_owned(), file: text(&module.file) })
        .collect();
    let chosen = desk.cards.module().chosen();
    let chosen = chosen.map(|(file, state)| ChosenModule { file: text(&file), state });
    Ok(CardModulesView { found, chosen })
}

/// Chooses one of those found, by its file, or the chosen one once more, or none.
pub async fn choose_found_module(desk: &Desk, file: Option<&str>) -> Result<CardModulesView, DeskError> {
    let Some(file) = file else { return choose_none(desk).await };
    let known = card_modules(desk).await?;
    let chosen = known.chosen.is_some_and(|chosen| chosen.file == file);
    if !chosen && known.found.iter().all(|module| module.file != file) {
        return Err(DeskError::told_with(ErrorCode::BadInput, "field", &"file"));
    }
    choose_module_file(desk, Path::new(file)).await
}

/// Chooses the module in this file, which a person picked. What is no module is refused, and the one before stays.
pub async fn choose_module_file(desk: &Desk, file: &Path) -> Result<CardModulesView, DeskError> {
    let (seat, wanted) = (Arc::clone(desk.cards.module()), file.to_owned());
    let loaded = tokio::task::spawn_blocking(move || seat.choose(&wanted)).await;
    loaded.map_err(DeskError::internal)??;
    remember(desk, Some(text(file))).await?;
    note_loading(&desk.ports.store, None).await?;
    card_modules(desk).await
}

async fn choose_none(desk: &Desk) -> Result<CardModulesView, DeskError> {
    remember(desk, None).await?;
    let seat = Arc::clone(desk.cards.module());
    tokio::task::spawn_blocking(move || seat.choose_none()).await.map_err(DeskError::internal)?;
    card_modules(desk).await
}

async fn remember(desk: &Desk, value: Option<String>) -> Result<(), DeskError> {
    let change = Change::Set { name: CHOSEN.to_owned(), value };
    Ok(desk.ports.store.apply(vec![change]).await?)
}

/// Takes the one of before this start again, in the background. One during whose loading the program ended is left alone: it
/// would end it again, and at each start.
pub(crate) async fn resume(desk: &Desk) -> Result<(), DeskError> {
    let store = &desk.ports.store;
    let Some(file) = store.value(CHOSEN).await? else { return Ok(()) };
    let seat = Arc::clone(desk.cards.module());
    seat.remember(Path::new(&file));
    if store.value(LOADING).await?.is_some_and(|suspected| suspected == file) {
        seat.fails(Path::new(&file));
        return Ok(());
    }
    note_loading(store, Some(file.clone())).await?;
    // The store is not held by it: loading may outlive the desk by a moment.
    let store = Arc::downgrade(store);
    tokio::spawn(async move {
        let loaded = tokio::task::spawn_blocking(move || {
            if let Err(error) = seat.choose(Path::new(&file)) {
                tracing::warn!(error = %error, "the module for cards cannot be used");
                seat.fails(Path::new(&file));
            }
        });
        if loaded.await.is_ok()
            && let Some(store) = store.upgrade()
            && let Err(error) = note_loading(&store, None).await
        {
            tracing::warn!(error = %error, "that the module for cards was loaded was not noted");
        }
    });
    Ok(())
}

async fn note_loading(store: &Arc<dyn Store>, file: Option<String>) -> Result<(), DeskError> {
    Ok(store.apply(vec![Change::Set { name: LOADING.to_owned(), value: file }]).await?)
}

fn text(file: &Path) -> String {
    file.to_string_lossy().into_owned()
}
