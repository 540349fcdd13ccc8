//! The binary `central`: makes, runs and checks a centre. Standard output is for what was asked for; the log goes to
//! standard error.

mod cli;

use std::process::ExitCode;

use clap::Parser as _;
use sportello_central::report_reader;

fn main() -> ExitCode {
    // Before there are threads: each would count against the reader's memory.
    if let Some(limits) = report_reader::asked_for(std::env::args()) {
        return if report_reader::run(limits) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    serve_command_line()
}

#[tokio::main]
async fn serve_command_line() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("CENTRAL_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let for_people = std::io::IsTerminal::is_terminal(&std::io::stderr());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(for_people)
        .with_writer(std::io::stderr)
        .init();
    match cli::Arguments::parse().run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            cli::complain(&error);
            ExitCode::FAILURE
        }
    }
}
