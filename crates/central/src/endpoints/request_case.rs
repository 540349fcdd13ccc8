//! `GET /v1/registration-requests/{id}/case`: the case as it was received, which the recognition report is about.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_domain::{case::Case, ids::RequestId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, cases::OpenCase, input::Named, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/registration-requests/{id}/case",
    guard: Guard::Right(Action::ReadCase),
    summary: "The case as it was received",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<Case>),
    refusals: &[],
    route: || on(MethodFilter::GET, read),
};

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<RequestId>,
) -> Result<Json<Case>, Refusal> {
    let mut tx = centre.store.read().await?;
    let open = OpenCase::find(&mut tx, &signed_in, id).await?;
    signed_in.may(Action::ReadCase, &open.target())?;
    Ok(Json(open.request.case))
}
