//! `GET /v1/status-counts`: how many products wait in each status, for the rail.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::product_search;
use sportello_contract::cases::StatusCount;
use sportello_domain::{product::ProductStatus, rights::Action};

use super::{Body, Endpoint, Guard, product_search::scope, schema};
use crate::{Centre, Refusal, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/status-counts",
    guard: Guard::Right(Action::ReadCase),
    summary: "How many products stand in each status",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<Vec<StatusCount>>),
    refusals: &[],
    route: || on(MethodFilter::GET, read),
};

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
) -> Result<Json<Vec<StatusCount>>, Refusal> {
    let mut tx = centre.store.read().await?;
    let counts = product_search::count_by_status(&mut tx, signed_in.customer(), &scope(&signed_in)?).await?;
    let count = |status| counts.iter().find(|(known, _)| *known == status).map_or(0, |(_, count)| *count);
    Ok(Json(
        ProductStatus::ALL
            .iter()
            .map(|status| StatusCount { status: *status, count: count(*status) })
            .collect(),
    ))
}
