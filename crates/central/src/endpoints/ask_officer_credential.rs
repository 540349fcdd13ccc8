//! `POST /v1/officer-credentials`: a certificate for the officer's own key; training only.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::{
    command::Answer,
    credentials::{AskOfficerCredential, OfficerCredential},
};
use sportello_domain::{error_code::ErrorCode, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, authority::officers, commands::Received, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/officer-credentials",
    guard: Guard::Right(Action::HoldOfficerCredential),
    summary: "Certifies the officer's own key and registers it for the account (training only)",
    query: None,
    input: Body::Command(schema::<AskOfficerCredential>),
    output: Body::Command(schema::<OfficerCredential>),
    refusals: &[ErrorCode::TrainingOnly],
    route: || on(MethodFilter::POST, ask),
};

async fn ask(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    received: Received<AskOfficerCredential>,
) -> Result<Json<Answer<OfficerCredential>>, Refusal> {
    Ok(Json(officers::issue(&centre, &signed_in, &received).await?))
}
