//! `POST /v1/registration-requests/{id}/returns`: back to the officer who entered it, to be corrected and confirmed anew.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::{
    command::Answer,
    requests::{RequestStanding, WithReason},
};
use sportello_domain::{error_code::ErrorCode, ids::RequestId, request::RequestEvent, rights::Action};

use super::{
    Body, Endpoint, Guard,
    endings::{Ending, end},
    schema,
};
use crate::{Centre, Refusal, commands::Received, input::Named, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/registration-requests/{id}/returns",
    guard: Guard::Right(Action::ReturnRequest),
    summary: "Sends a request back with a reason; it can be edited again",
    query: None,
    input: Body::Command(schema::<WithReason>),
    output: Body::Command(schema::<RequestStanding>),
    refusals: &[ErrorCode::ReasonMissing],
    route: || on(MethodFilter::POST, return_for_correction),
};

async fn return_for_correction(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<RequestId>,
    received: Received<WithReason>,
) -> Result<Json<Answer<RequestStanding>>, Refusal> {
    let ending = Ending { action: Action::ReturnRequest, request: RequestEvent::ReturnForCorrection };
    end(&centre, &signed_in, id, &received, ending).await
}
