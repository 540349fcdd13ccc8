//! Registered installations of the desk, and the one-time codes with which they are registered.

use sportello_domain::{
    ids::{CustomerId, WorkstationId},
    moment::Timestamp,
};

use crate::{StoreError, Transaction, value::params};

/// A registered installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workstation {
    pub id: WorkstationId,
    pub customer: CustomerId,
    pub name: String,
    /// SubjectPublicKeyInfo, P-256, DER.
    pub public_key: Vec<u8>,
    pub barred_at: Option<Timestamp>,
}

/// Adds an installation.
pub async fn insert(
    tx: &mut Transaction,
    workstation: &Workstation,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO workstations (id, customer_id, name, public_key, registered_at) VALUES ($1, $2, $3, $4, $5)",
        params![
            workstation.id,
            workstation.customer,
            &workstation.name,
            workstation.public_key.as_slice(),
            at
        ],
    )
    .await?;
    Ok(())
}

/// An installation by its id, barred or not.
pub async fn find(tx: &mut Transaction, id: WorkstationId) -> Result<Option<Workstation>, StoreError> {
    let sql = "SELECT id, customer_id, name, public_key, barred_at FROM workstations WHERE id = $1";
    let Some(row) = tx.optional(sql, params![id]).await? else { return Ok(None) };
    Ok(Some(Workstation {
        id: row.parsed("id")?,
        customer: row.parsed("customer_id")?,
        name: row.text("name")?,
        public_key: row.blob("public_key")?,
        barred_at: row.at_or_none("barred_at")?,
    }))
}

/// Keeps the hash of a one-time enrolment code.
pub async fn insert_code(
    tx: &mut Transaction,
    code_hash: &str,
    customer: CustomerId,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO enrolment_codes (code_hash, customer_id, expires_at) VALUES ($1, $2, $3)";
    tx.execute(sql, params![code_hash, customer, expires_at]).await?;
    Ok(())
}

/// Uses a code up: its customer, if it is known, unused and not expired.
pub async fn use_code(
    tx: &mut Transaction,
    code_hash: &str,
    at: Timestamp,
) -> Result<Option<CustomerId>, StoreError> {
    let sql = "UPDATE enrolment_codes SET used_at = $2 WHERE code_hash = $1 AND used_at IS NULL AND expires_at > $2 \
               RETURNING customer_id";
    tx.optional(sql, params![code_hash, at]).await?.map(|row| row.parsed("customer_id")).transpose()
}

/// Notes which installation a code became.
pub async fn note_code_use(
    tx: &mut Transaction,
    code_hash: &str,
    workstation: WorkstationId,
) -> Result<(), StoreError> {
    let sql = "UPDATE enrolment_codes SET workstation_id = $2 WHERE code_hash = $1";
    tx.execute(sql, params![code_hash, workstation]).await?;
    Ok(())
}
