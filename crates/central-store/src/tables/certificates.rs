//! Certificates: what waits for the authority's key, what was issued, and what the status lists say of it.
// reason for length: one table group, its rows and the queries over them; cut apart, the joins would be said twice

use sportello_domain::{
    ids::{AccountId, CertificateId, CustomerId, ProductId},
    moment::Timestamp,
};

use crate::{Row, StoreError, Transaction, value::params};

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IssuedKind {
    Signature,
    Authentication,
    /// A registration officer's.
    Officer,
    /// The OCSP responder's own.
    Responder,
    /// A time-stamping unit's.
    Timestamping,
}

impl IssuedKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Authentication => "authentication",
            Self::Officer => "officer",
            Self::Responder => "responder",
            Self::Timestamping => "timestamping",
        }
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        match row.text("kind")?.as_str() {
            "signature" => Ok(Self::Signature),
            "authentication" => Ok(Self::Authentication),
            "officer" => Ok(Self::Officer),
            "responder" => Ok(Self::Responder),
            "timestamping" => Ok(Self::Timestamping),
            _ => Err(StoreError::Unreadable("kind")),
        }
    }
}

/// Where a certificate stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    pub status: StandingStatus,
    pub since: Timestamp,
    /// A reason of RFC 5280 §5.3.1 by its name.
    pub reason: Option<String>,
}

/// The word of a [`Standing`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingStatus {
    Good,
    Suspended,
    Revoked,
}

impl StandingStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
        }
    }
}

/// Linted bytes that wait for the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreparedIssue {
    /// What it is for.
    pub owner: String,
    pub certificate: CertificateId,
    /// Name of the signing key.
    pub signer: String,
    /// Lower-case hex.
    pub serial: String,
    /// JSON.
    pub prepared: String,
}

/// A certificate to be recorded.
#[derive(Clone, PartialEq, Eq)]
pub struct NewCertificate {
    pub id: CertificateId,
    pub owner: String,
    pub customer: Option<CustomerId>,
    pub product: Option<ProductId>,
    pub account: Option<AccountId>,
    pub kind: IssuedKind,
    pub profile: String,
    pub signer: String,
    pub serial: String,
    /// X.509, DER.
    pub certificate: Vec<u8>,
    /// SHA-256 of the DER, lower-case hex.
    pub fingerprint: String,
    /// SHA-256 of its `SubjectPublicKeyInfo`, lower-case hex.
    pub key_sha256: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    pub issued_at: Timestamp,
}

/// A certificate as it was recorded.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredCertificate {
    pub id: CertificateId,
    pub customer: Option<CustomerId>,
    pub product: Option<ProductId>,
    pub account: Option<AccountId>,
    pub kind: IssuedKind,
    pub profile: String,
    pub signer: String,
    pub serial: String,
    pub certificate: Vec<u8>,
    pub fingerprint: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    /// What was decided; the lists say it from their next number on.
    pub standing: Standing,
}

/// A serial on a status list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSerial {
    pub serial: String,
    pub standing: Standing,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, customer_id, product_id, account_id, kind, profile, signer, serial, certificate, fingerprint, \
             not_before, not_after, status, status_since, reason FROM certificates ",
            $rest
        )
    };
}

fn read(row: &Row) -> Result<StoredCertificate, StoreError> {
    Ok(StoredCertificate {
        id: row.parsed("id")?,
        customer: row.parsed_or_none("customer_id")?,
        product: row.parsed_or_none("product_id")?,
        account: row.parsed_or_none("account_id")?,
        kind: IssuedKind::read(row)?,
        profile: row.text("profile")?,
        signer: row.text("signer")?,
        serial: row.text("serial")?,
        certificate: row.blob("certificate")?,
        fingerprint: row.text("fingerprint")?,
        not_before: row.at("not_before")?,
        not_after: row.at("not_after")?,
        standing: standing(row, ["status", "status_since", "reason"])?,
    })
}

