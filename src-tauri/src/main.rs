//! Sportello, the workstation: the window around the desk.

// No console window beside the real one.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

use std::process::ExitCode;

fn main() -> ExitCode {
    sportello_app::run(std::env::args_os().skip(1))
}
