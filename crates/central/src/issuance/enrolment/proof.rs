//! The officer's proof, before a token is written on: a challenge signed by the key of the own certificate, which only
//! whoever knows its PIN can use, and the authenticator's code where the customer's rules ask for it.
//!
//! A proof is of one session and one product, and holds for a while: whoever is interrupted resumes without another one.
//! It is asked for whenever codes are opened for the desk or keys certified; not by whoever gives an enrolment up.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central_store::{
    Transaction,
    tables::{accounts, customers, officer_proofs},
};
use sportello_contract::central::{
    credentials::OfficerCredential,
    officer_proof::{OfficerChallenge, OfficerProof, OfficerProved},
    reference::SupportLink,
};
use sportello_domain::{
    error_code::ErrorCode,
    ids::{CustomerId, ProductId},
    moment::Timestamp,
    rights::Action,
    secret::Otp,
};
use sportello_pki::{certificate::Certificate, keys::KeyAlgorithm};

use super::super::case::IssuanceCase;
use crate::{
    Centre, Refusal,
    audit::{self, What},
    authority::officers,
    cases::Acting,
    endpoints::{count_failure, refuse_locked},
    second_factor,
    signed_in::SignedIn,
};

/// How long a challenge waits for its signature: it is asked for when the PIN has been typed.
const CHALLENGE_LIFE: time::Duration = time::Duration::minutes(5);
const ACT: &str = "proveOfficer";

/// Gives out a challenge for the officer's key.
pub async fn challenge(
    centre: &Centre,
    officer: &SignedIn,
    product: ProductId,
) -> Result<OfficerChallenge, Refusal> {
    let mut tx = centre.store.write().await?;
    may_prove(&mut tx, officer, product).await?;
    has_credential(centre, &mut tx, officer).await?;
    let second_factor = wants_code(&mut tx, officer.customer()).await?;
    let now = centre.clock.now();
    let expires_at = now.plus(CHALLENGE_LIFE);
    let mut random = [0; 32];
    centre.chance.fill(&mut random);
    // It names what it is for, so that the signature can stand for nothing else.
    let account = officer.session.account;
    let challenge = format!("sportello-officer:{account}:{product}:{}", hex::encode(random));
    officer_proofs::ask(&mut tx, &challenge, proving(officer, product), now, expires_at).await?;
    tx.commit().await?;
    Ok(OfficerChallenge { challenge, expires_at, second_factor })
}

/// Takes the signed challenge, and the code. Whatever comes of it, the challenge is used up; a code is looked at only
/// after the signature was right, and a wrong one counts like a wrong one of the login.
pub async fn prove(
    centre: &Centre,
    officer: &SignedIn,
    product: ProductId,
    proof: &OfficerProof,
) -> Result<OfficerProved, Refusal> {
    let now = centre.clock.now();
    let mut tx = centre.store.write().await?;
    may_prove(&mut tx, officer, product).await?;
    let credential = has_credential(centre, &mut tx, officer).await?;
    let proving = proving(officer, product);
    let waits = officer_proofs::use_up(&mut tx, &proof.challenge, proving, now).await?;
    let signed =
        if waits { signed(&credential, proof) } else { Err(Refusal::new(ErrorCode::OfficerProofWrong)) };
    if let Err(refusal) = signed {
        return Err(refused(tx, officer, product, refusal, now).await?);
    }
    if wants_code(&mut tx, officer.customer()).await? {
        let Some(code) = &proof.code else {
            let refusal = Refusal::new(ErrorCode::SecondFactorMissing);
            return Err(refused(tx, officer, product, refusal, now).await?);
        };
        if !code_is_right(centre, &mut tx, officer, code, now).await? {
            // The challenge stays used up: the failure is counted in a transaction of its own.
            let account = accounts::find(&mut tx, officer.session.account).await?;
            tx.commit().await?;
            let account = account.ok_or_else(Refusal::not_found)?;
            return Err(count_failure(centre, &account, ACT, ErrorCode::SecondFactorWrong).await?);
        }
    }
    let until = now.plus(time::Duration::minutes(i64::from(centre.config.sessions.proof_minutes)));
    officer_proofs::hold(&mut tx, &proof.challenge, proving, now, until).await?;
    audit::append(&mut tx, officer.into(), What::done(ACT, target(product)), now).await?;
    tx.commit().await?;
    Ok(OfficerProved { until })
}

