//! The system's own dialogs for choosing files: they belong to the host, so that the page needs no right to any.

use std::path::PathBuf;

use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt as _, FilePath};
use tokio::sync::oneshot;

/// Where to save a file of this name; nothing where the officer thought better of it.
pub async fn where_to_save(app: &AppHandle, file_name: &str) -> Option<PathBuf> {
    let (chosen, choice) = oneshot::channel();
    let mut dialog = app.dialog().file().set_file_name(file_name);
    if let Some((_, ending)) = file_name.rsplit_once('.') {
        dialog = dialog.add_filter(ending.to_uppercase(), &[ending]);
    }
    // Nobody waits any more when the window was closed meanwhile.
    dialog.save_file(move |path| drop(chosen.send(path)));
    path_of(choice).await
}

/// Which file to open, among those with these endings.
pub async fn which_to_open(app: &AppHandle, kind: &str, endings: &[&str]) -> Option<PathBuf> {
    let (chosen, choice) = oneshot::channel();
    app.dialog().file().add_filter(kind, endings).pick_file(move |path| drop(chosen.send(path)));
    path_of(choice).await
}

async fn path_of(choice: oneshot::Receiver<Option<FilePath>>) -> Option<PathBuf> {
    choice.await.ok().flatten()?.into_path().ok()
}
