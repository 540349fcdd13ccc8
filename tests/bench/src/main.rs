//! How fast the product is, always beside a peer and a limit measured in the same run: `cargo xtask bench`.
//!
//! Figures say something only beside others from the same machine and minute; nothing here passes or fails.

#![expect(clippy::print_stdout, reason = "a bench tells its figures on the terminal")]
#![expect(clippy::unwrap_used, reason = "a bench that cannot be set up has no figures")]
#![expect(clippy::disallowed_methods, reason = "a bench reads the real clock")]

#[cfg(feature = "bench")]
mod camera;
#[cfg(target_os = "linux")]
mod card;
#[cfg(target_os = "linux")]
mod card_peer;
#[cfg(target_os = "linux")]
mod card_wire;
#[cfg(feature = "bench")]
mod certificates;
#[cfg_attr(not(feature = "bench"), expect(dead_code, reason = "what else is measured at a counter"))]
mod counter;
#[cfg_attr(not(feature = "bench"), expect(dead_code, reason = "what else is measured has rates"))]
mod figures;
#[cfg(feature = "bench")]
mod report;
#[cfg(feature = "bench")]
mod window;

use std::process::ExitCode;

/// What it can measure.
const KNOWN: &str = "window, camera, report, certificates, on Linux card";

fn main() -> ExitCode {
    // Desk and centre read foreign files in processes of this same program.
    if let Some(limits) = sportello_central::report_reader::asked_for(std::env::args()) {
        return ExitCode::from(
            u8::try_from(sportello_central::report_reader::run(limits)).unwrap_or(u8::MAX),
        );
    }
    if let Some(limits) = sportello_capture::worker::asked_for(std::env::args()) {
        return ExitCode::from(u8::try_from(sportello_capture::worker::run(limits)).unwrap_or(u8::MAX));
    }
    let wanted = std::env::args().nth(1).unwrap_or_default();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    match wanted.as_str() {
        #[cfg(feature = "bench")]
        "window" => runtime.block_on(window::measure()),
        #[cfg(feature = "bench")]
        "camera" => runtime.block_on(camera::measure()),
        #[cfg(feature = "bench")]
        "report" => runtime.block_on(report::measure()),
        #[cfg(feature = "bench")]
        "certificates" => runtime.block_on(certificates::measure()),
        #[cfg(target_os = "linux")]
        "card" => match sportello_testkit::pcscd::Place::of_the_story(card::STORY) {
            Some(place) => runtime.block_on(card::measure(&place)),
            None => card::with_readers(),
        },
        _ => {
            println!("what can be measured: {KNOWN}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
