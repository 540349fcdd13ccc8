//! What `central.toml` says of mail and SMS.

use std::{
    net::IpAddr,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sportello_domain::catalogue::Language;

/// The section `[messages]`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MessagesConfig {
    /// Whom mail comes from, e.g. `Provider <no-reply@provider.example>`.
    pub from: String,
    /// In which language people are written to who have not chosen one.
    pub language: Language,
    pub mail: MailRoad,
    pub sms: SmsRoad,
}

/// How e-mail leaves.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum MailRoad {
    /// It does not: it lies in the folder `mail` of the data folder. Training only.
    Folder,
    /// Through a server.
    Smtp {
        host: String,
        port: u16,
        security: SmtpSecurity,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<String>,
        /// The password, alone in a file that only the centre can read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        password_file: Option<PathBuf>,
    },
}

/// How the line to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SmtpSecurity {
    /// TLS from the first byte (port 465).
    Tls,
    /// TLS after STARTTLS, or nothing is sent (port 587).
    StartTls,
    /// In the clear: to this machine only.
    None,
}

/// How SMS leave.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum SmsRoad {
    /// They do not: they lie beside the mail. Training only.
    Folder,
    /// `POST` of `{"id", "to", "text"}` to the provider, or to what translates for it.
    Webhook {
        /// https, or http to this machine.
        url: String,
        /// Sent as `Authorization: Bearer …`; alone in a file that only the centre can read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_file: Option<PathBuf>,
    },
}

impl Default for MessagesConfig {
    fn default() -> Self {
        Self {
            from: "Sportello <no-reply@sportello.invalid>".to_owned(),
            language: Language::It,
            mail: MailRoad::Folder,
            sms: SmsRoad::Folder,
        }
    }
}

/// What is wrong with the section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessagesConfigError {
    #[error("messages: mail and SMS can stay in a folder in training only; name a server")]
    FolderOutsideTraining,
    #[error("messages.mail: without TLS only a server on this machine can be used")]
    PlainSmtp,
    #[error("messages.sms: the address must begin with https://, or with http:// and this machine")]
    PlainWebhook,
}

impl MessagesConfig {
    /// Makes relative paths absolute.
    pub fn resolve(&mut self, folder: &Path) {
        if let MailRoad::Smtp { password_file: Some(file), .. } = &mut self.mail {
            *file = folder.join(&*file);
        }
        if let SmsRoad::Webhook { key_file: Some(file), .. } = &mut self.sms {
            *file = folder.join(&*file);
        }
    }

    /// Refuses roads on which others could read along, and folders where somebody waits for mail.
    pub fn check(&self, training: bool) -> Result<(), MessagesConfigError> {
        if !training && (matches!(self.mail, MailRoad::Folder) || matches!(self.sms, SmsRoad::Folder)) {
            return Err(MessagesConfigError::FolderOutsideTraining);
        }
        if let MailRoad::Smtp { host, security: SmtpSecurity::None, .. } = &self.mail
            && !is_this_machine(host)
        {
            return Err(MessagesConfigError::PlainSmtp);
        }
        if let SmsRoad::Webhook { url, .. } = &self.sms {
            let plain_host = url.strip_prefix("http://").map(host_of);
            if !url.starts_with("https://") && !plain_host.is_some_and(is_this_machine) {
                return Err(MessagesConfigError::PlainWebhook);
            }
        }
        Ok(())
    }
}

/// The host of what follows the scheme of an address.
fn host_of(rest: &str) -> &str {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit('@').next().unwrap_or_default();
    match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn smtp(host: &str, security: SmtpSecurity) -> MailRoad {
        MailRoad::Smtp { host: host.to_owned(), port: 25, security, user: None, password_file: None }
    }

    fn webhook(url: &str) -> SmsRoad {
        SmsRoad::Webhook { url: url.to_owned(), key_file: None }
    }

    #[test]
    fn roads_where_others_read_along_are_refused() {
        use MessagesConfigError::{FolderOutsideTraining, PlainSmtp, PlainWebhook};
        let tls = || smtp("mail.example.it", SmtpSecurity::StartTls);
        let https = || webhook("https://sms.example.it/send");
        for (mail, sms, training, wanted, why) in [
            (MailRoad::Folder, SmsRoad::Folder, true, Ok(()), "training keeps everything"),
            (MailRoad::Folder, https(), false, Err(FolderOutsideTraining), "real holders wait for mail"),
            (tls(), SmsRoad::Folder, false, Err(FolderOutsideTraining), "and for SMS"),
            (tls(), https(), false, Ok(()), "protected roads"),
            (smtp("mail.example.it", SmtpSecurity::None), https(), false, Err(PlainSmtp), "in the clear"),
            (
                smtp("127.0.0.1", SmtpSecurity::None),
                webhook("http://localhost:9/x"),
                true,
                Ok(()),
                "this machine",
            ),
            (smtp("::1", SmtpSecurity::None), webhook("http://[::1]:9/x"), true, Ok(()), "also by IPv6"),
            (tls(), webhook("http://sms.example.it/"), false, Err(PlainWebhook), "in the clear"),
            (
                tls(),
                webhook("http://127.0.0.1@sms.example.it/"),
                false,
                Err(PlainWebhook),
                "a user is no host",
            ),
        ] {
            let config = MessagesConfig { mail, sms, ..MessagesConfig::default() };
            assert_eq!(config.check(training), wanted, "{why}");
        }
    }

    #[test]
    fn the_section_reads_as_it_is_documented() {
        let text = r#"
            from = "Ente <no-reply@ente.example>"
            mail = { kind = "smtp", host = "mail.ente.example", port = 587, security = "start-tls" }
            sms = { kind = "webhook", url = "https://sms.ente.example/send", key_file = "sms.key" }
        "#;
        let mut config: MessagesConfig = toml::from_str(text).unwrap();
        config.resolve(Path::new("/etc/sportello"));
        let SmsRoad::Webhook { key_file, .. } = &config.sms else { panic!("{:?}", config.sms) };
        assert_eq!(key_file.as_deref(), Some(Path::new("/etc/sportello/sms.key")), "relative to the file");
        assert!(toml::from_str::<MessagesConfig>("form = 'x'").is_err(), "a misspelt key is not ignored");
    }
}
