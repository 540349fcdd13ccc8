//! Another PIN in place of the one that is known.

use std::time::Duration;

use sportello_domain::{
    error_code::ErrorCode,
    secret::{self, Reveal as _},
};

use super::{new_pin::new_pin, token_pin};
use crate::{Desk, DeskError, card_credential::typed_pin, cards};

const CHANGE: Duration = Duration::from_secs(20);

/// Changes the PIN of the card, or of the token behind a module, that was put into this reader as this `insertion`. A wrong old one costs one try, and is not
/// shown again; what is no PIN costs none.
pub async fn change_card_pin(
    desk: &Desk,
    reader: &str,
    insertion: u32,
    old: &secret::Pin,
    new: &secret::Pin,
) -> Result<(), DeskError> {
    desk.session()?;
    if let Some(token) = cards::chosen_token(desk, reader, insertion).await? {
        return token_pin::change(token, old, new).await;
    }
    let (shown, wanted) = (typed_pin(old)?, new_pin(new)?);
    if old.reveal_text() == new.reveal_text() {
        return Err(DeskError::told(ErrorCode::CardPinUnchanged));
    }
    let changed = cards::converse_with_chosen(desk, reader, insertion, CHANGE, move |piv| {
        piv.change_pin(&shown, &wanted)
    });
    let changed = changed.await;
    // The tries are others now, whether it was changed or not.
    cards::look_after(desk, reader, &changed).await?;
    changed
}
