//! The root's list: what says that issuing authorities are good. Its key is in a safe, so an operator renews it, once a
//! year; health and metrics say when the time comes.

use std::sync::Arc;

use sportello_central_store::{
    StoreError, Transaction,
    tables::{
        signing_keys::{self, KeyPlace, KeyRole, StoredKey},
        status_lists::{self, StoredList},
    },
};
use sportello_domain::moment::Timestamp;
use sportello_pki::{
    certificate::Certificate,
    keys::SigningKey,
    status_list::{StatusList, StatusListOrder},
};
use time::Duration;

use super::{
    AuthorityError,
    found::ROOT_LIST_DAYS,
    lists, off_executor,
    profiles::ROOT,
    root_key::RootFiles,
    token::{TokenError, authority_label},
};
use crate::{
    Centre,
    audit::{self, What, Who},
};

/// With less than this left the list is to be renewed.
pub const RENEW_BEFORE: Duration = Duration::days(30);

/// How long the published list is still good.
pub async fn left(tx: &mut Transaction, now: Timestamp) -> Result<Duration, StoreError> {
    let list = status_lists::newest(tx, ROOT).await?;
    Ok(list.map_or(Duration::ZERO, |list| list.next_update.get() - now.get()))
}

/// Signs and publishes the next list of the root. What the list before said of authorities stays said.
pub async fn publish(centre: &Centre, files: &RootFiles) -> Result<StoredList, AuthorityError> {
    let mut tx = centre.store.read().await?;
    let stored = signing_keys::newest(&mut tx, KeyRole::Root).await?.ok_or(AuthorityError::NotFounded)?;
    drop(tx);
    let (certificate, key) = open(centre, &stored, files).await?;
    let now = centre.clock.now();
    let next_update = now.plus(Duration::days(ROOT_LIST_DAYS));
    // Nobody else writes for the moment that this takes; the root's list has no other hurry.
    let mut tx = centre.store.write().await?;
    let before = status_lists::newest(&mut tx, ROOT).await?.ok_or(AuthorityError::NotFounded)?;
    let entries = StatusList::from_der(&before.list)?.entries();
    let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
    let order = StatusListOrder {
        number: before.number + 1,
        this_update: now.get(),
        next_update: next_update.get(),
        keeps_expired_since: certificate.not_before(),
        entries,
    };
    let list = lists::sign(&certificate, order, key).await?;
    let stored = StoredList {
        signer: ROOT.to_owned(),
        number: before.number + 1,
        list: list.der().to_vec(),
        this_update: now,
        next_update,
        entries: count,
    };
    status_lists::add(&mut tx, &stored).await?;
    let what = What::done("publishRootList", format!("list {} of the root", stored.number));
    audit::append(&mut tx, Who::default(), what, now).await?;
    tx.commit().await?;
    Ok(stored)
}

/// The root's key, taken out of its safe: the files, or the token.
pub(super) async fn open(
    centre: &Centre,
    stored: &StoredKey,
    files: &RootFiles,
) -> Result<(Certificate, Arc<dyn SigningKey>), AuthorityError> {
    let certificate = Certificate::from_der(&stored.certificate)?;
    let public_key = certificate.public_key_info_der()?;
    if stored.place == KeyPlace::Pkcs11 {
        let place = centre.config.authority.token.clone().ok_or(TokenError::NotConfigured)?;
        let label = authority_label(ROOT, &certificate.serial());
        let key = off_executor(move || place.open()?.key_of(&label, &public_key)).await??;
        return Ok((certificate, Arc::new(key)));
    }
    let key = files.open()?;
    if key.public_key_info_der() != public_key {
        return Err(AuthorityError::NotTheRoot(files.key.clone()));
    }
    Ok((certificate, Arc::new(key)))
}
