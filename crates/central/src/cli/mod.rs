//! The command line.

mod audit;
mod enrolment_code;
mod init;
mod revoke;
mod root;
mod serve;

use std::{
    error::Error,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Parser, Subcommand};
use sportello_central::{Centre, chance::SystemChance, clock::SystemClock, config::Config};
use sportello_central_store::Store;

/// What a command fails with: a sentence for whoever typed it.
pub type Failure = Box<dyn Error + Send + Sync>;

/// The central service of Sportello.
#[derive(Parser)]
#[command(version, about)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes a centre in an empty folder.
    Init(Box<init::Init>),
    /// Runs the centre until SIGTERM or Ctrl-C.
    Serve(serve::Serve),
    /// Prints a fresh one-time code with which a workstation is registered.
    EnrolmentCode(enrolment_code::EnrolmentCode),
    /// The audit log.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Revokes a certificate and publishes the list that says so.
    Revoke(revoke::Revoke),
    /// Signs and publishes the next list of the root, which is good for a year. Takes the root's key out of its safe.
    RootList(root::RootList),
    /// Makes the next issuing authority under the root. Takes the root's key out of its safe.
    IssuingAuthority(root::IssuingAuthority),
}

/// Which centre.
#[derive(clap::Args)]
struct Where {
    /// The file `central.toml`.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

impl Arguments {
    /// Does what was asked.
    pub async fn run(self) -> Result<(), Failure> {
        match self.command {
            Command::Init(init) => init.run().await,
            Command::Serve(serve) => serve.run().await,
            Command::EnrolmentCode(ask) => ask.run().await,
            Command::Audit(audit) => audit.run().await,
            Command::Revoke(revoke) => revoke.run().await,
            Command::RootList(renew) => renew.run().await,
            Command::IssuingAuthority(add) => add.run().await,
        }
    }
}

impl Where {
    fn config(&self) -> Result<Config, Failure> {
        Ok(Config::read(&self.config)?)
    }

    /// The database alone, for acts that need no key of the authority's and log in to no token.
    async fn store(&self, config: &Config) -> Result<Store, Failure> {
        Ok(Store::open_sqlite(&config.database_file()).await?)
    }

    async fn open(&self) -> Result<Arc<Centre>, Failure> {
        open(&self.config).await
    }
}

async fn open(file: &Path) -> Result<Arc<Centre>, Failure> {
    Ok(Centre::open(Config::read(file)?, Box::new(SystemClock), Box::new(SystemChance)).await?)
}

/// One line, or several, on standard output.
fn say(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// An error and its causes on standard error.
pub fn complain(error: &Failure) {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        let deeper_text = deeper.to_string();
        // Many errors repeat their cause in their own words.
        if !text.contains(&deeper_text) {
            text.push_str(": ");
            text.push_str(&deeper_text);
        }
        cause = deeper.source();
    }
    // Nobody is left to tell where standard error is closed.
    let _ = writeln!(io::stderr(), "central: {text}");
}
