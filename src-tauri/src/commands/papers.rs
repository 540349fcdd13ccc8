//! Papers: forms and reports as PDF, looked at page by page, saved where the officer says.

use sportello_contract::desk::{recognition::PaperView, tables::ShownTable};
use sportello_desk::{papers, tables};
use sportello_domain::{
    catalogue::Language,
    ids::{CatalogueItemId, RequestId},
};
use tauri::{AppHandle, State};

use super::{
    bytes::Bytes,
    host::{Answer, Host},
};
use crate::dialogs;

/// The request form of a catalogue item, to be filled in by hand.
#[tauri::command]
#[specta::specta]
pub async fn blank_form(
    host: State<'_, Host>,
    item: CatalogueItemId,
    language: Language,
) -> Answer<PaperView> {
    host.told(papers::blank_form(host.desk().await?, item, language).await)
}

/// The request form of a case, filled in.
#[tauri::command]
#[specta::specta]
pub async fn request_form(
    host: State<'_, Host>,
    request: RequestId,
    language: Language,
) -> Answer<PaperView> {
    host.told(papers::request_form(host.desk().await?, request, language).await)
}

/// A picture of one page, so many pixels wide where the paper is our own. Pages count from 1.
#[tauri::command]
#[specta::specta]
pub async fn paper_page(host: State<'_, Host>, paper: String, page: u32, width: u32) -> Answer<Bytes> {
    host.told(papers::paper_page(host.desk().await?, &paper, page, width).await).map(Bytes)
}

/// Asks where, and writes the file there; gives the place, or nothing where the officer thought better of it.
#[tauri::command]
#[specta::specta]
pub async fn save_paper(
    app: AppHandle,
    host: State<'_, Host>,
    paper: String,
    file_name: String,
) -> Answer<Option<String>> {
    let Some(path) = dialogs::where_to_save(&app, &file_name).await else { return Ok(None) };
    host.told(papers::save_paper(host.desk().await?, &paper, &path).await)?;
    Ok(Some(path.display().to_string()))
}

/// Asks where, and writes the list there as CSV; gives the place, or nothing where the officer thought better of it.
#[tauri::command]
#[specta::specta]
pub async fn save_table(
    app: AppHandle,
    host: State<'_, Host>,
    table: ShownTable,
    language: Language,
    file_name: String,
) -> Answer<Option<String>> {
    let Some(path) = dialogs::where_to_save(&app, &file_name).await else { return Ok(None) };
    host.told(tables::save_table(table, language, &path).await)?;
    Ok(Some(path.display().to_string()))
}
