//! The port `Decoder` through a child process: this program started again, or another that can be a worker.

use async_trait::async_trait;
use sportello_capture::{
    document::{Depth, DocumentReading},
    intake::{Intake, Limits},
    recognise::ModelDir,
    worker::{Reader, Worker, WorkerError},
};
use sportello_domain::moment::Day;

use crate::ports::{Decoder, DecoderError};

/// Decodes in child processes that are killed at their limits: one for each foreign file, and one that stays warm for
/// reading what came out of them.
pub struct ChildDecoder {
    worker: Worker,
    reader: Reader,
    limits: Limits,
}

impl ChildDecoder {
    /// With the folder of the recognition models, and what one file may cost.
    pub fn new(worker: Worker, models: ModelDir, limits: Limits) -> Self {
        Self { reader: Reader::new(worker.clone(), models), worker, limits }
    }
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
        depth: Depth,
    ) -> Result<Option<DocumentReading>, DecoderError> {
        let reader = self.reader.clone();
        blocking(move || reader.read_document(&jpeg, today.0, depth)).await
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
