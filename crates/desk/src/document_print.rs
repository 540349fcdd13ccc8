//! The print of a document: read after its image was attached, which takes seconds in which the officer goes on. Reading
//! and taking in are two acts, so that nothing waits for the first: what is typed is saved meanwhile.

use std::collections::VecDeque;

use sportello_capture::document::Depth;
use sportello_contract::desk::drafts::AttachedView;
use sportello_domain::{
    document::{DocumentSide, EvidenceRef, FieldSource},
    draft::DraftContent,
    error_code::ErrorCode,
    ids::{EvidenceId, RequestId},
};

use crate::{
    Desk, DeskError, drafts, orders,
    readings::{self, Read},
    records::Change,
};

/// What was read and not taken in yet; of windows that were closed meanwhile nobody takes it.
const HELD: usize = 4;

/// What images say in print, until it is taken into their draft; nothing, where nothing could be read.
#[derive(Default)]
pub(crate) struct Prints(VecDeque<(EvidenceId, Read)>);

impl Prints {
    fn hold(&mut self, image: EvidenceId, read: Read) {
        self.0.retain(|(held, _)| *held != image);
        self.0.push_back((image, read));
        while self.0.len() > HELD {
            self.0.pop_front();
        }
    }

    fn holds(&self, image: EvidenceId) -> bool {
        self.0.iter().any(|(held, _)| *held == image)
    }

    fn take(&mut self, image: EvidenceId) -> Option<Read> {
        let at = self.0.iter().position(|(held, _)| *held == image)?;
        Some(self.0.remove(at)?.1)
    }
}

/// Reads the print of an image of the draft: seconds. [`take_document_print`] brings it into the draft.
pub async fn read_document_print(desk: &Desk, draft: RequestId, image: EvidenceId) -> Result<(), DeskError> {
    let content = drafts::editable_draft(desk, draft).await?.content;
    let (_, side) = of_draft(&content, image)?;
    // Read for a page that was left before it could take it.
    if desk.memory().prints.holds(image) {
        return Ok(());
    }
    let zone = content
        .readings
        .iter()
        .any(|reading| reading.side == Some(side) && reading.source == FieldSource::Mrz);
    let jpeg = orders::evidence(desk, image).await?;
    let depth = if zone { Depth::Everything } else { Depth::Print };
    let read = match desk.ports.decoder.read_document(jpeg, desk.now().legal_day(), depth).await {
        Ok(reading) => reading.and_then(|reading| readings::translate(&reading, side)).unwrap_or_default(),
        Err(error) => {
            // Reading is help: the officer types what was not read.
            tracing::warn!(error = %error, "print not read");
            Read::default()
        }
    };
    // Signed out meanwhile: what was read is nobody's.
    if desk.session().is_ok() {
        desk.memory().prints.hold(image, read);
    }
    Ok(())
}

/// Takes what the print says into the draft: fields in which nothing stands are filled in, names get their accents, and
/// the rest is compared.
pub async fn take_document_print(
    desk: &Desk,
    draft: RequestId,
    image: EvidenceId,
) -> Result<AttachedView, DeskError> {
    let record = drafts::editable_draft(desk, draft).await?;
    let mut content = record.content;
    let (evidence, side) = of_draft(&content, image)?;
    let Some(mut read) = desk.memory().prints.take(image) else {
        return Err(DeskError::told(ErrorCode::NotFound));
    };
    let noticed = std::mem::take(&mut read.noticed);
    // Of a page that says nothing now, what the first look saw stands.
    let filled = if read.values.is_empty() { Vec::new() } else { readings::deepen(&mut content, side, read) };
    content.print_read.push(evidence.id);
    let save =
        Change::SaveDraft { id: draft, expected: record.version, content: Box::new(content), at: desk.now() };
    desk.ports.store.apply(vec![save]).await?;
    desk.changed(&["drafts"]);
    let draft = drafts::open_draft(desk, draft).await?;
    Ok(AttachedView { draft, evidence: image, filled, noticed, unread_because: None })
}

fn of_draft(content: &DraftContent, image: EvidenceId) -> Result<(EvidenceRef, DocumentSide), DeskError> {
    let found = content.document.images.iter().find(|each| each.id == image);
    found
        .and_then(|evidence| Some((evidence.clone(), evidence.side?)))
        .ok_or_else(|| DeskError::told(ErrorCode::NotFound))
}
