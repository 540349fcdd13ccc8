//! An officer brings an own certificate, on a card: its key signs a challenge, the centre looks at the certificate and
//! registers it for the account.
//!
//! Taken are certificates of this centre's own authority: their status is known here, and a report that was signed with one
//! is judged by the same chain.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central_store::{
    Transaction,
    tables::{
        accounts,
        certificates::{self, StandingStatus, StoredCertificate},
        officer_credentials, officer_proofs,
    },
};
use sportello_contract::central::{
    command::Answer,
    credentials::{CredentialChallenge, OfficerCredential, RegisterOfficerCredential},
};
use sportello_domain::{
    error_code::ErrorCode,
    moment::Timestamp,
    rights::{Action, may_ever},
};
use sportello_pki::{
    certificate::{Certificate, CertificateFacts},
    keys::KeyAlgorithm,
    path::{self, ChainStatus, Evidence, StatusNeed, Use},
    profile::KeyUse,
};

use super::officers;
use crate::{
    Centre, Refusal,
    audit::{self, What},
    commands::{self, Begun, Received, Secrecy},
    signed_in::SignedIn,
};

/// How long a challenge waits for its signature: it is asked for when the PIN has been typed.
const CHALLENGE_LIFE: time::Duration = time::Duration::minutes(5);
const ACT: &str = "registerOfficerCertificate";

/// Gives out a challenge for the key of a certificate.
pub async fn challenge(centre: &Centre, officer: &SignedIn) -> Result<CredentialChallenge, Refusal> {
    may_ever(&officer.actor, Action::HoldOfficerCredential)?;
    let now = centre.clock.now();
    let expires_at = now.plus(CHALLENGE_LIFE);
    let mut random = [0; 32];
    centre.chance.fill(&mut random);
    // It names what it is for, so that the signature can stand for nothing else.
    let challenge = format!("sportello-credential:{}:{}", officer.session.account, hex::encode(random));
    let mut tx = centre.store.write().await?;
    officer_proofs::ask(&mut tx, &challenge, proving(officer), now, expires_at).await?;
    tx.commit().await?;
    Ok(CredentialChallenge { challenge, expires_at })
}

/// Registers the certificate whose key has signed the challenge. Whatever comes of it, the challenge is used up.
pub async fn register(
    centre: &Centre,
    officer: &SignedIn,
    command: &Received<RegisterOfficerCredential>,
) -> Result<Answer<OfficerCredential>, Refusal> {
    may_ever(&officer.actor, Action::HoldOfficerCredential)?;
    let der = STANDARD
        .decode(&command.body.certificate)
        .map_err(|_| Refusal::bad_input("certificate", "base64"))?;
    let certificate = Certificate::from_der(&der)
        .map_err(|error| Refusal::bad_input("certificate", "form").because(error))?;
    let now = centre.clock.now();
    let mut tx = centre.store.write().await?;
    let pending = match commands::begin(&mut tx, centre, officer, command, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(*answer),
        Begun::Fresh(pending) => pending,
    };
    let waits = officer_proofs::use_up(&mut tx, &command.body.challenge, proving(officer), now).await?;
    let outcome = match prove(&certificate, &command.body, waits) {
        Ok(()) => take(centre, &mut tx, officer, &certificate, now).await,
        Err(refusal) => Err(refusal),
    };
    let stored = match outcome {
        Ok(stored) => stored,
        Err(refusal) => return Err(refused(tx, officer, refusal, now).await?),
    };
    let body = officers::current(centre, &mut tx, officer.session.account).await?;
    let body = body.ok_or_else(Refusal::not_found)?;
    let what = What { detail: stored.fingerprint, ..What::done(ACT, target(officer)) };
    commands::finish(tx, centre, officer, pending, what, body).await
}

