//! `POST /v1/registration-requests/{id}/signed-forms`: the scan of the form, signed by hand, becomes part of the case.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::{
    Transaction,
    tables::requests::{self, RequestEvidence},
};
use sportello_contract::central::{command::Answer, recognition::FileSignedForm, requests::RequestStanding};
use sportello_domain::{
    document::EvidenceKind,
    error_code::ErrorCode,
    ids::{EvidenceId, RequestId},
    moment::Timestamp,
    request::ContractStatus,
    rights::Action,
};

use super::{Body, Endpoint, Guard, schema, start_recognition::begin_recognition};
use crate::{
    Centre, Refusal,
    audit::What,
    cases::OpenCase,
    commands::{self, Begun, Received, Secrecy},
    evidence,
    input::Named,
    signed_in::SignedIn,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/registration-requests/{id}/signed-forms",
    guard: Guard::Right(Action::UploadSignedForm),
    summary: "Files the signed form; it was stored as evidence before",
    query: None,
    input: Body::Command(schema::<FileSignedForm>),
    output: Body::Command(schema::<RequestStanding>),
    refusals: &[ErrorCode::EvidenceMissing, ErrorCode::EvidenceHashMismatch],
    route: || on(MethodFilter::POST, file),
};

async fn file(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<RequestId>,
    received: Received<FileSignedForm>,
) -> Result<Json<Answer<RequestStanding>>, Refusal> {
    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let now = command.received_at;
    let mut open = OpenCase::find(&mut tx, &signed_in, id).await?;
    signed_in.may(Action::UploadSignedForm, &open.target())?;
    received.expect_version(open.request.version)?;
    let form = &received.body;
    check_stored(&mut tx, &signed_in, form.evidence, &form.sha256).await?;
    begin_recognition(&mut tx, &mut open, &signed_in, now).await?;
    attach(&mut tx, &open, &signed_in, form.evidence, EvidenceKind::SignedForm, now).await?;
    open.request.contract_status = ContractStatus::Uploaded;
    open.tell(&mut tx, &signed_in, None, "signedFormUploaded", None, now).await?;
    open.save(&mut tx).await?;
    let what = What { detail: form.sha256.clone(), ..What::done("fileSignedForm", format!("request {id}")) };
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, open.standing()).await?))
}

/// The evidence is here and is what the command says.
pub async fn check_stored(
    tx: &mut Transaction,
    signed_in: &SignedIn,
    id: EvidenceId,
    sha256: &str,
) -> Result<(), Refusal> {
    let stored = evidence::facts(tx, signed_in.customer(), id)
        .await?
        .ok_or_else(|| Refusal::new(ErrorCode::EvidenceMissing).with("evidence", id))?;
    if stored.sha256 == sha256 {
        Ok(())
    } else {
        Err(Refusal::new(ErrorCode::EvidenceHashMismatch).with("evidence", id))
    }
}

/// Makes stored evidence part of the request. What is part of another one is not here for this one.
pub async fn attach(
    tx: &mut Transaction,
    open: &OpenCase,
    by: &SignedIn,
    id: EvidenceId,
    kind: EvidenceKind,
    at: Timestamp,
) -> Result<(), Refusal> {
    let part = RequestEvidence {
        evidence: id,
        request: open.request.id,
        kind,
        side: None,
        added_at: at,
        added_by: by.session.account,
    };
    if requests::add_evidence(tx, &part).await? {
        Ok(())
    } else {
        Err(Refusal::new(ErrorCode::EvidenceMissing).with("evidence", id))
    }
}
