//! `POST /v1/products/{id}/issuances`: makes the key and the certificate of a remote credential.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::{
    command::Answer,
    issuance::{IssueCertificate, IssuedCertificate},
};
use sportello_domain::{error_code::ErrorCode, ids::ProductId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, commands::Received, input::Named, issuance, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/products/{id}/issuances",
    guard: Guard::Right(Action::Issue),
    summary: "Issues the certificate; repeated it ends in the one certificate",
    query: None,
    input: Body::Command(schema::<IssueCertificate>),
    output: Body::Command(schema::<IssuedCertificate>),
    refusals: &[
        ErrorCode::IssuanceFailed,
        ErrorCode::ContactInUse,
        ErrorCode::OfficerContact,
        ErrorCode::DeviceNeeded,
    ],
    route: || on(MethodFilter::POST, issue),
};

async fn issue(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
    received: Received<IssueCertificate>,
) -> Result<Json<Answer<IssuedCertificate>>, Refusal> {
    Ok(Json(issuance::issue(&centre, &signed_in, &received, id).await?))
}
