//! Where an image of a document is cut out of its picture: by itself when it was photographed, by hand afterwards. The
//! whole picture is held while the program runs; what is kept is the cut.

use std::collections::VecDeque;

use sportello_capture::{
    framing,
    intake::{IntakeError, NormalisedPage, Sheet, StraightenError, decode_normalised, straighten_page},
    picture::real,
};
use sportello_contract::desk::{
    camera::{CropView, PicturePoint, PictureSize},
    drafts::AttachedView,
};
use sportello_domain::{
    document::EvidenceRef,
    error_code::ErrorCode,
    ids::{EvidenceId, RequestId},
};

use crate::{Desk, DeskError, document_images, drafts, orders};

/// Pictures held: two sides, each taken twice.
const HELD: usize = 4;

/// The picture from which an image was cut.
#[derive(Clone)]
pub(crate) struct Uncropped {
    pub page: NormalisedPage,
    /// Of the file or frame it came from.
    pub original_sha256: String,
    pub corners: [PicturePoint; 4],
}

/// The pictures held, the oldest first.
#[derive(Default)]
pub(crate) struct UncroppedPictures(VecDeque<(EvidenceId, Uncropped)>);

impl UncroppedPictures {
    fn hold(&mut self, image: EvidenceId, picture: Uncropped) {
        self.0.retain(|(held, _)| *held != image);
        self.0.push_back((image, picture));
        while self.0.len() > HELD {
            self.0.pop_front();
        }
    }

    /// Those of images that were replaced would push out the others.
    fn keep_only(&mut self, images: &[EvidenceRef]) {
        self.0.retain(|(held, _)| images.iter().any(|image| image.id == *held));
    }

    fn of(&self, image: EvidenceId) -> Option<Uncropped> {
        self.0.iter().find(|(held, _)| *held == image).map(|(_, picture)| picture.clone())
    }
}

/// The picture an image was cut from, and where. Of an image that was attached whole: where its document seems to lie.
pub async fn crop_source(desk: &Desk, draft: RequestId, image: EvidenceId) -> Result<CropView, DeskError> {
    let Uncropped { page, corners, .. } = uncropped(desk, draft, image).await?;
    Ok(CropView { size: PictureSize { width: page.width, height: page.height }, corners })
}

/// That picture: JPEG.
pub async fn crop_source_image(
    desk: &Desk,
    draft: RequestId,
    image: EvidenceId,
) -> Result<Vec<u8>, DeskError> {
    Ok(uncropped(desk, draft, image).await?.page.jpeg)
}

/// Cuts the image anew between these corners, and reads it again.
pub async fn crop_document_image(
    desk: &Desk,
    draft: RequestId,
    image: EvidenceId,
    corners: [PicturePoint; 4],
) -> Result<AttachedView, DeskError> {
    let evidence = of_draft(desk, draft, image).await?;
    let side = evidence.side.ok_or_else(|| DeskError::told(ErrorCode::NotFound))?;
    let source = uncropped(desk, draft, image).await?;
    let page = if is_whole(corners, source.page.width, source.page.height) {
        source.page.clone()
    } else {
        let jpeg = source.page.jpeg.clone();
        let points = corners.map(|point| (real(point.x), real(point.y)));
        let cut = tokio::task::spawn_blocking(move || straighten_page(&jpeg, points, Sheet::Any)).await;
        cut.map_err(DeskError::internal)?.map_err(|error| match error {
            StraightenError::Corners(_) => DeskError::told_with(ErrorCode::BadInput, "field", &"corners"),
            StraightenError::Page(error) => DeskError::internal(error),
        })?
    };
    let original = source.original_sha256.clone();
    let attached = document_images::attach_page(desk, draft, side, page, original).await?;
    hold(desk, &attached, Uncropped { corners, ..source });
    Ok(attached)
}

/// Holds the picture of an image that was just attached, for as long as somebody is signed in.
pub(super) fn hold(desk: &Desk, attached: &AttachedView, picture: Uncropped) {
    if desk.session().is_ok() {
        let mut memory = desk.memory();
        memory.uncropped.keep_only(&attached.draft.content.document.images);
        memory.uncropped.hold(attached.evidence, picture);
    }
}

async fn of_draft(desk: &Desk, draft: RequestId, image: EvidenceId) -> Result<EvidenceRef, DeskError> {
    let record = drafts::editable_draft(desk, draft).await?;
    let found = record.content.document.images.into_iter().find(|each| each.id == image);
    found.ok_or_else(|| DeskError::told(ErrorCode::NotFound))
}

async fn uncropped(desk: &Desk, draft: RequestId, image: EvidenceId) -> Result<Uncropped, DeskError> {
    let evidence = of_draft(desk, draft, image).await?;
    if let Some(held) = desk.memory().uncropped.of(image) {
        return Ok(held);
    }
    let jpeg = orders::evidence(desk, image).await?;
    // It may come from the centre: only what was attached once is decoded here.
    if !orders::is_unchanged(&jpeg, &evidence.sha256) {
        return Err(DeskError::told(ErrorCode::EvidenceHashMismatch));
    }
    let (sha256, original) = (evidence.sha256, evidence.original_sha256);
    let found = tokio::task::spawn_blocking(move || {
        let picture = decode_normalised(&jpeg)?;
        let (width, height) = picture.dimensions();
        let (framing, _) = framing::frame(&picture, None);
        // A document may go on beyond its picture; a corner to be moved by hand may not.
        let inside = |corner: PicturePoint| PicturePoint { x: corner.x.min(width), y: corner.y.min(height) };
        let corners = framing.outline.map(|outline| framing::refined(&picture, &outline)).map_or_else(
            || whole_picture(width, height),
            |outline| outline.0.map(super::watch::point).map(inside),
        );
        Ok(Uncropped {
            page: NormalisedPage { jpeg, sha256, width, height },
            original_sha256: original,
            corners,
        })
    });
    let found: Result<Uncropped, IntakeError> = found.await.map_err(DeskError::internal)?;
    let found = found.map_err(DeskError::internal)?;
    desk.memory().uncropped.hold(image, found.clone());
    Ok(found)
}

/// The picture's own corners: its last pixels, or where they end.
fn is_whole(corners: [PicturePoint; 4], width: u32, height: u32) -> bool {
    let near =
        |one: PicturePoint, other: PicturePoint| one.x.abs_diff(other.x) <= 1 && one.y.abs_diff(other.y) <= 1;
    corners.into_iter().zip(whole_picture(width, height)).all(|(one, other)| near(one, other))
}

/// The corners of a picture of this size.
pub(super) fn whole_picture(width: u32, height: u32) -> [PicturePoint; 4] {
    [(0, 0), (width, 0), (width, height), (0, height)].map(|(x, y)| PicturePoint { x, y })
}
