//! Wires the desk to the real world when the program starts.

use tauri::App;
use tracing_subscriber::EnvFilter;

use crate::Options;

/// Logs to standard error: `RUST_LOG` chooses, warnings and our own words by default.
pub fn start_log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn,sportello=info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}

/// Opens the desk and hands it to the commands.
pub fn set_up(_app: &App, _options: &Options) -> tauri::Result<()> {
    Ok(())
}
