//! Enrolments of tokens. What is secret in them is sealed before it comes here.

use sportello_domain::{
    enrolment::EnrolmentStep,
    ids::{CustomerId, EnrolmentId, ProductId},
    moment::Timestamp,
};

use crate::{Row, StoreError, Transaction, value::params};

/// An enrolment.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredEnrolment {
    pub id: EnrolmentId,
    pub product: ProductId,
    pub customer: CustomerId,
    pub token_serial: String,
    pub qscd: bool,
    pub step: EnrolmentStep,
    pub step_since: Timestamp,
    pub begun_at: Timestamp,
    /// Sealed; `None` once their time has passed.
    pub codes: Option<Vec<u8>>,
    /// Sealed; empty where the token has none, and once it was formatted.
    pub management_key: Vec<u8>,
    /// Of that key; says nothing where there never was one.
    pub management_algorithm: String,
    /// `None` until two requests proved them.
    pub keys: Option<EnrolledKeys>,
    /// What both keys sign; there with the keys.
    pub challenge: Option<String>,
    /// argon2id of the emergency code, once there is an envelope.
    pub emergency_check: Option<String>,
}

/// The two keys of a token: `SubjectPublicKeyInfo`, DER, and SHA-256 of each in lower-case hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnrolledKeys {
    pub signature: Vec<u8>,
    pub signature_sha256: String,
    pub authentication: Vec<u8>,
    pub authentication_sha256: String,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, product_id, customer_id, token_serial, qscd, step, step_since, begun_at, codes, management_key, \
             management_algorithm, signature_key, signature_key_sha256, authentication_key, authentication_key_sha256, \
             challenge, emergency_check FROM enrolments ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<StoredEnrolment, StoreError> {
    let keys = match row.blob_or_none("signature_key")? {
        None => None,
        Some(signature) => Some(EnrolledKeys {
            signature,
            signature_sha256: row.text("signature_key_sha256")?,
            authentication: row.blob("authentication_key")?,
            authentication_sha256: row.text("authentication_key_sha256")?,
        }),
    };
    Ok(StoredEnrolment {
        id: row.parsed("id")?,
        product: row.parsed("product_id")?,
        customer: row.parsed("customer_id")?,
        token_serial: row.text("token_serial")?,
        qscd: row.truth("qscd")?,
        step: row.parsed("step")?,
        step_since: row.at("step_since")?,
        begun_at: row.at("begun_at")?,
        codes: row.blob_or_none("codes")?,
        management_key: row.blob("management_key")?,
        management_algorithm: row.text("management_algorithm")?,
        keys,
        challenge: row.text_or_none("challenge")?,
        emergency_check: row.text_or_none("emergency_check")?,
    })
}

/// Adds one that begins.
pub async fn insert(tx: &mut Transaction, new: &StoredEnrolment) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO enrolments (id, product_id, customer_id, token_serial, qscd, step, step_since, begun_at, codes,
            management_key, management_algorithm) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        params![
            new.id,
            new.product,
            new.customer,
            new.token_serial.as_str(),
            new.qscd,
            new.step,
            new.step_since,
            new.begun_at,
            new.codes.as_deref(),
            new.management_key.as_slice(),
            new.management_algorithm.as_str()
        ],
    )
    .await?;
    Ok(())
}

