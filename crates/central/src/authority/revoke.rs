//! Revocation: decided in one transaction with its publication as a job, then published at once.

use sportello_central_store::{
    Transaction,
    tables::{
        certificates::{self, Standing, StandingStatus, StoredCertificate},
        enrolments, products,
        requests::{self, HistoryLine},
    },
};
use sportello_domain::{enrolment::EnrolmentEvent, ids::ProductId, moment::Timestamp, product::ProductEvent};
use sportello_pki::{serial::Serial, status_list::RevocationReason};

use super::{AuthorityError, Purpose, lists};
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
    let serial = revocation.serial.to_string();
    let certificate =
        certificates::by_serial(&mut tx, &serial).await?.ok_or(AuthorityError::UnknownCertificate)?;
    let certificate = decide(&mut tx, certificate, revocation.reason, now).await?;
    let others = end_product(&mut tx, &certificate, revocation.reason, now).await?;
    for revoked in std::iter::once(&certificate).chain(&others) {
        let who = Who { customer: revoked.customer, ..Who::default() };
        let what = What {
            detail: revoked.fingerprint.clone(),
            ..What::done("revokeCertificate", format!("certificate {}", revoked.id))
        };
        audit::append(&mut tx, who, what, now).await?;
    }
    // In case the publication below fails; a second list does no harm.
    jobs::add(centre, &mut tx, &Job::PublishStatusList, None).await?;
    tx.commit().await?;
    lists::publish_named(centre, &certificate.signer).await?;
    if others.iter().any(|other| other.signer != certificate.signer) {
        lists::publish(centre).await?;
    }
    Ok(certificate)
}

/// Takes away what an enrolment that is given up has left for one purpose: a certificate is revoked, since its key will not
/// reach its holder, and what was only prepared is never issued. Answers the fingerprint of what was revoked now. The
/// caller publishes the list.
pub async fn revoke_orphan(
    tx: &mut Transaction,
    purpose: &Purpose,
    now: Timestamp,
) -> Result<Option<String>, AuthorityError> {
    let owner = purpose.owner();
    certificates::forget_prepared(tx, &owner).await?;
    let Some(certificate) = certificates::by_owner(tx, &owner).await? else { return Ok(None) };
    if certificate.standing.status == StandingStatus::Revoked {
        return Ok(None);
    }
    let reason = Some(RevocationReason::CessationOfOperation);
    Ok(Some(decide(tx, certificate, reason, now).await?.fingerprint))
}

/// Takes away whatever a product has that ends without having reached its holder. Answers the fingerprints of what was
/// revoked now. The caller publishes the list.
pub async fn revoke_undelivered(
    tx: &mut Transaction,
    product: ProductId,
    purpose: &Purpose,
    now: Timestamp,
) -> Result<Vec<String>, AuthorityError> {
    certificates::forget_prepared(tx, &purpose.owner()).await?;
    revoke_all(tx, product, RevocationReason::CessationOfOperation, now).await
}

/// Revokes whatever a product has. Answers the fingerprints of what was revoked now. The caller publishes the list.
pub async fn revoke_all(
    tx: &mut Transaction,
    product: ProductId,
    reason: RevocationReason,
    now: Timestamp,
) -> Result<Vec<String>, AuthorityError> {
    let revoked = decide_all(tx, product, Some(reason), now).await?;
    Ok(revoked.into_iter().map(|certificate| certificate.fingerprint).collect())
}

/// Publishes the list that says what a committed transaction has revoked. Where that fails, the job does it that was
/// written with it.
pub async fn publish_revoked(centre: &Centre, revoked: &[String]) {
    if !revoked.is_empty()
        && let Err(error) = lists::publish(centre).await
    {
        tracing::warn!(%error, "the list is left to its job");
    }
}

/// Revokes every certificate of a product that is not revoked yet.
async fn decide_all(
    tx: &mut Transaction,
    product: ProductId,
    reason: Option<RevocationReason>,
    now: Timestamp,
) -> Result<Vec<StoredCertificate>, AuthorityError> {
    let mut revoked = Vec::new();
    for certificate in certificates::of_product(tx, product).await? {
        if certificate.standing.status != StandingStatus::Revoked {
            revoked.push(decide(tx, certificate, reason, now).await?);
        }
    }
    Ok(revoked)
}

async fn decide(
    tx: &mut Transaction,
    certificate: StoredCertificate,
    reason: Option<RevocationReason>,
    now: Timestamp,
) -> Result<StoredCertificate, AuthorityError> {
    let since = match certificate.standing.status {
        StandingStatus::Revoked => return Err(AuthorityError::AlreadyRevoked),
        StandingStatus::Suspended => certificate.standing.since,
        StandingStatus::Good => now,
    };
    let standing = Standing {
        status: StandingStatus::Revoked,
        since,
        reason: reason.map(|reason| lists::word_of(reason).to_owned()),
    };
    certificates::decide(tx, certificate.id, &standing).await?;
    Ok(StoredCertificate { standing, ..certificate })
}

/// The product of a holder's certificate ends with it: so do its other certificates, which are answered, and an enrolment
/// on its way. With the last of its products a request in issuance is complete. A product in a status that knows no
/// revocation (it expired) stays as it is.
async fn end_product(
    tx: &mut Transaction,
    certificate: &StoredCertificate,
    reason: Option<RevocationReason>,
    now: Timestamp,
) -> Result<Vec<StoredCertificate>, AuthorityError> {
    let Some(id) = certificate.product else { return Ok(Vec::new()) };
    let Some(mut product) = products::find(tx, id).await? else { return Ok(Vec::new()) };
    let Ok(status) = product.status.after(ProductEvent::Revoke) else { return Ok(Vec::new()) };
    let others = decide_all(tx, id, reason, now).await?;
    if let Some(mut enrolment) = enrolments::under_way(tx, id).await?
        && let Ok(step) = enrolment.step.after(EnrolmentEvent::Abandon)
    {
        (enrolment.step, enrolment.step_since) = (step, now);
        enrolments::update(tx, &enrolment).await?;
    }
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
    Ok(others)
}
