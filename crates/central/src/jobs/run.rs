//! What each job does, and what its faults mean.

use sportello_central_store::{StoreError, tables};
use time::Duration;

use super::Job;
use crate::{
    Centre, Refusal, audit,
    authority::{AuthorityError, lists, responder, stamping_unit},
    expiry, issuance,
    messages::{self, SendError},
};

/// How long a done job is remembered; longer than any period of recurring work.
const REMEMBERED: Duration = Duration::days(30);

/// Why a job did not end well. The type says whether to try again; the word is stored for the operator and holds no
/// personal data; the cause goes to the log.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    #[error("{word}")]
    Retry {
        word: String,
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("{word}")]
    Final {
        word: String,
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl JobError {
    /// A fault that may pass.
    pub fn retry(word: &str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Retry { word: word.to_owned(), cause: cause.into() }
    }

    /// A fault that stays.
    pub fn fatal(word: &str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Final { word: word.to_owned(), cause: cause.into() }
    }
}

impl From<StoreError> for JobError {
    fn from(error: StoreError) -> Self {
        Self::retry("store", error)
    }
}

impl From<AuthorityError> for JobError {
    /// What the authority must do, it must do: an operator can repair a token or a disk, and the job goes on.
    fn from(error: AuthorityError) -> Self {
        Self::retry("authority", error)
    }
}

impl From<SendError> for JobError {
    fn from(error: SendError) -> Self {
        if error.is_final() { Self::fatal(error.word(), error) } else { Self::retry(error.word(), error) }
    }
}

impl From<Refusal> for JobError {
    fn from(refusal: Refusal) -> Self {
        Self::retry(refusal.code.as_str(), refusal)
    }
}

/// Does a job. Done twice it has the effect of once.
pub(super) async fn run(centre: &Centre, job: &Job) -> Result<(), JobError> {
    match job {
        Job::SendMessage { message } => Ok(messages::send(centre, *message).await?),
        Job::PublishStatusList => {
            lists::publish(centre).await?;
            Ok(())
        }
        Job::FinishIssuance { product } => Ok(issuance::finish(centre, *product).await?),
        Job::KeepResponder => {
            responder::keep(centre).await?;
            Ok(())
        }
        Job::KeepStampingUnit => {
            stamping_unit::keep(centre).await?;
            Ok(())
        }
        Job::SignAuditHead => {
            let mut tx = centre.store.write().await?;
            audit::sign_head(&mut tx, &centre.keys, centre.clock.now()).await?;
            Ok(tx.commit().await?)
        }
        Job::Expire => Ok(expiry::expire(centre).await?),
        Job::ForgetJobs => {
            let before = centre.clock.now().plus(-REMEMBERED);
            let mut tx = centre.store.write().await?;
            tables::jobs::forget_done(&mut tx, before).await?;
            Ok(tx.commit().await?)
        }
    }
}
