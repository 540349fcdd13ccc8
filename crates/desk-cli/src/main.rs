//! The binary `desk-cli`: plays the main job without a window.

use std::{io::Write, process::ExitCode};

use sportello_desk_cli::{
    arguments::{Play, USAGE},
    play,
};
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    // Foreign files are decoded by this same program, started again.
    if let Some(limits) = sportello_capture::worker::asked_for(std::env::args()) {
        std::process::exit(sportello_capture::worker::run(limits));
    }
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let mut stderr = std::io::stderr();
    let arguments = match Play::parse(std::env::args_os().skip(1)) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Where standard error is closed there is nobody to tell.
            let _ = writeln!(stderr, "desk-cli: {error}\n\n{USAGE}");
            return ExitCode::from(64);
        }
    };
    let outcome = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(play::PlayError::from)
        .and_then(|runtime| {
            // This program itself, started again: see the first lines of `main`.
            let worker = std::env::current_exe()?;
            runtime.block_on(play::run(&arguments, &worker, &mut std::io::stdout()))
        });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(stderr, "desk-cli: {error}");
            ExitCode::FAILURE
        }
    }
}
