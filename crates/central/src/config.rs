//! `central.toml`: one commented file, written by `central init`, read once at start. An unknown key is an error, so
//! that a misspelt one is not silently ignored.

use std::{
    fs, io,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    authority::{config::AuthorityConfig, token::TokenError},
    master_keys::{MasterKeys, MasterKeysError},
    messages::config::{MessagesConfig, MessagesConfigError},
};

/// Everything that can be configured.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Fixed at `central init`: a training centre never becomes a real one, nor the other way round.
    pub training: bool,
    /// Database, evidence, CA files, training mail. Relative to the configuration file.
    pub data_folder: PathBuf,
    /// The master keys: in a file outside the data folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub master_keys_file: Option<PathBuf>,
    /// Instead: in an environment variable of the service, as the file's text in base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub master_keys_variable: Option<String>,
    pub provider: Provider,
    pub listeners: Listeners,
    #[serde(default)]
    pub sessions: Sessions,
    #[serde(default)]
    pub requests: Requests,
    #[serde(default)]
    pub limits: Limits,
    #[serde(default)]
    pub authority: AuthorityConfig,
    #[serde(default)]
    pub messages: MessagesConfig,
    /// The program that reads foreign files; this one where `None`. Not configurable: a program that holds a centre
    /// without being `central` sets it.
    #[serde(skip)]
    pub reader_program: Option<PathBuf>,
}

/// The trust service provider, as papers and certificates name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    pub name: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// ETSI EN 319 412-1 identifier, e.g. `VATIT-12345678903`.
    pub organisation_identifier: String,
}

/// The three addresses: each can be on a network of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listeners {
    /// What workstations speak with.
    pub desks: Listener,
    /// What holders' browsers and relying parties speak with: pages, CRL, OCSP, CA certificates, time-stamps.
    pub holders: HoldersListener,
    /// Health and metrics.
    pub operations: Listener,
}

/// One address.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listener {
    pub address: SocketAddr,
    /// Wanted for every address that is not loopback.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<Tls>,
}

/// The holders' address, and how the world names it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoldersListener {
    pub address: SocketAddr,
    /// Without a slash at the end; stands in links and in every certificate (CRL, OCSP, CA issuers).
    pub public_url: String,
    /// A second address, in the clear, that serves nothing but what is fetched without TLS: certificates of the
    /// authorities, status lists, OCSP, time-stamps. `authority.plain_url` says where the world reaches it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plain_address: Option<SocketAddr>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<Tls>,
}

/// A certificate chain and its key, both PEM files; relative to the configuration file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    pub certificate_file: PathBuf,
    pub key_file: PathBuf,
}

/// Logins and sessions.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sessions {
    /// How long an access key lives.
    pub access_minutes: u16,
    /// How long a session lives, however often it is refreshed.
    pub session_hours: u16,
    /// Wrong passwords or codes in a row before the account is locked.
    pub attempts: u16,
    pub lock_minutes: u16,
    /// How long an officer's proof holds: within it a token of the same product is written on, and resumed, without
    /// another one.
    pub proof_minutes: u16,
    /// How long a link for a new password works.
    pub recovery_minutes: u16,
    /// How long the link in the envelope's mail works.
    pub holder_link_days: u16,
    /// Passwords hashed at the same time: each takes 19 MiB and a core.
    pub hashes_at_once: u8,
}

impl Default for Sessions {
    fn default() -> Self {
        Self {
            access_minutes: 10,
            session_hours: 12,
            attempts: 5,
            lock_minutes: 15,
            proof_minutes: 15,
            recovery_minutes: 30,
            holder_link_days: 30,
            hashes_at_once: 2,
        }
    }
}

/// Requests on their way.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Requests {
    /// A request before issuance on which nobody did anything for so long expires.
    pub idle_days: u16,
    /// For how long a case may still bring the version of a consent text before the one that was current when it was
    /// entered: a desk without network does not know the new one.
    pub text_grace_days: u16,
    /// How long the PIN and the PUK of a token are kept, sealed, after it was handed over or its enrolment was given up.
    pub token_code_days: u16,
}

impl Default for Requests {
    fn default() -> Self {
        Self { idle_days: 60, text_grace_days: 7, token_code_days: 30 }
    }
}

