//! The camera in front of the officer: one at a time, watched on a thread of its own. The window pulls frames; whoever
//! stops pulling lets the camera close by itself.

mod crop;
mod hold;
mod shoot;
mod steadiness;
mod watch;

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use sportello_capture::framing;
use sportello_contract::desk::camera::{CameraState, CameraView, FrameView, OpenCamera};

use crate::{Desk, DeskError};
use watch::Watch;

pub(crate) use crop::UncroppedPictures;
pub use crop::{crop_document_image, crop_source, crop_source_image};
pub(crate) use hold::HeldShot;
pub use hold::camera_hold;
pub use shoot::camera_shoot;

/// How long the window waits for a frame before it hears that none came.
const PATIENCE: Duration = Duration::from_secs(1);

/// The place for the one open camera.
#[derive(Default)]
pub(crate) struct Room(Mutex<Option<Arc<Watch>>>);

impl Room {
    fn now(&self) -> Option<Arc<Watch>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The one before is told to end; its thread may take a moment, or hang for ever, and is not waited for.
    fn put(&self, next: Option<Arc<Watch>>) {
        let before = std::mem::replace(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), next);
        if let Some(before) = before {
            before.close();
        }
    }
}

/// A frame for the window: how it is, and a JPEG where there is something new to see.
pub struct SeenFrame {
    pub view: FrameView,
    pub jpeg: Option<Vec<u8>>,
}

/// The cameras that are plugged in.
pub async fn list_cameras(desk: &Desk) -> Result<Vec<CameraView>, DeskError> {
    let cameras = Arc::clone(&desk.ports.cameras);
    Ok(desk.cameras.ask(move || cameras.list()).await.unwrap_or_default())
}

/// Opens a camera in place of the one before. Answers at once: how it goes is told with the frames.
pub fn open_camera(desk: &Desk, wish: OpenCamera) -> Result<(), DeskError> {
    desk.session()?;
    let before = desk.camera.now();
    desk.camera.put(None);
    let watch = Watch::start(Arc::clone(&desk.ports.cameras), wish, before).map_err(DeskError::internal)?;
    desk.camera.put(Some(watch));
    Ok(())
}

/// Closes it; the light beside the lens goes out.
pub fn close_camera(desk: &Desk) {
    desk.camera.put(None);
}

/// The newest frame beyond `after`; without a picture where none came in a second.
pub async fn camera_frame(desk: &Desk, after: u32) -> Result<SeenFrame, DeskError> {
    desk.session()?;
    let Some(watch) = desk.camera.now() else {
        return Ok(SeenFrame { view: watch::nothing_seen(CameraState::Closed), jpeg: None });
    };
    let came = tokio::time::timeout(PATIENCE, watch.beyond(after)).await.is_ok();
    let (view, picture) = watch.look(came);
    let Some(picture) = picture.filter(|_| view.number > after) else {
        return Ok(SeenFrame { view, jpeg: None });
    };
    let drawn = tokio::task::spawn_blocking(move || framing::preview(&picture)).await;
    Ok(SeenFrame { view, jpeg: drawn.map_err(DeskError::internal)? })
}
