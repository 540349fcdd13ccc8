//! `POST /v1/products/{id}/enrolment-confirmations`: what was read back, and proof of both keys.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::{
    command::Answer,
    enrolment::{ConfirmEnrolment, EnrolmentStanding},
};
use sportello_domain::{error_code::ErrorCode, ids::ProductId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, commands::Received, input::Named, issuance::enrolment, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/products/{id}/enrolment-confirmations",
    guard: Guard::Right(Action::Issue),
    summary: "Takes what was read back from the token, and proof that both keys are on it",
    query: None,
    input: Body::Command(schema::<ConfirmEnrolment>),
    output: Body::Command(schema::<EnrolmentStanding>),
    refusals: &[ErrorCode::EnrolmentNotOpen, ErrorCode::ReadBackDiffers, ErrorCode::KeyProofWrong],
    route: || on(MethodFilter::POST, confirm),
};

async fn confirm(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
    received: Received<ConfirmEnrolment>,
) -> Result<Json<Answer<EnrolmentStanding>>, Refusal> {
    Ok(Json(enrolment::confirm(&centre, &signed_in, &received, id).await?))
}
