//! What the desk says by itself, as the page hears it.

use serde::{Deserialize, Serialize};
use sportello_contract::desk::report_run::ReportRunStep;
use sportello_desk::{Desk, DeskEvent};
use tauri::AppHandle;
use tauri_specta::Event as _;
use tokio::sync::broadcast::error::RecvError;

/// These kinds of data are stale: what shows them asks again.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub struct DataChanged {
    pub tags: Vec<String>,
}

/// The queue moved: so many of so many writes of this round were settled.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub struct SyncProgressed {
    pub done: u32,
    pub of: u32,
}

/// So many of the reports of a run are made, signed, or sent.
#[derive(Clone, Debug, Serialize, Deserialize, specta::Type, tauri_specta::Event)]
#[serde(rename_all = "camelCase")]
pub struct ReportRunProgressed {
    pub step: ReportRunStep,
    pub done: u32,
    pub of: u32,
}

/// Everything, for a page that missed some of it.
const ALL_TAGS: &[&str] = &[
    "session",
    "reference",
    "drafts",
    "products",
    "orders",
    "reportsToSign",
    "queue",
    "status",
    "credential",
    "mailbox",
    "cardContents",
];

/// Passes on what the desk says, for as long as it lives.
pub async fn pass_on(desk: &Desk, app: &AppHandle) {
    let mut events = desk.subscribe();
    loop {
        let told = match events.recv().await {
            Ok(DeskEvent::DataChanged { tags }) => data_changed(&tags).emit(app),
            Ok(DeskEvent::SyncProgressed { done, of }) => SyncProgressed { done, of }.emit(app),
            Ok(DeskEvent::ReportRunProgressed { step, done, of }) => {
                ReportRunProgressed { step, done: count(done), of: count(of) }.emit(app)
            }
            Err(RecvError::Lagged(_)) => data_changed(ALL_TAGS).emit(app),
            Err(RecvError::Closed) => return,
        };
        if let Err(error) = told {
            tracing::warn!(error = %error, "the page was not told of a change");
        }
    }
}

/// Never near the limit: the page's numbers are of this kind.
fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn data_changed(tags: &[&str]) -> DataChanged {
    DataChanged { tags: tags.iter().map(|tag| (*tag).to_owned()).collect() }
}
