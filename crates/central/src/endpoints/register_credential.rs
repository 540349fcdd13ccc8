//! `POST /v1/officer-credentials/registrations`: an officer brings an own certificate.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::{
    command::Answer,
    credentials::{OfficerCredential, RegisterOfficerCredential},
};
use sportello_domain::{error_code::ErrorCode, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, authority::registration, commands::Received, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/officer-credentials/registrations",
    guard: Guard::Right(Action::HoldOfficerCredential),
    summary: "Registers a certificate for the session's account, whose key has signed the challenge",
    query: None,
    input: Body::Command(schema::<RegisterOfficerCredential>),
    output: Body::Command(schema::<OfficerCredential>),
    refusals: &[
        ErrorCode::OfficerProofWrong,
        ErrorCode::CredentialNotAccepted,
        ErrorCode::CredentialNotYours,
        ErrorCode::CredentialExpired,
        ErrorCode::CredentialRevoked,
    ],
    route: || on(MethodFilter::POST, register),
};

async fn register(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    received: Received<RegisterOfficerCredential>,
) -> Result<Json<Answer<OfficerCredential>>, Refusal> {
    Ok(Json(registration::register(&centre, &signed_in, &received).await?))
}
