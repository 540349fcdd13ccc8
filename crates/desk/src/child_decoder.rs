//! The port `Decoder` through a child process: this program started again, or another that can be a worker.

use async_trait::async_trait;
use sportello_capture::{
    document::DocumentReading,
    intake::{Intake, Limits},
    recognise::ModelDir,
    worker::{Worker, WorkerError},
};
use sportello_domain::moment::Day;

use crate::ports::{Decoder, DecoderError};

/// Decodes in a child process that is killed at its limits.
pub struct ChildDecoder {
    pub worker: Worker,
    /// The folder of the recognition models.
    pub models: ModelDir,
    /// What one file may cost.
    pub limits: Limits,
}

#[async_trait]
impl Decoder for ChildDecoder {
    async fn take_in(&self, bytes: Vec<u8>) -> Result<Intake, DecoderError> {
        let (worker, limits) = (self.worker.clone(), self.limits);
        blocking(move || worker.intake(&bytes, &limits)).await
    }

    async fn read_document(
        &self,
        jpeg: Vec<u8>,
        today: Day,
    ) -> Result<Option<DocumentReading>, DecoderError> {
        let (worker, models) = (self.worker.clone(), self.models.clone());
        blocking(move || worker.read_document(&models, &jpeg, today.0)).await
    }
}

async fn blocking<T: Send + 'static>(
    ask: impl FnOnce() -> Result<T, WorkerError> + Send + 'static,
) -> Result<T, DecoderError> {
    let answer = tokio::task::spawn_blocking(ask).await;
    answer.map_err(|error| DecoderError::Broken(error.to_string()))?.map_err(|error| match error {
        WorkerError::Refused(error) => DecoderError::Refused(error),
        WorkerError::TimedOut { .. } | WorkerError::Died => DecoderError::Stopped,
        WorkerError::Failed(_) | WorkerError::Start(_) => DecoderError::Broken(error.to_string()),
    })
}
