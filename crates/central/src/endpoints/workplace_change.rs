//! `POST /v1/logins/workplace-changes`: another profile or unit of the same account, without the factors again.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::{accounts, logins::LoginTicket};
use sportello_contract::central::sessions::LoginAnswer;
use sportello_domain::error_code::ErrorCode;

use super::{Body, Endpoint, Guard, schema, second_factor::offer_workplaces};
use crate::{Centre, Refusal, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/logins/workplace-changes",
    guard: Guard::Session,
    summary: "A ticket for another session of the same account, which ends when this one would have; this one ends then",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<LoginAnswer>),
    refusals: &[],
    route: || on(MethodFilter::POST, change),
};

async fn change(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
) -> Result<Json<LoginAnswer>, Refusal> {
    let mut tx = centre.store.write().await?;
    let session = signed_in.session;
    let account = accounts::find(&mut tx, session.account)
        .await?
        .ok_or_else(|| Refusal::new(ErrorCode::SessionEnded))?;
    let ticket =
        LoginTicket { account: account.id, workstation: session.workstation, replaces: Some(session.id) };
    let answer = offer_workplaces(&mut tx, &centre, &account, ticket, centre.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(answer))
}
