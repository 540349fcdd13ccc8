//! What this program is.

use serde::Serialize;
use sportello_domain::{moment::Day, places};

/// The program as the support page names it.
#[derive(Clone, Debug, Serialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub struct AboutApp {
    pub version: String,
    /// `linux`, `windows` or `macos`.
    pub system: String,
    /// The day of the newest municipality it knows.
    pub places_until: Option<Day>,
}

/// The program's version and system, for the support page and for copyable diagnostics.
#[tauri::command]
#[specta::specta]
pub fn about_app() -> AboutApp {
    AboutApp {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        system: std::env::consts::OS.to_owned(),
        places_until: places::municipalities_until(),
    }
}
