//! The card that was chosen, and no other: what is typed for one card is shown to none that took its place.

use std::time::Duration;

use sportello_contract::desk::cards::CardKind;
use sportello_domain::error_code::ErrorCode;
use sportello_token::{CardError, piv::Piv};

use super::converse_with;
use crate::{Desk, DeskError};

/// A conversation with the PIV card that was put in as this `insertion`. Where another lies in the reader now, nothing is said
/// to it beyond asking what it is.
pub(crate) async fn converse_with_chosen<T: Send + 'static>(
    desk: &Desk,
    reader: &str,
    insertion: u32,
    limit: Duration,
    talk: impl FnOnce(&mut Piv<'_>) -> Result<T, CardError> + Send + 'static,
) -> Result<T, DeskError> {
    let look = desk.cards.look(reader).ok_or_else(|| DeskError::told(ErrorCode::CardRemoved))?;
    if look.insertion != insertion {
        return Err(DeskError::told(ErrorCode::CardOther));
    }
    if !matches!(look.kind, CardKind::Piv { .. }) {
        return Err(DeskError::told_with(ErrorCode::CardNotUsable, "why", &"no PIV application"));
    }
    let said = converse_with(desk, reader, limit, move |line, atr| {
        // The word that a card was changed may come after the card.
        if look.is_of(line, atr)? { talk(&mut Piv::select(line)?).map(Some) } else { Ok(None) }
    });
    said.await?.ok_or_else(|| DeskError::told(ErrorCode::CardOther))
}
