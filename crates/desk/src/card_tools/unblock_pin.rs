//! A PIN that is blocked, or forgotten, is set anew with the PUK.

use std::time::Duration;

use sportello_domain::{
    error_code::ErrorCode,
    secret::{self, Reveal as _},
};
use sportello_token::Puk;
use zeroize::Zeroizing;

use super::{new_pin::new_pin, token_pin};
use crate::{Desk, DeskError, cards};

const UNBLOCK: Duration = Duration::from_secs(20);

/// Sets the PIN of the card that was put into this reader as this `insertion`, by its PUK. A wrong PUK costs one of its tries,
/// and is not shown again; what is no PUK costs none. A PUK that is blocked is so for good. Of a token behind a module only where
/// it was made ready here.
pub async fn unblock_card_pin(
    desk: &Desk,
    reader: &str,
    insertion: u32,
    puk: &secret::Puk,
    new: &secret::Pin,
) -> Result<(), DeskError> {
    desk.session()?;
    if let Some(token) = cards::chosen_token(desk, reader, insertion).await? {
        return token_pin::unblock(token, puk, new).await;
    }
    let (shown, wanted) = (typed_puk(puk)?, new_pin(new)?);
    let unblocked = cards::converse_with_chosen(desk, reader, insertion, UNBLOCK, move |piv| {
        piv.unblock_pin(&shown, &wanted)
    });
    let unblocked = unblocked.await;
    // The tries are others now, whether it was set or not.
    cards::look_after(desk, reader, &unblocked).await?;
    unblocked
}

fn typed_puk(puk: &secret::Puk) -> Result<Puk, DeskError> {
    let text = Zeroizing::new(puk.reveal_text().to_owned());
    Puk::new(&text).map_err(|_| DeskError::told(ErrorCode::CardPukMalformed))
}
