//! The evidence store: images, scans and reports as objects, each encrypted under a key of its own, which is wrapped
//! under the evidence master key and bound to customer, id and hash. Objects are files of the data folder; what is known
//! of them is in the database.

use std::{io, sync::Arc};

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use object_store::{ObjectStore, ObjectStoreExt as _, local::LocalFileSystem, path::Path};
use sportello_central_store::{
    Transaction,
    tables::evidence::{self, StoredEvidence},
};
use sportello_domain::{
    error_code::{ErrorCode, Remedy},
    ids::{AccountId, CustomerId, EvidenceId},
};
use zeroize::Zeroizing;

use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
    config::Config,
    digest::sha256_hex,
};

/// Where the objects are.
pub struct EvidenceStore {
    objects: Arc<dyn ObjectStore>,
}

/// An object that is handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvidence {
    pub id: EvidenceId,
    pub customer: CustomerId,
    pub stored_by: AccountId,
    /// IANA media type.
    pub media_type: String,
    /// As the desk states it: SHA-256, lower-case hex.
    pub sha256: String,
}

impl EvidenceStore {
    /// Opens the folder `evidence` of the data folder; makes it where there is none.
    pub fn open(config: &Config) -> io::Result<Self> {
        let folder = config.data_folder.join("evidence");
        std::fs::create_dir_all(&folder)?;
        // What was acknowledged must survive a power cut.
        let objects = LocalFileSystem::new_with_prefix(folder).map_err(io::Error::other)?.with_fsync(true);
        Ok(Self { objects: Arc::new(objects) })
    }
}

/// Stores an object. The same id with the same bytes is stored once and answered again; with other bytes it is refused,
/// as are bytes that do not have the hash they are said to have. What is stored is an audit event of whoever handed it in.
pub async fn put(
    centre: &Centre,
    who: Who,
    new: &NewEvidence,
    bytes: &[u8],
) -> Result<StoredEvidence, Refusal> {
    let mismatch = || Refusal::new(ErrorCode::EvidenceHashMismatch);
    if bytes.is_empty() {
        return Err(Refusal::new(ErrorCode::FileEmpty));
    }
    if sha256_hex(bytes) != new.sha256 {
        return Err(mismatch());
    }
    let mut tx = centre.store.read().await?;
    let known = evidence::find(&mut tx, new.customer, new.id).await?;
    drop(tx);
    if let Some(known) = known {
        return if known.sha256 == new.sha256 { Ok(known) } else { Err(mismatch()) };
    }
    let binding = binding(new.customer, new.id, &new.sha256);
    let mut key = Zeroizing::new([0; 32]);
    centre.chance.fill(key.as_mut());
    let wrapped_key = centre.keys.evidence.seal(&binding, key.as_ref()).map_err(Refusal::internal)?;
    let place = place(new.customer, new.id, &wrapped_key);
    let sealed = seal(&key, &binding, bytes)?;
    centre.evidence.objects.put(&place, sealed.into()).await.map_err(unavailable)?;
    let mut tx = centre.store.write().await?;
    let row = StoredEvidence {
        id: new.id,
        customer: new.customer,
        sha256: new.sha256.clone(),
        size: u32::try_from(bytes.len()).map_err(|_| Refusal::new(ErrorCode::FileTooLarge))?,
        media_type: new.media_type.clone(),
        wrapped_key: wrapped_key.clone(),
        stored_at: centre.clock.now(),
        stored_by: new.stored_by,
    };
    let counts = evidence::add(&mut tx, &row).await?;
    let ours = counts.wrapped_key == wrapped_key;
    if ours {
        let what = What {
            detail: new.sha256.clone(),
            ..What::done("storeEvidence", format!("evidence {}", new.id))
        };
        audit::append(&mut tx, who, what, row.stored_at).await?;
    }
    tx.commit().await?;
    if !ours {
        // Somebody else was quicker with this id: the row names their object, ours is nobody's.
        centre.evidence.objects.delete(&place).await.map_err(unavailable)?;
    }
    // An id of another customer looks like one with other bytes: that it exists is not told.
    if counts.customer == new.customer && counts.sha256 == new.sha256 { Ok(counts) } else { Err(mismatch()) }
}

/// What is known of an object of a customer.
pub async fn facts(
    tx: &mut Transaction,
    customer: CustomerId,
    id: EvidenceId,
) -> Result<Option<StoredEvidence>, Refusal> {
    Ok(evidence::find(tx, customer, id).await?)
}

/// The bytes of an object, verified against the hash it was stored with.
pub async fn get(
    centre: &Centre,
    customer: CustomerId,
    id: EvidenceId,
) -> Result<(StoredEvidence, Zeroizing<Vec<u8>>), Refusal> {
    let mut tx = centre.store.read().await?;
    let row = evidence::find(&mut tx, customer, id).await?.ok_or_else(Refusal::not_found)?;
    drop(tx);
    let binding = binding(customer, id, &row.sha256);
    let key = centre.keys.evidence.open(&binding, &row.wrapped_key).map_err(Refusal::internal)?;
    let object =
        centre.evidence.objects.get(&place(customer, id, &row.wrapped_key)).await.map_err(unavailable)?;
    let sealed = object.bytes().await.map_err(unavailable)?;
    let plain = open(&key, &binding, &sealed)?;
    if sha256_hex(&plain) != row.sha256 {
        return Err(damaged());
    }
    Ok((row, plain))
}

/// What key and ciphertext are bound to.
fn binding(customer: CustomerId, id: EvidenceId, sha256: &str) -> String {
    format!("evidence\n{customer}\n{id}\n{sha256}")
}

/// The name depends on the key, so that two attempts with one id never overwrite each other's bytes.
fn place(customer: CustomerId, id: EvidenceId, wrapped_key: &[u8]) -> Path {
    let attempt = sha256_hex(wrapped_key);
    Path::from_iter([customer.to_string(), format!("{id}-{}", attempt.get(..16).unwrap_or_default())])
}

fn seal(key: &[u8; 32], binding: &str, plain: &[u8]) -> Result<Vec<u8>, Refusal> {
    let failed = |_| Refusal::internal("the library did not encrypt");
    let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(failed)?;
    let mut out = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
    out.extend_from_slice(&[0; NONCE_LEN]);
    out.extend_from_slice(plain);
    let (nonce, tag) = key
        .seal_in_place_separate_tag(Aad::from(binding.as_bytes()), &mut out[NONCE_LEN..])
        .map_err(failed)?;
    out[..NONCE_LEN].copy_from_slice(nonce.as_ref());
    out.extend_from_slice(tag.as_ref());
    Ok(out)
}

fn open(key: &[u8], binding: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refusal> {
    let (nonce, rest) = sealed.split_at_checked(NONCE_LEN).ok_or_else(damaged)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| damaged())?;
    let key = RandomizedNonceKey::new(&AES_256_GCM, key).map_err(|_| damaged())?;
    let mut plain = Zeroizing::new(rest.to_vec());
    let length =
        key.open_in_place(nonce, Aad::from(binding.as_bytes()), &mut plain).map_err(|_| damaged())?.len();
    plain.truncate(length);
    Ok(plain)
}

fn damaged() -> Refusal {
    Refusal::internal("a stored object does not open, or is not the one that was stored")
}

fn unavailable(error: object_store::Error) -> Refusal {
    match error {
        object_store::Error::NotFound { .. } => Refusal::internal("a stored object is not there"),
        // Paths in the message name ids only.
        other => Refusal { remedy: Remedy::Retry, ..Refusal::internal(other) },
    }
}
