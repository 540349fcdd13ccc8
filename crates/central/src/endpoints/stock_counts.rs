//! `GET /v1/stock-counts`: the newest counts of drawers, within the stock that the caller may read.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::{customers, stock_counts};
use sportello_contract::stock::StockCountRow;
use sportello_domain::rights::Action;

use super::{Body, Endpoint, Guard, count_stock::row, schema};
use crate::{Centre, Refusal, signed_in::SignedIn, stock};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/stock-counts",
    guard: Guard::Right(Action::ReadTokenStock),
    summary: "The newest counts of drawers",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<Vec<StockCountRow>>),
    refusals: &[],
    route: || on(MethodFilter::GET, read),
};

/// A month of a small customer.
const MOST: u32 = 100;

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
) -> Result<Json<Vec<StockCountRow>>, Refusal> {
    let customer = signed_in.customer();
    let within = stock::readable(&signed_in)?;
    let mut tx = centre.store.read().await?;
    let counts = stock_counts::newest(&mut tx, customer, within.as_deref(), MOST).await?;
    let units = customers::units(&mut tx, customer).await?;
    let rows = counts.into_iter().map(|(count, who)| {
        let name = stock::name_of(&units, count.unit);
        row(count, name, who)
    });
    Ok(Json(rows.collect()))
}