/// One of a product, on its way or not.
pub async fn find(
    tx: &mut Transaction,
    product: ProductId,
    id: EnrolmentId,
) -> Result<Option<StoredEnrolment>, StoreError> {
    tx.optional(select!("WHERE product_id = $1 AND id = $2"), params![product, id])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// Whether one is on its way on this token.
pub async fn is_under_way_on(
    tx: &mut Transaction,
    customer: CustomerId,
    serial: &str,
) -> Result<bool, StoreError> {
    let sql = "SELECT id FROM enrolments WHERE customer_id = $1 AND token_serial = $2
        AND step NOT IN ('delivered', 'abandoned')";
    Ok(tx.optional(sql, params![customer, serial]).await?.is_some())
}

/// The one that is on its way for a product.
pub async fn under_way(
    tx: &mut Transaction,
    product: ProductId,
) -> Result<Option<StoredEnrolment>, StoreError> {
    tx.optional(select!("WHERE product_id = $1 AND step NOT IN ('delivered', 'abandoned')"), params![product])
        .await?
        .as_ref()
        .map(read)
        .transpose()
}

/// The one by which a product's token came to its holder: the last, where there were several.
pub async fn delivered(
    tx: &mut Transaction,
    product: ProductId,
) -> Result<Option<StoredEnrolment>, StoreError> {
    let sql = select!("WHERE product_id = $1 AND step = 'delivered' ORDER BY begun_at DESC, id DESC LIMIT 1");
    tx.optional(sql, params![product]).await?.as_ref().map(read).transpose()
}

/// Writes everything that can change.
pub async fn update(tx: &mut Transaction, enrolment: &StoredEnrolment) -> Result<(), StoreError> {
    let keys = enrolment.keys.as_ref();
    tx.execute(
        "UPDATE enrolments SET step = $2, step_since = $3, codes = $4, signature_key = $5, signature_key_sha256 = $6,
            authentication_key = $7, authentication_key_sha256 = $8, challenge = $9, emergency_check = $10
         WHERE id = $1",
        params![
            enrolment.id,
            enrolment.step,
            enrolment.step_since,
            enrolment.codes.as_deref(),
            keys.map(|keys| keys.signature.as_slice()),
            keys.map(|keys| keys.signature_sha256.as_str()),
            keys.map(|keys| keys.authentication.as_slice()),
            keys.map(|keys| keys.authentication_sha256.as_str()),
            enrolment.challenge.as_deref(),
            enrolment.emergency_check.as_deref()
        ],
    )
    .await?;
    Ok(())
}

/// Whether a certificate, or an enrolment of whatever end, has a key of this SHA-256.
pub async fn knows_key(tx: &mut Transaction, sha256: &str) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM certificates WHERE key_sha256 = $1)
               OR EXISTS (SELECT 1 FROM enrolments WHERE signature_key_sha256 = $1)
               OR EXISTS (SELECT 1 FROM enrolments WHERE authentication_key_sha256 = $1) AS known";
    tx.one(sql, params![sha256]).await?.truth("known")
}

/// Those that ended before a moment and whose codes are still kept.
pub async fn codes_kept_since(
    tx: &mut Transaction,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<(EnrolmentId, CustomerId)>, StoreError> {
    let sql = "SELECT id, customer_id FROM enrolments WHERE codes IS NOT NULL AND step_since <= $1
               AND step IN ('delivered', 'abandoned') ORDER BY step_since, id LIMIT $2";
    tx.all(sql, params![before, limit])
        .await?
        .iter()
        .map(|row| Ok((row.parsed("id")?, row.parsed("customer_id")?)))
        .collect()
}

/// Forgets the codes of one.
pub async fn forget_codes(tx: &mut Transaction, id: EnrolmentId) -> Result<(), StoreError> {
    tx.execute("UPDATE enrolments SET codes = NULL WHERE id = $1", params![id]).await?;
    Ok(())
}

/// All of a token, the newest first.
pub async fn of_token(
    tx: &mut Transaction,
    customer: CustomerId,
    serial: &str,
) -> Result<Vec<StoredEnrolment>, StoreError> {
    let sql = select!("WHERE customer_id = $1 AND token_serial = $2 ORDER BY begun_at DESC, id DESC");
    tx.all(sql, params![customer, serial]).await?.iter().map(read).collect()
}

/// Forgets the management keys of a token: it has the maker's again.
pub async fn forget_management_keys(
    tx: &mut Transaction,
    customer: CustomerId,
    serial: &str,
) -> Result<(), StoreError> {
    let sql = "UPDATE enrolments SET management_key = x'' WHERE customer_id = $1 AND token_serial = $2
               AND step IN ('delivered', 'abandoned')";
    tx.execute(sql, params![customer, serial]).await?;
    Ok(())
}
