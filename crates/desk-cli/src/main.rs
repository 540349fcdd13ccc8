//! The binary `desk-cli`: plays the main job without a window, and tells whether a workstation is registered.

use std::{io::Write, process::ExitCode};

use sportello_desk_cli::{
    arguments::{USAGE, Wanted},
    host, play,
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
    let wanted = match Wanted::parse(std::env::args_os().skip(1), |name| std::env::var_os(name)) {
        Ok(wanted) => wanted,
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
        .and_then(|runtime| runtime.block_on(done(wanted)));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(stderr, "desk-cli: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn done(wanted: Wanted) -> Result<(), play::PlayError> {
    // This program itself, started again: see the first lines of `main`.
    let worker = std::env::current_exe()?;
    let mut out = std::io::stdout();
    match wanted {
        Wanted::Play(wanted) => Box::pin(play::run(&wanted, &worker, &mut out)).await,
        Wanted::Registered { data } => {
            let answer = if host::is_registered(&data, &worker).await? { "yes" } else { "no" };
            Ok(writeln!(out, "{answer}")?)
        }
    }
}
