//! The shot: the frame that was held, the best of the last good ones, becomes the image of a side, cut out and seen from the front.

use sportello_capture::{
    framing::{Corners, refined},
    intake::{IntakeError, NormalisedPage, Sheet, normalise, straighten},
    picture::real,
};
use sportello_contract::desk::{camera::PicturePoint, drafts::AttachedView};
use sportello_domain::{document::DocumentSide, error_code::ErrorCode, ids::RequestId};

use super::{
    crop::{self, Uncropped, whole_picture},
    steadiness::Candidate,
};
use crate::{Desk, DeskError, document_images, drafts};

/// How much is left around the document, as a share of it: an edge that is seen is evidence that nothing is missing.
const MARGIN: f32 = 0.006;

/// Makes the frame that was held under this number the image of a side, and reads it; the side's earlier image is replaced.
pub async fn camera_shoot(
    desk: &Desk,
    draft: RequestId,
    side: DocumentSide,
    held: u32,
) -> Result<AttachedView, DeskError> {
    drafts::editable_draft(desk, draft).await?;
    let shot = desk.memory().held_shot.take(held);
    let shot = shot.ok_or_else(|| DeskError::told(ErrorCode::CameraNoPicture))?;
    let cut = tokio::task::spawn_blocking(move || cut(&shot)).await.map_err(DeskError::internal)?;
    let (page, uncropped) = cut.map_err(DeskError::internal)?;
    let original = uncropped.original_sha256.clone();
    let attached = document_images::attach_page(desk, draft, side, page, original).await?;
    crop::hold(desk, &attached, uncropped);
    Ok(attached)
}

/// The page to keep, and the whole frame with the corners it was cut at.
fn cut(shot: &Candidate) -> Result<(NormalisedPage, Uncropped), IntakeError> {
    let size = shot.picture.dimensions();
    let frame = normalise((*shot.picture).clone())?;
    let exact = shot.outline.map(|outline| refined(&shot.picture, &outline));
    let wider = exact.map(|outline| widened(&outline, size));
    // Corners that make no sheet (seen from too far aside) leave the frame as it is.
    let straight = wider.and_then(|corners| straighten(&shot.picture, corners, Sheet::Any).ok());
    let (page, corners) = match (straight, wider) {
        (Some(straight), Some(corners)) => (normalise(straight)?, scaled(corners, size, &frame)),
        _ => (frame.clone(), whole_picture(frame.width, frame.height)),
    };
    let original_sha256 = frame.sha256.clone();
    Ok((page, Uncropped { page: frame, original_sha256, corners }))
}

/// Each corner a little away from the middle, inside the picture.
fn widened(outline: &Corners, (width, height): (u32, u32)) -> [(f32, f32); 4] {
    let middle = outline.inside(0.5, 0.5);
    let (right, bottom) = (real(width), real(height));
    outline.0.map(|(x, y)| {
        let away = |v: f32, from: f32| v + (v - from) * 2.0 * MARGIN;
        (away(x, middle.0).clamp(0.0, right), away(y, middle.1).clamp(0.0, bottom))
    })
}

/// From the frame's pixels to those of the frame as it is kept.
fn scaled(corners: [(f32, f32); 4], (width, _): (u32, u32), kept: &NormalisedPage) -> [PicturePoint; 4] {
    let factor = real(kept.width) / real(width.max(1));
    corners.map(|(x, y)| super::watch::point((x * factor, y * factor)))
}
