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
    refusals: &[ErrorCode::EvidenceMissing, ErrorCode::EvidenceHashMismatch, ErrorCode::PaperOutdated],
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
    let paper = Paper {
        evidence: received.body.evidence,
        sha256: &received.body.sha256,
        kind: EvidenceKind::SignedForm,
        told: "signedFormUploaded",
    };
    let open = file_paper(&mut tx, &signed_in, &received, id, &paper, command.received_at).await?;
    let what = paper.what("fileSignedForm", id);
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, open.standing()).await?))
}

/// A paper of the case that is filed before the report.
pub struct Paper<'a> {
    pub evidence: EvidenceId,
    pub sha256: &'a str,
    pub kind: EvidenceKind,
    /// The line of history.
    pub told: &'static str,
}

impl<'a> Paper<'a> {
    /// The audit event.
    pub fn what(&self, act: &'a str, id: RequestId) -> What<'a> {
        What { detail: self.sha256.to_owned(), ..What::done(act, format!("request {id}")) }
    }
}

/// Makes a stored paper part of the present case, and the recognition begin with it.
pub async fn file_paper<B>(
    tx: &mut Transaction,
    signed_in: &SignedIn,
    received: &Received<B>,
    id: RequestId,
    paper: &Paper<'_>,
    now: Timestamp,
) -> Result<OpenCase, Refusal> {
    let mut open = OpenCase::find(tx, signed_in, id).await?;
    signed_in.may(Action::UploadSignedForm, &open.target())?;
    received.expect_version(open.request.version)?;
    if paper.kind == EvidenceKind::OrganisationConsent && !open.states_a_role() {
        return Err(Refusal::bad_input("body.evidence", "noRole"));
    }
    check_stored(tx, signed_in, paper.evidence, paper.sha256).await?;
    if paper.kind == EvidenceKind::SignedForm {
        check_signed_anew(tx, &open, paper).await?;
    }
    begin_recognition(tx, &mut open, signed_in, now).await?;
    attach(tx, &open, signed_in, paper.evidence, paper.kind, now).await?;
    if paper.kind == EvidenceKind::SignedForm {
        open.request.contract_status = ContractStatus::Uploaded;
    }
    open.tell(tx, signed_in, None, paper.told, None, now).await?;
    open.save(tx).await?;
    Ok(open)
}

/// What was signed for an earlier case is not signed for this one, under whatever id it comes again. An organisation's
/// consent may: it says nothing of what was corrected.
async fn check_signed_anew(tx: &mut Transaction, open: &OpenCase, form: &Paper<'_>) -> Result<(), Refusal> {
    for part in requests::evidence(tx, open.request.id).await? {
        let earlier = part.kind == form.kind && part.case_number < open.request.case_number;
        if earlier
            && let Some(facts) = evidence::facts(tx, open.request.customer, part.evidence).await?
            && facts.sha256 == form.sha256
        {
            return Err(Refusal::new(ErrorCode::PaperOutdated));
        }
    }
    Ok(())
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

/// Makes stored evidence part of the present case. What is part of another request is not here for this one, and what is
/// something else already stays that.
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
        case_number: open.request.case_number,
    };
    if requests::add_evidence(tx, &part).await? {
        return Ok(());
    }
    let known = requests::evidence_owner(tx, id).await?.filter(|known| known.request == open.request.id);
    Err(match known {
        Some(known) if known.kind != kind => Refusal::bad_input("body.evidence", "kind"),
        Some(_) => Refusal::new(ErrorCode::PaperOutdated),
        None => Refusal::new(ErrorCode::EvidenceMissing).with("evidence", id),
    })
}