/// Whoever enrols a token has shown to be there, with an own certificate that is good.
pub(super) async fn is_proved(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
    product: ProductId,
) -> Result<(), Refusal> {
    has_credential(centre, tx, officer).await?;
    if officer_proofs::holds(tx, proving(officer, product), centre.clock.now()).await? {
        Ok(())
    } else {
        Err(Refusal::new(ErrorCode::OfficerProofMissing))
    }
}

/// Whoever enrols a token has an own certificate that is good: the right to issue on a device comes with it.
pub(super) async fn has_credential(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
) -> Result<OfficerCredential, Refusal> {
    let credential = officers::current(centre, tx, officer.session.account)
        .await?
        .ok_or_else(|| Refusal::new(ErrorCode::CredentialMissing))?;
    if credential.revoked_at.is_some() {
        return Err(Refusal::new(ErrorCode::CredentialRevoked));
    }
    if credential.not_after < centre.clock.now() {
        return Err(Refusal::new(ErrorCode::CredentialExpired));
    }
    Ok(credential)
}

/// Only for what could be begun now, by whoever may.
async fn may_prove(tx: &mut Transaction, officer: &SignedIn, product: ProductId) -> Result<(), Refusal> {
    let acting = Acting::Officer(officer);
    let case = IssuanceCase::find(tx, acting, product).await?;
    case.permit(acting, Action::Issue)?;
    case.key_is_on_a_token()
}

async fn wants_code(tx: &mut Transaction, customer: CustomerId) -> Result<bool, Refusal> {
    let found = customers::find::<Vec<SupportLink>>(tx, customer).await?;
    Ok(found.ok_or_else(Refusal::not_found)?.rules.second_factor_before_enrolment)
}

/// Whether the key of the registered certificate signed the challenge, in the way of its kind.
fn signed(credential: &OfficerCredential, proof: &OfficerProof) -> Result<(), Refusal> {
    let wrong = || Refusal::new(ErrorCode::OfficerProofWrong);
    let signature = STANDARD.decode(&proof.signature).map_err(|_| wrong())?;
    let certificate = STANDARD.decode(&credential.certificate).map_err(Refusal::internal)?;
    let key = Certificate::from_der(&certificate)
        .and_then(|read| read.public_key_info_der())
        .map_err(Refusal::internal)?;
    let scheme = KeyAlgorithm::of_public_key_info(&key).map_err(Refusal::internal)?.scheme();
    scheme.verify(&key, proof.challenge.as_bytes(), &signature).map_err(|error| wrong().because(error))
}

async fn code_is_right(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
    code: &Otp,
    now: Timestamp,
) -> Result<bool, Refusal> {
    let id = officer.session.account;
    refuse_locked(accounts::find(tx, id).await?.as_ref(), now)?;
    let guard = accounts::login_guard(tx, id).await?.ok_or_else(Refusal::not_found)?;
    match second_factor::step_of(&centre.keys, id, &guard.totp_sealed, code, now)? {
        // One that was seen over somebody's shoulder has been used by then.
        Some(step) => Ok(accounts::use_code(tx, id, step, now).await?),
        None => Ok(false),
    }
}

/// Writes the refusal down; the challenge stays used up.
async fn refused(
    mut tx: Transaction,
    officer: &SignedIn,
    product: ProductId,
    refusal: Refusal,
    now: Timestamp,
) -> Result<Refusal, Refusal> {
    let what = What { outcome: refusal.code.as_str(), ..What::done(ACT, target(product)) };
    audit::append(&mut tx, officer.into(), what, now).await?;
    tx.commit().await?;
    Ok(refusal)
}

fn target(product: ProductId) -> String {
    format!("product {product}")
}

const fn proving(officer: &SignedIn, product: ProductId) -> officer_proofs::Proving {
    officer_proofs::Proving {
        session: officer.session.id,
        purpose: officer_proofs::Purpose::Enrolment(product),
    }
}
