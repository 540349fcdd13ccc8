//! `POST /v1/products/{id}/officer-challenges`: what the officer's key signs before a token is written on.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::officer_proof::OfficerChallenge;
use sportello_domain::{error_code::ErrorCode, ids::ProductId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, input::Named, issuance::enrolment, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/products/{id}/officer-challenges",
    guard: Guard::Right(Action::Issue),
    summary: "A challenge for the officer's own key, and whether the authenticator's code is asked for too",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<OfficerChallenge>),
    refusals: &[ErrorCode::CredentialMissing, ErrorCode::CredentialExpired, ErrorCode::CredentialRevoked],
    route: || on(MethodFilter::POST, ask),
};

async fn ask(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
) -> Result<Json<OfficerChallenge>, Refusal> {
    Ok(Json(enrolment::challenge(&centre, &signed_in, id).await?))
}
