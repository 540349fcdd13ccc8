//! The authority's keys and their certificates, as the database knows them.

use sportello_domain::moment::Timestamp;

use crate::{Row, StoreError, Transaction, value::params};

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRole {
    /// The issuing authority's certificate and the list of revoked authorities.
    Root,
    /// Certificates and status lists.
    Issuing,
    /// OCSP answers.
    Responder,
    /// Time-stamps.
    Timestamping,
}

impl KeyRole {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Issuing => "issuing",
            Self::Responder => "responder",
            Self::Timestamping => "timestamping",
        }
    }
}

/// Where the private half is.
#[derive(Clone, PartialEq, Eq)]
pub enum KeyPlace {
    /// Here: PKCS#8 under a master key.
    File { wrapped: Vec<u8> },
    /// In a token, under the key's name.
    Pkcs11,
    /// In a file of its own that the running service never reads.
    Apart,
}

/// A key with its certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredKey {
    /// Part of the addresses in certificates.
    pub name: String,
    /// X.509, DER.
    pub certificate: Vec<u8>,
    pub place: KeyPlace,
}

/// Writes a new key.
pub async fn add(
    tx: &mut Transaction,
    role: KeyRole,
    key: &StoredKey,
    at: Timestamp,
) -> Result<(), StoreError> {
    let (place, wrapped) = match &key.place {
        KeyPlace::File { wrapped } => ("file", Some(wrapped.as_slice())),
        KeyPlace::Pkcs11 => ("pkcs11", None),
        KeyPlace::Apart => ("apart", None),
    };
    tx.execute(
        "INSERT INTO signing_keys (name, role, created_at, certificate, place, wrapped)
         VALUES ($1, $2, $3, $4, $5, $6)",
        params![key.name.as_str(), role.as_str(), at, key.certificate.as_slice(), place, wrapped],
    )
    .await?;
    Ok(())
}

/// The newest key of a role.
pub async fn newest(tx: &mut Transaction, role: KeyRole) -> Result<Option<StoredKey>, StoreError> {
    let row = tx
        .optional(
            "SELECT name, certificate, place, wrapped FROM signing_keys WHERE role = $1
             ORDER BY created_at DESC, name DESC LIMIT 1",
            params![role.as_str()],
        )
        .await?;
    row.as_ref().map(read).transpose()
}

/// Every key of a role, oldest first.
pub async fn all(tx: &mut Transaction, role: KeyRole) -> Result<Vec<StoredKey>, StoreError> {
    let rows = tx
        .all(
            "SELECT name, certificate, place, wrapped FROM signing_keys WHERE role = $1 ORDER BY created_at, name",
            params![role.as_str()],
        )
        .await?;
    rows.iter().map(read).collect()
}

/// The certificate of a key, DER.
pub async fn certificate(tx: &mut Transaction, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let row = tx.optional("SELECT certificate FROM signing_keys WHERE name = $1", params![name]).await?;
    row.map(|row| row.blob("certificate")).transpose()
}

fn read(row: &Row) -> Result<StoredKey, StoreError> {
    let place = match row.text("place")?.as_str() {
        "file" => KeyPlace::File { wrapped: row.blob("wrapped")? },
        "pkcs11" => KeyPlace::Pkcs11,
        "apart" => KeyPlace::Apart,
        _ => return Err(StoreError::Unreadable("place")),
    };
    Ok(StoredKey { name: row.text("name")?, certificate: row.blob("certificate")?, place })
}
