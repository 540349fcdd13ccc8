//! `POST /v1/sessions`: a ticket, a profile in a unit and the workstation's proof become a session.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sportello_central_store::{
    Transaction,
    tables::{
        accounts::{self, Account},
        logins::{self, Stage},
        sessions::{self, EndReason, NewKeys},
        workstations::{self, Workstation},
    },
};
use sportello_contract::central::sessions::{OpenSession, Session, SessionAccount};
use sportello_domain::{error_code::ErrorCode, moment::Timestamp};
use sportello_pki::keys::SignatureScheme;
use uuid::Uuid;

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    audit::{self, What, Who},
    digest::sha256_hex,
    input::Input,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/sessions",
    guard: Guard::Public,
    summary: "Opens a session in a profile and unit, with the workstation's proof",
    query: None,
    input: Body::Json(schema::<OpenSession>),
    output: Body::Json(schema::<Session>),
    refusals: &[ErrorCode::SessionEnded, ErrorCode::NotAllowed, ErrorCode::WorkstationUnknown],
    route: || on(MethodFilter::POST, open),
};

async fn open(
    State(centre): State<Arc<Centre>>,
    Input(ask): Input<OpenSession>,
) -> Result<Json<Session>, Refusal> {
    let now = centre.clock.now();
    let ended = || Refusal::new(ErrorCode::SessionEnded);
    let ticket_hash = sha256_hex(ask.ticket.as_bytes());
    let mut tx = centre.store.write().await?;
    let ticket = logins::find(&mut tx, &ticket_hash, Stage::Workplace, now).await?.ok_or_else(ended)?;
    let account = accounts::find(&mut tx, ticket.account).await?.ok_or_else(ended)?;
    let workstation = workstations::find(&mut tx, ticket.workstation).await?;
    let proven = format!("{}\n{}\n{}", ask.ticket, ask.profile, ask.unit);
    check_proof(workstation.as_ref(), &proven, &ask.proof)?;
    let mandates = accounts::mandates(&mut tx, account.id).await?;
    if !mandates.iter().any(|m| m.profile == ask.profile && m.unit == ask.unit && m.ended_at.is_none()) {
        return Err(Refusal::new(ErrorCode::NotAllowed).with("why", "workplace"));
    }
    logins::remove(&mut tx, &ticket_hash).await?;
    let hours = time::Duration::hours(i64::from(centre.config.sessions.session_hours));
    let expires_at = match ticket.replaces {
        None => now.plus(hours),
        // The factors were given for the session before: what it had left is what there is.
        Some(before) => end_before(&mut tx, before, now).await?.ok_or_else(ended)?,
    };
    let session = sessions::Session {
        id: centre.chance.id(),
        account: account.id,
        customer: account.customer,
        workstation: ticket.workstation,
        profile: ask.profile,
        unit: ask.unit,
        opened_at: now,
        expires_at,
    };
    sessions::insert(&mut tx, &session).await?;
    let answer = give_keys(&mut tx, &centre, &session, &account, None, now).await?;
    let who = Who {
        profile: Some(ask.profile),
        unit: Some(ask.unit),
        workstation: Some(ticket.workstation),
        ..Who::account(account.customer, account.id)
    };
    audit::append(&mut tx, who, What::done("openSession", format!("session {}", session.id)), now).await?;
    tx.commit().await?;
    Ok(Json(answer))
}

/// Ends the session that another one replaces; answers until when it would have lasted, or `None` where it had ended.
async fn end_before(
    tx: &mut Transaction,
    before: Uuid,
    now: Timestamp,
) -> Result<Option<Timestamp>, Refusal> {
    let Some(before) = sessions::find_open(tx, before, now).await? else { return Ok(None) };
    sessions::end(tx, before.id, EndReason::SignedOut, now).await?;
    Ok(Some(before.expires_at))
}

/// Whether the workstation's own key signed this text.
pub fn check_proof(workstation: Option<&Workstation>, proven: &str, proof: &str) -> Result<(), Refusal> {
    let unknown = || Refusal::new(ErrorCode::WorkstationUnknown);
    let workstation =
        workstation.filter(|workstation| workstation.barred_at.is_none()).ok_or_else(unknown)?;
    let signature = STANDARD.decode(proof).map_err(|_| unknown())?;
    SignatureScheme::EcdsaSha256
        .verify(&workstation.public_key, proven.as_bytes(), &signature)
        .map_err(|_| unknown())
}

/// A fresh pair of keys for a session. `replaces` is the refresh key (its hash and generation) they were asked with.
pub async fn give_keys(
    tx: &mut Transaction,
    centre: &Centre,
    session: &sessions::Session,
    account: &Account,
    replaces: Option<(&str, i64)>,
    now: Timestamp,
) -> Result<Session, Refusal> {
    let (access_key, refresh_key) = (centre.chance.opaque_key(), centre.chance.opaque_key());
    let life = time::Duration::minutes(i64::from(centre.config.sessions.access_minutes));
    let access_expires_at = now.plus(life).min(session.expires_at);
    let keys = NewKeys {
        session: session.id,
        refresh_hash: &sha256_hex(refresh_key.as_bytes()),
        parent_hash: replaces.map(|(hash, _)| hash),
        generation: replaces.map_or(0, |(_, generation)| generation + 1),
        access_hash: &sha256_hex(access_key.as_bytes()),
        access_expires_at,
    };
    sessions::insert_keys(tx, &keys, now).await?;
    Ok(Session {
        access_key: access_key.to_string(),
        refresh_key: refresh_key.to_string(),
        access_expires_at,
        account: SessionAccount {
            id: account.id,
            user_name: account.user_name.clone(),
            full_name: account.full_name(),
            operator_code: account.operator_code.clone(),
        },
        profile: session.profile,
        unit: session.unit,
        centre_time: now,
    })
}
