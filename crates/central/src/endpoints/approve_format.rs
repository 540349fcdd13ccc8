//! `POST /v1/tokens/{id}/format-approvals`: the second pair of eyes before a token is formatted.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::{central::command::Answer, stock::ChangedToken, token_format::ApproveFormat};
use sportello_domain::{error_code::ErrorCode, ids::TokenId, rights::Action, token_format::FormatEvent};

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    audit::What,
    commands::{self, Begun, Received, Secrecy},
    input::Named,
    signed_in::SignedIn,
    token_format::{self, FormatCase},
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/tokens/{id}/format-approvals",
    guard: Guard::Right(Action::SecondApproval),
    summary: "Approves that a token be formatted, as another officer asked",
    query: None,
    input: Body::Command(schema::<ApproveFormat>),
    output: Body::Command(schema::<ChangedToken>),
    refusals: &[ErrorCode::FormatNotOpen],
    route: || on(MethodFilter::POST, approve),
};

async fn approve(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<TokenId>,
    received: Received<ApproveFormat>,
) -> Result<Json<Answer<ChangedToken>>, Refusal> {
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let mut case = FormatCase::find(&mut tx, &centre, &signed_in, id).await?;
    // Who may not see the token learns nothing of what was asked of it.
    signed_in.may(Action::ManageTokenStock, &case.token.target(&signed_in))?;
    let mut format = case.meant(received.body.format)?;
    case.may_approve(&signed_in, &format)?;
    received.expect_version(case.token.found.token.version)?;
    let at = command.received_at;
    format.approved = Some((signed_in.session.account, at));
    token_format::advance(&mut tx, &mut format, FormatEvent::Approve, at).await?;
    case.token.noted(&mut tx, &signed_in, "formatApproved", None, at).await?;
    let what = What::done("approveFormat", format!("token {id}"));
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, case.token.changed()).await?))
}
