//! Step 3: images of the identity document. Decoded in a process of their own, normalised, kept encrypted, hashed; what
//! their machine-readable zone says is filled in where nothing stands yet.

use std::collections::BTreeSet;

use sportello_capture::{document::Depth, intake::NormalisedPage};
use sportello_contract::desk::{
    drafts::{AttachedView, DraftView, PageChoice, UnreadReason},
    recognition::PaperView,
};
use sportello_domain::{
    document::{DocumentSide, EvidenceKind, EvidenceRef},
    draft::DraftContent,
    error_code::ErrorCode,
    ids::{EvidenceId, RequestId},
};

use crate::{
    Desk, DeskError, drafts, papers,
    readings::{self, Read},
    records::Change,
};

const JPEG: &str = "image/jpeg";
/// A file of the officer's own is never saved from here: the name is only shown.
const FILE_NAME: &str = "document.pdf";

/// A file the officer chose, dropped or pasted.
pub struct AttachImage {
    pub draft: RequestId,
    pub side: DocumentSide,
    pub file: Vec<u8>,
    /// From 1, for a PDF with several pages.
    pub page: u32,
}

/// Attaches one side; the side's earlier image is replaced.
pub async fn attach_document_image(desk: &Desk, attach: AttachImage) -> Result<AttachedView, DeskError> {
    drafts::editable_draft(desk, attach.draft).await?;
    let intake = desk.ports.decoder.take_in(attach.file).await?;
    let page = papers::page_of(&intake, attach.page)?.clone();
    attach_page(desk, attach.draft, attach.side, page, intake.original_sha256).await
}

/// Opens a file of several pages, so that the officer can say which page shows which side. Its pages are fetched with
/// [`papers::paper_page`].
pub async fn open_document_file(
    desk: &Desk,
    draft: RequestId,
    file: Vec<u8>,
) -> Result<PaperView, DeskError> {
    drafts::editable_draft(desk, draft).await?;
    papers::hold_foreign(desk, FILE_NAME.to_owned(), file).await
}

/// Attaches pages of an opened file, each for its side.
pub async fn attach_document_pages(
    desk: &Desk,
    draft: RequestId,
    paper: &str,
    choices: Vec<PageChoice>,
) -> Result<AttachedView, DeskError> {
    let mut sides = BTreeSet::new();
    let twice = !choices.iter().all(|choice| sides.insert(choice.side));
    // One image with both sides would take the place of the other as soon as it is there.
    let one_is_all = sides.contains(&DocumentSide::Both) && sides.len() > 1;
    if choices.is_empty() || twice || one_is_all {
        return Err(DeskError::told_with(ErrorCode::BadInput, "field", &"side"));
    }
    // All pages are there before the first is attached.
    let found = choices.iter().map(|choice| papers::foreign_page(desk, paper, choice.page));
    let pages = found.collect::<Result<Vec<_>, _>>()?;
    let mut all: Option<AttachedView> = None;
    for (choice, (page, sha256)) in choices.into_iter().zip(pages) {
        let next = attach_page(desk, draft, choice.side, page, sha256).await?;
        all = Some(match all {
            None => next,
            Some(before) => both(before, next),
        });
    }
    all.ok_or_else(|| DeskError::internal("no page was attached"))
}

/// What two images of one document gave.
fn both(first: AttachedView, second: AttachedView) -> AttachedView {
    let mut noticed = first.noticed;
    noticed.extend(second.noticed.into_iter().filter(|word| !noticed.contains(word)).collect::<Vec<_>>());
    let filled = [first.filled, second.filled].concat();
    let unread = if filled.is_empty() { second.unread_because.or(first.unread_because) } else { None };
    AttachedView { noticed, filled, unread_because: unread, ..second }
}

