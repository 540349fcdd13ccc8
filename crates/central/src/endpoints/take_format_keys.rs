//! `POST /v1/tokens/{id}/format-keys`: what opens a token that may be formatted, for a desk of the unit that has it.
//!
//! The keys are in the answer alone: what is stored of the command is where the token stands, and a repetition opens them
//! anew. Each opening is an event of the audit log.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::{Transaction, tables::token_formats};
use sportello_contract::{
    central::command::Answer,
    stock::ChangedToken,
    token_format::{FormatKey, TakeFormatKeys, TakenFormatKeys},
};
use sportello_domain::{
    error_code::ErrorCode,
    ids::{TokenFormatId, TokenId},
    rights::Action,
};

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    audit::What,
    commands::{self, Begun, Received, Secrecy},
    input::Named,
    issuance::enrolment,
    signed_in::SignedIn,
    token_format::FormatCase,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/tokens/{id}/format-keys",
    guard: Guard::Right(Action::ManageTokenStock),
    summary: "Gives what opens a token whose formatting was approved",
    query: None,
    input: Body::Command(schema::<TakeFormatKeys>),
    output: Body::Command(schema::<TakenFormatKeys>),
    refusals: &[
        ErrorCode::FormatNotOpen,
        ErrorCode::CredentialMissing,
        ErrorCode::CredentialExpired,
        ErrorCode::CredentialRevoked,
    ],
    route: || on(MethodFilter::POST, take),
};

async fn take(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<TokenId>,
    received: Received<TakeFormatKeys>,
) -> Result<Json<Answer<TakenFormatKeys>>, Refusal> {
    let mut tx = centre.store.write().await?;
    let begun = commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await?;
    let (case, keys) = opened(&centre, &signed_in, &mut tx, (id, received.body.format)).await?;
    let answer: Answer<ChangedToken> = match begun {
        Begun::Answered(answer) => {
            tx.commit().await?;
            *answer
        }
        Begun::Fresh(command) => {
            let what = What::done("takeFormatKeys", format!("token {id}"));
            commands::finish(tx, &centre, &signed_in, command, what, case.token.changed()).await?
        }
    };
    Ok(Json(Answer { receipt: answer.receipt, body: TakenFormatKeys { token: answer.body, keys } }))
}

async fn opened(
    centre: &Centre,
    signed_in: &SignedIn,
    tx: &mut Transaction,
    (token, format): (TokenId, TokenFormatId),
) -> Result<(FormatCase, Vec<FormatKey>), Refusal> {
    let case = FormatCase::find(tx, centre, signed_in, token).await?;
    signed_in.may(Action::ManageTokenStock, &case.token.target(signed_in))?;
    let mut format = case.meant(format)?;
    case.may_format(signed_in, &format)?;
    let keys = enrolment::open_kept_keys(centre, signed_in, tx, &case.token.found.token).await?;
    if format.opened_at.is_none() {
        format.opened_at = Some(centre.clock.now());
        token_formats::update(tx, &format).await?;
    }
    Ok((case, keys))
}
