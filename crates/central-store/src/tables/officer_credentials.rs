//! Which certificates an officer signs recognition reports with.

use sportello_domain::{
    ids::{AccountId, CertificateId},
    moment::Timestamp,
};

use crate::{StoreError, Transaction, value::params};

/// A certificate's binding to an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    pub certificate: CertificateId,
    pub account: AccountId,
    pub registered_at: Timestamp,
    /// `None` while it holds.
    pub unbound_at: Option<Timestamp>,
}

/// Binds a certificate to an account; once bound it stays that account's.
pub async fn bind(
    tx: &mut Transaction,
    certificate: CertificateId,
    account: AccountId,
    at: Timestamp,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO officer_credentials (certificate_id, account_id, registered_at) VALUES ($1, $2, $3)
         ON CONFLICT (certificate_id) DO NOTHING",
        params![certificate, account, at],
    )
    .await?;
    Ok(())
}

/// Makes a certificate that its officer has brought the account's own, whether it was bound before or not. One that was
/// unbound is bound anew, from now on. Answers false where it is another account's.
pub async fn choose(
    tx: &mut Transaction,
    certificate: CertificateId,
    account: AccountId,
    at: Timestamp,
) -> Result<bool, StoreError> {
    bind(tx, certificate, account, at).await?;
    let sql = "UPDATE officer_credentials SET chosen_at = $3, unbound_at = NULL, \
               registered_at = CASE WHEN unbound_at IS NULL THEN registered_at ELSE $3 END \
               WHERE certificate_id = $1 AND account_id = $2";
    Ok(tx.execute(sql, params![certificate, account, at]).await? == 1)
}

/// Whose certificate it is.
pub async fn binding(
    tx: &mut Transaction,
    certificate: CertificateId,
) -> Result<Option<Binding>, StoreError> {
    let row = tx
        .optional(
            "SELECT account_id, registered_at, unbound_at FROM officer_credentials WHERE certificate_id = $1",
            params![certificate],
        )
        .await?;
    row.map(|row| {
        Ok(Binding {
            certificate,
            account: row.parsed("account_id")?,
            registered_at: row.at("registered_at")?,
            unbound_at: row.at_or_none("unbound_at")?,
        })
    })
    .transpose()
}

/// The SHA-256 of the certificate that was bound to an account, or chosen by it, last and still is.
pub async fn current(tx: &mut Transaction, account: AccountId) -> Result<Option<String>, StoreError> {
    let row = tx
        .optional(
            "SELECT c.fingerprint FROM officer_credentials o JOIN certificates c ON c.id = o.certificate_id
             WHERE o.account_id = $1 AND o.unbound_at IS NULL ORDER BY COALESCE(o.chosen_at, o.registered_at) DESC,
             c.id DESC LIMIT 1",
            params![account],
        )
        .await?;
    row.map(|row| row.text("fingerprint")).transpose()
}
