//! Who signs with the officer's own key: the card in a reader, or a token of the chosen module, each as the same kind of signer.

use std::sync::Arc;

use sportello_contract::desk::cards::{CardKind, CardProblem};
use sportello_domain::{error_code::ErrorCode, secret::Pin};
use sportello_token::pkcs11::PinEntry;

use super::{entered_for, refusal, refusal_of_token};
use crate::{
    Desk, DeskError,
    cards::{self, CardSigner, ModuleSigner, TokenEntry, TokenLook},
    credential,
    ports::Signer,
};

/// The card in this reader, or the token of this name, as a signer: only where it is the officer's own and may be used now.
pub(crate) async fn signer(desk: &Desk, reader: &str, pin: &Pin) -> Result<Arc<dyn Signer>, DeskError> {
    match credential::officer_credential(desk).await {
        // The centre checks the credential when the report reaches it; here, what it last said has to do.
        Err(error) if error.is_unreachable() => {}
        other => drop(other?),
    }
    let known = credential::remembered(desk).await?;
    let known = known.ok_or_else(|| DeskError::told(ErrorCode::CredentialMissing))?;
    signer_in(desk, reader, pin, credential::decode(&known)?.1, None).await
}

/// The same, though its certificate is not registered yet. Whatever else keeps it from signing is told first.
pub(crate) async fn signer_to_register(
    desk: &Desk,
    reader: &str,
    pin: &Pin,
) -> Result<Arc<dyn Signer>, DeskError> {
    signer_in(desk, reader, pin, Vec::new(), Some(CardProblem::NotRegistered)).await
}

async fn signer_in(
    desk: &Desk,
    reader: &str,
    pin: &Pin,
    chain: Vec<Vec<u8>>,
    overlooked: Option<CardProblem>,
) -> Result<Arc<dyn Signer>, DeskError> {
    let hinders = |problem: &CardProblem| Some(*problem) != overlooked;
    if let Some(behind) = cards::token_behind(desk, reader).await? {
        if let Some(problem) = behind.problem.filter(hinders) {
            return Err(refusal_of_token(problem));
        }
        return Ok(Arc::new(module_signer(desk, reader, behind, pin, chain)?));
    }
    let look = desk.cards.look(reader).ok_or_else(|| DeskError::told(ErrorCode::CardRemoved))?;
    let pin = entered_for(&look, pin)?;
    let problem = cards::problem(&look, cards::owner(desk).await?.as_ref(), desk.now());
    if let Some(problem) = problem.filter(hinders) {
        return Err(refusal(problem));
    }
    let certificate = look.certificate().cloned().ok_or_else(|| refusal(CardProblem::NoCertificate))?;
    let (room, reader) = (Arc::clone(&desk.cards), reader.to_owned());
    Ok(Arc::new(CardSigner { room, reader, pin, certificate, chain }))
}

fn module_signer(
    desk: &Desk,
    shown_as: &str,
    behind: TokenEntry,
    pin: &Pin,
    chain: Vec<Vec<u8>>,
) -> Result<ModuleSigner, DeskError> {
    let module = desk.cards.module().module();
    let module = module.ok_or_else(|| DeskError::told(ErrorCode::CardRemoved))?;
    let pin = entered(&behind.token, pin)?;
    let certificate = behind.certificate.ok_or_else(|| refusal(CardProblem::NoCertificate))?;
    let (id, certificate) = certificate;
    let (room, shown_as) = (Arc::clone(&desk.cards), shown_as.to_owned());
    Ok(ModuleSigner { room, shown_as, module, token: behind.token.name, id, pin, certificate, chain })
}

/// What was typed for a token's PIN, unless its reader has keys for it.
fn entered(token: &TokenLook, pin: &Pin) -> Result<PinEntry, DeskError> {
    if matches!(token.kind, CardKind::Module { pinpad: true, .. }) {
        return Ok(PinEntry::OnReader);
    }
    Ok(PinEntry::Typed(cards::token_pin(token, pin)?))
}
