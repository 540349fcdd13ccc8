//! `POST /v1/sessions/refresh`: a refresh key and the workstation's proof become the next pair of keys.
//!
//! The old key still works for its workstation until the new one, or the access key that came with it, is first seen:
//! a dropped answer logs nobody out. After that its return, and any return without the proof, means that a copy is
//! about: the whole family ends.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::{
    Transaction,
    tables::{
        accounts,
        sessions::{self, EndReason, KeyState},
        workstations,
    },
};
use sportello_contract::central::sessions::{RefreshSession, Session};
use sportello_domain::{error_code::ErrorCode, moment::Timestamp};

use super::{
    Body, Endpoint, Guard,
    open_session::{check_proof, give_keys},
    schema,
};
use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
    digest::sha256_hex,
    input::Input,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/sessions/refresh",
    guard: Guard::Public,
    summary: "The next pair of keys of a session",
    query: None,
    input: Body::Json(schema::<RefreshSession>),
    output: Body::Json(schema::<Session>),
    refusals: &[ErrorCode::SessionEnded],
    route: || on(MethodFilter::POST, refresh),
};

async fn refresh(
    State(centre): State<Arc<Centre>>,
    Input(ask): Input<RefreshSession>,
) -> Result<Json<Session>, Refusal> {
    let now = centre.clock.now();
    let ended = || Refusal::new(ErrorCode::SessionEnded);
    let hash = sha256_hex(ask.refresh_key.as_bytes());
    let mut tx = centre.store.write().await?;
    let key = sessions::find_refresh(&mut tx, &hash).await?.ok_or_else(ended)?;
    let session = sessions::find_open(&mut tx, key.session, now).await?.ok_or_else(ended)?;
    let workstation = workstations::find(&mut tx, session.workstation).await?;
    let proven = check_proof(workstation.as_ref(), &ask.refresh_key, &ask.proof).is_ok();
    if !proven || key.state == KeyState::Retired {
        return Err(end_family(tx, &session, now).await?);
    }
    if key.state == KeyState::Fresh {
        sessions::note_arrival(&mut tx, session.id, &hash, key.generation).await?;
    }
    let account = accounts::find(&mut tx, session.account)
        .await?
        .filter(|account| account.disabled_at.is_none())
        .ok_or_else(ended)?;
    let answer = give_keys(&mut tx, &centre, &session, &account, Some((&hash, key.generation)), now).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

async fn end_family(
    mut tx: Transaction,
    session: &sessions::Session,
    now: Timestamp,
) -> Result<Refusal, Refusal> {
    sessions::end(&mut tx, session.id, EndReason::Reuse, now).await?;
    let who =
        Who { workstation: Some(session.workstation), ..Who::account(session.customer, session.account) };
    let outcome = ErrorCode::SessionEnded.as_str();
    let what = What { outcome, ..What::done("refreshReused", format!("session {}", session.id)) };
    audit::append(&mut tx, who, what, now).await?;
    tx.commit().await?;
    Ok(Refusal::new(ErrorCode::SessionEnded))
}
