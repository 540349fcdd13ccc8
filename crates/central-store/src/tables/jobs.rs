//! Jobs: what has to follow a fact, written in the fact's transaction.

use sportello_domain::moment::Timestamp;
use uuid::Uuid;

use crate::{Row, StoreError, Transaction, value::params};

/// A job to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob<'a> {
    pub id: Uuid,
    pub kind: &'a str,
    /// JSON; ids only.
    pub payload: &'a str,
    /// Two jobs with one key are one job, for as long as the first is kept.
    pub unique_key: Option<&'a str>,
    pub run_at: Timestamp,
    pub created_at: Timestamp,
}

/// A job under a lease.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimedJob {
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    /// This one included.
    pub attempts: u32,
    pub lease: Uuid,
}

/// Which kinds of job somebody works on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kinds<'a> {
    Only(&'a str),
    AllBut(&'a str),
}

impl<'a> Kinds<'a> {
    /// The kind that is named, and whether it is the one that is wanted.
    const fn named(self) -> (&'a str, bool) {
        match self {
            Self::Only(kind) => (kind, true),
            Self::AllBut(kind) => (kind, false),
        }
    }
}

/// How many jobs stand where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobCounts {
    pub waiting: u32,
    pub failed: u32,
    /// When the oldest waiting job was due.
    pub oldest_due: Option<Timestamp>,
}

/// Writes a job; answers whether it is a new one (false: its unique key is there already).
pub async fn add(tx: &mut Transaction, job: &NewJob<'_>) -> Result<bool, StoreError> {
    let added = tx
        .execute(
            "INSERT INTO jobs (id, kind, payload, unique_key, state, run_at, attempts, created_at)
             VALUES ($1, $2, $3, $4, 'waiting', $5, 0, $6) ON CONFLICT (unique_key) DO NOTHING",
            params![job.id, job.kind, job.payload, job.unique_key, job.run_at, job.created_at],
        )
        .await?;
    Ok(added == 1)
}

/// Whether a job could be claimed now. A cheap look, so that an idle worker does not take the writer.
pub async fn any_due(tx: &mut Transaction, kinds: Kinds<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let (kind, wanted) = kinds.named();
    let found = tx
        .optional(
            "SELECT 1 AS found FROM jobs WHERE state = 'waiting' AND run_at <= $1
             AND (leased_until IS NULL OR leased_until <= $1)
             AND (CASE WHEN kind = $2 THEN 1 ELSE 0 END) = $3 LIMIT 1",
            params![now, kind, wanted],
        )
        .await?;
    Ok(found.is_some())
}

/// Claims the job of these kinds that has been due longest, until `until`. Nobody else gets it before then.
pub async fn claim(
    tx: &mut Transaction,
    kinds: Kinds<'_>,
    now: Timestamp,
    until: Timestamp,
    lease: Uuid,
) -> Result<Option<ClaimedJob>, StoreError> {
    let (kind, wanted) = kinds.named();
    let row = tx
        .optional(
            "UPDATE jobs SET lease = $1, leased_until = $2, attempts = attempts + 1
             WHERE id = (SELECT id FROM jobs WHERE state = 'waiting' AND run_at <= $3
                         AND (leased_until IS NULL OR leased_until <= $3)
                         AND (CASE WHEN kind = $4 THEN 1 ELSE 0 END) = $5 ORDER BY run_at, id LIMIT 1)
             RETURNING id, kind, payload, attempts",
            params![lease, until, now, kind, wanted],
        )
        .await?;
    row.map(|row| claimed(&row, lease)).transpose()
}

fn claimed(row: &Row, lease: Uuid) -> Result<ClaimedJob, StoreError> {
    Ok(ClaimedJob {
        id: row.parsed("id")?,
        kind: row.text("kind")?,
        payload: row.text("payload")?,
        attempts: row.number("attempts")?,
        lease,
    })
}

/// Ends a job well. False: the lease was lost and somebody else has the job.
pub async fn finish(tx: &mut Transaction, job: &ClaimedJob, at: Timestamp) -> Result<bool, StoreError> {
    end(tx, job, "done", None, at).await
}

/// Ends a job for good without success; `error` is a word and a number at most.
pub async fn fail(
    tx: &mut Transaction,
    job: &ClaimedJob,
    error: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    end(tx, job, "failed", Some(error), at).await
}

async fn end(
    tx: &mut Transaction,
    job: &ClaimedJob,
    state: &str,
    error: Option<&str>,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let ended = tx
        .execute(
            "UPDATE jobs SET state = $1, last_error = $2, finished_at = $3, lease = NULL, leased_until = NULL
             WHERE id = $4 AND lease = $5",
            params![state, error, at, job.id, job.lease],
        )
        .await?;
    Ok(ended == 1)
}

