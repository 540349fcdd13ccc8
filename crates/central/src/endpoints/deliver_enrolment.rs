//! `POST /v1/products/{id}/enrolment-deliveries`: mails the envelope of a token's codes.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::{
    command::Answer,
    enrolment::{DeliverEnrolment, DeliveredEnrolment},
};
use sportello_domain::{error_code::ErrorCode, ids::ProductId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, commands::Received, input::Named, issuance::enrolment, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/products/{id}/enrolment-deliveries",
    guard: Guard::Right(Action::Issue),
    summary: "Seals the token's codes under the passphrase and mails them; the product is active",
    query: None,
    input: Body::Command(schema::<DeliverEnrolment>),
    output: Body::Command(schema::<DeliveredEnrolment>),
    refusals: &[ErrorCode::EnrolmentNotOpen, ErrorCode::PassphraseWeak, ErrorCode::PassphraseTaxCode],
    route: || on(MethodFilter::POST, deliver),
};

async fn deliver(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
    received: Received<DeliverEnrolment>,
) -> Result<Json<Answer<DeliveredEnrolment>>, Refusal> {
    Ok(Json(enrolment::deliver(&centre, &signed_in, &received, id).await?))
}
