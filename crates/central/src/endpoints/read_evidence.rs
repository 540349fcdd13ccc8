//! `GET /v1/evidence/{id}`: the bytes of a piece of evidence. Each reading is an audit event.

use std::sync::Arc;

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Response},
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::{requests, stamped_reports};
use sportello_domain::{ids::EvidenceId, rights::Action};

use super::{Body, Endpoint, Guard};
use crate::{
    Centre, Refusal,
    audit::{self, What},
    cases::OpenCase,
    evidence,
    input::Named,
    signed_in::SignedIn,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::GET,
    path: "/v1/evidence/{id}",
    guard: Guard::Right(Action::ReadCase),
    summary: "The bytes of an image, scan or report",
    query: None,
    input: Body::Nothing,
    output: Body::Bytes,
    refusals: &[],
    route: || on(MethodFilter::GET, read),
};

async fn read(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<EvidenceId>,
) -> Result<Response, Refusal> {
    let mut tx = centre.store.read().await?;
    // A report as it was handed in is read by whoever may read it with its time-stamp.
    let counts = stamped_reports::of_handed_in(&mut tx, id).await?.map_or(id, |report| report.evidence);
    if let Some(owner) = requests::evidence_owner(&mut tx, counts).await? {
        let case = OpenCase::find(&mut tx, &signed_in, owner.request).await?;
        signed_in.may(Action::ReadCase, &case.target())?;
    } else {
        // Not part of a request yet: only whoever stored it knows of it.
        let facts = evidence::facts(&mut tx, signed_in.customer(), id).await?;
        facts.filter(|facts| facts.stored_by == signed_in.session.account).ok_or_else(Refusal::not_found)?;
    }
    drop(tx);
    let (facts, bytes) = evidence::get(&centre, signed_in.customer(), id).await?;
    let mut tx = centre.store.write().await?;
    let what = What { detail: facts.sha256, ..What::done("readEvidence", format!("evidence {id}")) };
    audit::append(&mut tx, (&signed_in).into(), what, centre.clock.now()).await?;
    tx.commit().await?;
    Ok(([(header::CONTENT_TYPE, facts.media_type)], bytes.to_vec()).into_response())
}
