//! `POST /v1/logins`: the first factor.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::{
    accounts::{self, Account},
    logins::{self, LoginTicket, Stage},
    workstations,
};
use sportello_contract::central::sessions::{Login, LoginAnswer, LoginNext};
use sportello_domain::{error_code::ErrorCode, moment::Timestamp};

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
    digest::sha256_hex,
    input::Input,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/logins",
    guard: Guard::Public,
    summary: "First factor: user name and password",
    query: None,
    input: Body::Json(schema::<Login>),
    output: Body::Json(schema::<LoginAnswer>),
    refusals: &[ErrorCode::WrongCredentials, ErrorCode::AccountLocked, ErrorCode::WorkstationUnknown],
    route: || on(MethodFilter::POST, log_in),
};

/// How long a ticket lives.
pub const TICKET_LIFE: time::Duration = time::Duration::minutes(5);

/// The act of logging in, as the audit log names it.
pub const LOG_IN: &str = "logIn";

async fn log_in(
    State(centre): State<Arc<Centre>>,
    Input(login): Input<Login>,
) -> Result<Json<LoginAnswer>, Refusal> {
    let now = centre.clock.now();
    let user_name = login.user_name.trim().to_lowercase();
    let mut tx = centre.store.read().await?;
    let workstation = workstations::find(&mut tx, login.workstation).await?.filter(|w| w.barred_at.is_none());
    let workstation = workstation.ok_or_else(|| Refusal::new(ErrorCode::WorkstationUnknown))?;
    // Another customer's account is nobody at this workstation: its name cannot be tried out here, nor be locked.
    let account = accounts::find_by_user_name(&mut tx, &user_name)
        .await?
        .filter(|account| account.disabled_at.is_none() && account.customer == workstation.customer);
    let hash = match &account {
        Some(account) => accounts::login_guard(&mut tx, account.id).await?.map(|guard| guard.password_hash),
        None => None,
    };
    drop(tx);
    // While it is locked nothing is tried: not even whether this password would have been right.
    refuse_locked(account.as_ref(), now)?;
    let right = centre.passwords.verify(login.password, hash.clone()).await?;
    let Some(account) = account else { return Err(Refusal::new(ErrorCode::WrongCredentials)) };
    if !right {
        return Err(count_failure(&centre, &account, LOG_IN, ErrorCode::WrongCredentials).await?);
    }
    let ticket = centre.chance.opaque_key();
    let mut tx = centre.store.write().await?;
    // Others may have waited for their hash at the same time: what was true before need not be now.
    let now = centre.clock.now();
    refuse_locked(accounts::find(&mut tx, account.id).await?.as_ref(), now)?;
    if accounts::login_guard(&mut tx, account.id).await?.map(|guard| guard.password_hash) != hash {
        return Err(Refusal::new(ErrorCode::WrongCredentials));
    }
    let known = LoginTicket { account: account.id, workstation: workstation.id, replaces: None };
    let expires_at = now.plus(TICKET_LIFE);
    logins::insert(&mut tx, &sha256_hex(ticket.as_bytes()), known, Stage::SecondFactor, now, expires_at)
        .await?;
    tx.commit().await?;
    Ok(Json(LoginAnswer { ticket: ticket.to_string(), next: LoginNext::SecondFactor }))
}

/// Refuses while the account is locked, and says until when.
pub fn refuse_locked(account: Option<&Account>, now: Timestamp) -> Result<(), Refusal> {
    match account.and_then(|account| account.locked_until).filter(|until| *until > now) {
        None => Ok(()),
        Some(until) => {
            let minutes = (until.get() - now.get()).whole_seconds().div_euclid(60) + 1;
            Err(Refusal::new(ErrorCode::AccountLocked).with("minutes", minutes))
        }
    }
}

/// Counts a wrong password or code of an act; the one too many locks the account. While it is locked nothing is counted.
pub async fn count_failure(
    centre: &Centre,
    account: &Account,
    act: &str,
    code: ErrorCode,
) -> Result<Refusal, Refusal> {
    let now = centre.clock.now();
    let rules = centre.config.sessions;
    let mut tx = centre.store.write().await?;
    refuse_locked(accounts::find(&mut tx, account.id).await?.as_ref(), now)?;
    let failed = accounts::count_failure(&mut tx, account.id).await?;
    let locks = failed >= u32::from(rules.attempts);
    let until = now.plus(time::Duration::minutes(i64::from(rules.lock_minutes)));
    if locks {
        accounts::lock(&mut tx, account.id, until).await?;
    }
    let outcome = if locks { ErrorCode::AccountLocked } else { code };
    let what = What { outcome: outcome.as_str(), ..What::done(act, format!("account {}", account.id)) };
    audit::append(&mut tx, Who::account(account.customer, account.id), what, now).await?;
    tx.commit().await?;
    Ok(if locks {
        Refusal::new(ErrorCode::AccountLocked).with("minutes", rules.lock_minutes)
    } else {
        Refusal::new(code)
    })
}
