//! Sportello, the workstation: the window around the desk.

// No console window beside the real one.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    // Foreign files are decoded by this same program, started again.
    if let Some(limits) = sportello_capture::worker::asked_for(std::env::args()) {
        std::process::exit(sportello_capture::worker::run(limits));
    }
    sportello_app::run(std::env::args_os().skip(1))
}
