//! The post office: which road a message takes.

use std::{io, path::PathBuf};

use lettre::message::Mailbox;
use sportello_central_store::tables::messages::Channel;
use sportello_domain::moment::Timestamp;
use zeroize::Zeroizing;

use super::{
    Letter, SendError,
    config::{MailRoad, SmsRoad},
    outbound::Webhook,
    smtp::Smtp,
    training,
};
use crate::config::Config;

/// The roads of this centre.
pub struct Post {
    from: Mailbox,
    mail: Mail,
    sms: Sms,
}

enum Mail {
    Folder(PathBuf),
    Smtp(Smtp),
}

enum Sms {
    Folder(PathBuf),
    Webhook(Webhook),
}

/// Why there is no post office.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    #[error("messages.from is no e-mail address")]
    From,
    #[error("{0}: {1}")]
    File(PathBuf, #[source] io::Error),
    #[error("the mail server cannot be set up: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    #[error("the SMS provider cannot be set up: {0}")]
    Webhook(#[from] reqwest::Error),
}

impl Post {
    /// Opens the roads that the configuration names; nothing is sent yet.
    pub fn open(config: &Config) -> Result<Self, PostError> {
        let messages = &config.messages;
        let folder = training::folder(config);
        let mail = match &messages.mail {
            MailRoad::Folder => Mail::Folder(folder.clone()),
            MailRoad::Smtp { host, port, security, user, password_file } => {
                let password = password_file.as_ref().map(read_secret).transpose()?;
                Mail::Smtp(Smtp::open(host, *port, *security, user.as_deref(), password)?)
            }
        };
        let sms = match &messages.sms {
            SmsRoad::Folder => Sms::Folder(folder),
            SmsRoad::Webhook { url, key_file } => {
                let key = key_file.as_ref().map(read_secret).transpose()?;
                Sms::Webhook(Webhook::open(url, key)?)
            }
        };
        Ok(Self { from: messages.from.parse().map_err(|_| PostError::From)?, mail, sms })
    }

    pub(super) async fn carry(&self, letter: Letter, now: Timestamp) -> Result<(), SendError> {
        match letter.channel {
            Channel::Email => match &self.mail {
                Mail::Folder(folder) => training::put(folder, &self.from, letter, now).await,
                Mail::Smtp(smtp) => smtp.send(&self.from, &letter, now).await,
            },
            Channel::Sms => match &self.sms {
                Sms::Folder(folder) => training::put(folder, &self.from, letter, now).await,
                Sms::Webhook(webhook) => webhook.send(&letter).await,
            },
        }
    }
}

fn read_secret(file: &PathBuf) -> Result<Zeroizing<String>, PostError> {
    let text = std::fs::read_to_string(file).map(Zeroizing::new);
    let text = text.map_err(|error| PostError::File(file.clone(), error))?;
    Ok(Zeroizing::new(text.trim().to_owned()))
}