fn standing(row: &Row, [status, since, reason]: [&'static str; 3]) -> Result<Standing, StoreError> {
    let word = match row.text(status)?.as_str() {
        "good" => StandingStatus::Good,
        "suspended" => StandingStatus::Suspended,
        "revoked" => StandingStatus::Revoked,
        _ => return Err(StoreError::Unreadable(status)),
    };
    Ok(Standing { status: word, since: row.at(since)?, reason: row.text_or_none(reason)? })
}

/// Stores what was prepared, unless something is prepared for this owner already; answers what counts.
pub async fn prepare(
    tx: &mut Transaction,
    issue: &PreparedIssue,
    at: Timestamp,
) -> Result<PreparedIssue, StoreError> {
    tx.execute(
        "INSERT INTO prepared_issues (owner, certificate_id, signer, serial, prepared, created_at)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (owner) DO NOTHING",
        params![
            issue.owner.as_str(),
            issue.certificate,
            issue.signer.as_str(),
            issue.serial.as_str(),
            issue.prepared.as_str(),
            at
        ],
    )
    .await?;
    prepared(tx, &issue.owner).await?.ok_or(StoreError::Unreadable("owner"))
}

/// What is prepared for an owner.
pub async fn prepared(tx: &mut Transaction, owner: &str) -> Result<Option<PreparedIssue>, StoreError> {
    let row = tx
        .optional(
            "SELECT owner, certificate_id, signer, serial, prepared FROM prepared_issues WHERE owner = $1",
            params![owner],
        )
        .await?;
    row.map(|row| {
        Ok(PreparedIssue {
            owner: row.text("owner")?,
            certificate: row.parsed("certificate_id")?,
            signer: row.text("signer")?,
            serial: row.text("serial")?,
            prepared: row.text("prepared")?,
        })
    })
    .transpose()
}

/// Takes what was prepared for an owner away: it is never issued. A signature that somebody makes of it all the same finds
/// nothing to be recorded for.
pub async fn forget_prepared(tx: &mut Transaction, owner: &str) -> Result<(), StoreError> {
    tx.execute("DELETE FROM prepared_issues WHERE owner = $1", params![owner]).await?;
    Ok(())
}

/// Takes what was prepared for an owner before a moment away, so that it is prepared anew.
pub async fn forget_prepared_before(
    tx: &mut Transaction,
    owner: &str,
    moment: Timestamp,
) -> Result<(), StoreError> {
    let query = "DELETE FROM prepared_issues WHERE owner = $1 AND created_at < $2";
    tx.execute(query, params![owner, moment]).await?;
    Ok(())
}

/// Records an issued certificate and takes what was prepared for it away. Where one for the same owner was recorded
/// before, that one counts and is answered: ECDSA gives other bytes each time, and only one of them may leave.
pub async fn add(tx: &mut Transaction, new: &NewCertificate) -> Result<StoredCertificate, StoreError> {
    tx.execute(
        "INSERT INTO certificates (id, owner, customer_id, product_id, account_id, kind, profile, signer, serial,
            certificate, fingerprint, key_sha256, not_before, not_after, issued_at, status, status_since,
            listed_status, listed_since)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'good', $15, 'good', $15)
         ON CONFLICT (owner) DO NOTHING",
        params![
            new.id,
            new.owner.as_str(),
            new.customer,
            new.product,
            new.account,
            new.kind.as_str(),
            new.profile.as_str(),
            new.signer.as_str(),
            new.serial.as_str(),
            new.certificate.as_slice(),
            new.fingerprint.as_str(),
            new.key_sha256.as_str(),
            new.not_before,
            new.not_after,
            new.issued_at,
        ],
    )
    .await?;
    forget_prepared(tx, &new.owner).await?;
    by_owner(tx, &new.owner).await?.ok_or(StoreError::Unreadable("owner"))
}

/// The certificate of an owner.
pub async fn by_owner(tx: &mut Transaction, owner: &str) -> Result<Option<StoredCertificate>, StoreError> {
    tx.optional(select!("WHERE owner = $1"), params![owner]).await?.as_ref().map(read).transpose()
}

/// A certificate by its serial (lower-case hex), under whichever signer.
pub async fn by_serial(tx: &mut Transaction, serial: &str) -> Result<Option<StoredCertificate>, StoreError> {
    tx.optional(select!("WHERE serial = $1"), params![serial]).await?.as_ref().map(read).transpose()
}

/// A certificate by the SHA-256 of its DER (lower-case hex).
pub async fn by_fingerprint(
    tx: &mut Transaction,
    fingerprint: &str,
) -> Result<Option<StoredCertificate>, StoreError> {
    tx.optional(select!("WHERE fingerprint = $1"), params![fingerprint]).await?.as_ref().map(read).transpose()
}

/// The certificates of a product, oldest first.
pub async fn of_product(
    tx: &mut Transaction,
    product: ProductId,
) -> Result<Vec<StoredCertificate>, StoreError> {
    tx.all(select!("WHERE product_id = $1 ORDER BY issued_at, id"), params![product])
        .await?
        .iter()
        .map(read)
        .collect()
}

/// Records a decision about a certificate. The lists say it from their next number on.
pub async fn decide(tx: &mut Transaction, id: CertificateId, standing: &Standing) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE certificates SET status = $1, status_since = $2, reason = $3 WHERE id = $4",
        params![standing.status.as_str(), standing.since, standing.reason.as_deref(), id],
    )
    .await?;
    Ok(())
}

/// Everything of a signer that is not good, by serial: what its next list says.
pub async fn not_good(tx: &mut Transaction, signer: &str) -> Result<Vec<ListedSerial>, StoreError> {
    let rows = tx
        .all(
            "SELECT serial, status, status_since, reason FROM certificates
             WHERE signer = $1 AND status <> 'good' ORDER BY serial",
            params![signer],
        )
        .await?;
    rows.iter()
        .map(|row| {
            Ok(ListedSerial {
                serial: row.text("serial")?,
                standing: standing(row, ["status", "status_since", "reason"])?,
            })
        })
        .collect()
}

