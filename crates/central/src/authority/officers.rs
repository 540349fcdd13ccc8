//! Certificates of registration officers, with which they sign recognition reports. In training the centre issues them
//! on the desk's request; real officers bring their own.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central_store::{
    Transaction,
    tables::{accounts, certificates, officer_credentials},
};
use sportello_contract::central::{
    command::Answer,
    credentials::{AskOfficerCredential, OfficerCredential},
};
use sportello_domain::{
    error_code::ErrorCode,
    ids::AccountId,
    rights::{Action, may_ever},
};
use sportello_pki::certificate_request;

use super::{AuthorityError, Order, Purpose, issue::Validity, subject};
use crate::{
    Centre, Refusal,
    audit::What,
    commands::{self, Begun, Received, Secrecy},
    signed_in::SignedIn,
};

/// How long an officer's certificate is valid.
const MONTHS: u16 = 36;

/// Issues a certificate for the officer who asks and registers it for the account. The subject comes from the account,
/// the key from the request, which must prove possession of it.
pub async fn issue(
    centre: &Centre,
    officer: &SignedIn,
    command: &Received<AskOfficerCredential>,
) -> Result<Answer<OfficerCredential>, Refusal> {
    if !centre.config.training {
        return Err(Refusal::new(ErrorCode::TrainingOnly));
    }
    may_ever(&officer.actor, Action::HoldOfficerCredential)?;
    let request_der = STANDARD
        .decode(command.body.certificate_request.as_bytes())
        .map_err(|_| Refusal::bad_input("certificateRequest", "base64"))?;
    let request = certificate_request::verify_der(&request_der).map_err(AuthorityError::Request)?;
    if !centre.authority.profiles.officer.raw().key_algorithms.contains(&request.algorithm) {
        return Err(Refusal::bad_input("certificateRequest", "keyAlgorithm"));
    }

    let account_id = officer.session.account;
    let purpose = Purpose::Officer { customer: officer.customer(), account: account_id, command: command.id };
    let mut tx = centre.store.write().await?;
    if let Begun::Answered(answer) =
        commands::begin(&mut tx, centre, officer, command, Secrecy::Plain).await?
    {
        return Ok(*answer);
    }
    let account = accounts::find(&mut tx, account_id).await?.ok_or_else(Refusal::not_found)?;
    let now = centre.clock.now();
    let order = Order {
        purpose: &purpose,
        subject: subject::of_officer(
            &account.surname,
            &account.given_names,
            &account.tax_code,
            &account.operator_code,
            centre.authority.training,
        ),
        public_key_info_der: request.public_key_info_der,
        validity: Validity::months(now, MONTHS),
    };
    let intent = centre.authority.prepare(&mut tx, &order, centre.chance.as_ref(), now).await?;
    tx.commit().await?;
    let certificate = centre.authority.sign(&intent).await?;

    let mut tx = centre.store.write().await?;
    let pending = match commands::begin(&mut tx, centre, officer, command, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(*answer),
        Begun::Fresh(pending) => pending,
    };
    let now = centre.clock.now();
    let stored = centre.authority.record(&mut tx, &purpose, &intent, &certificate, now).await?;
    officer_credentials::bind(&mut tx, stored.id, account_id, now).await?;
    let body = current(centre, &mut tx, account_id).await?.ok_or_else(Refusal::not_found)?;
    let what = What {
        detail: stored.fingerprint,
        ..What::done("issueOfficerCertificate", format!("account {account_id}"))
    };
    commands::finish(tx, centre, officer, pending, what, body).await
}

/// The certificate that is registered for an account, with its chain; `None` where there is none.
pub async fn current(
    centre: &Centre,
    tx: &mut Transaction,
    account: AccountId,
) -> Result<Option<OfficerCredential>, Refusal> {
    let Some(fingerprint) = officer_credentials::current(tx, account).await? else { return Ok(None) };
    let Some(stored) = certificates::by_fingerprint(tx, &fingerprint).await? else { return Ok(None) };
    let issuing = centre.authority.signer_named(&stored.signer)?.issuer.certificate();
    let revoked = stored.standing.status != certificates::StandingStatus::Good;
    Ok(Some(OfficerCredential {
        certificate: STANDARD.encode(&stored.certificate),
        chain: [issuing, centre.authority.root()].map(|link| STANDARD.encode(link.der())).to_vec(),
        not_after: stored.not_after,
        revoked_at: revoked.then_some(stored.standing.since),
    }))
}
