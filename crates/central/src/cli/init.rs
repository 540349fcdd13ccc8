//! `central init`.

use std::{fs, net::SocketAddr, path::PathBuf};

use sportello_central::{
    chance::SystemChance,
    clock::SystemClock,
    training::{
        self, Accounts, Foundation,
        description::{BUILT_IN, Description},
    },
};

use super::{Failure, say};

#[derive(clap::Args)]
pub struct Init {
    /// A centre to learn with: own authority, printed passwords, mail in a folder. Cannot be changed later.
    #[arg(long, required = true)]
    training: bool,
    /// The folder to make it in.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Other customers than the built-in ones: a TOML file of the same form.
    #[arg(long, alias = "from", value_name = "FILE")]
    customer: Option<PathBuf>,
    /// Where workstations call.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7443")]
    desks: SocketAddr,
    /// Where holders' browsers and relying parties call.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7444")]
    holders: SocketAddr,
    /// Health and metrics.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7445")]
    operations: SocketAddr,
    /// How the world names the holders' address; stands in every certificate.
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Print what is in `training.json` instead of a table.
    #[arg(long)]
    json: bool,
}

impl Init {
    pub async fn run(self) -> Result<(), Failure> {
        let description = match &self.customer {
            None => Description::read(BUILT_IN)?,
            Some(file) => {
                let text =
                    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
                Description::read(&text)?
            }
        };
        let foundation = Foundation {
            folder: &self.data,
            description: &description,
            desks: self.desks,
            holders: self.holders,
            operations: self.operations,
            public_url: self.public_url,
        };
        let made = training::found(&foundation, &SystemClock, &SystemChance).await?;
        let text = if self.json { serde_json::to_string_pretty(&made)? } else { table(&made) };
        Ok(say(&text)?)
    }
}

fn table(made: &Accounts) -> String {
    let mut lines = vec![format!("A training centre was made: {}", made.configuration)];
    for customer in &made.customers {
        lines.push(String::new());
        lines.push(format!("{} ({})", customer.name, customer.client_code));
        lines.push(format!("  enrolment code of one workstation: {}", customer.enrolment_code));
        for account in made.accounts.iter().filter(|account| account.customer == customer.client_code) {
            let (name, profiles) = (&account.user_name, account.profiles.join(", "));
            lines.push(format!("  {name:<16} {}  {profiles}, {}", account.password, account.unit));
            lines.push(format!("  {:<16} {}", "", account.totp_address));
        }
    }
    lines.push(String::new());
    lines.push("The same for programs, readable by you alone: training.json beside it.".to_owned());
    lines.join("\n")
}
