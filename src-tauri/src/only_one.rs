//! One window per person and computer: a second start shows the first one's window and ends.

use std::{thread, time::Duration};

use tauri::AppHandle;

use crate::windows;

/// How often a window that does not answer is asked, before the start fails.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(200);

/// Returns if no other window is open; ends the program once the other one was shown.
///
/// A window that is just being closed, or was killed, may still hold the name and answer no more. It is gone a moment
/// later, so a failed try is not the end.
pub fn be_the_only_one(app: &AppHandle) -> tauri::Result<()> {
    let mut tries = 1;
    loop {
        let plugin = tauri_plugin_single_instance::init(|app, _arguments, _folder| windows::show_main(app));
        match app.plugin(plugin) {
            Err(error) if tries < TRIES => {
                tracing::info!(error = %error, tries, "the other window does not answer");
                thread::sleep(PAUSE);
                tries += 1;
            }
            end => return end,
        }
    }
}
