//! `PUT /v1/evidence/{id}`: bytes first, then the command that names them.

use std::sync::Arc;

use axum::{
    Json,
    body::Bytes,
    extract::State,
    http::{HeaderMap, header},
    routing::{MethodFilter, on},
};
use sportello_central_store::tables::requests;
use sportello_contract::central::evidence::{StoreEvidence, StoredEvidence};
use sportello_domain::{
    document::EvidenceKind,
    error_code::ErrorCode,
    ids::EvidenceId,
    rights::{Action, Target},
};

use super::{Body, Endpoint, Guard, schema};
use crate::{
    Centre, Refusal,
    cases::OpenCase,
    evidence::{self, NewEvidence},
    input::{Asked, Named},
    signed_in::SignedIn,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::PUT,
    path: "/v1/evidence/{id}",
    guard: Guard::Right(Action::SubmitRequest),
    summary: "Stores an image, scan or report; the same again is stored once",
    query: Some(schema::<StoreEvidence>),
    input: Body::Bytes,
    output: Body::Json(schema::<StoredEvidence>),
    refusals: &[
        ErrorCode::EvidenceHashMismatch,
        ErrorCode::FileEmpty,
        ErrorCode::FileTooLarge,
        ErrorCode::FileFormatUnknown,
        ErrorCode::NotNow,
    ],
    route: || on(MethodFilter::PUT, store),
};

/// What may be kept. It is never decoded here, only kept and given back.
const MEDIA_TYPES: [&str; 3] = ["image/jpeg", "image/png", "application/pdf"];

async fn store(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<EvidenceId>,
    Asked(ask): Asked<StoreEvidence>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<StoredEvidence>, Refusal> {
    let media_type =
        headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !MEDIA_TYPES.contains(&media_type) {
        return Err(Refusal::new(ErrorCode::FileFormatUnknown));
    }
    if ask.kind == EvidenceKind::RecognitionReport && media_type != "application/pdf" {
        return Err(Refusal::new(ErrorCode::FileFormatUnknown));
    }
    may_add(&centre, &signed_in, &ask).await?;
    let new = NewEvidence {
        id,
        customer: signed_in.customer(),
        stored_by: signed_in.session.account,
        media_type: media_type.to_owned(),
        sha256: ask.sha256,
    };
    let stored = evidence::put(&centre, &new, &bytes).await?;
    Ok(Json(StoredEvidence {
        evidence: stored.id,
        sha256: stored.sha256,
        size: stored.size,
        stored_at: stored.stored_at,
    }))
}

/// For a request that was not submitted yet it is the caller's own; for one that was, the caller must be able to go on
/// with it.
async fn may_add(centre: &Centre, signed_in: &SignedIn, ask: &StoreEvidence) -> Result<(), Refusal> {
    let mut tx = centre.store.read().await?;
    if requests::find(&mut tx, ask.request).await?.is_some() {
        let case = OpenCase::find(&mut tx, signed_in, ask.request).await?;
        let action = match ask.kind {
            EvidenceKind::DocumentImage => Action::SubmitRequest,
            EvidenceKind::RecognitionReport => Action::UploadSignedReport,
            EvidenceKind::SignedForm | EvidenceKind::OrganisationConsent | EvidenceKind::Other => {
                Action::UploadSignedForm
            }
        };
        return signed_in.may(action, &case.target());
    }
    let target = Target {
        customer: signed_in.customer(),
        unit: signed_in.session.unit,
        owner: signed_in.session.account,
        method: None,
        request: None,
        product: None,
    };
    signed_in.may(Action::SubmitRequest, &target)
}
