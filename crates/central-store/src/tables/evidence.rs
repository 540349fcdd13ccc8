//! What is known of each object in the evidence store.

use sportello_domain::{
    ids::{AccountId, CustomerId, EvidenceId},
    moment::Timestamp,
};

use crate::{Row, StoreError, Transaction, value::params};

/// A stored object's facts.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredEvidence {
    pub id: EvidenceId,
    pub customer: CustomerId,
    /// Of the plain bytes, lower-case hex.
    pub sha256: String,
    /// Plain bytes.
    pub size: u32,
    pub media_type: String,
    /// The object's own key under the evidence master key.
    pub wrapped_key: Vec<u8>,
    pub stored_at: Timestamp,
    pub stored_by: AccountId,
}

/// Records an object, unless its id is known; answers what counts.
pub async fn add(tx: &mut Transaction, evidence: &StoredEvidence) -> Result<StoredEvidence, StoreError> {
    tx.execute(
        "INSERT INTO evidence (id, customer_id, sha256, size, media_type, wrapped_key, stored_at, stored_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING",
        params![
            evidence.id,
            evidence.customer,
            evidence.sha256.as_str(),
            evidence.size,
            evidence.media_type.as_str(),
            evidence.wrapped_key.as_slice(),
            evidence.stored_at,
            evidence.stored_by
        ],
    )
    .await?;
    let row = tx
        .one(
            "SELECT id, customer_id, sha256, size, media_type, wrapped_key, stored_at, stored_by FROM evidence
             WHERE id = $1",
            params![evidence.id],
        )
        .await?;
    read(&row)
}

/// An object of a customer; another customer's is not there.
pub async fn find(
    tx: &mut Transaction,
    customer: CustomerId,
    id: EvidenceId,
) -> Result<Option<StoredEvidence>, StoreError> {
    let row = tx
        .optional(
            "SELECT id, customer_id, sha256, size, media_type, wrapped_key, stored_at, stored_by FROM evidence
             WHERE id = $1 AND customer_id = $2",
            params![id, customer],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<StoredEvidence, StoreError> {
    Ok(StoredEvidence {
        id: row.parsed("id")?,
        customer: row.parsed("customer_id")?,
        sha256: row.text("sha256")?,
        size: row.number("size")?,
        media_type: row.text("media_type")?,
        wrapped_key: row.blob("wrapped_key")?,
        stored_at: row.at("stored_at")?,
        stored_by: row.parsed("stored_by")?,
    })
}
