//! `POST /v1/tokens/{id}/moves`: a token that is in stock is handed to another unit.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::{
    central::command::Answer,
    stock::{ChangedToken, MoveToken},
};
use sportello_domain::{error_code::ErrorCode, ids::TokenId, rights::Action, token::may_move};

use super::{Body, Endpoint, Guard, endings::LONGEST_REASON, schema};
use crate::{
    Centre, Refusal,
    audit::What,
    commands::{self, Begun, Received, Secrecy},
    input::Named,
    signed_in::SignedIn,
    stock::{self, OpenToken},
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/tokens/{id}/moves",
    guard: Guard::Right(Action::ManageTokenStock),
    summary: "Hands a token to another unit, with a reason",
    query: None,
    input: Body::Command(schema::<MoveToken>),
    output: Body::Command(schema::<ChangedToken>),
    refusals: &[ErrorCode::ReasonMissing, ErrorCode::TokenBeingEnrolled],
    route: || on(MethodFilter::POST, hand_on),
};

async fn hand_on(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<TokenId>,
    received: Received<MoveToken>,
) -> Result<Json<Answer<ChangedToken>>, Refusal> {
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let mut open = OpenToken::find(&mut tx, &signed_in, id).await?;
    // Who may not see the token learns nothing of the other unit.
    signed_in.may(Action::ManageTokenStock, &open.target(&signed_in))?;
    let to = stock::unit(&mut tx, &signed_in, received.body.unit).await?;
    let there = stock::target(&signed_in, to.id);
    may_move(&signed_in.actor, &open.target(&signed_in), &there, &open.standing())?;
    open.not_being_enrolled(&mut tx).await?;
    received.expect_version(open.found.token.version)?;
    if to.id == open.found.token.unit {
        return Err(Refusal::bad_input("body.unit", "same"));
    }
    let reason = stock::reason(&received.body.reason, LONGEST_REASON)?;
    open.moved(&mut tx, &signed_in, to.id, Some(reason), command.received_at).await?;
    let what = What::done("moveToken", format!("token {id}"));
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, open.changed()).await?))
}
