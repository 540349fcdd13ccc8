//! `DELETE /v1/sessions/current`: the session ends, with all its keys.

use std::sync::Arc;

use axum::{
    extract::State,
    http::StatusCode,
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::sessions::{self, EndReason};

use super::{Body, Endpoint, Guard};
use crate::{
    Centre, Refusal,
    audit::{self, What},
    signed_in::SignedIn,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::DELETE,
    path: "/v1/sessions/current",
    guard: Guard::Session,
    summary: "Ends the session",
    query: None,
    input: Body::Nothing,
    output: Body::Nothing,
    refusals: &[],
    route: || on(MethodFilter::DELETE, sign_out),
};

async fn sign_out(State(centre): State<Arc<Centre>>, signed_in: SignedIn) -> Result<StatusCode, Refusal> {
    let now = centre.clock.now();
    let mut tx = centre.store.write().await?;
    sessions::end(&mut tx, signed_in.session.id, EndReason::SignedOut, now).await?;
    let what = What::done("signOut", format!("session {}", signed_in.session.id));
    audit::append(&mut tx, (&signed_in).into(), what, now).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
