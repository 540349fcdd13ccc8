//! Status lists: full ones, published by a job, at each change and several times a day.

use sportello_central_store::tables::{
    certificates::{self, ListedSerial, StandingStatus},
    status_lists::{self, StoredList},
};
use sportello_domain::moment::Timestamp;
use sportello_pki::{
    serial::Serial,
    status_list::{self, RevocationReason, StatusEntry, StatusListOrder},
};
use time::{Duration, OffsetDateTime};

use super::AuthorityError;
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

/// Publishes the next list of the issuing authority: everything decided until now, also for OCSP, from one commit on.
pub async fn publish(centre: &Centre) -> Result<StoredList, AuthorityError> {
    let signer = centre.authority.signer();
    let certificate = signer.issuer.certificate();
    let mut tx = centre.store.write().await?;
    // Asked inside the transaction: decisions made before it began are in it, later ones are in the next list.
    let now = centre.clock.now();
    let number = status_lists::newest(&mut tx, &signer.name).await?.map_or(1, |list| list.number + 1);
    let entries = certificates::not_good(&mut tx, &signer.name)
        .await?
        .iter()
        .map(|listed| entry(listed, now))
        .collect::<Result<Vec<_>, _>>()?;
    let next_update = now.plus(Duration::hours(i64::from(centre.config.authority.list_hours.clamp(1, 24))));
    let order = StatusListOrder {
        number,
        this_update: now.get(),
        next_update: next_update.get(),
        keeps_expired_since: certificate.not_before(),
        entries,
    };
    let list = status_list::sign(certificate, &order, signer.key.as_ref())?;
    let stored = StoredList {
        signer: signer.name.clone(),
        number,
        list: list.der().to_vec(),
        this_update: now,
        next_update,
        entries: u32::try_from(order.entries.len()).unwrap_or(u32::MAX),
    };
    status_lists::add(&mut tx, &stored).await?;
    certificates::mark_listed(&mut tx, &signer.name).await?;
    tx.commit().await?;
    Ok(stored)
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
