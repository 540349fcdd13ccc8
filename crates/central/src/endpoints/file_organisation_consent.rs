//! `POST /v1/registration-requests/{id}/organisation-consents`: the written consent of the organisation that the
//! certificate will name becomes part of the case. The officer's report accepts it by its hash.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_contract::central::{
    command::Answer, recognition::FileOrganisationConsent, requests::RequestStanding,
};
use sportello_domain::{document::EvidenceKind, error_code::ErrorCode, ids::RequestId, rights::Action};

use super::{
    Body, Endpoint, Guard,
    file_signed_form::{Paper, file_paper},
    schema,
};
use crate::{
    Centre, Refusal,
    commands::{self, Begun, Received, Secrecy},
    input::Named,
    signed_in::SignedIn,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/registration-requests/{id}/organisation-consents",
    guard: Guard::Right(Action::UploadSignedForm),
    summary: "Files an organisation's consent to a role; it was stored as evidence before",
    query: None,
    input: Body::Command(schema::<FileOrganisationConsent>),
    output: Body::Command(schema::<RequestStanding>),
    refusals: &[ErrorCode::EvidenceMissing, ErrorCode::EvidenceHashMismatch],
    route: || on(MethodFilter::POST, file),
};

async fn file(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<RequestId>,
    received: Received<FileOrganisationConsent>,
) -> Result<Json<Answer<RequestStanding>>, Refusal> {
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let paper = Paper {
        evidence: received.body.evidence,
        sha256: &received.body.sha256,
        kind: EvidenceKind::OrganisationConsent,
        told: "organisationConsentUploaded",
    };
    let open = file_paper(&mut tx, &signed_in, &received, id, &paper, command.received_at).await?;
    let what = paper.what("fileOrganisationConsent", id);
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, open.standing()).await?))
}
