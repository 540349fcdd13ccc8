//! `POST /v1/products/{id}/enrolments`: begins the enrolment of a token, or takes it up.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::{
    command::Answer,
    enrolment::{BeginEnrolment, BegunEnrolment},
};
use sportello_domain::{error_code::ErrorCode, ids::ProductId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, commands::Received, input::Named, issuance::enrolment, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/products/{id}/enrolments",
    guard: Guard::Right(Action::Issue),
    summary: "Begins the enrolment of a token, or takes up the one that was begun on it",
    query: None,
    input: Body::Command(schema::<BeginEnrolment>),
    output: Body::Command(schema::<BegunEnrolment>),
    refusals: &[
        ErrorCode::ContactInUse,
        ErrorCode::OfficerContact,
        ErrorCode::CredentialMissing,
        ErrorCode::CredentialExpired,
        ErrorCode::CredentialRevoked,
        ErrorCode::OfficerProofMissing,
        ErrorCode::CardSimulated,
        ErrorCode::TokenNotInStock,
        ErrorCode::TokenOtherUnit,
        ErrorCode::TokenWrongCarrier,
        ErrorCode::TokenNotFree,
        ErrorCode::EnrolmentNotOpen,
        ErrorCode::EnrolmentOnOtherToken,
        ErrorCode::IssuanceFailed,
    ],
    route: || on(MethodFilter::POST, begin),
};

async fn begin(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
    received: Received<BeginEnrolment>,
) -> Result<Json<Answer<BegunEnrolment>>, Refusal> {
    Ok(Json(enrolment::begin(&centre, &signed_in, &received, id).await?))
}
