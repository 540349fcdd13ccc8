//! `POST /v1/token-checks`: what would become of a list of serials. Changes nothing.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::stock::{CheckSerials, CheckedSerials};
use sportello_domain::{error_code::ErrorCode, rights::Action};

use super::{Body, Endpoint, Guard, receive_tokens::judge, schema};
use crate::{Centre, Refusal, input::Input, signed_in::SignedIn, stock};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/token-checks",
    guard: Guard::Right(Action::ManageTokenStock),
    summary: "What would be refused of a list of serials, and why",
    query: None,
    input: Body::Json(schema::<CheckSerials>),
    output: Body::Json(schema::<CheckedSerials>),
    refusals: &[ErrorCode::BadInput],
    route: || on(MethodFilter::POST, check),
};

async fn check(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Input(ask): Input<CheckSerials>,
) -> Result<Json<CheckedSerials>, Refusal> {
    stock::check_list("serials", &ask.serials)?;
    let mut tx = centre.store.read().await?;
    let judged = judge(&mut tx, &signed_in, &ask.serials).await?;
    Ok(Json(CheckedSerials { refused: judged.into_iter().map(Result::err).collect() }))
}
