//! A host without a camera.

use sportello_contract::desk::camera::{CameraView, OpenCamera};
use sportello_desk::ports::{CameraFault, Cameras, OpenedCamera};

/// A host without a picture.
pub struct NoCameras;

impl Cameras for NoCameras {
    fn list(&self) -> Vec<CameraView> {
        Vec::new()
    }

    fn open(&self, _: &OpenCamera) -> Result<Box<dyn OpenedCamera>, CameraFault> {
        Err(CameraFault::Missing)
    }
}
