//! `POST /v1/officer-credentials/challenges`: what the key of a certificate signs that is to be registered.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::credentials::CredentialChallenge;
use sportello_domain::rights::Action;

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, authority::registration, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/officer-credentials/challenges",
    guard: Guard::Right(Action::HoldOfficerCredential),
    summary: "A challenge for the key of a certificate that an officer brings",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<CredentialChallenge>),
    refusals: &[],
    route: || on(MethodFilter::POST, ask),
};

async fn ask(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
) -> Result<Json<CredentialChallenge>, Refusal> {
    Ok(Json(registration::challenge(&centre, &signed_in).await?))
}
