//! An officer brings an own certificate on a card: the card signs a challenge of the centre, which looks at the certificate
//! and registers it for the account. Nothing is written on the card.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_contract::{
    central::credentials::{OfficerCredential, RegisterOfficerCredential},
    desk::enrolment::CredentialView,
};
use sportello_domain::secret::Pin;

use crate::{Desk, DeskError, acts, card_credential, credential};

/// Registers the certificate in the slot for signatures of the card in this reader, or the one that the token of this name is
/// shown with. The PIN is shown to it once.
pub async fn register_card_credential(
    desk: &Desk,
    reader: &str,
    pin: &Pin,
) -> Result<CredentialView, DeskError> {
    let signer = card_credential::signer_to_register(desk, reader, pin).await?;
    let certificate = STANDARD.encode(signer.certificate());
    let given = desk.heard(desk.centre().await?.credential_challenge().await)?;
    let account = desk.session()?.account.id;
    // A key for signatures signs no text that could be anything else.
    if !given.challenge.starts_with(&format!("sportello-credential:{account}:"))
        || !given.challenge.is_ascii()
    {
        return Err(DeskError::internal("the challenge is not about this officer"));
    }
    let text = given.challenge.clone();
    let signature = tokio::task::spawn_blocking(move || signer.sign(text.as_bytes())).await;
    let signature = STANDARD.encode(signature.map_err(DeskError::internal)??);
    let register = RegisterOfficerCredential { certificate, challenge: given.challenge, signature };
    let act = format!("register-credential/{account}");
    let path = "officer-credentials/registrations";
    let known: OfficerCredential = acts::send_online(desk, &act, path, None, &register).await?;
    credential::remember(desk, Some(&known)).await?;
    desk.changed(&["credential"]);
    credential::officer_credential(desk).await
}