/// What one call may cost.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// A body of JSON.
    pub body_bytes: usize,
    /// One piece of evidence.
    pub evidence_bytes: usize,
    /// How long one call may take.
    pub seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body_bytes: 1 << 20, evidence_bytes: 32 << 20, seconds: 60 }
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("cannot read {0}: {1}")]
    File(PathBuf, #[source] io::Error),
    #[error("{0} says: {1}")]
    Syntax(PathBuf, #[source] Box<toml::de::Error>),
    #[error(
        "{listener} listens on {address}, which others can reach: give it a certificate, by its tls.certificate_file and \
         tls.key_file (`central init` takes --tls-certificate and --tls-key), or a loopback address"
    )]
    OpenWithoutTls { listener: &'static str, address: SocketAddr },
    #[error(
        "say where the master keys come from, by master_keys_file or by master_keys_variable, and by one of them only"
    )]
    MasterKeysPlace,
    #[error(
        "master_keys_file is inside the data folder, so every backup of the data would open itself: keep it elsewhere"
    )]
    MasterKeysWithData,
    #[error("requests.idle_days must be at least 1: a request must not expire while it is worked on")]
    IdleDays,
    #[error(
        "listeners.holders.public_url is https, and certificates, status lists and OCSP are fetched without TLS: say in \
         authority.plain_url (`central init` takes --plain-url) where the world reaches them as plain http; \
         listeners.holders.plain_address (--plain) can serve them"
    )]
    PlainUrlMissing,
    #[error("authority.plain_url must be an http address without a slash at its end")]
    PlainUrl,
    #[error("listeners.holders.public_url must be an http or https address without a slash at its end")]
    PublicUrl,
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error(transparent)]
    Messages(#[from] MessagesConfigError),
}

impl Config {
    /// Reads and checks a file; its relative paths become absolute.
    pub fn read(file: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(file).map_err(|error| ConfigError::File(file.to_owned(), error))?;
        let mut config: Self =
            toml::from_str(&text).map_err(|error| ConfigError::Syntax(file.to_owned(), Box::new(error)))?;
        let folder = file.parent().unwrap_or(Path::new("."));
        config.data_folder = folder.join(&config.data_folder);
        if let Some(file) = &mut config.master_keys_file {
            *file = folder.join(&*file);
        }
        let Listeners { desks, holders, operations } = &mut config.listeners;
        for tls in [&mut desks.tls, &mut holders.tls, &mut operations.tls].into_iter().flatten() {
            tls.certificate_file = folder.join(&tls.certificate_file);
            tls.key_file = folder.join(&tls.key_file);
        }
        config.messages.resolve(folder);
        config.authority.resolve(folder);
        config.check()?;
        Ok(config)
    }

    /// Refuses what must not be started.
    pub fn check(&self) -> Result<(), ConfigError> {
        let Listeners { desks, holders, operations } = &self.listeners;
        for (listener, address, tls) in [
            ("listeners.desks", desks.address, &desks.tls),
            ("listeners.holders", holders.address, &holders.tls),
            ("listeners.operations", operations.address, &operations.tls),
        ] {
            if !address.ip().is_loopback() && tls.is_none() {
                return Err(ConfigError::OpenWithoutTls { listener, address });
            }
        }
        let url = &holders.public_url;
        if !(url.starts_with("http://") || url.starts_with("https://")) || url.ends_with('/') {
            return Err(ConfigError::PublicUrl);
        }
        match &self.authority.plain_url {
            Some(url) if !url.starts_with("http://") || url.ends_with('/') => {
                return Err(ConfigError::PlainUrl);
            }
            None if url.starts_with("https://") => return Err(ConfigError::PlainUrlMissing),
            _ => {}
        }
        match (&self.master_keys_file, &self.master_keys_variable) {
            (Some(file), None) if is_inside(file, &self.data_folder) => {
                return Err(ConfigError::MasterKeysWithData);
            }
            (Some(_), None) | (None, Some(_)) => {}
            _ => return Err(ConfigError::MasterKeysPlace),
        }
        if self.requests.idle_days == 0 {
            return Err(ConfigError::IdleDays);
        }
        self.authority.check(&self.data_folder)?;
        Ok(self.messages.check(self.training)?)
    }

