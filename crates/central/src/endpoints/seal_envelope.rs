//! `POST /v1/products/{id}/envelopes`: seals new codes under a passphrase, or those of the token again, and mails them.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::{
    command::Answer,
    issuance::{SealEnvelope, SealedEnvelope},
};
use sportello_domain::{error_code::ErrorCode, ids::ProductId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, commands::Received, input::Named, issuance, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/products/{id}/envelopes",
    guard: Guard::Right(Action::ResendEnvelope),
    summary: "Seals new codes, or those of the token again, under the passphrase and mails them",
    query: None,
    input: Body::Command(schema::<SealEnvelope>),
    output: Body::Command(schema::<SealedEnvelope>),
    refusals: &[ErrorCode::PassphraseWeak, ErrorCode::PassphraseTaxCode, ErrorCode::CodesForgotten],
    route: || on(MethodFilter::POST, seal),
};

async fn seal(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
    received: Received<SealEnvelope>,
) -> Result<Json<Answer<SealedEnvelope>>, Refusal> {
    Ok(Json(issuance::seal_envelope(&centre, &signed_in, &received, id).await?))
}
