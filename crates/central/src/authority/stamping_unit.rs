//! The time-stamping unit: its key and certificate (RFC 3161 §2.3, EN 319 422 §6), made at the founding, or at the first
//! start after it for a centre that was founded without; renewed by the centre itself.

use std::{
    ops::Range,
    sync::{Arc, PoisonError, RwLock},
};

use sportello_central_store::tables::{
    certificates::{self, StandingStatus},
    signing_keys::{self, KeyRole, StoredKey},
};
use sportello_pki::{
    certificate::Certificate,
    keys::{KeyError, SigningKey},
};
use time::Duration;
use tokio::sync::Mutex;

use super::{
    AuthorityError, Purpose, open_key,
    own_unit::{self, Means, NewUnit, VouchedBy, Wanted},
    profiles::Profiles,
};
use crate::{
    Centre,
    audit::{self, What, Who},
};

/// The certificate's validity: what was stamped on the key's last day can still be verified for five years.
const DAYS: i64 = 6 * 365;
/// How long a key stamps before another takes its place (EN 319 421 §7.6.7: a key's use ends before its certificate).
const STAMPS_FOR: Duration = Duration::days(365);

/// The unit that stamps, and the serial numbers that it may use.
#[derive(Default)]
pub(super) struct Stamping {
    unit: RwLock<Option<Arc<UnitKey>>>,
    /// Held while a unit is looked for or made, so that no two are.
    making: Mutex<()>,
    /// Taken from the database, and not used yet.
    pub(super) numbers: Mutex<Range<i64>>,
}

/// An open unit.
pub(super) struct UnitKey {
    pub certificate: Certificate,
    /// The issuing authority that vouches for it.
    pub chain: Vec<Certificate>,
    pub key: Arc<dyn SigningKey>,
}

impl Stamping {
    pub(super) fn unit(&self) -> Option<Arc<UnitKey>> {
        // A poisoned lock holds a whole value all the same: it is replaced in one assignment.
        self.unit.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace(&self, unit: UnitKey) {
        *self.unit.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(unit));
    }
}

/// Makes key and certificate.
pub(super) async fn make(
    profiles: &Profiles,
    by: VouchedBy<'_>,
    means: Means<'_>,
) -> Result<NewUnit, AuthorityError> {
    let wanted = Wanted {
        role: KeyRole::Timestamping,
        profile: &profiles.timestamping,
        called: "Time-stamping Unit",
        name: "timestamping",
        purpose: |name| Purpose::StampingUnit { name },
        days: DAYS,
    };
    own_unit::make(wanted, by, means).await
}

/// Opens the newest unit, or makes the next: where there is none, where its year is over, where its certificate was
/// revoked. Done at start and by a job every day. Answers whether one was made.
pub async fn keep(centre: &Centre) -> Result<bool, AuthorityError> {
    let authority = &centre.authority;
    let _alone = authority.stamping.making.lock().await;
    let now = centre.clock.now();
    let mut tx = centre.store.read().await?;
    let newest = signing_keys::newest(&mut tx, KeyRole::Timestamping).await?;
    drop(tx);
    let mut has_one = false;
    if let Some(stored) = newest {
        let unit = open(centre, &stored)?;
        let used_up = unit.certificate.not_before() + STAMPS_FOR <= now.get();
        if is_good(centre, &unit.certificate).await? {
            has_one = now.get() < unit.certificate.not_after();
            authority.stamping.replace(unit);
            if !used_up {
                return Ok(false);
            }
        }
    }
    let signer = authority.signer();
    let unit = match make(authority.profiles(), signer.vouching(), Means::of(centre, now)).await {
        Ok(unit) => unit,
        // The authority's key is away, and the unit before may stamp for years: it goes on until the next day's job.
        Err(error) if has_one && error.is_transient() => {
            tracing::warn!(%error, "the time-stamping unit was not renewed");
            return Ok(false);
        }
        Err(error) => return Err(error),
    };
    let mut tx = centre.store.write().await?;
    unit.store(&mut tx, now).await?;
    let what = What {
        detail: hex::encode(unit.certificate.fingerprint()),
        ..What::done("makeStampingUnit", format!("authority {}", unit.name()))
    };
    audit::append(&mut tx, Who::default(), what, now).await?;
    tx.commit().await?;
    let chain = vec![signer.issuer.certificate().clone()];
    authority.stamping.replace(UnitKey { certificate: unit.certificate, chain, key: unit.key });
    Ok(true)
}

/// Whether nothing was decided against a unit's certificate.
pub(super) async fn is_good(centre: &Centre, certificate: &Certificate) -> Result<bool, AuthorityError> {
    let mut tx = centre.store.read().await?;
    let stored = certificates::by_fingerprint(&mut tx, &hex::encode(certificate.fingerprint())).await?;
    Ok(stored.is_some_and(|stored| stored.standing.status == StandingStatus::Good))
}

fn open(centre: &Centre, stored: &StoredKey) -> Result<UnitKey, AuthorityError> {
    // A unit's key is never in a token.
    let (certificate, key) = open_key(stored, &centre.keys.authority.for_keys(), None)?;
    let issuers = centre.authority.all_issuing();
    let issuer = issuers.into_iter().find(|issuer| certificate.verify_signed_by(issuer).is_ok());
    let unknown = || KeyError::Unavailable(format!("nobody here vouches for {}", stored.name));
    Ok(UnitKey { certificate, chain: vec![issuer.ok_or_else(unknown)?], key })
}
