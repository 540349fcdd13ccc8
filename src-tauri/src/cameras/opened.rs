//! A camera that is open: its frames as pictures.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use image::{ImageFormat, RgbImage};
use nokhwa::{
    Buffer, Camera,
    pixel_format::RgbFormat,
    utils::{ApiBackend, CameraIndex, FrameFormat, RequestedFormat, RequestedFormatType},
};
use sportello_contract::desk::camera::PictureSize;
use sportello_desk::ports::{CameraFault, OpenedCamera};

use super::{
    choice, guarded,
    training::{TrainingBackend, TrainingDocuments},
};

/// Broken frames in a row, after which the camera is: cables lose some.
const BROKEN_IN_A_ROW: u32 = 20;

/// A camera of the library; the training's own too.
pub struct NokhwaCamera {
    /// Empty only while it is dropped.
    camera: Option<Camera>,
    sizes: Vec<PictureSize>,
    /// The documents to turn over, in training.
    documents: Option<Arc<TrainingDocuments>>,
}

impl NokhwaCamera {
    /// Chooses a format and lets the pictures flow.
    pub fn start(
        mut camera: Camera,
        size: Option<PictureSize>,
        documents: Option<Arc<TrainingDocuments>>,
    ) -> Result<Self, CameraFault> {
        let formats = guarded(|| camera.compatible_camera_formats())?;
        let format = choice::best(&formats, size)
            .ok_or_else(|| CameraFault::Failed("it offers no colour format that can be read".into()))?;
        if guarded(|| Ok(camera.camera_format()))? != format {
            let exactly = RequestedFormat::with_formats(RequestedFormatType::Exact(format), choice::READABLE);
            guarded(|| camera.set_camera_requset(exactly))?;
        }
        // The library hangs on the first frame of a stream that was not opened by name.
        guarded(|| camera.open_stream())?;
        Ok(Self { camera: Some(camera), sizes: choice::sizes(&formats), documents })
    }

    /// The training's camera, through the library's own seam for cameras of one's own.
    pub fn of_training(
        documents: Arc<TrainingDocuments>,
        size: Option<PictureSize>,
    ) -> Result<Self, CameraFault> {
        let backend = Box::new(TrainingBackend::new(Arc::clone(&documents)));
        let camera = Camera::with_custom(CameraIndex::Index(0), ApiBackend::Auto, backend);
        Self::start(camera, size, Some(documents))
    }

    fn buffer(&mut self) -> Result<Buffer, CameraFault> {
        let camera = self.camera.as_mut().ok_or(CameraFault::Missing)?;
        guarded(|| camera.frame())
    }
}

impl OpenedCamera for NokhwaCamera {
    fn sizes(&self) -> Vec<PictureSize> {
        self.sizes.clone()
    }

    fn frame(&mut self) -> Result<RgbImage, CameraFault> {
        let mut last = String::new();
        for _ in 0..BROKEN_IN_A_ROW {
            let buffer = self.buffer()?;
            match picture(&buffer) {
                Ok(picture) => return Ok(picture),
                Err(why) => last = why,
            }
        }
        Err(CameraFault::Failed(last))
    }

    fn photographed(&mut self) {
        if let Some(documents) = &self.documents {
            documents.turn_over();
        }
    }
}

impl Drop for NokhwaCamera {
    fn drop(&mut self) {
        let camera = self.camera.take();
        // The library's own end panics when the camera is gone already.
        let ended = catch_unwind(AssertUnwindSafe(|| drop(camera)));
        if ended.is_err() {
            tracing::debug!("the camera was gone before it was closed");
        }
    }
}

fn picture(buffer: &Buffer) -> Result<RgbImage, String> {
    let size = buffer.resolution();
    if buffer.source_frame_format() == FrameFormat::MJPEG {
        // The library's own decoder is a C library; this one is here already.
        let decoded = image::load_from_memory_with_format(buffer.buffer(), ImageFormat::Jpeg);
        let picture = decoded.map_err(|error| error.to_string())?.into_rgb8();
        let as_said = picture.dimensions() == (size.width(), size.height());
        return if as_said { Ok(picture) } else { Err("a frame of another size".into()) };
    }
    let decoded = catch_unwind(AssertUnwindSafe(|| buffer.decode_image::<RgbFormat>()));
    decoded.map_err(|_| "a frame that cannot be read".to_owned())?.map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use nokhwa::utils::Resolution;

    use super::*;

    #[test]
    fn frames_of_every_format_become_pictures() {
        let size = Resolution::new(2, 2);
        let whole = |bytes: &[u8], format| picture(&Buffer::new(size, bytes, format));
        let red = whole(&[255, 0, 0].repeat(4), FrameFormat::RAWRGB).expect("as it is");
        assert_eq!(red.get_pixel(1, 1).0, [255, 0, 0], "plain pixels");
        let grey = whole(&[128; 8], FrameFormat::YUYV).expect("two pixels share a colour");
        assert!(grey.get_pixel(0, 0).0.iter().all(|v| v.abs_diff(128) < 10), "without colour it is grey");
        assert!(whole(&[1, 2, 3], FrameFormat::RAWRGB).is_err(), "half a frame is none");
        assert!(whole(b"no JPEG", FrameFormat::MJPEG).is_err(), "nor is a broken one");
    }
}
