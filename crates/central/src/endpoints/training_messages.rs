//! `GET /v1/training/messages`: what the centre would have sent to the customer's people.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::training::TrainingMessage;
use sportello_domain::error_code::ErrorCode;

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, messages::training, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/training/messages",
    guard: Guard::Session,
    summary: "Mail and SMS that lie in the training folder, newest first (training only)",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<Vec<TrainingMessage>>),
    refusals: &[ErrorCode::TrainingOnly],
    route: || on(MethodFilter::GET, read),
};

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
) -> Result<Json<Vec<TrainingMessage>>, Refusal> {
    Ok(Json(training::list(&centre, signed_in.customer()).await?))
}
