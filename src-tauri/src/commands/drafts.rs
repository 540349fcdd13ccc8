//! Drafts in the wizard, from the first word typed to the confirmed request.

use sportello_contract::desk::{
    drafts::{AttachedView, ConfirmedView, DraftRow, DraftView, PageChoice, SaveDraft},
    recognition::PaperView,
};
use sportello_desk::{
    confirm,
    document_images::{self, AttachImage},
    document_print, drafts,
};
use sportello_domain::{
    catalogue::RecognitionMethod,
    document::DocumentSide,
    ids::{EvidenceId, RequestId},
};
use tauri::State;

use super::{
    bytes::{Bytes, FileText},
    host::{Answer, Host},
};

/// A new draft.
#[tauri::command]
#[specta::specta]
pub async fn start_draft(host: State<'_, Host>, method: Option<RecognitionMethod>) -> Answer<DraftView> {
    host.told(drafts::start_draft(host.desk().await?, method).await)
}

/// The drafts of this PC, the one saved last first.
#[tauri::command]
#[specta::specta]
pub async fn list_drafts(host: State<'_, Host>) -> Answer<Vec<DraftRow>> {
    host.told(drafts::list_drafts(host.desk().await?).await)
}

/// A draft with what the domain says of it.
#[tauri::command]
#[specta::specta]
pub async fn open_draft(host: State<'_, Host>, draft: RequestId) -> Answer<DraftView> {
    host.told(drafts::open_draft(host.desk().await?, draft).await)
}

/// Keeps what was typed.
#[tauri::command]
#[specta::specta]
pub async fn save_draft(host: State<'_, Host>, save: SaveDraft) -> Answer<DraftView> {
    host.told(drafts::save_draft(host.desk().await?, save).await)
}

/// Puts a draft aside; it can be restored for a while.
#[tauri::command]
#[specta::specta]
pub async fn discard_draft(host: State<'_, Host>, draft: RequestId) -> Answer<()> {
    host.told(drafts::discard_draft(host.desk().await?, draft).await)
}

/// Undoes the discarding.
#[tauri::command]
#[specta::specta]
pub async fn restore_draft(host: State<'_, Host>, draft: RequestId) -> Answer<DraftView> {
    host.told(drafts::restore_draft(host.desk().await?, draft).await)
}

/// Attaches one side of the identity document and reads what it says. `page` counts from 1, for a PDF.
#[tauri::command]
#[specta::specta]
pub async fn attach_document_image(
    host: State<'_, Host>,
    draft: RequestId,
    side: DocumentSide,
    file: FileText,
    page: u32,
) -> Answer<AttachedView> {
    let file = host.told(file.bytes())?;
    host.told(
        document_images::attach_document_image(host.desk().await?, AttachImage { draft, side, file, page })
            .await,
    )
}

/// Opens a PDF with pages of the document, so that the officer says which page shows which side.
#[tauri::command]
#[specta::specta]
pub async fn open_document_file(
    host: State<'_, Host>,
    draft: RequestId,
    file: FileText,
) -> Answer<PaperView> {
    let file = host.told(file.bytes())?;
    host.told(document_images::open_document_file(host.desk().await?, draft, file).await)
}

/// Attaches pages of an opened file, each for its side, and reads what they say.
#[tauri::command]
#[specta::specta]
pub async fn attach_document_pages(
    host: State<'_, Host>,
    draft: RequestId,
    paper: String,
    choices: Vec<PageChoice>,
) -> Answer<AttachedView> {
    host.told(document_images::attach_document_pages(host.desk().await?, draft, &paper, choices).await)
}

/// Takes an image away again.
#[tauri::command]
#[specta::specta]
pub async fn remove_document_image(
    host: State<'_, Host>,
    draft: RequestId,
    evidence: EvidenceId,
) -> Answer<DraftView> {
    host.told(document_images::remove_document_image(host.desk().await?, draft, evidence).await)
}

/// Reads the print of an image; takes seconds, and changes nothing yet.
#[tauri::command]
#[specta::specta]
pub async fn read_document_print(host: State<'_, Host>, draft: RequestId, image: EvidenceId) -> Answer<()> {
    host.told(document_print::read_document_print(host.desk().await?, draft, image).await)
}

/// Takes into the draft what the print says.
#[tauri::command]
#[specta::specta]
pub async fn take_document_print(
    host: State<'_, Host>,
    draft: RequestId,
    image: EvidenceId,
) -> Answer<AttachedView> {
    host.told(document_print::take_document_print(host.desk().await?, draft, image).await)
}

/// The image itself.
#[tauri::command]
#[specta::specta]
pub async fn evidence_image(host: State<'_, Host>, evidence: EvidenceId) -> Answer<Bytes> {
    host.told(document_images::evidence_image(host.desk().await?, evidence).await).map(Bytes)
}

/// Step 8: the draft becomes a request.
#[tauri::command]
#[specta::specta]
pub async fn confirm_request(host: State<'_, Host>, draft: RequestId) -> Answer<ConfirmedView> {
    host.told(confirm::confirm_request(host.desk().await?, draft).await)
}

/// What became of a confirmed request; nothing where this PC does not know it.
#[tauri::command]
#[specta::specta]
pub async fn confirmed_request(host: State<'_, Host>, request: RequestId) -> Answer<Option<ConfirmedView>> {
    host.told(confirm::confirmed(host.desk().await?, request).await)
}
