//! `POST /v1/tokens/{id}/formats`: an officer asks that a returned token be formatted; another one has to approve.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::token_formats::{self, TokenFormat};
use sportello_contract::{central::command::Answer, stock::ChangedToken, token_format::AskFormat};
use sportello_domain::{
    error_code::ErrorCode,
    ids::{TokenFormatId, TokenId},
    rights::Action,
    token_format::FormatStep,
};

use super::{Body, Endpoint, Guard, endings::LONGEST_REASON, schema};
use crate::{
    Centre, Refusal,
    audit::What,
    commands::{self, Begun, Received, Secrecy},
    input::Named,
    signed_in::SignedIn,
    stock,
    token_format::FormatCase,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/tokens/{id}/formats",
    guard: Guard::Right(Action::ManageTokenStock),
    summary: "Asks that a returned token be formatted, with a reason",
    query: None,
    input: Body::Command(schema::<AskFormat>),
    output: Body::Command(schema::<ChangedToken>),
    refusals: &[ErrorCode::ReasonMissing],
    route: || on(MethodFilter::POST, ask),
};

async fn ask(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<TokenId>,
    received: Received<AskFormat>,
) -> Result<Json<Answer<ChangedToken>>, Refusal> {
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let mut case = FormatCase::find(&mut tx, &centre, &signed_in, id).await?;
    case.may_ask(&signed_in)?;
    received.expect_version(case.token.found.token.version)?;
    let reason = stock::reason(&received.body.reason, LONGEST_REASON)?;
    let at = command.received_at;
    let format = TokenFormat {
        id: TokenFormatId(centre.chance.id()),
        token: id,
        step: FormatStep::Asked,
        step_since: at,
        asked_by: signed_in.session.account,
        asked_at: at,
        reason: reason.clone(),
        approved: None,
        opened_at: None,
    };
    token_formats::insert(&mut tx, &format).await?;
    case.token.noted(&mut tx, &signed_in, "formatAsked", Some(reason), at).await?;
    let what = What::done("askFormat", format!("token {id}"));
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, case.token.changed()).await?))
}
