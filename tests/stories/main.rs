//! Stories of the desk and its centre, told through the desk's own use cases: what the window calls, without the window.

#![expect(clippy::unwrap_used, reason = "what a story begins with and does not get is a failed test")]

mod acts;
mod camera_hold;
mod card_tools;
#[cfg(target_os = "linux")]
mod card_tools_pcscd;
mod clock;
mod crop;
mod device_enrolment;
mod document_images;
mod double_issue;
mod ended;
mod eventful;
mod evidence;
mod given_images;
mod killed_desk;
mod lost;
mod main_job;
mod module_card;
mod module_enrolment;
#[cfg(target_os = "linux")]
mod module_tools;
mod officer_proof;
mod offline;
mod own_card;
#[cfg(target_os = "linux")]
#[path = "../../crates/token-virtual/tests/virtual_card/pcscd.rs"]
mod pcscd;
mod people;
#[cfg(target_os = "linux")]
mod pin_pad;
mod playing;
mod print;
mod refused;
mod report_run;
mod resent;
mod returned;
mod role;
mod status;
mod stock;
mod token_format;
#[cfg(target_os = "linux")]
mod two_readers;
mod two_slots;

/// A program that can be a decode worker: a test's own cannot be started again as one.
const WORKER: &str = env!("CARGO_BIN_EXE_stories-worker");
