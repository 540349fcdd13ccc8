//! The officer's proof before a device is written on: the centre's challenge, signed with the own credential, and the
//! authenticator's code where the customer's rules ask for it. The card is held for PIN and signature alone; own card and
//! device may lie in the same reader one after the other.

use std::{path::Path, sync::Arc};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_contract::{central::officer_proof::OfficerProof, desk::device_enrolment::OfficerProofView};
use sportello_domain::{
    error_code::ErrorCode,
    ids::ProductId,
    secret::{Otp, Password, Pin},
};

use crate::{
    Desk, DeskError, card_credential, credential,
    device_enrolment::CHANGED,
    ports::{CentralError, Signer},
    reference,
};

/// With the own card in this reader, or the token of this name. Its PIN is shown to it once, and kept nowhere.
pub async fn prove_with_card(
    desk: &Desk,
    product: ProductId,
    reader: &str,
    pin: &Pin,
    code: Option<Otp>,
) -> Result<(), DeskError> {
    let signer = card_credential::signer(desk, reader, pin).await?;
    prove(desk, product, signer, code).await
}

/// With the credential file of the training.
pub async fn prove_with_file(
    desk: &Desk,
    product: ProductId,
    path: &Path,
    password: &Password,
    code: Option<Otp>,
) -> Result<(), DeskError> {
    let signer = credential::open_file(desk, path, password).await?;
    if !credential::is_registered(desk, signer.certificate()).await? {
        return Err(DeskError::told(ErrorCode::CredentialNotYours));
    }
    prove(desk, product, Arc::new(signer), code).await?;
    credential::remember_path(desk, path).await
}

async fn prove(
    desk: &Desk,
    product: ProductId,
    signer: Arc<dyn Signer>,
    code: Option<Otp>,
) -> Result<(), DeskError> {
    let given = desk.heard(desk.centre().await?.officer_challenge(product).await)?;
    let beginning = format!("sportello-officer:{}:{product}:", desk.session()?.account.id);
    // A key for signatures signs no text that could be anything else.
    if !given.challenge.starts_with(&beginning) || !given.challenge.is_ascii() {
        return Err(DeskError::internal("the challenge is not about this officer and this product"));
    }
    if given.second_factor && code.is_none() {
        // The rules changed since this PC was told of them: from here on the window asks for the code.
        reference::mirror(desk).await?;
        desk.changed(&[CHANGED]);
        return Err(DeskError::told(ErrorCode::SecondFactorMissing));
    }
    let text = given.challenge.clone();
    let signature = tokio::task::spawn_blocking(move || signer.sign(text.as_bytes())).await;
    let signature = STANDARD.encode(signature.map_err(DeskError::internal)??);
    let code = code.filter(|_| given.second_factor);
    let proof = OfficerProof { challenge: given.challenge, signature, code };
    let proved = desk.heard(desk.centre().await?.prove_officer(product, &proof).await)?;
    desk.memory().proofs.insert(product, proved.until);
    desk.changed(&[CHANGED]);
    Ok(())
}

/// How the proof for a product stands, as far as it was given from this program; the centre has the word.
pub(crate) async fn view(desk: &Desk, product: ProductId) -> Result<OfficerProofView, DeskError> {
    let now = desk.now();
    let until = desk.memory().proofs.get(&product).copied().filter(|until| *until > now);
    let known = reference::held(desk).await?;
    let asks_code = known.is_some_and(|known| known.rules.second_factor_before_enrolment);
    Ok(OfficerProofView { until, asks_code })
}

/// Where the centre wants another proof, the one that was given has ended, whatever this PC's clock says.
pub(crate) fn take_note(desk: &Desk, product: ProductId, error: &DeskError) {
    if let DeskError::Central(CentralError::Refused(wire)) = error
        && wire.known_code() == Some(ErrorCode::OfficerProofMissing)
    {
        desk.memory().proofs.remove(&product);
    }
}
