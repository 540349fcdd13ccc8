//! Papers to look at, print and save: the request form, the report before it is signed, files from elsewhere. Held in
//! memory only.

use std::{collections::VecDeque, path::Path, sync::Arc};

use hayro::{
    PixmapSettings, RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::Pdf,
    render, vello_cpu::color::palette::css::WHITE,
};
use sportello_capture::intake::{Intake, NormalisedPage};
use sportello_contract::{central::reference::Reference, desk::recognition::PaperView};
use sportello_domain::{
    catalogue::{CatalogueItem, Language},
    draft_check::{self, CaseFrame},
    error_code::ErrorCode,
    ids::{CatalogueItemId, RequestId, UnitId},
    request::RequestStatus,
};
use sportello_papers::form::{self, FormFrame};

use crate::{Desk, DeskError, case_of, outbox, ports::write_whole, reference};

/// How many papers are held: the oldest goes.
const HELD: usize = 12;
/// Widths in pixels that a page may be rendered at.
const WIDTHS: std::ops::RangeInclusive<u32> = 100..=3000;

/// The papers held.
#[derive(Default)]
pub(crate) struct Shelf(VecDeque<Arc<Paper>>);

struct Paper {
    name: String,
    file: Vec<u8>,
    pages: Pages,
}

/// How the pages of a paper come to be seen.
enum Pages {
    /// Our own PDF: drawn here, in any size.
    Own,
    /// A file from elsewhere, decoded in a process of its own: nothing of it is interpreted here.
    Foreign(Intake),
}

/// The request form of a case, filled in: of a complete draft, or of a request.
pub async fn request_form(
    desk: &Desk,
    request: RequestId,
    language: Language,
) -> Result<PaperView, DeskError> {
    let known = reference::wanted(desk).await?;
    let session = desk.session()?;
    let at = desk.now();
    let draft = desk.ports.store.draft(request).await?;
    let editable =
        draft.filter(|draft| matches!(draft.status, RequestStatus::Draft | RequestStatus::Returned));
    let case = match editable {
        Some(draft) => {
            let frame = CaseFrame {
                request,
                product: draft.product,
                unit: session.unit,
                entered_by: session.account.id,
                entered_at: at,
            };
            draft_check::complete(&draft.content, &reference::check_context(&known, at.legal_day()), frame)
                .map_err(|faults| DeskError::told_with(ErrorCode::CaseIncomplete, "count", &faults.len()))?
        }
        None => case_of::find(desk, request).await?,
    };
    let item = case.products.first().and_then(|product| item(&known, product.item));
    let item = item.ok_or_else(|| DeskError::told(ErrorCode::NotFound))?;
    let mut frame = frame(desk, &known, case.unit, language);
    frame.reference = outbox::order_of(desk, request).await?.map(|(order, _)| order.order_id);
    let name = frame.reference.clone().unwrap_or_else(|| crate::confirm::local_code(request));
    let pdf = form::make(&frame, item, &known.texts, Some(&case)).map_err(DeskError::internal)?;
    hold(desk, format!("request-form-{name}.pdf"), pdf)
}

/// The request form with lines to write on.
pub async fn blank_form(
    desk: &Desk,
    wanted: CatalogueItemId,
    language: Language,
) -> Result<PaperView, DeskError> {
    let known = reference::wanted(desk).await?;
    let item = item(&known, wanted).ok_or_else(|| DeskError::told(ErrorCode::NotFound))?;
    let frame = frame(desk, &known, desk.session()?.unit, language);
    let pdf = form::make(&frame, item, &known.texts, None).map_err(DeskError::internal)?;
    hold(desk, "request-form.pdf".to_owned(), pdf)
}

/// One page (from 1): of our own papers as PNG, `width` pixels wide; of others the JPEG as it was taken in.
pub async fn paper_page(desk: &Desk, paper: &str, page: u32, width: u32) -> Result<Vec<u8>, DeskError> {
    let paper = find(desk, paper)?;
    if let Pages::Foreign(intake) = &paper.pages {
        return Ok(page_of(intake, page)?.jpeg.clone());
    }
    let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
    let painted = tokio::task::spawn_blocking(move || paint(&paper.file, page, width)).await;
    painted.map_err(DeskError::internal)?
}

/// The file itself.
pub fn paper_bytes(desk: &Desk, paper: &str) -> Result<Vec<u8>, DeskError> {
    Ok(find(desk, paper)?.file.clone())
}

/// A page (from 1) of a file from elsewhere that is held, and the hash of that file.
pub(crate) fn foreign_page(
    desk: &Desk,
    paper: &str,
    page: u32,
) -> Result<(NormalisedPage, String), DeskError> {
    match &find(desk, paper)?.pages {
        Pages::Own => Err(DeskError::told(ErrorCode::NotFound)),
        Pages::Foreign(intake) => Ok((page_of(intake, page)?.clone(), intake.original_sha256.clone())),
    }
}

