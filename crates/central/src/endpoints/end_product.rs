//! `POST /v1/products/{id}/endings`: a product whose issue leads nowhere ends without a certificate.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::{command::Answer, issuance::EndedProduct, requests::WithReason};
use sportello_domain::{error_code::ErrorCode, ids::ProductId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, commands::Received, input::Named, issuance, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/products/{id}/endings",
    guard: Guard::Right(Action::Revoke),
    summary: "Ends a product whose issue leads nowhere, with a reason: no certificate of it is valid",
    query: None,
    input: Body::Command(schema::<WithReason>),
    output: Body::Command(schema::<EndedProduct>),
    refusals: &[ErrorCode::ReasonMissing],
    route: || on(MethodFilter::POST, end),
};

async fn end(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
    received: Received<WithReason>,
) -> Result<Json<Answer<EndedProduct>>, Refusal> {
    Ok(Json(issuance::end(&centre, &signed_in, &received, id).await?))
}
