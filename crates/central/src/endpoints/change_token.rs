//! `POST /v1/tokens/{id}/changes`: damaged, lost, back from its holder, disposed of, back to stock; said by hand, with a
//! reason. What is lost takes the certificates on it along.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::{
    central::command::Answer,
    stock::{ChangeToken, ChangedToken},
};
use sportello_domain::{
    error_code::ErrorCode,
    ids::TokenId,
    rights::Action,
    token::{TokenEvent, may_change},
};

use super::{Body, Endpoint, Guard, endings::LONGEST_REASON, schema};
use crate::{
    Centre, Refusal,
    audit::What,
    authority::revoke,
    commands::{self, Begun, Received, Secrecy},
    input::Named,
    issuance::enrolment,
    signed_in::SignedIn,
    stock::{self, OpenToken},
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/tokens/{id}/changes",
    guard: Guard::Right(Action::ManageTokenStock),
    summary: "Says by hand what became of a token, with a reason; lost, its certificates are revoked",
    query: None,
    input: Body::Command(schema::<ChangeToken>),
    output: Body::Command(schema::<ChangedToken>),
    refusals: &[ErrorCode::ReasonMissing, ErrorCode::TokenBeingEnrolled],
    route: || on(MethodFilter::POST, change),
};

async fn change(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<TokenId>,
    received: Received<ChangeToken>,
) -> Result<Json<Answer<ChangedToken>>, Refusal> {
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let event = received.body.event;
    let mut open = OpenToken::find(&mut tx, &signed_in, id).await?;
    may_change(&signed_in.actor, &open.target(&signed_in), &open.standing(), event)?;
    open.not_being_enrolled(&mut tx).await?;
    received.expect_version(open.found.token.version)?;
    let reason = stock::reason(&received.body.reason, LONGEST_REASON)?;
    let revoked = if event == TokenEvent::ReportLost {
        enrolment::revoke_lost(&centre, &mut tx, &signed_in, &open.found.token, &reason).await?
    } else {
        Vec::new()
    };
    open.happened(&mut tx, &signed_in, event, Some(reason), command.received_at).await?;
    let what = What::done(event.as_str(), format!("token {id}"));
    let answer = commands::finish(tx, &centre, &signed_in, command, what, open.changed()).await?;
    revoke::publish_revoked(&centre, &revoked).await;
    Ok(Json(answer))
}
