//! How the window is drawn on Linux: by the graphics card where there is one, else without imitating one.

use std::{fs, path::Path};

use tauri::WebviewWindow;
use webkit2gtk::{HardwareAccelerationPolicy, SettingsExt as _, WebViewExt as _};

/// Where the kernel shows the graphics cards that anybody may draw with.
const CARDS: &str = "/dev/dri";

/// Tells the web engine not to imitate a graphics card that is not there: it would draw every picture of the camera
/// twice, at half the rate.
pub fn fit_to_machine(window: &WebviewWindow) -> tauri::Result<()> {
    if has_graphics_card(Path::new(CARDS)) {
        return Ok(());
    }
    window.with_webview(|shown| {
        if let Some(settings) = shown.inner().settings() {
            settings.set_hardware_acceleration_policy(HardwareAccelerationPolicy::Never);
        }
    })
}

/// A card that only shows has no such entry, and is of no use for drawing.
fn has_graphics_card(cards: &Path) -> bool {
    let Ok(entries) = fs::read_dir(cards) else { return false };
    entries.flatten().any(|entry| entry.file_name().to_string_lossy().starts_with("renderD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_that_draws_is_told_from_one_that_only_shows() {
        let cards = tempfile::tempdir().expect("a folder");
        assert!(!has_graphics_card(&cards.path().join("none")), "no folder, no card");
        fs::write(cards.path().join("card0"), "").expect("a file");
        assert!(!has_graphics_card(cards.path()), "it only shows");
        fs::write(cards.path().join("renderD128"), "").expect("a file");
        assert!(has_graphics_card(cards.path()), "it draws");
    }
}
