//! `GET /v1/audit-events`: what was done in the customer, newest first.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::audit;
use sportello_contract::central::accounts::{AuditPage, AuditRow};
use sportello_domain::{error_code::ErrorCode, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, input::Asked, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/audit-events",
    guard: Guard::Right(Action::ReadAudit),
    summary: "The customer's part of the audit log, newest first",
    query: Some(schema::<AuditPage>),
    input: Body::Nothing,
    output: Body::Json(schema::<Vec<AuditRow>>),
    refusals: &[ErrorCode::BadInput],
    route: || on(MethodFilter::GET, read),
};

const PAGE: u16 = 100;
pub(super) const MOST: u16 = 500;

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Asked(page): Asked<AuditPage>,
) -> Result<Json<Vec<AuditRow>>, Refusal> {
    let limit = page.limit.unwrap_or(PAGE);
    if limit == 0 || limit > MOST {
        return Err(Refusal::bad_input("limit", "range"));
    }
    let before = page.before.and_then(|number| i64::try_from(number).ok()).unwrap_or(i64::MAX);
    let mut tx = centre.store.read().await?;
    let found = audit::of_customer(&mut tx, signed_in.customer(), before, u32::from(limit)).await?;
    let rows = found.into_iter().map(|(event, actor)| AuditRow {
        number: event.number.unsigned_abs(),
        at: event.at,
        actor,
        what: event.what,
        target: event.target,
        outcome: event.outcome,
        chain: event.chain,
    });
    Ok(Json(rows.collect()))
}
