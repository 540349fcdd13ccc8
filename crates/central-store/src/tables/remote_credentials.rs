//! Holders' keys at the centre, the checks of the codes that open them, and envelopes on their way.

use sportello_domain::{ids::ProductId, moment::Timestamp};
use uuid::Uuid;

use crate::{StoreError, Transaction, value::params};

/// A holder's key.
#[derive(Clone, PartialEq, Eq)]
pub struct RemoteKey {
    pub product: ProductId,
    /// SubjectPublicKeyInfo, DER.
    pub public_key: Vec<u8>,
    /// PKCS#8 under the remote keys' master key; `None` where a PKCS#11 token has it.
    pub wrapped: Option<Vec<u8>>,
}

/// What verifies the codes of an envelope: argon2id, PHC strings.
#[derive(Clone, PartialEq, Eq)]
pub struct CodeChecks {
    pub pin: String,
    pub puk: String,
    pub emergency_code: String,
}

/// Stores the key of a product, unless it has one; answers the one that counts.
pub async fn add_key(tx: &mut Transaction, key: &RemoteKey, at: Timestamp) -> Result<RemoteKey, StoreError> {
    let place = if key.wrapped.is_some() { "file" } else { "pkcs11" };
    tx.execute(
        "INSERT INTO remote_keys (product_id, public_key, place, wrapped, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (product_id) DO NOTHING",
        params![key.product, key.public_key.as_slice(), place, key.wrapped.as_deref(), at],
    )
    .await?;
    self::key(tx, key.product).await?.ok_or(StoreError::Unreadable("product_id"))
}

/// The key of a product.
pub async fn key(tx: &mut Transaction, product: ProductId) -> Result<Option<RemoteKey>, StoreError> {
    let row = tx
        .optional("SELECT public_key, wrapped FROM remote_keys WHERE product_id = $1", params![product])
        .await?;
    row.map(|row| {
        Ok(RemoteKey { product, public_key: row.blob("public_key")?, wrapped: row.blob_or_none("wrapped")? })
    })
    .transpose()
}

/// Sets what verifies the codes of a new envelope; the codes before stop working.
pub async fn set_checks(
    tx: &mut Transaction,
    product: ProductId,
    checks: &CodeChecks,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE remote_keys SET pin_check = $1, puk_check = $2, emergency_check = $3, pin_is_initial = 1,
            codes_set_at = $4 WHERE product_id = $5",
        params![checks.pin.as_str(), checks.puk.as_str(), checks.emergency_code.as_str(), at, product],
    )
    .await?;
    Ok(())
}

/// Stores a sealed envelope.
pub async fn add_envelope(
    tx: &mut Transaction,
    id: Uuid,
    product: ProductId,
    sealed: &[u8],
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO envelopes (id, product_id, sealed, created_at) VALUES ($1, $2, $3, $4)",
        params![id, product, sealed, at],
    )
    .await?;
    Ok(())
}

/// The sealed bytes of an envelope that was not sent yet.
pub async fn envelope(tx: &mut Transaction, id: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
    let row = tx.optional("SELECT sealed FROM envelopes WHERE id = $1", params![id]).await?;
    row.map(|row| row.blob_or_none("sealed")).transpose().map(Option::flatten)
}

/// Forgets the bytes of an envelope that is in the holder's mailbox.
pub async fn envelope_sent(tx: &mut Transaction, id: Uuid, at: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE envelopes SET sealed = NULL, sent_at = $1 WHERE id = $2", params![at, id]).await?;
    Ok(())
}
