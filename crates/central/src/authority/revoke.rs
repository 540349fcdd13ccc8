//! Revocation: decided in one transaction with its publication as a job, then published at once.

use sportello_central_store::{
    Transaction,
    tables::{
        certificates::{self, Standing, StandingStatus, StoredCertificate},
        products,
        requests::{self, HistoryLine},
    },
};
use sportello_domain::{moment::Timestamp, product::ProductEvent};
use sportello_pki::{serial::Serial, status_list::RevocationReason};

use super::{AuthorityError, lists};
use crate::{
    Centre,
    audit::{self, What, Who},
    cases::{Acting, follow_products},
    jobs::{self, Job},
};

/// What shall be revoked, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    pub serial: Serial,
    /// `None` where the procedure gives no reason code (RFC 5280 §5.3.1 recommends its absence over `unspecified`).
    pub reason: Option<RevocationReason>,
}

/// Revokes a certificate by its serial number, its product with it, and publishes the list that says so. CRL and OCSP
/// change together. A certificate that was suspended counts as revoked from the start of the suspension.
pub async fn revoke(centre: &Centre, revocation: &Revocation) -> Result<StoredCertificate, AuthorityError> {
    let mut tx = centre.store.write().await?;
    let now = centre.clock.now();
    let certificate = decide(&mut tx, revocation, now).await?;
    end_product(&mut tx, &certificate, now).await?;
    let who = Who { customer: certificate.customer, ..Who::default() };
    let what = What {
        detail: certificate.fingerprint.clone(),
        ..What::done("revokeCertificate", format!("certificate {}", certificate.id))
    };
    audit::append(&mut tx, who, what, now).await?;
    // In case the publication below fails; a second list does no harm.
    jobs::add(centre, &mut tx, &Job::PublishStatusList, None).await?;
    tx.commit().await?;
    lists::publish_named(centre, &certificate.signer).await?;
    Ok(certificate)
}

async fn decide(
    tx: &mut Transaction,
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
    Ok(StoredCertificate { standing, ..certificate })
}

/// The product of a holder's certificate ends with it, and with the last of its products a request in issuance is
/// complete. A product in a status that knows no revocation (it expired) stays as it is.
async fn end_product(
    tx: &mut Transaction,
    certificate: &StoredCertificate,
    now: Timestamp,
) -> Result<(), AuthorityError> {
    let Some(id) = certificate.product else { return Ok(()) };
    let Some(mut product) = products::find(tx, id).await? else { return Ok(()) };
    let Ok(status) = product.status.after(ProductEvent::Revoke) else { return Ok(()) };
    (product.status, product.status_since) = (status, now);
    products::update(tx, &product).await?;
    let line = HistoryLine {
        product: Some(id),
        at: now,
        what: status.as_str().to_owned(),
        account: None,
        profile: None,
        reason: certificate.standing.reason.clone(),
    };
    requests::add_history(tx, product.request, &line).await?;
    if let Some(mut request) = requests::find(tx, product.request).await? {
        follow_products(tx, &mut request, Acting::Centre, now).await?;
    }
    Ok(())
}
