//! E-mail and SMS: written in the transaction of the fact, sealed at rest, sent by a job.
//!
//! A message may hold a link that gives access, so what it says is encrypted until it is sent and forgotten then; the
//! job that sends it holds its id. Texts are keyed templates ([`templates`]).

pub mod config;
mod error;
mod outbound;
mod post;
mod smtp;
pub mod templates;
pub mod training;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sportello_central_store::{
    Transaction,
    tables::{
        messages::{self, Channel, StoredMessage},
        remote_credentials,
    },
};
use sportello_domain::{catalogue::Language, ids::CustomerId};
use uuid::Uuid;
use zeroize::Zeroizing;

pub use self::{
    error::{QueueError, SendError},
    post::{Post, PostError},
    templates::MessageKind,
};
use crate::{
    Centre,
    jobs::{self, Job},
};

/// The name of an attached envelope.
pub const ENVELOPE_FILE: &str = "envelope.pdf";

/// Where a message goes. Personal data: prints none of it.
#[derive(Clone, PartialEq, Eq)]
pub enum Addressee {
    /// An e-mail address, and the name that stands beside it.
    Email { name: String, address: String },
    /// A mobile number, E.164.
    Mobile(String),
}

/// A message to be written.
pub struct Outgoing<'a> {
    pub customer: CustomerId,
    pub to: Addressee,
    pub template: MessageKind,
    pub language: Language,
    pub values: BTreeMap<&'a str, String>,
    /// A sealed envelope to go along.
    pub envelope: Option<Uuid>,
}

/// What is sealed, and what the roads carry.
#[derive(Serialize, Deserialize)]
struct Content {
    name: String,
    to: String,
    subject: String,
    text: String,
}

/// A message on its road.
struct Letter {
    id: Uuid,
    customer: CustomerId,
    channel: Channel,
    content: Content,
    attachment: Option<SealedFile>,
}

struct SealedFile {
    name: String,
    media_type: &'static str,
    bytes: Zeroizing<Vec<u8>>,
}

/// Writes a message into the transaction, with the job that sends it.
pub async fn queue(
    centre: &Centre,
    tx: &mut Transaction,
    outgoing: Outgoing<'_>,
) -> Result<Uuid, QueueError> {
    let id = centre.chance.id();
    let mut values = outgoing.values;
    values.entry("provider").or_insert_with(|| centre.config.provider.name.clone());
    let rendered = templates::render(outgoing.template, outgoing.language, &values)?;
    let (channel, name, to) = match outgoing.to {
        Addressee::Email { name, address } => (Channel::Email, name, address),
        Addressee::Mobile(number) => (Channel::Sms, String::new(), number),
    };
    let marked = centre.config.training && channel == Channel::Email;
    let subject = if marked { format!("[TRAINING] {}", rendered.subject) } else { rendered.subject };
    let content = Content { name, to, subject, text: rendered.text };
    let plain = Zeroizing::new(serde_json::to_vec(&content).map_err(|_| QueueError::NotWritten)?);
    let sealed = centre.keys.envelopes.seal(&context(id), &plain)?;
    let stored = StoredMessage {
        id,
        customer: outgoing.customer,
        channel,
        template: outgoing.template.key().to_owned(),
        sealed: Some(sealed),
        envelope: outgoing.envelope,
        created_at: centre.clock.now(),
    };
    messages::add(tx, &stored).await?;
    jobs::add(centre, tx, &Job::SendMessage { message: id }, None).await?;
    Ok(id)
}

/// Sends a message, unless it was sent; the job's work. A crash between the server's word and ours sends it twice, under
/// one Message-ID.
pub async fn send(centre: &Centre, id: Uuid) -> Result<(), SendError> {
    let mut tx = centre.store.read().await?;
    let stored = messages::find(&mut tx, id).await?.ok_or(SendError::Unknown)?;
    let envelope = match stored.envelope {
        Some(envelope) => {
            remote_credentials::envelope(&mut tx, envelope).await?.map(|sealed| (envelope, sealed))
        }
        None => None,
    };
    drop(tx);
    let Some(sealed) = &stored.sealed else { return Ok(()) };
    let plain = centre.keys.envelopes.open(&context(id), sealed)?;
    let content: Content = serde_json::from_slice(&plain).map_err(|_| SendError::Unreadable)?;
    let attachment = match (stored.envelope, envelope) {
        (None, _) => None,
        (Some(_), None) => return Err(SendError::EnvelopeGone),
        (Some(_), Some((envelope, sealed))) => Some(SealedFile {
            name: ENVELOPE_FILE.to_owned(),
            media_type: "application/pdf",
            bytes: centre.keys.envelopes.open(&envelope_context(envelope), &sealed)?,
        }),
    };
    let letter = Letter { id, customer: stored.customer, channel: stored.channel, content, attachment };
    centre.post.carry(letter, centre.clock.now()).await?;
    let mut tx = centre.store.write().await?;
    let now = centre.clock.now();
    messages::sent(&mut tx, id, now).await?;
    if let Some(envelope) = stored.envelope {
        remote_credentials::envelope_sent(&mut tx, envelope, now).await?;
    }
    Ok(tx.commit().await?)
}

fn context(id: Uuid) -> String {
    format!("message {id}")
}

/// What the bytes of an envelope are bound to.
pub fn envelope_context(id: Uuid) -> String {
    format!("envelope {id}")
}
