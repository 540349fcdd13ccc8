//! `POST /v1/registration-requests/{id}/cancellations`: it ends at the wish of those who asked, and its products with it.

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
    path: "/v1/registration-requests/{id}/cancellations",
    guard: Guard::Right(Action::CancelRequest),
    summary: "Cancels a request with a reason; its products are cancelled",
    query: None,
    input: Body::Command(schema::<WithReason>),
    output: Body::Command(schema::<RequestStanding>),
    refusals: &[ErrorCode::ReasonMissing],
    route: || on(MethodFilter::POST, cancel),
};

async fn cancel(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<RequestId>,
    received: Received<WithReason>,
) -> Result<Json<Answer<RequestStanding>>, Refusal> {
    let ending = Ending { action: Action::CancelRequest, request: RequestEvent::Cancel };
    end(&centre, &signed_in, id, &received, ending).await
}
