//! The window: Tauri around the desk.
//!
//! Knows: the commands the page may call, the events it hears, the windows, and how the desk's ports are wired to the
//! real world (files, keyring, readers, the centre over HTTP). A command is three lines: parse, call, map the error.
//!
//! Must never know: a rule of the business, SQL, HTTP, certificates. What it decides can be tested without a window in
//! the crates below it.

mod cameras;
mod commands;
mod desk_setup;
mod dialogs;
#[cfg(target_os = "linux")]
mod drawing;
mod events;
mod installation;
mod only_one;
mod options;
mod surface;
mod windows;

use std::{ffi::OsString, process::ExitCode};

use sportello_desk_cli::SystemChance;
use tauri::Manager as _;

use crate::commands::host::Host;
pub use crate::options::Options;

/// Opens the window and stays until it is closed. The arguments are those of [`Options`].
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let options = match Options::parse(arguments, |name| std::env::var_os(name)) {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}\n\n{}", options::USAGE);
            return ExitCode::from(2);
        }
    };
    desk_setup::start_log();
    match window(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = %error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}

fn window(options: Options) -> tauri::Result<()> {
    let surface = surface::surface();
    tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_window_state::Builder::new().build())
        .invoke_handler(surface.invoke_handler())
        .setup(move |app| {
            // First, so that a second start does nothing but show the first one's window.
            only_one::be_the_only_one(app.handle())?;
            surface.mount_events(app);
            app.manage(Host::new(SystemChance));
            // The store opens while the web engine starts: the page asks for it a moment later.
            tauri::async_runtime::spawn(desk_setup::open_desk(app.handle().clone(), options.clone()));
            windows::open_main(app, &options)?;
            Ok(())
        })
        .run(tauri::generate_context!())
}
