//! `GET /v1/products/{id}/enrolments/current`: the enrolment that is under way.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::enrolment::EnrolmentStanding;
use sportello_domain::{error_code::ErrorCode, ids::ProductId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, input::Named, issuance::enrolment, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/products/{id}/enrolments/current",
    guard: Guard::Right(Action::Issue),
    summary: "Where the enrolment that is under way stands",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<EnrolmentStanding>),
    refusals: &[ErrorCode::EnrolmentNotOpen],
    route: || on(MethodFilter::GET, read),
};

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
) -> Result<Json<EnrolmentStanding>, Refusal> {
    Ok(Json(enrolment::standing(&centre, &signed_in, id).await?))
}
