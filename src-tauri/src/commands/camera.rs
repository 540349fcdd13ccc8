//! The camera in front of the officer, and the cut of the images.

use sportello_contract::desk::{
    camera::{CameraView, CropView, OpenCamera, PicturePoint},
    drafts::AttachedView,
};
use sportello_desk::{
    DeskError,
    camera::{self, SeenFrame},
};
use sportello_domain::{
    document::DocumentSide,
    ids::{EvidenceId, RequestId},
};
use tauri::State;

use super::{
    bytes::Bytes,
    host::{Answer, Host},
};

/// The cameras that are plugged in.
#[tauri::command]
#[specta::specta]
pub async fn list_cameras(host: State<'_, Host>) -> Answer<Vec<CameraView>> {
    host.told(camera::list_cameras(host.desk().await?).await)
}

/// Opens a camera in place of the one before; how it goes comes with the frames.
#[tauri::command]
#[specta::specta]
pub async fn open_camera(host: State<'_, Host>, wish: OpenCamera) -> Answer<()> {
    host.told(camera::open_camera(host.desk().await?, wish))
}

/// The newest frame beyond this number, after a second at most; laid out as `FrameView` says.
#[tauri::command]
#[specta::specta]
pub async fn camera_frame(host: State<'_, Host>, after: u32) -> Answer<Bytes> {
    let seen = camera::camera_frame(host.desk().await?, after).await;
    host.told(seen.and_then(|seen| laid_out(&seen))).map(Bytes)
}

/// Keeps the frame of this moment, to be photographed; gives the number by which it is taken.
#[tauri::command]
#[specta::specta]
pub async fn camera_hold(host: State<'_, Host>) -> Answer<u32> {
    host.told(camera::camera_hold(host.desk().await?))
}

/// Makes the frame that was held the image of a side of the document, and reads it.
#[tauri::command]
#[specta::specta]
pub async fn camera_shoot(
    host: State<'_, Host>,
    draft: RequestId,
    side: DocumentSide,
    held: u32,
) -> Answer<AttachedView> {
    host.told(camera::camera_shoot(host.desk().await?, draft, side, held).await)
}

/// Closes the camera.
#[tauri::command]
#[specta::specta]
pub async fn close_camera(host: State<'_, Host>) -> Answer<()> {
    camera::close_camera(host.desk().await?);
    Ok(())
}

/// The picture an image was cut from, and where.
#[tauri::command]
#[specta::specta]
pub async fn crop_source(host: State<'_, Host>, draft: RequestId, evidence: EvidenceId) -> Answer<CropView> {
    host.told(camera::crop_source(host.desk().await?, draft, evidence).await)
}

/// That picture itself.
#[tauri::command]
#[specta::specta]
pub async fn crop_source_image(
    host: State<'_, Host>,
    draft: RequestId,
    evidence: EvidenceId,
) -> Answer<Bytes> {
    host.told(camera::crop_source_image(host.desk().await?, draft, evidence).await).map(Bytes)
}

/// Cuts an image anew between four corners, and reads it again.
#[tauri::command]
#[specta::specta]
pub async fn crop_document_image(
    host: State<'_, Host>,
    draft: RequestId,
    evidence: EvidenceId,
    corners: [PicturePoint; 4],
) -> Answer<AttachedView> {
    host.told(camera::crop_document_image(host.desk().await?, draft, evidence, corners).await)
}

fn laid_out(seen: &SeenFrame) -> Result<Vec<u8>, DeskError> {
    let text = serde_json::to_vec(&seen.view).map_err(|error| DeskError::Internal(error.to_string()))?;
    let length = u32::try_from(text.len()).map_err(|error| DeskError::Internal(error.to_string()))?;
    Ok([&length.to_le_bytes()[..], &text, seen.jpeg.as_deref().unwrap_or_default()].concat())
}

#[cfg(test)]
mod tests {
    use sportello_contract::desk::camera::{CameraState, FrameAdvice, FrameView, PictureSize};

    use super::*;

    #[test]
    fn a_frame_is_its_text_and_then_its_picture() {
        let size = PictureSize { width: 4, height: 3 };
        let view = FrameView {
            state: CameraState::Live,
            number: 7,
            size,
            sizes: vec![size],
            advice: FrameAdvice::MoveCloser,
            outline: None,
            ready: 0,
        };
        let bytes = laid_out(&SeenFrame { view: view.clone(), jpeg: Some(vec![0xff, 0xd8]) }).unwrap();
        let length = u32::from_le_bytes(bytes[..4].try_into().unwrap()) as usize;
        let told: FrameView = serde_json::from_slice(&bytes[4..4 + length]).unwrap();
        assert_eq!(told, view, "the text is what was seen");
        assert_eq!(bytes[4 + length..], [0xff, 0xd8], "then the JPEG, to the end");
    }
}
