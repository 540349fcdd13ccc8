//! Time-stamps that the centre gives: to whoever asks (RFC 3161), and to the reports that it accepts.
//!
//! A serial number is the next of a counter, followed by eight random bytes. Numbers are taken from the database a
//! thousand at a time, and those that were taken are never taken again, whatever happens to the process; so anybody may
//! ask as often as he likes without writing into it. The random part keeps them apart where a backup was restored, and
//! the counter with it (RFC 3161 §2.4.2: unique also after an interruption).

use std::sync::Arc;

use sportello_central_store::tables::counters;
use sportello_domain::moment::Timestamp;
use sportello_pki::certificate::Certificate;
use sportello_signing::timestamp::{self, Asked, Refusal as Rejection, StampError, Unit};

use super::{
    AuthorityError, off_executor,
    stamping_unit::{self, UnitKey},
};
use crate::{
    Centre,
    audit::{self, What, Who},
    metrics::StampOutcome,
};

/// Seconds (EN 319 422 §5.2.1: one at most). That the machine's clock is as good is for its operator to see to.
const ACCURACY: u64 = 1;
/// Numbers taken at a time.
const AT_A_TIME: i64 = 1000;

/// Answers a request (DER). Whatever the bytes are, the answer is one of RFC 3161.
pub async fn answer(centre: &Centre, request_der: &[u8]) -> Result<Vec<u8>, StampError> {
    let asked = match Asked::read(request_der) {
        Ok(asked) => asked,
        Err(rejection) => return reject(centre, rejection),
    };
    match give(centre, asked).await {
        Ok(answer) => Ok(answer),
        Err(AuthorityError::TimeStamp(StampError::Refused(rejection))) => reject(centre, rejection),
        Err(error) => {
            tracing::error!(error = %error, "a request for a time-stamp was not answered");
            centre.metrics.count_stamp(StampOutcome::Failed);
            timestamp::refuse(Rejection::Failure)
        }
    }
}

fn reject(centre: &Centre, rejection: Rejection) -> Result<Vec<u8>, StampError> {
    centre.metrics.count_stamp(StampOutcome::Rejected);
    timestamp::refuse(rejection)
}

/// Stamps what was asked for: the whole answer, DER.
pub async fn give(centre: &Centre, asked: Asked) -> Result<Vec<u8>, AuthorityError> {
    let unit = unit(centre).await?;
    let serial = serial(centre).await?;
    let policies = &centre.authority.profiles().timestamping.raw().policies;
    let policy = policies.first().ok_or(AuthorityError::NoStampingUnit)?.oid.clone();
    let now = centre.clock.now();
    if !within(&unit.certificate, now) {
        // A clock that left the time of the unit's certificate does not know the moment.
        return Err(StampError::Refused(Rejection::TimeUnknown).into());
    }
    let answer = off_executor(move || {
        let unit = Unit {
            key: unit.key.as_ref(),
            certificate: &unit.certificate,
            chain: &unit.chain,
            policy: &policy,
            accuracy: ACCURACY,
        };
        timestamp::stamp(&asked, &unit, &serial, now.get())
    })
    .await??;
    centre.metrics.count_stamp(StampOutcome::Granted);
    Ok(answer)
}

fn within(certificate: &Certificate, now: Timestamp) -> bool {
    (certificate.not_before()..=certificate.not_after()).contains(&now.get())
}

/// The unit that may stamp. One whose certificate was revoked stamps nothing more, and has a successor at once.
async fn unit(centre: &Centre) -> Result<Arc<UnitKey>, AuthorityError> {
    if let Some(unit) = centre.authority.stamping.unit()
        && stamping_unit::is_good(centre, &unit.certificate).await?
    {
        return Ok(unit);
    }
    stamping_unit::keep(centre).await?;
    centre.authority.stamping.unit().ok_or(AuthorityError::NoStampingUnit)
}

/// A number that was never used and never will be again.
async fn serial(centre: &Centre) -> Result<[u8; 16], AuthorityError> {
    let mut serial = [0; 16];
    serial[..8].copy_from_slice(&number(centre).await?.to_be_bytes());
    centre.chance.fill(&mut serial[8..]);
    Ok(serial)
}

async fn number(centre: &Centre) -> Result<i64, AuthorityError> {
    let mut numbers = centre.authority.stamping.numbers.lock().await;
    if let Some(number) = numbers.next() {
        return Ok(number);
    }
    let mut tx = centre.store.write().await?;
    let last = counters::next(&mut tx, "timeStamps").await? * AT_A_TIME;
    let first = last - AT_A_TIME + 1;
    let what = What::done("reserveTimeStamps", format!("time-stamps {first}-{last}"));
    audit::append(&mut tx, Who::default(), what, centre.clock.now()).await?;
    tx.commit().await?;
    *numbers = first + 1..last + 1;
    Ok(first)
}
