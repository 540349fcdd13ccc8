//! `POST /v1/products/{id}/officer-proofs`: the officer shows to be there, before a token is written on.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::officer_proof::{OfficerProof, OfficerProved};
use sportello_domain::{error_code::ErrorCode, ids::ProductId, rights::Action};

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    input::{Input, Named},
    issuance::enrolment,
    signed_in::SignedIn,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/products/{id}/officer-proofs",
    guard: Guard::Right(Action::Issue),
    summary: "The signed challenge, with the authenticator's code where it is asked for; accepted once",
    query: None,
    input: Body::Json(schema::<OfficerProof>),
    output: Body::Json(schema::<OfficerProved>),
    refusals: &[
        ErrorCode::NotNow,
        ErrorCode::CredentialMissing,
        ErrorCode::CredentialExpired,
        ErrorCode::CredentialRevoked,
        ErrorCode::OfficerProofWrong,
        ErrorCode::SecondFactorMissing,
        ErrorCode::SecondFactorWrong,
        ErrorCode::AccountLocked,
    ],
    route: || on(MethodFilter::POST, prove),
};

async fn prove(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<ProductId>,
    Input(proof): Input<OfficerProof>,
) -> Result<Json<OfficerProved>, Refusal> {
    Ok(Json(enrolment::prove(&centre, &signed_in, id, &proof).await?))
}
