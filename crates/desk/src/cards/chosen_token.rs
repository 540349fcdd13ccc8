//! The token of the chosen module that was meant, and no other: what is typed for one is shown to none that took its place.

use std::sync::Arc;

use sportello_domain::error_code::ErrorCode;
use sportello_token::{CardError, ChannelError, Fault, Step, pkcs11::Module};

use super::{Room, TokenEntry, TokenLook, failures::Failed, is_late, token_behind};
use crate::{Desk, DeskError};

/// A token as the list shows it.
pub(crate) struct ChosenToken {
    room: Arc<Room>,
    /// The name by which the list of readers has it.
    shown_as: String,
    module: Module,
    pub look: TokenLook,
}

/// The token behind this name of the list, which was put in as this `insertion`. `None` where no module speaks with what lies
/// there.
pub(crate) async fn chosen_token(
    desk: &Desk,
    name: &str,
    insertion: u32,
) -> Result<Option<ChosenToken>, DeskError> {
    let Some(TokenEntry { token: look, .. }) = token_behind(desk, name).await? else { return Ok(None) };
    if look.insertion != insertion {
        return Err(DeskError::told(ErrorCode::CardOther));
    }
    let module = desk.cards.module().module().ok_or_else(|| DeskError::told(ErrorCode::CardRemoved))?;
    let (room, shown_as) = (Arc::clone(&desk.cards), name.to_owned());
    Ok(Some(ChosenToken { room, shown_as, module, look }))
}

impl ChosenToken {
    /// Has something read from it, waited for without holding up others. `act` gives `None` where another took its place. What
    /// fails is kept for diagnostics.
    pub async fn read<T: Send + 'static>(
        self,
        act: impl FnOnce(&Module, &TokenLook) -> Result<Option<T>, CardError> + Send + 'static,
    ) -> Result<T, DeskError> {
        self.visit(false, act).await
    }

    /// The same with something that changes it: how it stands then is asked anew, whatever came of it.
    pub async fn change<T: Send + 'static>(
        self,
        act: impl FnOnce(&Module, &TokenLook) -> Result<Option<T>, CardError> + Send + 'static,
    ) -> Result<T, DeskError> {
        self.visit(true, act).await
    }

    async fn visit<T: Send + 'static>(
        self,
        changes: bool,
        act: impl FnOnce(&Module, &TokenLook) -> Result<Option<T>, CardError> + Send + 'static,
    ) -> Result<T, DeskError> {
        let done = tokio::task::spawn_blocking(move || {
            let said = act(&self.module, &self.look);
            if changes || !matches!(said, Ok(Some(_))) {
                self.room.module().look_after(said.as_ref().is_err_and(is_late));
            }
            match said {
                Ok(said) => said.ok_or_else(|| DeskError::told(ErrorCode::CardOther)),
                Err(error) => {
                    let error = self.room.keep_failure(&self.shown_as, Failed::of_module(error));
                    Err(if self.is_replaced(&error) {
                        DeskError::told(ErrorCode::CardOther)
                    } else {
                        error.into()
                    })
                }
            }
        });
        done.await.map_err(DeskError::internal)?
    }

    /// Whether it is not found, since another lies in its place.
    fn is_replaced(&self, error: &CardError) -> bool {
        let there = self.room.module().tokens();
        // Once it was found, it is the one that was pulled.
        error.step == Step::Connect
            && error.fault == Fault::Channel(ChannelError::Removed)
            && there.iter().any(|token| {
                token.name.reader == self.look.name.reader && token.insertion != self.look.insertion
            })
    }
}
