//! `GET /v1/token-stock`: what each unit within reach has, counted by status, and the kinds of tokens there are.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::{customers, tokens};
use sportello_contract::stock::{TokenCount, TokenStock, UnitStock};
use sportello_domain::rights::Action;

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, signed_in::SignedIn, stock};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/token-stock",
    guard: Guard::Right(Action::ReadTokenStock),
    summary: "How many tokens each unit has in each status, and the kinds of tokens",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<TokenStock>),
    refusals: &[],
    route: || on(MethodFilter::GET, read),
};

async fn read(State(centre): State<Arc<Centre>>, signed_in: SignedIn) -> Result<Json<TokenStock>, Refusal> {
    let customer = signed_in.customer();
    let within = stock::readable(&signed_in)?;
    let mut tx = centre.store.read().await?;
    let counted = tokens::count(&mut tx, customer, within.as_deref()).await?;
    let units = customers::units(&mut tx, customer).await?;
    let reached = units.into_iter().filter(|unit| within.as_ref().is_none_or(|ids| ids.contains(&unit.id)));
    let units = reached.map(|unit| UnitStock {
        unit: unit.id,
        name: unit.name,
        counts: counted
            .iter()
            .filter(|(id, _, _)| *id == unit.id)
            .map(|(_, status, count)| TokenCount { status: *status, count: *count })
            .collect(),
    });
    let units = units.collect();
    Ok(Json(TokenStock { units, device_types: tokens::device_types(&mut tx, customer).await? }))
}
