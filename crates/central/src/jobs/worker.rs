//! The worker: claims due jobs under a lease, does them, and gives back those whose time has not come.

use std::{sync::Arc, time::Duration as Pause};

use sportello_central_store::{
    StoreError,
    tables::jobs::{self, ClaimedJob},
};
use time::Duration;
use tokio::sync::watch;

use super::{Job, JobError, Lane, When, plan, run::run};
use crate::Centre;

/// How long a worker may be at a job before another takes it for dead.
const LEASE: Duration = Duration::minutes(2);
/// How often an idle worker looks.
const LOOK: Pause = Pause::from_millis(300);
/// The first pause after a fault; it doubles with each.
const FIRST_PAUSE: Duration = Duration::seconds(5);
const LONGEST_PAUSE: Duration = Duration::hours(1);
/// After this many attempts (about two days) a job waits for the operator.
const ATTEMPTS: u32 = 60;

/// What [`drain`] did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drained {
    pub done: u32,
    /// The kinds of the jobs that were given back, and why.
    pub retried: Vec<(&'static str, String)>,
    /// The kinds of the jobs that failed for good, and why.
    pub failed: Vec<(&'static str, String)>,
}

/// Works until `stop` becomes true, in each lane at once, and ends the jobs at hand before it returns.
pub async fn work(centre: Arc<Centre>, stop: watch::Receiver<bool>) {
    let lanes = Lane::ALL.map(|lane| {
        centre.pulse.beat(lane, centre.clock.now());
        tokio::spawn(keep_working(Arc::clone(&centre), lane, stop.clone()))
    });
    for lane in lanes {
        if let Err(error) = lane.await {
            tracing::error!(%error, "a worker did not end by itself");
        }
    }
}

/// A lane has a worker whatever becomes of the one before.
async fn keep_working(centre: Arc<Centre>, lane: Lane, stop: watch::Receiver<bool>) {
    while let Err(error) = tokio::spawn(work_in(Arc::clone(&centre), lane, stop.clone())).await {
        if !error.is_panic() {
            return;
        }
        centre.pulse.panicked();
        tracing::error!(lane = lane.as_str(), %error, "a worker panicked; another one takes its place");
        tokio::time::sleep(LOOK).await;
    }
}

async fn work_in(centre: Arc<Centre>, lane: Lane, mut stop: watch::Receiver<bool>) {
    let mut planned = Vec::new();
    while !*stop.borrow() {
        centre.pulse.beat(lane, centre.clock.now());
        let worked = match once(&centre, lane, &mut planned).await {
            Ok(worked) => worked.is_some(),
            Err(error) => {
                tracing::error!(error = %error, "the jobs cannot be read");
                false
            }
        };
        if !worked {
            // A closed channel is a stop as well.
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                changed = stop.changed() => if changed.is_err() { return },
            }
        }
    }
}

/// Does everything that is due now, each job once, recurring work included; for tests and for `central` commands that
/// wait for the effects.
pub async fn drain(centre: &Arc<Centre>) -> Result<Drained, StoreError> {
    let (mut drained, mut planned) = (Drained::default(), Vec::new());
    // A job may make another one, of the other lane too.
    let mut idle = 0;
    for lane in Lane::ALL.into_iter().cycle() {
        if idle == Lane::ALL.len() {
            break;
        }
        idle += 1;
        while let Some((kind, outcome)) = once(centre, lane, &mut planned).await? {
            idle = 0;
            match outcome {
                Ok(()) => drained.done += 1,
                Err(JobError::Retry { word, .. }) => drained.retried.push((kind, word)),
                Err(JobError::Final { word, .. }) => drained.failed.push((kind, word)),
            }
        }
    }
    Ok(drained)
}

