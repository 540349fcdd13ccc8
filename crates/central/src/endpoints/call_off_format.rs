//! `POST /v1/tokens/{id}/format-cancellations`: a token is not formatted after all; who asked withdraws, another refuses.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::{central::command::Answer, stock::ChangedToken, token_format::CallOffFormat};
use sportello_domain::{error_code::ErrorCode, ids::TokenId, rights::Action, token_format::FormatEvent};

use super::{Body, Endpoint, Guard, endings::LONGEST_REASON, schema};
use crate::{
    Centre, Refusal,
    audit::What,
    commands::{self, Begun, Received, Secrecy},
    input::Named,
    signed_in::SignedIn,
    stock,
    token_format::{self, FormatCase},
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/tokens/{id}/format-cancellations",
    guard: Guard::Right(Action::ManageTokenStock),
    summary: "Withdraws or refuses that a token be formatted, with a reason",
    query: None,
    input: Body::Command(schema::<CallOffFormat>),
    output: Body::Command(schema::<ChangedToken>),
    refusals: &[ErrorCode::ReasonMissing, ErrorCode::FormatNotOpen],
    route: || on(MethodFilter::POST, call_off),
};

async fn call_off(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<TokenId>,
    received: Received<CallOffFormat>,
) -> Result<Json<Answer<ChangedToken>>, Refusal> {
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let mut case = FormatCase::find(&mut tx, &centre, &signed_in, id).await?;
    signed_in.may(Action::ManageTokenStock, &case.token.target(&signed_in))?;
    let mut format = case.meant(received.body.format)?;
    case.may_call_off(&signed_in, &format)?;
    received.expect_version(case.token.found.token.version)?;
    let reason = stock::reason(&received.body.reason, LONGEST_REASON)?;
    let at = command.received_at;
    token_format::advance(&mut tx, &mut format, FormatEvent::CallOff, at).await?;
    case.token.noted(&mut tx, &signed_in, "formatCalledOff", Some(reason), at).await?;
    let what = What::done("callOffFormat", format!("token {id}"));
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, case.token.changed()).await?))
}
