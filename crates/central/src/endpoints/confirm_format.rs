//! `POST /v1/tokens/{id}/format-confirmations`: the token was seen blank, and goes back to stock.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::{central::command::Answer, stock::ChangedToken, token_format::ConfirmFormat};
use sportello_domain::{
    error_code::ErrorCode, ids::TokenId, rights::Action, token::TokenEvent, token_format::FormatEvent,
    token_serial::TokenSerial,
};

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    audit::What,
    commands::{self, Begun, Received, Secrecy},
    input::Named,
    issuance::enrolment,
    signed_in::SignedIn,
    token_format::{self, FormatCase},
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/tokens/{id}/format-confirmations",
    guard: Guard::Right(Action::ManageTokenStock),
    summary: "Says that a token was formatted and seen blank",
    query: None,
    input: Body::Command(schema::<ConfirmFormat>),
    output: Body::Command(schema::<ChangedToken>),
    refusals: &[ErrorCode::FormatNotOpen],
    route: || on(MethodFilter::POST, confirm),
};

async fn confirm(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<TokenId>,
    received: Received<ConfirmFormat>,
) -> Result<Json<Answer<ChangedToken>>, Refusal> {
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let mut case = FormatCase::find(&mut tx, &centre, &signed_in, id).await?;
    signed_in.may(Action::ManageTokenStock, &case.token.target(&signed_in))?;
    let mut format = case.carried_out(received.body.format)?;
    case.may_format(&signed_in, &format)?;
    if let Some(told) = &received.body.told_serial
        && TokenSerial::read(told).as_ref() != Some(&case.token.found.token.serial)
    {
        return Err(Refusal::bad_input("body.toldSerial", "other"));
    }
    let at = command.received_at;
    token_format::advance(&mut tx, &mut format, FormatEvent::Confirm, at).await?;
    case.token.happened(&mut tx, &signed_in, TokenEvent::Format, Some(format.reason), at).await?;
    enrolment::forget_kept_keys(&mut tx, &case.token.found.token).await?;
    let what = What::done("confirmFormat", format!("token {id}"));
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, case.token.changed()).await?))
}
