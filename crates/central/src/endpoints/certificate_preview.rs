//! `GET /v1/products/{id}/certificate-preview`: the data the officer confirms before *Issue*.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::issuance::CertificatePreview;
use sportello_domain::{error_code::ErrorCode, ids::ProductId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, input::Named, issuance, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/products/{id}/certificate-preview",
    guard: Guard::Right(Action::Issue),
    summary: "The certificate as it will be",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<CertificatePreview>),
    refusals: &[ErrorCode::NotNow],
    route: || on(MethodFilter::GET, read),
};

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
) -> Result<Json<CertificatePreview>, Refusal> {
    Ok(Json(issuance::preview(&centre, &signed_in, id).await?))
}
