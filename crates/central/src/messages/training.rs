//! The training centre's mail folder: what would have been sent, for everybody to look at.
//!
//! One folder per message, named by its id: `message.eml` (the whole e-mail, as a mail program opens it), `message.json`
//! (the index entry), and the attachments. It appears in one rename, so that nobody reads half of it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use lettre::message::Mailbox;
use serde::{Deserialize, Serialize};
use sportello_central_store::tables::messages::Channel;
use sportello_contract::central::training::{TrainingAttachment, TrainingMessage};
use sportello_domain::{error_code::ErrorCode, ids::CustomerId, moment::Timestamp};
use uuid::Uuid;

use super::{Letter, SendError, smtp};
use crate::{Centre, Refusal, config::Config};

const INDEX: &str = "message.json";
const MAIL: &str = "message.eml";

/// An index entry on disk.
#[derive(Serialize, Deserialize)]
struct Entry {
    customer: CustomerId,
    message: TrainingMessage,
}

/// Where the folder is.
pub fn folder(config: &Config) -> PathBuf {
    config.data_folder.join("mail")
}

/// The messages that concern a customer's people, newest first.
pub async fn list(centre: &Centre, customer: CustomerId) -> Result<Vec<TrainingMessage>, Refusal> {
    let folder = open(centre)?;
    blocking(move || {
        let mut messages: Vec<TrainingMessage> = entries(&folder)?
            .into_iter()
            .filter(|entry| entry.customer == customer)
            .map(|entry| entry.message)
            .collect();
        messages.sort_by(|a, b| (b.sent_at, &b.id).cmp(&(a.sent_at, &a.id)));
        Ok(messages)
    })
    .await
}

/// Media type and bytes of an attachment.
pub async fn attachment(
    centre: &Centre,
    customer: CustomerId,
    id: Uuid,
    name: &str,
) -> Result<(String, Vec<u8>), Refusal> {
    let folder = open(centre)?.join(id.to_string());
    let name = name.to_owned();
    blocking(move || {
        let Some(entry) = entry(&folder)? else { return Ok(None) };
        // Only a name that the index has is ever made part of a path.
        let known = entry.message.attachments.into_iter().find(|known| known.name == name);
        let Some(known) = known.filter(|_| entry.customer == customer) else { return Ok(None) };
        Ok(Some((known.media_type, fs::read(folder.join(known.name))?)))
    })
    .await?
    .ok_or_else(Refusal::not_found)
}

fn open(centre: &Centre) -> Result<PathBuf, Refusal> {
    if centre.config.training {
        Ok(folder(&centre.config))
    } else {
        Err(Refusal::new(ErrorCode::TrainingOnly))
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work).await.map_err(Refusal::internal)?.map_err(Refusal::internal)
}

fn entries(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut found = Vec::new();
    let listing = match fs::read_dir(folder) {
        Ok(listing) => listing,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        Err(error) => return Err(error),
    };
    for item in listing {
        found.extend(entry(&item?.path())?);
    }
    Ok(found)
}

/// `None` for what is no message: a folder half written when the power went, somebody's note.
fn entry(folder: &Path) -> io::Result<Option<Entry>> {
    match fs::read(folder.join(INDEX)) {
        Ok(json) => Ok(serde_json::from_slice(&json).ok()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Puts a message into the folder; one that is there already stays as it is.
pub(super) async fn put(
    folder: &Path,
    from: &Mailbox,
    letter: Letter,
    now: Timestamp,
) -> Result<(), SendError> {
    let mail = match letter.channel {
        Channel::Email => Some(smtp::write(from, &letter, now)?.formatted()),
        Channel::Sms => None,
    };
    let folder = folder.to_owned();
    let written = tokio::task::spawn_blocking(move || write(&folder, mail.as_deref(), letter, now)).await;
    written
        .map_err(|_| SendError::Folder(io::ErrorKind::Other))?
        .map_err(|error| SendError::Folder(error.kind()))
}

fn write(folder: &Path, mail: Option<&[u8]>, letter: Letter, now: Timestamp) -> io::Result<()> {
    let place = folder.join(letter.id.to_string());
    if place.exists() {
        return Ok(());
    }
    let growing = folder.join(format!(".{}", letter.id));
    if growing.exists() {
        fs::remove_dir_all(&growing)?;
    }
    fs::create_dir_all(&growing)?;
    if let Some(mail) = mail {
        fs::write(growing.join(MAIL), mail)?;
    }
    let mut attachments = Vec::new();
    if let Some(attachment) = &letter.attachment {
        fs::write(growing.join(&attachment.name), attachment.bytes.as_slice())?;
        attachments.push(TrainingAttachment {
            name: attachment.name.clone(),
            media_type: attachment.media_type.to_owned(),
            size: u32::try_from(attachment.bytes.len()).unwrap_or(u32::MAX),
        });
    }
    let message = TrainingMessage {
        id: letter.id.to_string(),
        sent_at: now,
        channel: match letter.channel {
            Channel::Email => "email".to_owned(),
            Channel::Sms => "sms".to_owned(),
        },
        to: letter.content.to,
        subject: letter.content.subject,
        text: letter.content.text,
        attachments,
    };
    let index = serde_json::to_vec_pretty(&Entry { customer: letter.customer, message })?;
    fs::write(growing.join(INDEX), index)?;
    fs::rename(&growing, &place)
}
