//! `POST /v1/products/{id}/enrolment-certificates`: issues both certificates of a token.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::{
    command::Answer,
    enrolment::{CertifiedKeys, CertifyKeys},
};
use sportello_domain::{error_code::ErrorCode, ids::ProductId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, commands::Received, input::Named, issuance::enrolment, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/products/{id}/enrolment-certificates",
    guard: Guard::Right(Action::Issue),
    summary: "Issues both certificates of a token; repeated with the same keys it ends in the same two",
    query: None,
    input: Body::Command(schema::<CertifyKeys>),
    output: Body::Command(schema::<CertifiedKeys>),
    refusals: &[
        ErrorCode::EnrolmentNotOpen,
        ErrorCode::OfficerProofMissing,
        ErrorCode::CertificateRequestInvalid,
        ErrorCode::SameKeyTwice,
        ErrorCode::KeyCertifiedBefore,
        ErrorCode::KeysChanged,
        ErrorCode::IssuanceFailed,
    ],
    route: || on(MethodFilter::POST, certify),
};

async fn certify(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
    received: Received<CertifyKeys>,
) -> Result<Json<Answer<CertifiedKeys>>, Refusal> {
    Ok(Json(enrolment::certify(&centre, &signed_in, &received, id).await?))
}