/// Makes what was decided what is listed: called in the transaction that stores the list.
pub async fn mark_listed(tx: &mut Transaction, signer: &str) -> Result<(), StoreError> {
    tx.execute(
        "UPDATE certificates SET listed_status = status, listed_since = status_since, listed_reason = reason
         WHERE signer = $1 AND (listed_status <> status OR listed_since <> status_since)",
        params![signer],
    )
    .await?;
    Ok(())
}

/// What the newest list says of a serial; `None` where the signer issued no such certificate.
pub async fn listed(
    tx: &mut Transaction,
    signer: &str,
    serial: &str,
) -> Result<Option<Standing>, StoreError> {
    let row = tx
        .optional(
            "SELECT listed_status, listed_since, listed_reason FROM certificates WHERE signer = $1 AND serial = $2",
            params![signer, serial],
        )
        .await?;
    row.map(|row| standing(&row, ["listed_status", "listed_since", "listed_reason"])).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Store,
        tables::signing_keys::{self, KeyPlace, KeyRole, StoredKey},
    };
    use uuid::Uuid;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(1_800_000_000_000_000 + second * 1_000_000).unwrap()
    }

    fn new(id: u128, serial: &str) -> NewCertificate {
        NewCertificate {
            id: CertificateId(Uuid::from_u128(id)),
            owner: "product:1:signature".to_owned(),
            customer: None,
            product: None,
            account: None,
            kind: IssuedKind::Signature,
            profile: "holder".to_owned(),
            signer: "issuing-1".to_owned(),
            serial: serial.to_owned(),
            certificate: vec![1, 2, 3],
            fingerprint: format!("print of {serial}"),
            key_sha256: format!("key of {serial}"),
            not_before: at(0),
            not_after: at(100),
            issued_at: at(0),
        }
    }

    async fn store(folder: &std::path::Path) -> Store {
        let store = Store::open_sqlite(&folder.join("db")).await.unwrap();
        let mut tx = store.write().await.unwrap();
        let key = StoredKey {
            name: "issuing-1".to_owned(),
            certificate: vec![0],
            place: KeyPlace::File { wrapped: vec![9] },
        };
        signing_keys::add(&mut tx, KeyRole::Issuing, &key, at(0)).await.unwrap();
        tx.commit().await.unwrap();
        store
    }

    #[tokio::test]
    async fn there_is_never_a_second_certificate_for_the_same_thing() {
        let folder = tempfile::tempdir().unwrap();
        let mut tx = store(folder.path()).await.write().await.unwrap();
        let intent = |id: u128, serial: &str| PreparedIssue {
            owner: "product:1:signature".to_owned(),
            certificate: CertificateId(Uuid::from_u128(id)),
            signer: "issuing-1".to_owned(),
            serial: serial.to_owned(),
            prepared: "{}".to_owned(),
        };
        let first = prepare(&mut tx, &intent(1, "aa"), at(0)).await.unwrap();
        let second = prepare(&mut tx, &intent(2, "bb"), at(1)).await.unwrap();
        assert_eq!(first, second, "what was prepared first counts");
        let issued = add(&mut tx, &new(1, "aa")).await.unwrap();
        let again = add(&mut tx, &new(2, "bb")).await.unwrap();
        assert_eq!((again.id, again.serial), (issued.id, issued.serial), "the recorded certificate counts");
        assert_eq!(prepared(&mut tx, "product:1:signature").await.unwrap(), None, "nothing waits any more");
    }

    #[tokio::test]
    async fn a_decision_is_told_once_it_is_listed() {
        let folder = tempfile::tempdir().unwrap();
        let mut tx = store(folder.path()).await.write().await.unwrap();
        let certificate = add(&mut tx, &new(1, "aa")).await.unwrap();
        let revoked = Standing {
            status: StandingStatus::Revoked,
            since: at(5),
            reason: Some("key-compromise".to_owned()),
        };
        decide(&mut tx, certificate.id, &revoked).await.unwrap();
        let before = listed(&mut tx, "issuing-1", "aa").await.unwrap().unwrap();
        assert_eq!(before.status, StandingStatus::Good, "the list of before still says good");
        let next = not_good(&mut tx, "issuing-1").await.unwrap();
        assert_eq!(
            next,
            [ListedSerial { serial: "aa".to_owned(), standing: revoked.clone() }],
            "the next one will not"
        );
        mark_listed(&mut tx, "issuing-1").await.unwrap();
        assert_eq!(
            listed(&mut tx, "issuing-1", "aa").await.unwrap(),
            Some(revoked),
            "and then OCSP says it too"
        );
        assert_eq!(listed(&mut tx, "issuing-1", "bb").await.unwrap(), None, "an unissued serial is unknown");
    }
}
