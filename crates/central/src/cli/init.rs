//! `central init`.

use std::{
    fs,
    net::SocketAddr,
    path::{PathBuf, absolute},
};

use sportello_central::{
    authority::{config::TokenKey, token::TokenPlace},
    chance::SystemChance,
    clock::SystemClock,
    config::Tls,
    training::{
        self, Accounts, Foundation, TokenWish,
        description::{BUILT_IN, Description},
    },
};
use sportello_pki::profile::Disclosure;

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
    /// A second address for relying parties, in the clear: certificates, status lists and OCSP are fetched without TLS.
    #[arg(long, value_name = "ADDRESS")]
    plain: Option<SocketAddr>,
    /// How the world names that one; needed where the holders' address is https.
    #[arg(long, value_name = "URL")]
    plain_url: Option<String>,
    /// The certificate chain (PEM, leaf first) of every address that others can reach.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// Its key (PEM).
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    #[command(flatten)]
    token: TokenOptions,
    /// Print what is in `training.json` instead of a table.
    #[arg(long)]
    json: bool,
}

/// Keys in a PKCS#11 token.
#[derive(clap::Args)]
struct TokenOptions {
    /// A PKCS#11 module: keys are then made in its token.
    #[arg(long, value_name = "LIBRARY", requires_all = ["token_label", "pin"])]
    token_module: Option<PathBuf>,
    /// The label of the token.
    #[arg(long, value_name = "TEXT", requires = "token_module")]
    token_label: Option<String>,
    /// A file with the user PIN, for its owner alone and outside the data folder.
    #[arg(long, value_name = "FILE", group = "pin", requires = "token_module")]
    token_pin_file: Option<PathBuf>,
    /// Instead: the environment variable that holds the PIN, now and whenever the centre runs.
    #[arg(long, value_name = "NAME", group = "pin", requires = "token_module")]
    token_pin_variable: Option<String>,
    /// The authority's keys that are made in the token.
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "issuing",
        requires = "token_module",
        value_name = "KEYS"
    )]
    token_keys: Vec<KeyInToken>,
    /// The holders' keys are made in the token too.
    #[arg(long, requires = "token_module")]
    token_holders: bool,
    /// The token is a certified qualified device: holders' certificates say so.
    #[arg(long, requires_all = ["token_holders", "disclosure"])]
    token_qscd: bool,
    /// Where the disclosure statement (PDS) of one language is, as `en=ADDRESS` with an https address; one in
    /// English is needed for a qualified device.
    #[arg(long, value_name = "LANGUAGE=URL", requires = "token_module", value_parser = disclosure)]
    disclosure: Vec<Disclosure>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum KeyInToken {
    Issuing,
    Root,
}

fn disclosure(text: &str) -> Result<Disclosure, &'static str> {
    let (language, url) = text.split_once('=').ok_or("a language, an equals sign, an address")?;
    Ok(Disclosure { language: language.to_owned(), url: url.to_owned() })
}

impl TokenOptions {
    fn wish(self) -> Result<Option<TokenWish>, Failure> {
        let (Some(module), Some(label)) = (self.token_module, self.token_label) else { return Ok(None) };
        // It is written into a file that is read from elsewhere. A bare name is looked for by the system.
        let module = if module.components().count() > 1 { absolute(&module)? } else { module };
        let pin_file = self.token_pin_file.map(absolute).transpose()?;
        let keys = self.token_keys.iter().map(|key| match key {
            KeyInToken::Issuing => TokenKey::Issuing,
            KeyInToken::Root => TokenKey::Root,
        });
        Ok(Some(TokenWish {
            place: TokenPlace::new(module, label, pin_file, self.token_pin_variable),
            keys: keys.collect(),
            holders: self.token_holders,
            qscd: self.token_qscd,
            disclosures: self.disclosure,
        }))
    }
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
            plain_address: self.plain,
            plain_url: self.plain_url,
            tls: match (self.tls_certificate, self.tls_key) {
                (Some(certificate), Some(key)) => {
                    Some(Tls { certificate_file: absolute(certificate)?, key_file: absolute(key)? })
                }
                _ => None,
            },
            token: self.token.wish()?,
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
