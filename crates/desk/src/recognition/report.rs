//! The recognition report: made from the case and from what the officer says of the recognition, and filed once it is signed.

use sportello_contract::{
    central::{
        recognition::FileReport,
        reference::{Recogniser, Reference},
    },
    desk::recognition::{PrepareReport, PreparedReportView, Sent},
};
use sportello_domain::{catalogue::Language, document::EvidenceKind, error_code::ErrorCode, ids::CommandId};
use sportello_papers::report::{self, REPORT_FORMAT, ReportFacts};

use super::{
    Filing, PDF, evidence,
    given::{self, Given},
};
use crate::{
    Desk, DeskError, case_of, filed_papers, outbox, papers, records::Write, reference, signature::Unsigned,
};

/// A report that waits for its signature.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(super) given: Given,
    case_sha256: String,
    pdf: Vec<u8>,
}

impl Prepared {
    pub fn unsigned(&self) -> Unsigned {
        Unsigned { pdf: self.pdf.clone(), place: self.given.report.place.clone() }
    }
}

/// Makes the report from the case, to be looked at and signed: at once, or later with others.
pub async fn prepare_report(
    desk: &Desk,
    wanted: PrepareReport,
    language: Language,
) -> Result<PreparedReportView, DeskError> {
    let request = wanted.request;
    let prepared = make(desk, wanted, language).await?;
    let name = format!("recognition-report-{request}.pdf");
    let paper = papers::hold(desk, name, prepared.pdf.clone())?;
    desk.ports.store.apply(vec![given::keep(desk, &prepared.given)?]).await?;
    let case_sha256 = prepared.case_sha256.clone();
    desk.memory().prepared.insert(request, prepared);
    desk.changed(&["reportsToSign"]);
    Ok(PreparedReportView { request, paper, case_sha256 })
}

/// Files a report that was signed elsewhere; the centre checks signature, signer and case.
pub async fn upload_signed_report(
    desk: &Desk,
    wanted: PrepareReport,
    file: Vec<u8>,
) -> Result<Sent, DeskError> {
    desk.ports.decoder.take_in(file.clone()).await?;
    let case = case_of::find(desk, wanted.request).await?;
    let given = Given { report: wanted, applicant: case.applicant.full_name() };
    let command = enqueue(desk, &given, file).await?;
    outbox::send_now(desk).await?;
    outbox::sent(desk, command).await
}

/// The report of the case as it is now.
pub(super) async fn make(
    desk: &Desk,
    wanted: PrepareReport,
    language: Language,
) -> Result<Prepared, DeskError> {
    let known = reference::wanted(desk).await?;
    let at = desk.clock_is_sound()?;
    let recogniser = recogniser(&known, &wanted)?;
    if wanted.on > at.legal_day() {
        return Err(DeskError::told_with(ErrorCode::BadInput, "field", &"on"));
    }
    if wanted.place.trim().is_empty() {
        return Err(DeskError::told_with(ErrorCode::BadInput, "field", &"place"));
    }
    let case = case_of::find(desk, wanted.request).await?;
    let case_sha256 = case.hash().map_err(DeskError::internal)?;
    let unit = known.units.iter().find(|unit| unit.id == case.unit);
    let facts = ReportFacts {
        format: REPORT_FORMAT,
        request: wanted.request,
        case_sha256: case_sha256.clone(),
        evidence: filed_papers::vouched_for(desk, &case).await?,
        recogniser: recogniser.account,
        recogniser_name: recogniser.full_name.clone(),
        operator_code: recogniser.operator_code.clone(),
        unit_name: unit.map(|unit| unit.name.clone()).unwrap_or_default(),
        place: wanted.place.trim().to_owned(),
        on: wanted.on,
        made_at: at,
        method: case.method,
        legal_basis: case.legal_basis,
        provider_name: known.provider_name.clone(),
        customer_name: known.customer_name.clone(),
        training: known.training,
    };
    let pdf = report::make(&facts, &case, language).map_err(DeskError::internal)?;
    let given = Given { report: wanted, applicant: case.applicant.full_name() };
    Ok(Prepared { given, case_sha256, pdf })
}

/// Puts a signed report into the outbox. The centre is not asked for anything: what was signed is kept first.
pub(super) async fn enqueue(desk: &Desk, given: &Given, pdf: Vec<u8>) -> Result<CommandId, DeskError> {
    let Given { report: wanted, applicant } = given;
    let evidence = evidence(desk, EvidenceKind::RecognitionReport, PDF, &pdf)?;
    let report = FileReport {
        evidence: evidence.id,
        sha256: evidence.sha256.clone(),
        recogniser: wanted.recogniser,
        place: wanted.place.trim().to_owned(),
        on: wanted.on,
    };
    let write = Write::FileReport { report };
    let filing = Filing { request: wanted.request, label: applicant, evidence, bytes: pdf, write };
    super::enqueue(desk, filing, vec![given::forget(desk, wanted.request)?]).await
}

fn recogniser<'a>(known: &'a Reference, wanted: &PrepareReport) -> Result<&'a Recogniser, DeskError> {
    let found = known.recognisers.iter().find(|recogniser| recogniser.account == wanted.recogniser);
    found.ok_or_else(|| DeskError::told(ErrorCode::RecogniserNotMandated))
}