/// Gives a job back, to be begun again at `run_at`.
pub async fn retry(
    tx: &mut Transaction,
    job: &ClaimedJob,
    error: &str,
    run_at: Timestamp,
) -> Result<bool, StoreError> {
    let given_back = tx
        .execute(
            "UPDATE jobs SET last_error = $1, run_at = $2, lease = NULL, leased_until = NULL
             WHERE id = $3 AND lease = $4",
            params![error, run_at, job.id, job.lease],
        )
        .await?;
    Ok(given_back == 1)
}

/// Forgets jobs that were done before a moment. Failed ones stay until somebody looks.
pub async fn forget_done(tx: &mut Transaction, before: Timestamp) -> Result<u64, StoreError> {
    tx.execute("DELETE FROM jobs WHERE state = 'done' AND finished_at < $1", params![before]).await
}

/// How many jobs stand where, for health and metrics.
pub async fn counts(tx: &mut Transaction) -> Result<JobCounts, StoreError> {
    let row = tx
        .one(
            "SELECT COALESCE(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END), 0) AS waiting,
                    COALESCE(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0) AS failed,
                    MIN(CASE WHEN state = 'waiting' THEN run_at END) AS oldest_due
             FROM jobs",
            params![],
        )
        .await?;
    Ok(JobCounts {
        waiting: row.number("waiting")?,
        failed: row.number("failed")?,
        oldest_due: row.at_or_none("oldest_due")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use sportello_domain::moment::Timestamp;
    use time::Duration;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_micros(1_800_000_000_000_000 + second * 1_000_000).unwrap()
    }

    const MAIL: Kinds<'_> = Kinds::Only("mail");

    fn job(id: u128, key: Option<&str>) -> NewJob<'_> {
        NewJob {
            id: Uuid::from_u128(id),
            kind: "mail",
            payload: "{}",
            unique_key: key,
            run_at: at(0),
            created_at: at(0),
        }
    }

    #[tokio::test]
    async fn a_job_has_one_worker_until_its_lease_runs_out() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open_sqlite(&folder.path().join("db")).await.unwrap();
        let mut tx = store.write().await.unwrap();
        assert!(add(&mut tx, &job(1, Some("list:2026-11-22"))).await.unwrap(), "the first is new");
        assert!(
            !add(&mut tx, &job(2, Some("list:2026-11-22"))).await.unwrap(),
            "the same key is the same job"
        );
        tx.commit().await.unwrap();

        let mut tx = store.write().await.unwrap();
        let first = claim(&mut tx, MAIL, at(1), at(60), Uuid::from_u128(11)).await.unwrap().unwrap();
        let second = claim(&mut tx, MAIL, at(2), at(61), Uuid::from_u128(12)).await.unwrap();
        assert_eq!(second, None, "nobody else gets it under the lease");
        assert!(!any_due(&mut tx, MAIL, at(2)).await.unwrap(), "so nothing is due");
        let others = Kinds::AllBut("mail");
        assert!(!any_due(&mut tx, others, at(60)).await.unwrap(), "and never for who works on other kinds");
        let other = claim(&mut tx, others, at(60), at(120), Uuid::from_u128(12)).await.unwrap();
        assert_eq!(other, None, "who claims none of this one either");
        let taken_over = claim(&mut tx, MAIL, at(60), at(120), Uuid::from_u128(12)).await.unwrap().unwrap();
        assert_eq!((taken_over.id, taken_over.attempts), (first.id, 2), "a killed worker's job goes on");
        assert!(!finish(&mut tx, &first, at(61)).await.unwrap(), "who lost the lease ends nothing");
        assert!(retry(&mut tx, &taken_over, "busy", at(100)).await.unwrap(), "the holder gives it back");
        assert!(!any_due(&mut tx, MAIL, at(99)).await.unwrap(), "not before its time");
        let again = claim(&mut tx, MAIL, at(100), at(160), Uuid::from_u128(13)).await.unwrap().unwrap();
        assert!(finish(&mut tx, &again, at(101)).await.unwrap(), "and ends well");
        let counts = counts(&mut tx).await.unwrap();
        assert_eq!((counts.waiting, counts.failed), (0, 0), "nothing is left");
        assert!(!add(&mut tx, &job(3, Some("list:2026-11-22"))).await.unwrap(), "a done job keeps its key");
        forget_done(&mut tx, at(101).plus(Duration::days(1))).await.unwrap();
        assert!(add(&mut tx, &job(3, Some("list:2026-11-22"))).await.unwrap(), "until it is forgotten");
    }
}
