//! `POST /v1/products/{id}/enrolment-abandonments`: gives an enrolment up.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::{
    command::Answer,
    enrolment::{AbandonEnrolment, EnrolmentStanding},
};
use sportello_domain::{error_code::ErrorCode, ids::ProductId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, commands::Received, input::Named, issuance::enrolment, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/products/{id}/enrolment-abandonments",
    guard: Guard::Right(Action::Issue),
    summary: "Gives an enrolment up: what was issued for it is revoked; the product can end with it",
    query: None,
    input: Body::Command(schema::<AbandonEnrolment>),
    output: Body::Command(schema::<EnrolmentStanding>),
    refusals: &[ErrorCode::EnrolmentNotOpen, ErrorCode::ReasonMissing],
    route: || on(MethodFilter::POST, abandon),
};

async fn abandon(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
    received: Received<AbandonEnrolment>,
) -> Result<Json<Answer<EnrolmentStanding>>, Refusal> {
    Ok(Json(enrolment::abandon(&centre, &signed_in, &received, id).await?))
}
