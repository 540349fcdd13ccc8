//! Revocation: decided in one transaction with its publication as a job, then published at once.

use sportello_central_store::tables::certificates::{self, Standing, StandingStatus, StoredCertificate};
use sportello_domain::moment::Timestamp;
use sportello_pki::{serial::Serial, status_list::RevocationReason};

use super::{AuthorityError, lists};
use crate::{Centre, jobs::Job};

/// What shall be revoked, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    pub serial: Serial,
    /// `None` where the procedure gives no reason code (RFC 5280 §5.3.1 recommends its absence over `unspecified`).
    pub reason: Option<RevocationReason>,
}

/// Revokes a certificate by its serial number and publishes the list that says so. CRL and OCSP change together. A
/// certificate that was suspended counts as revoked from the start of the suspension.
pub async fn revoke(centre: &Centre, revocation: &Revocation) -> Result<StoredCertificate, AuthorityError> {
    let mut tx = centre.store.write().await?;
    let now = centre.clock.now();
    let certificate = decide(centre, &mut tx, revocation, now).await?;
    tx.commit().await?;
    // The job is there in case this fails; done twice it only makes another list.
    lists::publish(centre).await?;
    Ok(certificate)
}

async fn decide(
    centre: &Centre,
    tx: &mut sportello_central_store::Transaction,
    revocation: &Revocation,
    now: Timestamp,
) -> Result<StoredCertificate, AuthorityError> {
    let certificate = certificates::by_serial(tx, &revocation.serial.to_string())
        .await?
        .ok_or(AuthorityError::UnknownCertificate)?;
    let since = match certificate.standing.status {
        StandingStatus::Revoked => return Err(AuthorityError::AlreadyRevoked),
        StandingStatus::Suspended => certificate.standing.since,
        StandingStatus::Good => now,
    };
    let standing = Standing {
        status: StandingStatus::Revoked,
        since,
        reason: revocation.reason.map(|reason| lists::word_of(reason).to_owned()),
    };
    certificates::decide(tx, certificate.id, &standing).await?;
    crate::jobs::add(centre, tx, &Job::PublishStatusList, None).await?;
    Ok(StoredCertificate { standing, ..certificate })
}