/// Attaches a page for a side, and reads it.
pub(crate) async fn attach_page(
    desk: &Desk,
    draft: RequestId,
    side: DocumentSide,
    page: NormalisedPage,
    original_sha256: String,
) -> Result<AttachedView, DeskError> {
    let at = desk.now();
    let evidence = EvidenceRef {
        id: EvidenceId(desk.ports.chance.id(at)),
        kind: EvidenceKind::DocumentImage,
        side: Some(side),
        media_type: JPEG.to_owned(),
        size: u32::try_from(page.jpeg.len()).map_err(DeskError::internal)?,
        sha256: page.sha256.clone(),
        original_sha256,
    };
    let (read, unread_because) = read(desk, &page, side).await;
    // Read again: reading took a second, in which the officer went on typing.
    let record = drafts::editable_draft(desk, draft).await?;
    let mut content = record.content;
    let gone = replace_image(&mut content, evidence.clone(), side);
    let (mut filled, mut noticed) = (Vec::new(), Vec::new());
    if let Some(mut read) = read {
        noticed = std::mem::take(&mut read.noticed);
        filled = readings::take(&mut content, read);
    }
    let id = draft;
    let mut changes = vec![
        Change::AddEvidence { request: id, evidence: evidence.clone(), bytes: page.jpeg, at },
        Change::SaveDraft { id, expected: record.version, content: Box::new(content), at },
    ];
    changes.extend(gone.into_iter().map(|id| Change::ForgetEvidence { id }));
    desk.ports.store.apply(changes).await?;
    desk.changed(&["drafts"]);
    let draft = drafts::open_draft(desk, id).await?;
    Ok(AttachedView { draft, evidence: evidence.id, filled, noticed, unread_because })
}

/// Takes an image out of the draft, with what only it said; what the officer typed stands.
pub async fn remove_document_image(
    desk: &Desk,
    draft: RequestId,
    evidence: EvidenceId,
) -> Result<DraftView, DeskError> {
    let record = drafts::editable_draft(desk, draft).await?;
    let mut content = record.content;
    let Some(index) = content.document.images.iter().position(|image| image.id == evidence) else {
        return Err(DeskError::told(ErrorCode::NotFound));
    };
    let gone = content.document.images.remove(index);
    if let Some(side) = gone.side {
        readings::forget(&mut content, side);
    }
    readings::reconsider(&mut content);
    content.print_read.retain(|read| *read != evidence);
    let save =
        Change::SaveDraft { id: draft, expected: record.version, content: Box::new(content), at: desk.now() };
    desk.ports.store.apply(vec![save, Change::ForgetEvidence { id: evidence }]).await?;
    desk.changed(&["drafts"]);
    drafts::open_draft(desk, draft).await
}

/// The bytes of an image: this PC's, or the centre's.
pub async fn evidence_image(desk: &Desk, evidence: EvidenceId) -> Result<Vec<u8>, DeskError> {
    crate::orders::evidence(desk, evidence).await
}

/// Reading is help: whatever goes wrong with it, the image is attached and typing by hand works.
async fn read(
    desk: &Desk,
    page: &NormalisedPage,
    side: DocumentSide,
) -> (Option<Read>, Option<UnreadReason>) {
    let today = desk.now().legal_day();
    match desk.ports.decoder.read_document(page.jpeg.clone(), today, Depth::Machine).await {
        Ok(Some(reading)) => match readings::translate(&reading, side) {
            None => (None, Some(UnreadReason::NotAnIdentityDocument)),
            // A bar code may be all that was read.
            read if reading.zone.is_none() && side != DocumentSide::Front => {
                (read, Some(UnreadReason::NoMachineReadableZone))
            }
            read => (read, None),
        },
        // The front of a card has no zone: nothing to tell.
        Ok(None) if side == DocumentSide::Front => (None, None),
        Ok(None) => (None, Some(UnreadReason::NoMachineReadableZone)),
        Err(error) => {
            tracing::warn!(error = %error, "document not read");
            (None, Some(UnreadReason::ReaderUnavailable))
        }
    }
}

fn replace_image(content: &mut DraftContent, fresh: EvidenceRef, side: DocumentSide) -> Vec<EvidenceId> {
    let images = &mut content.document.images;
    // One image with both sides stands for all others, and the other way round.
    let replaced = |old: &EvidenceRef| {
        old.side == Some(side) || side == DocumentSide::Both || old.side == Some(DocumentSide::Both)
    };
    let (gone, kept): (Vec<_>, Vec<_>) = std::mem::take(images).into_iter().partition(replaced);
    *images = kept;
    images.push(fresh);
    images.sort_by_key(|image| image.side);
    for side in gone.iter().filter_map(|image| image.side) {
        readings::forget(content, side);
    }
    readings::reconsider(content);
    content.print_read.retain(|read| gone.iter().all(|image| image.id != *read));
    gone.into_iter().map(|image| image.id).collect()
}
