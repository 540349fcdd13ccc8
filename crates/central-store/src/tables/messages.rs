//! E-mails and SMS on their way out.

use sportello_domain::{ids::CustomerId, moment::Timestamp};
use uuid::Uuid;

use crate::{StoreError, Transaction, value::params};

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    Email,
    Sms,
}

/// A message that waits.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredMessage {
    pub id: Uuid,
    pub customer: CustomerId,
    pub channel: Channel,
    pub template: String,
    /// `None` once it was sent.
    pub sealed: Option<Vec<u8>>,
    pub envelope: Option<Uuid>,
    pub created_at: Timestamp,
}

/// Stores a message that is to be sent.
pub async fn add(tx: &mut Transaction, message: &StoredMessage) -> Result<(), StoreError> {
    let channel = match message.channel {
        Channel::Email => "email",
        Channel::Sms => "sms",
    };
    tx.execute(
        "INSERT INTO messages (id, customer_id, channel, template, sealed, envelope_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        params![
            message.id,
            message.customer,
            channel,
            message.template.as_str(),
            message.sealed.as_deref(),
            message.envelope,
            message.created_at
        ],
    )
    .await?;
    Ok(())
}

/// A message by its id.
pub async fn find(tx: &mut Transaction, id: Uuid) -> Result<Option<StoredMessage>, StoreError> {
    let row = tx
        .optional(
            "SELECT customer_id, channel, template, sealed, envelope_id, created_at FROM messages WHERE id = $1",
            params![id],
        )
        .await?;
    row.map(|row| {
        let channel = match row.text("channel")?.as_str() {
            "email" => Channel::Email,
            "sms" => Channel::Sms,
            _ => return Err(StoreError::Unreadable("channel")),
        };
        Ok(StoredMessage {
            id,
            customer: row.parsed("customer_id")?,
            channel,
            template: row.text("template")?,
            sealed: row.blob_or_none("sealed")?,
            envelope: row.parsed_or_none("envelope_id")?,
            created_at: row.at("created_at")?,
        })
    })
    .transpose()
}

/// Notes that a message left, and forgets what it said.
pub async fn sent(tx: &mut Transaction, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE messages SET sealed = NULL, sent_at = $1 WHERE id = $2", params![at, id]).await?;
    Ok(())
}