/// Whether the certificate's own key signed the challenge, in the way of its kind.
fn prove(certificate: &Certificate, body: &RegisterOfficerCredential, waits: bool) -> Result<(), Refusal> {
    let wrong = || Refusal::new(ErrorCode::OfficerProofWrong);
    if !waits {
        return Err(wrong());
    }
    let signature = STANDARD.decode(&body.signature).map_err(|_| wrong())?;
    let key = certificate.public_key_info_der().map_err(|error| wrong().because(error))?;
    let family = KeyAlgorithm::of_public_key_info(&key).map_err(|error| wrong().because(error))?;
    let signed = family.scheme().verify(&key, body.challenge.as_bytes(), &signature);
    signed.map_err(|error| wrong().because(error))
}

/// Looks at the certificate from the chain inwards, and makes it the account's own.
async fn take(
    centre: &Centre,
    tx: &mut Transaction,
    officer: &SignedIn,
    certificate: &Certificate,
    now: Timestamp,
) -> Result<StoredCertificate, Refusal> {
    check_chain(centre, certificate, now)?;
    let facts = certificate.facts().map_err(|error| not_accepted("form").because(error))?;
    if facts.is_authority || !facts.key_usage.contains(&KeyUse::ContentCommitment) {
        return Err(not_accepted("usage"));
    }
    let stored = certificates::by_fingerprint(tx, &hex::encode(certificate.fingerprint())).await?;
    // Another customer's is nobody's here.
    let stored = stored
        .filter(|stored| stored.customer == Some(officer.customer()))
        .ok_or_else(|| not_accepted("untrusted"))?;
    if stored.standing.status != StandingStatus::Good {
        return Err(Refusal::new(ErrorCode::CredentialRevoked));
    }
    let account = accounts::find(tx, officer.session.account).await?.ok_or_else(Refusal::not_found)?;
    if !is_of(&facts, &account) || !officer_credentials::choose(tx, stored.id, account.id, now).await? {
        return Err(Refusal::new(ErrorCode::CredentialNotYours));
    }
    Ok(stored)
}

/// The same person: names can be spelt in two ways, a tax code cannot.
fn is_of(facts: &CertificateFacts, account: &accounts::Account) -> bool {
    facts.tax_code.as_deref().is_some_and(|code| code.eq_ignore_ascii_case(&account.tax_code))
}

fn check_chain(centre: &Centre, certificate: &Certificate, now: Timestamp) -> Result<(), Refusal> {
    let issuers = centre.authority.all_issuing();
    let evidence = Evidence {
        anchors: std::slice::from_ref(centre.authority.root()),
        intermediates: &issuers,
        status_lists: &[],
        ocsp_responses: &[],
    };
    // Its status is looked up where it is decided.
    match path::validate(certificate, &evidence, now.get(), Use::Signature, StatusNeed::WhereKnown).status {
        ChainStatus::Valid { .. } => Ok(()),
        ChainStatus::Expired { .. } => Err(Refusal::new(ErrorCode::CredentialExpired)),
        ChainStatus::Revoked { .. } | ChainStatus::Suspended { .. } => {
            Err(Refusal::new(ErrorCode::CredentialRevoked))
        }
        ChainStatus::NotYetValid { .. } => Err(not_accepted("notYetValid")),
        ChainStatus::WrongUsage { .. } => Err(not_accepted("usage")),
        ChainStatus::Untrusted | ChainStatus::BadSignature | ChainStatus::StatusUnknown { .. } => {
            Err(not_accepted("untrusted"))
        }
    }
}

fn not_accepted(why: &str) -> Refusal {
    Refusal::new(ErrorCode::CredentialNotAccepted).with("why", why)
}

/// Writes the refusal down; the challenge stays used up.
async fn refused(
    mut tx: Transaction,
    officer: &SignedIn,
    refusal: Refusal,
    now: Timestamp,
) -> Result<Refusal, Refusal> {
    let what = What { outcome: refusal.code.as_str(), ..What::done(ACT, target(officer)) };
    audit::append(&mut tx, officer.into(), what, now).await?;
    tx.commit().await?;
    Ok(refusal)
}

fn target(officer: &SignedIn) -> String {
    format!("account {}", officer.session.account)
}

const fn proving(officer: &SignedIn) -> officer_proofs::Proving {
    officer_proofs::Proving { session: officer.session.id, purpose: officer_proofs::Purpose::Credential }
}