/// Does one due job of a lane, if there is one. `planned` holds the keys of the periods this worker has planned already.
async fn once(
    centre: &Arc<Centre>,
    lane: Lane,
    planned: &mut Vec<String>,
) -> Result<Option<(&'static str, Result<(), JobError>)>, StoreError> {
    if lane == Lane::Rest {
        plan_recurring(centre, planned).await?;
    }
    let mut tx = centre.store.read().await?;
    if !jobs::any_due(&mut tx, lane.kinds(), centre.clock.now()).await? {
        return Ok(None);
    }
    drop(tx);
    let mut tx = centre.store.write().await?;
    let now = centre.clock.now();
    let claimed = jobs::claim(&mut tx, lane.kinds(), now, now.plus(LEASE), centre.chance.id()).await?;
    tx.commit().await?;
    let Some(claimed) = claimed else { return Ok(None) };
    let Ok(job) = serde_json::from_str::<Job>(&claimed.payload) else {
        // Written by a newer version: it knows what to do with it, this one does not.
        let error = JobError::fatal("unknownKind", StoreError::Unreadable("payload"));
        let outcome = end(centre, &claimed, Err(error)).await?;
        return Ok(Some(("unknown", outcome)));
    };
    let kind = job.kind();
    let outcome = run_apart(centre, job).await;
    Ok(Some((kind, end(centre, &claimed, outcome).await?)))
}

/// A job that panics is a fault of the program, of this job alone: it fails, and waits for the operator.
async fn run_apart(centre: &Arc<Centre>, job: Job) -> Result<(), JobError> {
    let at = Arc::clone(centre);
    match tokio::spawn(async move { run(&at, &job).await }).await {
        Ok(outcome) => outcome,
        Err(error) if error.is_panic() => {
            centre.pulse.panicked();
            Err(JobError::fatal("panic", error))
        }
        Err(error) => Err(JobError::retry("ended", error)),
    }
}

async fn end(
    centre: &Centre,
    job: &ClaimedJob,
    outcome: Result<(), JobError>,
) -> Result<Result<(), JobError>, StoreError> {
    let mut tx = centre.store.write().await?;
    let now = centre.clock.now();
    let outcome = match outcome {
        Err(JobError::Retry { word, cause }) if job.attempts >= ATTEMPTS => {
            Err(JobError::Final { word, cause })
        }
        other => other,
    };
    let kept = match &outcome {
        Ok(()) => jobs::finish(&mut tx, job, now).await?,
        Err(JobError::Retry { word, cause }) => {
            tracing::warn!(job.kind, job.attempts, word, cause = %cause, "a job will be tried again");
            jobs::retry(&mut tx, job, word, now.plus(pause_after(job.attempts))).await?
        }
        Err(JobError::Final { word, cause }) => {
            tracing::error!(job.kind, job.attempts, word, cause = %cause, "a job failed and waits for the operator");
            jobs::fail(&mut tx, job, word, now).await?
        }
    };
    if !kept {
        tracing::warn!(job.kind, "a job took longer than its lease; another worker has it");
    }
    tx.commit().await?;
    Ok(outcome)
}

/// 5 s, 10 s, 20 s … an hour at most.
fn pause_after(attempts: u32) -> Duration {
    let doubled = FIRST_PAUSE * 2_i32.saturating_pow(attempts.saturating_sub(1).min(20));
    doubled.min(LONGEST_PAUSE)
}

async fn plan_recurring(centre: &Centre, planned: &mut Vec<String>) -> Result<(), StoreError> {
    let now = centre.clock.now();
    let wanted = plan(now, centre.config.authority.list_hours);
    if wanted.iter().all(|(_, key)| planned.contains(key)) {
        return Ok(());
    }
    let mut tx = centre.store.write().await?;
    for (job, key) in &wanted {
        super::add(centre, &mut tx, job, Some(When { run_at: now, unique_key: Some(key) })).await?;
    }
    tx.commit().await?;
    *planned = wanted.into_iter().map(|(_, key)| key).collect();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_an_hour() {
        let pauses: Vec<i64> =
            [1, 2, 3, 10, 11, 60].map(pause_after).iter().map(|p| p.whole_seconds()).collect();
        assert_eq!(pauses, [5, 10, 20, 2560, 3600, 3600], "and never overflow");
    }
}
