//! `POST /v1/registration-requests/{id}/recognition-reports`: the officer's signed report completes the recognition.
//!
//! The report is judged, and stamped, before anything is locked; what is then written is written only if the request is
//! still the one that was judged.

use std::sync::Arc;

use axum::{
    Json,
    extract::State,
    routing::{MethodFilter, on},
};
use sportello_central_store::{
    Transaction,
    tables::{
        requests::{self, Recognition},
        stamped_reports,
    },
};
use sportello_contract::central::{command::Answer, recognition::FileReport, requests::RequestStanding};
use sportello_domain::{
    catalogue::RecognitionMethod,
    document::EvidenceKind,
    error_code::ErrorCode,
    ids::{EvidenceId, RequestId},
    request::{ContractStatus, RequestEvent},
    rights::Action,
};

use super::{
    Body, Endpoint, Guard,
    file_signed_form::{attach, check_stored},
    schema,
    start_recognition::begin_recognition,
};
use crate::{
    Centre, Refusal,
    audit::What,
    cases::OpenCase,
    commands::{self, Begun, Received, Secrecy, outdated},
    evidence,
    input::Named,
    report_check::{self, HandedIn},
    report_stamp,
    signed_in::SignedIn,
};

pub const ENDPOINT: Endpoint = Endpoint {
    method: MethodFilter::POST,
    path: "/v1/registration-requests/{id}/recognition-reports",
    guard: Guard::Right(Action::UploadSignedReport),
    summary: "Files the signed recognition report; it was stored as evidence before",
    query: None,
    input: Body::Command(schema::<FileReport>),
    output: Body::Command(schema::<RequestStanding>),
    refusals: &[
        ErrorCode::EvidenceMissing,
        ErrorCode::EvidenceHashMismatch,
        ErrorCode::OrganisationConsentMissing,
        ErrorCode::PaperOutdated,
        ErrorCode::ReportNotSigned,
        ErrorCode::ReportSignatureInvalid,
        ErrorCode::ReportChainInvalid,
        ErrorCode::ReportSignerMismatch,
        ErrorCode::ReportCaseMismatch,
        ErrorCode::RecogniserNotMandated,
        ErrorCode::CredentialExpired,
        ErrorCode::CredentialRevoked,
        ErrorCode::FileUnreadable,
        ErrorCode::FileDecodingStopped,
        ErrorCode::FileEncrypted,
        ErrorCode::FileWithoutPages,
    ],
    route: || on(MethodFilter::POST, file),
};

async fn file(
    State(centre): State<Arc<Centre>>,
    signed_in: SignedIn,
    Named(id): Named<RequestId>,
    received: Received<FileReport>,
) -> Result<Json<Answer<RequestStanding>>, Refusal> {
    let report = &received.body;
    let mut tx = centre.store.read().await?;
    if let Begun::Answered(answer) =
        commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await?
    {
        return Ok(Json(*answer));
    }
    let judged = OpenCase::find(&mut tx, &signed_in, id).await?;
    permit(&signed_in, &judged, report)?;
    check_consent(&mut tx, &judged).await?;
    received.expect_version(judged.request.version)?;
    check_stored(&mut tx, &signed_in, report.evidence, &report.sha256).await?;
    check_not_filed(&mut tx, &judged, report.evidence).await?;
    drop(tx);
    let (_, pdf) = evidence::get(&centre, signed_in.customer(), report.evidence).await?;
    let handed_in = HandedIn {
        request: &judged.request,
        recogniser: report.recogniser,
        place: &report.place,
        on: report.on,
    };
    let accepted = report_check::check(&centre, &pdf, handed_in).await?;
    let stamped = report_stamp::stamp(&centre, &signed_in, &pdf, &accepted.stamp).await?;

    let mut tx = centre.store.write().await?;
    let command = match commands::begin(&mut tx, &centre, &signed_in, &received, Secrecy::Plain).await? {
        Begun::Answered(answer) => return Ok(Json(*answer)),
        Begun::Fresh(command) => command,
    };
    let now = command.received_at;
    let mut open = OpenCase::find(&mut tx, &signed_in, id).await?;
    if open.request.version != judged.request.version {
        return Err(outdated(open.request.version));
    }
    begin_recognition(&mut tx, &mut open, &signed_in, now).await?;
    stamped.note(&mut tx, &signed_in, report.evidence, now).await?;
    attach(&mut tx, &open, &signed_in, stamped.evidence, EvidenceKind::RecognitionReport, now).await?;
    open.request.recognition = Some(Recognition {
        recogniser: report.recogniser,
        on: report.on,
        place: report.place.clone(),
        report: stamped.evidence,
        accepted_at: now,
    });
    open.tell(&mut tx, &signed_in, None, "reportAccepted", None, now).await?;
    open.move_request(&mut tx, &signed_in, RequestEvent::Recognise, None, now).await?;
    open.save(&mut tx).await?;
    let what = What { detail: report.sha256.clone(), ..What::done("fileReport", format!("request {id}")) };
    Ok(Json(commands::finish(tx, &centre, &signed_in, command, what, open.standing()).await?))
}

/// A certificate states a role only with the organisation's written consent, filed for this case. Before the report is
/// read: without it no report is good.
async fn check_consent(tx: &mut Transaction, open: &OpenCase) -> Result<(), Refusal> {
    let filed = requests::evidence(tx, open.request.id).await?.into_iter().any(|part| {
        part.kind == EvidenceKind::OrganisationConsent && part.case_number == open.request.case_number
    });
    if filed || !open.states_a_role() {
        Ok(())
    } else {
        Err(Refusal::new(ErrorCode::OrganisationConsentMissing))
    }
}

/// What is part of a case, or counted for one, is no new report.
async fn check_not_filed(
    tx: &mut Transaction,
    open: &OpenCase,
    handed_in: EvidenceId,
) -> Result<(), Refusal> {
    match requests::evidence_owner(tx, handed_in).await? {
        Some(known) if known.request != open.request.id => {
            Err(Refusal::new(ErrorCode::EvidenceMissing).with("evidence", handed_in))
        }
        Some(known) if known.kind != EvidenceKind::RecognitionReport => {
            Err(Refusal::bad_input("body.evidence", "kind"))
        }
        Some(_) => Err(Refusal::new(ErrorCode::PaperOutdated)),
        None if stamped_reports::of_handed_in(tx, handed_in).await?.is_some() => {
            Err(Refusal::new(ErrorCode::PaperOutdated))
        }
        None => Ok(()),
    }
}

/// The own report is signed, another officer's is uploaded: two rows of the table. The signed form comes first.
fn permit(signed_in: &SignedIn, open: &OpenCase, report: &FileReport) -> Result<(), Refusal> {
    let own = report.recogniser == signed_in.session.account;
    let action = if own { Action::SignReport } else { Action::UploadSignedReport };
    signed_in.may(action, &open.target())?;
    let request = &open.request;
    if request.method == RecognitionMethod::Offline && request.contract_status != ContractStatus::Uploaded {
        let refusal = Refusal::new(ErrorCode::NotNow).with("why", "contractStatus");
        return Err(refusal.with("status", request.contract_status));
    }
    Ok(())
}
