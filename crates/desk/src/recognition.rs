//! Recognition by the Offline method: the papers signed by hand, the report, its signature.

use sha2::{Digest, Sha256};
use sportello_contract::{
    central::{
        recognition::{FileOrganisationConsent, FileReport, FileSignedForm},
        reference::{Recogniser, Reference},
    },
    desk::recognition::{PrepareReport, PreparedReportView, Sent},
};
use sportello_domain::{
    case::Case,
    catalogue::Language,
    document::{EvidenceKind, EvidenceRef},
    error_code::ErrorCode,
    ids::{EvidenceId, RequestId},
    secret::{Password, Pin},
};
use sportello_papers::report::{self, REPORT_FORMAT, ReportFacts};

use crate::{
    Desk, DeskError, card_credential, case_of, credential,
    filed_papers::{self, FiledPaper},
    outbox, papers,
    ports::Signer,
    records::{Change, FILE_REPORT, OutboxRecord, OutboxState, Write},
    reference, signature,
};

const PDF: &str = "application/pdf";

/// A report that waits for its signature.
pub(crate) struct Prepared {
    wanted: PrepareReport,
    pdf: Vec<u8>,
}

/// The officer begins: the product shows *Recognition in progress*.
pub async fn start_recognition(desk: &Desk, request: RequestId) -> Result<Sent, DeskError> {
    let case = case_of::find(desk, request).await?;
    let row = outbox::row(desk, request, &case.applicant.full_name(), Write::StartRecognition)?;
    let command = row.command;
    desk.ports.store.apply(vec![Change::Enqueue(Box::new(row))]).await?;
    outbox::send_now(desk).await?;
    outbox::sent(desk, command).await
}

/// The request form, signed by hand and scanned: PDF, JPEG or PNG. Checked in a process of its own, kept as it is.
pub async fn upload_signed_form(desk: &Desk, request: RequestId, file: Vec<u8>) -> Result<Sent, DeskError> {
    file_paper(desk, request, EvidenceKind::SignedForm, file).await
}

/// The written consent of the organisation that a role in the certificate names; checked and kept likewise.
pub async fn upload_organisation_consent(
    desk: &Desk,
    request: RequestId,
    file: Vec<u8>,
) -> Result<Sent, DeskError> {
    let case = case_of::find(desk, request).await?;
    if case.products.iter().all(|product| product.role.is_none()) {
        return Err(DeskError::told_with(ErrorCode::BadInput, "field", &"role"));
    }
    file_paper(desk, request, EvidenceKind::OrganisationConsent, file).await
}

async fn file_paper(
    desk: &Desk,
    request: RequestId,
    kind: EvidenceKind,
    file: Vec<u8>,
) -> Result<Sent, DeskError> {
    let case = case_of::find(desk, request).await?;
    let intake = desk.ports.decoder.take_in(file.clone()).await?;
    let evidence = evidence(desk, kind, media_type(intake.format)?, &file)?;
    let write = filing(&evidence);
    let mut filed = filed_papers::filed(desk, &case).await?;
    // A paper whose place this one takes was never filed: the report must not vouch for it.
    for row in refused_before(desk, request, kind, write.kind()).await? {
        let refused = match row.write {
            Write::StoreEvidence { evidence } => evidence.sha256,
            Write::FileSignedForm { form } => form.sha256,
            Write::FileOrganisationConsent { consent } => consent.sha256,
            Write::SubmitRequest { .. } | Write::StartRecognition | Write::FileReport { .. } => continue,
        };
        filed.papers.retain(|paper| paper.sha256 != refused);
    }
    filed.papers.push(FiledPaper { kind, sha256: evidence.sha256.clone() });
    // A report that was refused vouches for another paper: it would hold this one for ever.
    let mut more = replaced(desk, request, EvidenceKind::RecognitionReport, FILE_REPORT).await?;
    more.push(filed_papers::remember(request, &filed)?);
    file_evidence(desk, &case, evidence, file, write, more).await
}

