//! Jobs: effects that follow a fact, written in the fact's transaction, done later, done again until they are done.
//!
//! A job holds ids and nothing else, and is idempotent: after a crash it is simply begun again. Recurring work is a job
//! per period, under a key that allows each period once (`recurring`).

mod pulse;
mod recurring;
mod run;
mod worker;

use serde::{Deserialize, Serialize};
use sportello_central_store::{
    StoreError, Transaction,
    tables::jobs::{self, Kinds, NewJob},
};
use sportello_domain::{ids::ProductId, moment::Timestamp};
use uuid::Uuid;

pub use self::{
    pulse::{Pulse, SILENT},
    recurring::plan,
    run::JobError,
    worker::{Drained, drain, work},
};
use crate::Centre;

/// Everything the centre does by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Job {
    /// Sends an e-mail or SMS.
    SendMessage { message: Uuid },
    /// Publishes the next status list.
    PublishStatusList,
    /// Ends an issue that was begun: after a crash, or where the answer to the officer got lost.
    FinishIssuance { product: ProductId },
    /// Renews the OCSP responder when its time comes.
    KeepResponder,
    /// Renews the time-stamping unit when its time comes.
    KeepStampingUnit,
    /// Signs the head of the audit chain.
    SignAuditHead,
    /// Lets products and requests expire whose time has come.
    Expire,
    /// Forgets jobs that were done long ago.
    ForgetJobs,
}

impl Job {
    /// The stable word, also for logs and metrics.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SendMessage { .. } => Lane::MESSAGE,
            Self::PublishStatusList => "publishStatusList",
            Self::FinishIssuance { .. } => "finishIssuance",
            Self::KeepResponder => "keepResponder",
            Self::KeepStampingUnit => "keepStampingUnit",
            Self::SignAuditHead => "signAuditHead",
            Self::Expire => "expire",
            Self::ForgetJobs => "forgetJobs",
        }
    }
}

/// Who works on what. Messages wait for other people's servers, and must hold up nothing that has its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lane {
    Messages,
    Rest,
}

impl Lane {
    /// Each has a worker of its own.
    pub const ALL: [Self; 2] = [Self::Messages, Self::Rest];
    /// The kind of [`Job::SendMessage`].
    const MESSAGE: &str = "sendMessage";

    /// The word for the log, health and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Rest => "rest",
        }
    }

    const fn kinds(self) -> Kinds<'static> {
        match self {
            Self::Messages => Kinds::Only(Self::MESSAGE),
            Self::Rest => Kinds::AllBut(Self::MESSAGE),
        }
    }
}

/// When a job is to be begun, and what makes it the same as another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When<'a> {
    pub run_at: Timestamp,
    pub unique_key: Option<&'a str>,
}

/// Adds a job to the transaction; without `when` it is due at once.
pub async fn add(
    centre: &Centre,
    tx: &mut Transaction,
    job: &Job,
    when: Option<When<'_>>,
) -> Result<bool, StoreError> {
    let now = centre.clock.now();
    let payload = serde_json::to_string(job).map_err(|_| StoreError::Unreadable("payload"))?;
    let new = NewJob {
        id: centre.chance.id(),
        kind: job.kind(),
        payload: &payload,
        unique_key: when.and_then(|when| when.unique_key),
        run_at: when.map_or(now, |when| when.run_at),
        created_at: now,
    };
    jobs::add(tx, &new).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stored_word_of_a_job_is_its_kind() {
        let jobs = [
            Job::SendMessage { message: Uuid::nil() },
            Job::PublishStatusList,
            Job::FinishIssuance { product: ProductId(Uuid::nil()) },
            Job::KeepResponder,
            Job::KeepStampingUnit,
            Job::SignAuditHead,
            Job::Expire,
            Job::ForgetJobs,
        ];
        for job in jobs {
            let stored = serde_json::to_value(&job).unwrap();
            assert_eq!(stored["kind"], job.kind(), "one spelling in the column and in the payload");
            assert_eq!(serde_json::from_value::<Job>(stored).unwrap(), job, "and it is read back");
        }
    }
}
