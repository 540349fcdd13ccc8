//! The Tauri adapter.
