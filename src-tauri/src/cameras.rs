//! The cameras of this machine, by their names.

use nokhwa::{query, utils::ApiBackend};
use sportello_desk::ports::Cameras;

/// The system's own list of cameras.
pub struct SystemCameras;

impl Cameras for SystemCameras {
    fn names(&self) -> Vec<String> {
        match query(ApiBackend::Auto) {
            Ok(cameras) => cameras.iter().map(nokhwa::utils::CameraInfo::human_name).collect(),
            Err(error) => {
                tracing::debug!(error = %error, "cameras cannot be listed");
                Vec::new()
            }
        }
    }
}
