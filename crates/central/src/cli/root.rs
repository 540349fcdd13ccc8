//! Acts with the root's key, which is out of its safe for them: `central root-list`, `central issuing-authority`.

use std::path::PathBuf;

use sportello_central::{
    Centre,
    authority::{found, root_key::RootFiles, root_list},
};

use super::{Failure, Where, say};

/// Where the root's key is, when it was brought from its safe. One in a token needs neither.
#[derive(clap::Args)]
struct RootKey {
    /// The encrypted key; left out: where `init` put it.
    #[arg(long, value_name = "FILE")]
    root_key: Option<PathBuf>,
    /// The master key that opens it; left out: where `init` put it.
    #[arg(long, value_name = "FILE")]
    root_master: Option<PathBuf>,
}

impl RootKey {
    fn files(self, centre: &Centre) -> RootFiles {
        let usual = RootFiles::of(&centre.config);
        RootFiles {
            key: self.root_key.unwrap_or(usual.key),
            master: self.root_master.unwrap_or(usual.master),
        }
    }
}

#[derive(clap::Args)]
pub struct RootList {
    #[command(flatten)]
    at: Where,
    #[command(flatten)]
    key: RootKey,
}

impl RootList {
    pub async fn run(self) -> Result<(), Failure> {
        let centre = self.at.open().await?;
        let list = root_list::publish(&centre, &self.key.files(&centre)).await?;
        Ok(say(&format!("list {} of the root is good until {}", list.number, list.next_update.get()))?)
    }
}

#[derive(clap::Args)]
pub struct IssuingAuthority {
    #[command(flatten)]
    at: Where,
    #[command(flatten)]
    key: RootKey,
}

impl IssuingAuthority {
    pub async fn run(self) -> Result<(), Failure> {
        let centre = self.at.open().await?;
        let name = found::add_issuing(&centre, &self.key.files(&centre)).await?;
        Ok(say(&format!("{name} is made: the centre signs with it from its next start on"))?)
    }
}
