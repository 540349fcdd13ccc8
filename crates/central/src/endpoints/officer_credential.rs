//! `GET /v1/officer-credentials/current`: the certificate registered for the session's account.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::credentials::OfficerCredential;
use sportello_domain::{error_code::ErrorCode, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{Centre, Refusal, authority::officers, signed_in::SignedIn};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/officer-credentials/current",
    guard: Guard::Right(Action::HoldOfficerCredential),
    summary: "The certificate registered for the session's account",
    query: None,
    input: Body::Nothing,
    output: Body::Json(schema::<OfficerCredential>),
    refusals: &[ErrorCode::CredentialMissing],
    route: || on(MethodFilter::GET, read),
};

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
) -> Result<Json<OfficerCredential>, Refusal> {
    let mut tx = centre.store.read().await?;
    let current = officers::current(&centre, &mut tx, signed_in.session.account).await?;
    current.map(Json).ok_or_else(|| Refusal::new(ErrorCode::CredentialMissing))
}