    /// The database's file.
    pub fn database_file(&self) -> PathBuf {
        self.data_folder.join("central.sqlite")
    }

    /// The master keys, from where the configuration says.
    pub fn master_keys(&self) -> Result<MasterKeys, MasterKeysError> {
        match (&self.master_keys_file, &self.master_keys_variable) {
            (Some(file), _) => MasterKeys::read(file),
            (None, Some(name)) => MasterKeys::of_variable(name),
            (None, None) => Err(MasterKeysError::Nowhere),
        }
    }
}

/// Whether a file is in a folder, or below it, whatever links and dots say.
pub(crate) fn is_inside(file: &Path, folder: &Path) -> bool {
    real(file).starts_with(real(folder))
}

/// Links and dots resolved as far as the path exists.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) => real(parent).join(name),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(desks: &str, url: &str, more: &str) -> String {
        format!(
            "training = true\ndata_folder = \"data\"\nmaster_keys_file = \"../keys.toml\"\n\
             [provider]\nname = \"P\"\ncountry = \"IT\"\norganisation_identifier = \"VATIT-12345678903\"\n\
             [listeners.desks]\naddress = \"{desks}\"\n[listeners.holders]\naddress = \"127.0.0.1:2\"\n\
             public_url = \"{url}\"\n[listeners.operations]\naddress = \"[::1]:3\"\n{more}"
        )
    }

    fn read(text: &str) -> Result<Config, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("central.toml");
        fs::write(&file, text).unwrap();
        Config::read(&file)
    }

    #[test]
    fn what_must_not_be_started_is_refused() {
        let good = "http://h.example";
        assert!(read(&text("127.0.0.1:1", good, "")).is_ok(), "loopback needs no certificate");
        let open = read(&text("192.0.2.1:1", good, "")).unwrap_err();
        assert!(matches!(open, ConfigError::OpenWithoutTls { .. }), "others can reach it: {open}");
        for url in ["http://h.example/", "h.example", ""] {
            let wrong = read(&text("127.0.0.1:1", url, "")).unwrap_err();
            assert!(matches!(wrong, ConfigError::PublicUrl), "{url:?} stands in certificates: {wrong}");
        }
        let https = read(&text("127.0.0.1:1", "https://h.example", "")).unwrap_err();
        assert!(matches!(https, ConfigError::PlainUrlMissing), "lists are fetched without TLS: {https}");
        for (url, right) in
            [("http://pki.example", true), ("https://pki.example", false), ("http://pki.example/", false)]
        {
            let section = format!("[authority]\nplain_url = \"{url}\"\n");
            let outcome = read(&text("127.0.0.1:1", "https://h.example", &section));
            assert_eq!(outcome.is_ok(), right, "{url}: {:?}", outcome.err().map(|error| error.to_string()));
        }
        let with = |line: &str| {
            read(&text("127.0.0.1:1", good, "").replace("master_keys_file = \"../keys.toml\"", line))
        };
        let inside = with("master_keys_file = \"data/../data/keys/keys.toml\"").unwrap_err();
        assert!(matches!(inside, ConfigError::MasterKeysWithData), "a backup would open itself: {inside}");
        assert!(with("master_keys_variable = \"KEYS\"").is_ok(), "the environment is outside");
        for line in ["", "master_keys_file = \"k\"\nmaster_keys_variable = \"KEYS\""] {
            let unclear = with(line).unwrap_err();
            assert!(matches!(unclear, ConfigError::MasterKeysPlace), "one place, not {line:?}: {unclear}");
        }
        let misspelt = read(&text("127.0.0.1:1", good, "[sessions]\nacces_minutes = 1\n")).unwrap_err();
        assert!(misspelt.to_string().contains("acces_minutes"), "a misspelt key is told: {misspelt}");
    }

    #[test]
    fn paths_are_relative_to_the_file() {
        let config = read(&text("127.0.0.1:1", "http://h.example", "")).unwrap();
        assert!(
            config.data_folder.is_absolute() && config.data_folder.ends_with("data"),
            "wherever it is started"
        );
        let keys = config.master_keys_file.unwrap();
        assert!(keys.ends_with("../keys.toml"), "also outside its folder");
    }
}
