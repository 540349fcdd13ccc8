//! Status lists: full ones, published by a job, at each change and several times a day.

use std::sync::Arc;

use sportello_central_store::{
    StoreError, Transaction,
    tables::{
        certificates::{self, ListedSerial, StandingStatus},
        status_lists::{self, StoredList},
    },
};
use sportello_domain::moment::Timestamp;
use sportello_pki::{
    certificate::Certificate,
    keys::SigningKey,
    serial::Serial,
    status_list::{self, RevocationReason, StatusEntry, StatusList, StatusListOrder},
};
use time::{Duration, OffsetDateTime};

use super::{AuthorityError, IssuingKey, off_executor};
use crate::Centre;

/// The stored word of a reason.
pub fn word_of(reason: RevocationReason) -> &'static str {
    match reason {
        RevocationReason::KeyCompromise => "key-compromise",
        RevocationReason::AuthorityCompromise => "authority-compromise",
        RevocationReason::AffiliationChanged => "affiliation-changed",
        RevocationReason::Superseded => "superseded",
        RevocationReason::CessationOfOperation => "cessation-of-operation",
        RevocationReason::CertificateHold => "certificate-hold",
        RevocationReason::PrivilegeWithdrawn => "privilege-withdrawn",
    }
}

/// The reason of a stored word.
pub fn reason_of(word: &str) -> Option<RevocationReason> {
    [
        RevocationReason::KeyCompromise,
        RevocationReason::AuthorityCompromise,
        RevocationReason::AffiliationChanged,
        RevocationReason::Superseded,
        RevocationReason::CessationOfOperation,
        RevocationReason::CertificateHold,
        RevocationReason::PrivilegeWithdrawn,
    ]
    .into_iter()
    .find(|reason| word_of(*reason) == word)
}

/// Publishes the next list of every issuing authority; answers that of the newest.
pub async fn publish(centre: &Centre) -> Result<StoredList, AuthorityError> {
    let newest = centre.authority.signer();
    for signer in centre.authority.alive(centre.clock.now()).filter(|signer| signer.name != newest.name) {
        publish_of(centre, signer).await?;
    }
    publish_of(centre, newest).await
}

/// Publishes the next list of the authority of this name.
pub async fn publish_named(centre: &Centre, name: &str) -> Result<StoredList, AuthorityError> {
    publish_of(centre, centre.authority.signer_named(name)?).await
}

/// How long a list may be used, as configured; within what the rules allow, and what renewal can keep up with.
fn hours(centre: &Centre) -> u8 {
    centre.config.authority.list_hours.clamp(2, 24)
}

/// With less than this left nobody has renewed a list in time.
pub fn renewed_before(centre: &Centre) -> Duration {
    Duration::minutes(i64::from(hours(centre)) * 60 / 4)
}

/// How long the lists of all issuing authorities are still good.
pub async fn left(centre: &Centre, tx: &mut Transaction) -> Result<Duration, StoreError> {
    let (now, mut shortest) = (centre.clock.now(), Duration::MAX);
    for signer in centre.authority.alive(now) {
        let list = status_lists::newest(tx, &signer.name).await?;
        shortest = shortest.min(list.map_or(Duration::ZERO, |list| list.next_update.get() - now.get()));
    }
    Ok(shortest)
}

/// Everything decided until now, also for OCSP, from one commit on.
async fn publish_of(centre: &Centre, signer: &IssuingKey) -> Result<StoredList, AuthorityError> {
    let mut tx = centre.store.read().await?;
    let order = next(centre, &mut tx, signer).await?;
    drop(tx);
    // A token may take its time: nobody else waits for it to write.
    let mut list = sign_next(signer, order.clone()).await?;
    let mut tx = centre.store.write().await?;
    let now = next(centre, &mut tx, signer).await?;
    if (now.number, &now.entries) != (order.number, &order.entries) {
        // Something was decided meanwhile, or another list came out. This time nothing can come between.
        list = sign_next(signer, now).await?;
    }
    status_lists::add(&mut tx, &list).await?;
    certificates::mark_listed(&mut tx, &signer.name).await?;
    tx.commit().await?;
    Ok(list)
}

async fn next(
    centre: &Centre,
    tx: &mut Transaction,
    signer: &IssuingKey,
) -> Result<StatusListOrder, AuthorityError> {
    // Asked inside the transaction: decisions made before it began are in it, later ones are in the next list.
    let now = centre.clock.now();
    let number = status_lists::newest(tx, &signer.name).await?.map_or(1, |list| list.number + 1);
    let not_good = certificates::not_good(tx, &signer.name).await?;
    let hours = i64::from(hours(centre));
    Ok(StatusListOrder {
        number,
        this_update: now.get(),
        next_update: now.plus(Duration::hours(hours)).get(),
        keeps_expired_since: signer.issuer.certificate().not_before(),
        entries: not_good.iter().map(|listed| entry(listed, now)).collect::<Result<_, _>>()?,
    })
}

async fn sign_next(signer: &IssuingKey, order: StatusListOrder) -> Result<StoredList, AuthorityError> {
    let (number, entries) = (order.number, u32::try_from(order.entries.len()).unwrap_or(u32::MAX));
    let (this_update, next_update) = (Timestamp::new(order.this_update), Timestamp::new(order.next_update));
    let list = sign(signer.issuer.certificate(), order, signer.key.clone()).await?;
    let (signer, list) = (signer.name.clone(), list.der().to_vec());
    Ok(StoredList { signer, number, list, this_update, next_update, entries })
}

/// Signs a list, off the executor.
pub(super) async fn sign(
    issuer: &Certificate,
    order: StatusListOrder,
    key: Arc<dyn SigningKey>,
) -> Result<StatusList, AuthorityError> {
    let issuer = issuer.clone();
    Ok(off_executor(move || status_list::sign(&issuer, &order, key.as_ref())).await??)
}

fn entry(listed: &ListedSerial, now: Timestamp) -> Result<StatusEntry, AuthorityError> {
    let reason = match listed.standing.status {
        StandingStatus::Suspended => Some(RevocationReason::CertificateHold),
        _ => listed.standing.reason.as_deref().and_then(reason_of),
    };
    // A clock set back must not stop the lists.
    let since: OffsetDateTime = listed.standing.since.min(now).get();
    Ok(StatusEntry { serial: Serial::from_hex(&listed.serial)?, since, reason })
}
