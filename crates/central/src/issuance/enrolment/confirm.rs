//! *Confirm*: the token holds what was issued, and its keys are the certified ones.

use sportello_contract::central::{
    command::Answer,
    enrolment::{ConfirmEnrolment, EnrolmentStanding},
};
use sportello_domain::{
    enrolment::{EnrolmentEvent, EnrolmentStep},
    error_code::ErrorCode,
    ids::ProductId,
    token::TokenEvent,
};

use super::{case::EnrolmentCase, key_proof, token};
use crate::{
    Centre, Refusal,
    audit::What,
    cases::Acting,
    commands::{self, Begun, Received, Secrecy},
    signed_in::SignedIn,
};

/// Compares what was read back with what was issued, byte for byte by its hash, and verifies a signature of each key over
/// the challenge. What does not fit changes nothing: the desk writes again, or gives up.
pub async fn confirm(
    centre: &Centre,
    officer: &SignedIn,
    command: &Received<ConfirmEnrolment>,
    product: ProductId,
) -> Result<Answer<EnrolmentStanding>, Refusal> {
    let body = &command.body;
    let mut tx = centre.store.write().await?;
    let pending = match commands::begin(&mut tx, centre, officer, command, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(*answer),
        Begun::Fresh(pending) => pending,
    };
    let mut found = EnrolmentCase::find_open(&mut tx, officer, product, body.enrolment).await?;
    if found.enrolment.step != EnrolmentStep::Confirmed {
        // Refused where there is nothing to compare with yet.
        found.enrolment.step.after(EnrolmentEvent::Confirm)?;
        let [signature, authentication] = found.certificates(&mut tx).await?;
        for (read_back, stored, field) in [
            (&body.signature_certificate_sha256, signature, "signatureCertificateSha256"),
            (&body.authentication_certificate_sha256, authentication, "authenticationCertificateSha256"),
        ] {
            if !read_back.eq_ignore_ascii_case(&stored.fingerprint) {
                return Err(Refusal::new(ErrorCode::ReadBackDiffers).with("field", field));
            }
        }
        prove(&found, body)?;
        let now = centre.clock.now();
        found.advance(&mut tx, EnrolmentEvent::Confirm, now).await?;
        token::happened(&mut tx, officer, &found.enrolment, TokenEvent::Enrol, now).await?;
        found.case.tell(&mut tx, Acting::Officer(officer), "enrolmentConfirmed", now).await?;
    }
    let what = What::done("confirmEnrolment", format!("enrolment {}", body.enrolment));
    commands::finish(tx, centre, officer, pending, what, found.standing()).await
}

fn prove(found: &EnrolmentCase, body: &ConfirmEnrolment) -> Result<(), Refusal> {
    let (Some(keys), Some(challenge)) = (&found.enrolment.keys, &found.enrolment.challenge) else {
        return Err(Refusal::internal("certified keys have a challenge"));
    };
    key_proof::signed(&keys.signature, challenge, &body.signature_proof, "signatureProof")?;
    key_proof::signed(&keys.authentication, challenge, &body.authentication_proof, "authenticationProof")
}
