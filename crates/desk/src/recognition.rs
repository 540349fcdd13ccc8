//! Recognition by the Offline method: the papers signed by hand (here), the report (`report`), its signature, alone or with
//! others in one go (`run`), and which reports still wait for one (`to_sign`).

mod given;
mod report;
mod run;
mod to_sign;

use sha2::{Digest, Sha256};
use sportello_contract::{
    central::recognition::{FileOrganisationConsent, FileSignedForm},
    desk::recognition::Sent,
};
use sportello_domain::{
    document::{EvidenceKind, EvidenceRef},
    error_code::ErrorCode,
    ids::{CommandId, EvidenceId, RequestId},
};

use crate::{
    Desk, DeskError, case_of,
    filed_papers::{self, FiledPaper},
    outbox,
    records::{Change, FILE_REPORT, OutboxRecord, OutboxState, Write},
};
pub(crate) use given::forget as forget_given;
pub(crate) use report::Prepared;
pub use report::{prepare_report, upload_signed_report};
pub use run::{
    MOST_REPORTS, prepare_reports, sign_report, sign_report_with_card, sign_reports, sign_reports_with_card,
};
pub use to_sign::reports_to_sign;

const PDF: &str = "application/pdf";

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
    let label = case.applicant.full_name();
    self::file(desk, Filing { request, label: &label, evidence, bytes: file, write }, more).await
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

/// A paper that becomes part of a case.
struct Filing<'a> {
    request: RequestId,
    /// Names the case in the queue.
    label: &'a str,
    evidence: EvidenceRef,
    bytes: Vec<u8>,
    write: Write,
}

/// Keeps a paper and sends it.
async fn file(desk: &Desk, filing: Filing<'_>, more: Vec<Change>) -> Result<Sent, DeskError> {
    let command = enqueue(desk, filing, more).await?;
    outbox::send_now(desk).await?;
    outbox::sent(desk, command).await
}

/// Evidence, its upload and the command that names it: one transaction. From here on nothing of it is lost.
async fn enqueue(desk: &Desk, filing: Filing<'_>, more: Vec<Change>) -> Result<CommandId, DeskError> {
    let Filing { request, label, evidence, bytes, write } = filing;
    let mut changes = replaced(desk, request, evidence.kind, write.kind()).await?;
    let upload = outbox::row(desk, request, label, Write::StoreEvidence { evidence: evidence.clone() })?;
    let row = outbox::row(desk, request, label, write)?;
    let command = row.command;
    changes.extend(more);
    changes.extend([
        Change::AddEvidence { request, evidence, bytes, at: desk.now() },
        Change::Enqueue(Box::new(upload)),
        Change::Enqueue(Box::new(row)),
    ]);
    desk.ports.store.apply(changes).await?;
    Ok(command)
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
