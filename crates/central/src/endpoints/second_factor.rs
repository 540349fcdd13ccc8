//! `POST /v1/logins/second-factor`: the code of the officer's authenticator.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::{
    Transaction,
    tables::{
        accounts::{self, Account},
        customers,
        logins::{self, LoginTicket, Stage},
    },
};
use sportello_contract::central::sessions::{LoginAnswer, LoginNext, SecondFactor, Workplace};
use sportello_domain::{error_code::ErrorCode, moment::Timestamp};

use super::{
    Body, Endpoint, Guard,
    login::{LOG_IN, TICKET_LIFE, count_failure, refuse_locked},
    schema,
};
use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
    digest::sha256_hex,
    input::Input,
    second_factor,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/logins/second-factor",
    guard: Guard::Public,
    summary: "Second factor: a TOTP code, accepted once",
    query: None,
    input: Body::Json(schema::<SecondFactor>),
    output: Body::Json(schema::<LoginAnswer>),
    refusals: &[ErrorCode::SecondFactorWrong, ErrorCode::AccountLocked, ErrorCode::SessionEnded],
    route: || on(MethodFilter::POST, give),
};

async fn give(
    State(centre): State<Arc<Centre>>,
    Input(factor): Input<SecondFactor>,
) -> Result<Json<LoginAnswer>, Refusal> {
    let now = centre.clock.now();
    let ended = || Refusal::new(ErrorCode::SessionEnded);
    let ticket_hash = sha256_hex(factor.ticket.as_bytes());
    let mut tx = centre.store.read().await?;
    let ticket = logins::find(&mut tx, &ticket_hash, Stage::SecondFactor, now).await?.ok_or_else(ended)?;
    let account = accounts::find(&mut tx, ticket.account).await?.ok_or_else(ended)?;
    let guard = accounts::login_guard(&mut tx, account.id).await?.ok_or_else(ended)?;
    drop(tx);
    refuse_locked(Some(&account), now)?;
    let step = second_factor::step_of(&centre.keys, account.id, &guard.totp_sealed, &factor.code, now)?;
    let wrong = ErrorCode::SecondFactorWrong;
    let Some(step) = step else { return Err(count_failure(&centre, &account, LOG_IN, wrong).await?) };
    let mut tx = centre.store.write().await?;
    // Wrong codes may have been counted meanwhile.
    refuse_locked(accounts::find(&mut tx, account.id).await?.as_ref(), now)?;
    // A code that was seen over somebody's shoulder has been used by then (RFC 6238 section 5.2).
    if !accounts::accept_second_factor(&mut tx, account.id, step, now).await? {
        drop(tx);
        return Err(count_failure(&centre, &account, LOG_IN, wrong).await?);
    }
    if !logins::remove(&mut tx, &ticket_hash).await? {
        return Err(ended());
    }
    let answer = offer_workplaces(&mut tx, &centre, &account, ticket, now).await?;
    let what = What::done(LOG_IN, format!("account {}", account.id));
    let who = Who { workstation: Some(ticket.workstation), ..Who::account(account.customer, account.id) };
    audit::append(&mut tx, who, what, now).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

/// A ticket with which a session can be opened, and where.
pub async fn offer_workplaces(
    tx: &mut Transaction,
    centre: &Centre,
    account: &Account,
    ticket: LoginTicket,
    now: Timestamp,
) -> Result<LoginAnswer, Refusal> {
    let mandates = accounts::mandates(tx, account.id).await?;
    let workplaces = mandates
        .iter()
        .filter(|mandate| mandate.ended_at.is_none())
        .map(|mandate| Workplace { profile: mandate.profile, unit: mandate.unit })
        .collect();
    let key = centre.chance.opaque_key();
    let expires_at = now.plus(TICKET_LIFE);
    logins::insert(tx, &sha256_hex(key.as_bytes()), ticket, Stage::Workplace, now, expires_at).await?;
    let units = customers::units(tx, account.customer).await?;
    Ok(LoginAnswer { ticket: key.to_string(), next: LoginNext::Workplace { workplaces, units } })
}