pub(crate) fn page_of(intake: &Intake, page: u32) -> Result<&NormalisedPage, DeskError> {
    let index = usize::try_from(page).ok().and_then(|page| page.checked_sub(1));
    index
        .and_then(|index| intake.pages.get(index))
        .ok_or_else(|| DeskError::told(ErrorCode::FileWithoutPages))
}

/// Saves the file where the officer chose.
pub async fn save_paper(desk: &Desk, paper: &str, path: &Path) -> Result<(), DeskError> {
    let paper = find(desk, paper)?;
    let path = path.to_owned();
    let written = tokio::task::spawn_blocking(move || write_whole(&path, &paper.file)).await;
    written.map_err(DeskError::internal)?.map_err(|error| of_disk(&error))
}

/// A fault of writing where the officer chose: something else can be chosen.
pub(crate) fn of_disk(error: &std::io::Error) -> DeskError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => DeskError::told(ErrorCode::DiskFull),
        kind => DeskError::told_with(ErrorCode::BadInput, "field", &"path").and("why", &kind),
    }
}

pub(crate) fn hold(desk: &Desk, file_name: String, pdf: Vec<u8>) -> Result<PaperView, DeskError> {
    let pages =
        Pdf::new(pdf.clone()).map_err(|_| DeskError::internal("a paper of our own cannot be read"))?;
    let pages = pages.pages().len();
    shelve(desk, file_name, pdf, Pages::Own, pages)
}

/// Decodes a file from elsewhere in a process of its own, and holds it for a look.
pub(crate) async fn hold_foreign(
    desk: &Desk,
    file_name: String,
    file: Vec<u8>,
) -> Result<PaperView, DeskError> {
    let intake = desk.ports.decoder.take_in(file.clone()).await?;
    let pages = intake.pages.len();
    shelve(desk, file_name, file, Pages::Foreign(intake), pages)
}

fn shelve(
    desk: &Desk,
    file_name: String,
    file: Vec<u8>,
    pages: Pages,
    count: usize,
) -> Result<PaperView, DeskError> {
    let count = u32::try_from(count).map_err(DeskError::internal)?;
    let name = desk.ports.chance.id(desk.now()).to_string();
    let paper = Arc::new(Paper { name: name.clone(), file, pages });
    let mut memory = desk.memory();
    let shelf = &mut memory.papers.0;
    shelf.truncate(HELD - 1);
    shelf.push_front(paper);
    Ok(PaperView { paper: name, pages: count, file_name })
}

fn find(desk: &Desk, paper: &str) -> Result<Arc<Paper>, DeskError> {
    let memory = desk.memory();
    let found = memory.papers.0.iter().find(|held| held.name == paper).cloned();
    found.ok_or_else(|| DeskError::told(ErrorCode::NotFound))
}

fn frame(desk: &Desk, known: &Reference, unit: UnitId, language: Language) -> FormFrame {
    let unit_name = known.units.iter().find(|known| known.id == unit).map(|known| known.name.clone());
    FormFrame {
        provider_name: known.provider_name.clone(),
        customer_name: known.customer_name.clone(),
        unit_name: unit_name.unwrap_or_default(),
        reference: None,
        training: known.training,
        made_at: desk.now(),
        language,
    }
}

fn item(known: &Reference, wanted: CatalogueItemId) -> Option<&CatalogueItem> {
    known.catalogue.iter().find(|item| item.id == wanted)
}

fn paint(pdf: &[u8], page: u32, width: u32) -> Result<Vec<u8>, DeskError> {
    let pdf = Pdf::new(pdf.to_vec()).map_err(|_| DeskError::internal("a paper of our own cannot be read"))?;
    let index = usize::try_from(page).ok().and_then(|page| page.checked_sub(1));
    let page =
        index.and_then(|index| pdf.pages().get(index)).ok_or_else(|| DeskError::told(ErrorCode::NotFound))?;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand pixels")]
    let scale = width as f32 / page.render_dimensions().0.max(1.0);
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let cache = RenderCache::new();
    let pixmap = render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    let (width, height) = (u32::from(pixmap.width()), u32::from(pixmap.height()));
    // Painted on white, so every pixel is opaque and the fourth byte says nothing.
    let rgb = pixmap.data_as_u8_slice().chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
    let image = image::RgbImage::from_raw(width, height, rgb);
    let image =
        image.ok_or_else(|| DeskError::internal("a page was painted in another size than it said"))?;
    let mut png = std::io::Cursor::new(Vec::new());
    image.write_to(&mut png, image::ImageFormat::Png).map_err(DeskError::internal)?;
    Ok(png.into_inner())
}