/// The command that makes a stored paper part of the case.
fn filing(paper: &EvidenceRef) -> Write {
    let (evidence, sha256, media_type) = (paper.id, paper.sha256.clone(), paper.media_type.clone());
    if paper.kind == EvidenceKind::OrganisationConsent {
        let consent = FileOrganisationConsent { evidence, sha256, media_type };
        return Write::FileOrganisationConsent { consent };
    }
    Write::FileSignedForm { form: FileSignedForm { evidence, sha256, media_type } }
}

/// Makes the report from the case, to be looked at and signed.
pub async fn prepare_report(
    desk: &Desk,
    wanted: PrepareReport,
    language: Language,
) -> Result<PreparedReportView, DeskError> {
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
    let paper = papers::hold(desk, format!("recognition-report-{}.pdf", wanted.request), pdf.clone())?;
    let request = wanted.request;
    desk.memory().prepared.insert(request, Prepared { wanted, pdf });
    Ok(PreparedReportView { request, paper, case_sha256 })
}

/// Signs the prepared report with the officer's credential file and files it.
pub async fn sign_report(
    desk: &Desk,
    request: RequestId,
    credential: &std::path::Path,
    password: &Password,
) -> Result<Sent, DeskError> {
    let signer = credential::open_file(desk, credential, password).await?;
    let sent = sign_report_with(desk, request, std::sync::Arc::new(signer)).await?;
    credential::remember_path(desk, credential).await?;
    Ok(sent)
}

/// The same with the card in this reader, or the token of this name. Its PIN is shown to it once, for this signature, and kept
/// nowhere; a reader with keys of its own asks for it itself.
pub async fn sign_report_with_card(
    desk: &Desk,
    request: RequestId,
    reader: &str,
    pin: &Pin,
) -> Result<Sent, DeskError> {
    let signer = card_credential::signer(desk, reader, pin).await?;
    sign_report_with(desk, request, signer).await
}

/// The same with any signer: prepare, sign elsewhere, finish.
pub async fn sign_report_with(
    desk: &Desk,
    request: RequestId,
    signer: std::sync::Arc<dyn Signer>,
) -> Result<Sent, DeskError> {
    let (wanted, pdf) = {
        let memory = desk.memory();
        let prepared = memory.prepared.get(&request).ok_or_else(|| DeskError::told(ErrorCode::NotFound))?;
        (prepared.wanted.clone(), prepared.pdf.clone())
    };
    let at = desk.clock_is_sound()?;
    let place = wanted.place.clone();
    let signed = tokio::task::spawn_blocking(move || signature::sign_pdf(&pdf, &*signer, &place, at)).await;
    let signed = signed.map_err(DeskError::internal)??;
    let sent = file_report(desk, wanted, signed).await?;
    desk.memory().prepared.remove(&request);
    Ok(sent)
}

/// Files a report that was signed elsewhere; the centre checks signature, signer and case.
pub async fn upload_signed_report(
    desk: &Desk,
    wanted: PrepareReport,
    file: Vec<u8>,
) -> Result<Sent, DeskError> {
    desk.ports.decoder.take_in(file.clone()).await?;
    file_report(desk, wanted, file).await
}

async fn file_report(desk: &Desk, wanted: PrepareReport, pdf: Vec<u8>) -> Result<Sent, DeskError> {
    let case = case_of::find(desk, wanted.request).await?;
    let evidence = evidence(desk, EvidenceKind::RecognitionReport, PDF, &pdf)?;
    let report = FileReport {
        evidence: evidence.id,
        sha256: evidence.sha256.clone(),
        recogniser: wanted.recogniser,
        place: wanted.place.trim().to_owned(),
        on: wanted.on,
    };
    file_evidence(desk, &case, evidence, pdf, Write::FileReport { report }, Vec::new()).await
}

/// Evidence, its upload and the command that names it: one transaction.
async fn file_evidence(
    desk: &Desk,
    case: &Case,
    evidence: EvidenceRef,
    bytes: Vec<u8>,
    write: Write,
    more: Vec<Change>,
) -> Result<Sent, DeskError> {
    let (request, label) = (case.request, case.applicant.full_name());
    let mut changes = replaced(desk, request, evidence.kind, write.kind()).await?;
    let upload = outbox::row(desk, request, &label, Write::StoreEvidence { evidence: evidence.clone() })?;
    let filing = outbox::row(desk, request, &label, write)?;
    let command = filing.command;
    changes.extend(more);
    changes.extend([
        Change::AddEvidence { request, evidence, bytes, at: desk.now() },
        Change::Enqueue(Box::new(upload)),
        Change::Enqueue(Box::new(filing)),
    ]);
    desk.ports.store.apply(changes).await?;
    outbox::send_now(desk).await?;
    outbox::sent(desk, command).await
}

