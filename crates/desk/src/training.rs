//! What the centre would have sent to holders: shown by the app in training only.

use sportello_contract::central::training::TrainingMessage;
use sportello_domain::error_code::ErrorCode;

use crate::{Desk, DeskError, workstation};

/// The training mailbox, newest first.
pub async fn training_messages(desk: &Desk) -> Result<Vec<TrainingMessage>, DeskError> {
    only_in_training(desk).await?;
    desk.heard(desk.centre().await?.training_messages().await)
}

/// The bytes of an attachment.
pub async fn training_attachment(desk: &Desk, message: &str, name: &str) -> Result<Vec<u8>, DeskError> {
    only_in_training(desk).await?;
    desk.heard(desk.centre().await?.training_attachment(message, name).await)
}

async fn only_in_training(desk: &Desk) -> Result<(), DeskError> {
    if workstation::is_training(desk).await? {
        return Ok(());
    }
    Err(DeskError::told(ErrorCode::TrainingOnly))
}