/// Where an earlier paper of this kind was refused, the new one takes its place: the refused one would hold it for ever.
async fn replaced(
    desk: &Desk,
    request: RequestId,
    evidence: EvidenceKind,
    filing: &str,
) -> Result<Vec<Change>, DeskError> {
    let rows = refused_before(desk, request, evidence, filing).await?;
    let gone = rows.into_iter().flat_map(|row| {
        let paper = match row.write {
            Write::StoreEvidence { evidence } => Some(Change::ForgetEvidence { id: evidence.id }),
            _ => None,
        };
        [Some(Change::Abandon { command: row.command }), paper]
    });
    Ok(gone.flatten().collect())
}

/// The writes of earlier papers of this kind, where one of them was refused: what follows a refusal was not sent either.
async fn refused_before(
    desk: &Desk,
    request: RequestId,
    evidence: EvidenceKind,
    filing: &str,
) -> Result<Vec<OutboxRecord>, DeskError> {
    let same = |write: &Write| match write {
        Write::StoreEvidence { evidence: earlier } => earlier.kind == evidence,
        other => other.kind() == filing,
    };
    let mut rows = outbox::own(desk, 0).await?;
    rows.retain(|row| row.request == request && same(&row.write));
    let refused = rows.iter().any(|row| matches!(row.state, OutboxState::Refused { .. }));
    Ok(if refused { rows } else { Vec::new() })
}

fn recogniser<'a>(known: &'a Reference, wanted: &PrepareReport) -> Result<&'a Recogniser, DeskError> {
    let found = known.recognisers.iter().find(|recogniser| recogniser.account == wanted.recogniser);
    found.ok_or_else(|| DeskError::told(ErrorCode::RecogniserNotMandated))
}

fn evidence(
    desk: &Desk,
    kind: EvidenceKind,
    media_type: &str,
    bytes: &[u8],
) -> Result<EvidenceRef, DeskError> {
    let sha256 = hex::encode(Sha256::digest(bytes));
    Ok(EvidenceRef {
        id: EvidenceId(desk.ports.chance.id(desk.now())),
        kind,
        side: None,
        media_type: media_type.to_owned(),
        size: u32::try_from(bytes.len()).map_err(DeskError::internal)?,
        original_sha256: sha256.clone(),
        sha256,
    })
}

/// What the file is called at the centre, which keeps it as it was signed, in the formats that everybody can open.
fn media_type(format: sportello_capture::intake::FileFormat) -> Result<&'static str, DeskError> {
    use sportello_capture::intake::FileFormat;
    match format {
        FileFormat::Jpeg => Ok("image/jpeg"),
        FileFormat::Png => Ok("image/png"),
        FileFormat::Pdf => Ok(PDF),
        FileFormat::WebP | FileFormat::Tiff | FileFormat::Gif | FileFormat::Bmp => {
            Err(DeskError::told(ErrorCode::FileFormatUnknown))
        }
    }
}

#[cfg(test)]
mod tests {
    use sportello_capture::intake::FileFormat;

    use super::*;

    #[test]
    fn forms_are_kept_in_formats_that_everybody_opens() {
        assert_eq!(media_type(FileFormat::Pdf).ok(), Some("application/pdf"));
        assert_eq!(media_type(FileFormat::Jpeg).ok(), Some("image/jpeg"));
        for format in [FileFormat::WebP, FileFormat::Tiff, FileFormat::Gif, FileFormat::Bmp] {
            let refused = media_type(format);
            assert!(
                matches!(refused, Err(DeskError::Told { code: ErrorCode::FileFormatUnknown, .. })),
                "told here, before the centre refuses it: {refused:?}"
            );
        }
    }
}
