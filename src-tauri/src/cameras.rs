//! The cameras of this machine, through `nokhwa`; at a training centre one more, which shows invented documents.

mod choice;
mod opened;
mod seats;
mod training;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc},
    time::Duration,
};

use nokhwa::{
    Camera, NokhwaError, query,
    utils::{ApiBackend, CameraIndex, CameraInfo, RequestedFormat, RequestedFormatType},
};
use sportello_contract::desk::camera::{CameraView, OpenCamera};
use sportello_desk::ports::{CameraFault, Cameras, OpenedCamera};

use opened::NokhwaCamera;
use seats::Seats;
pub use training::TrainingDocuments;

/// The id of the camera that only training has.
const TRAINING: &str = "training";
/// How long the system may show its question whether this program may see (macOS).
const ASKED: Duration = Duration::from_mins(1);

/// The system's own list of cameras, and the training's.
pub struct SystemCameras {
    training: Option<Arc<TrainingDocuments>>,
    seats: Seats,
}

impl SystemCameras {
    /// With the documents of the training camera, where there is one.
    pub fn new(training: Option<Arc<TrainingDocuments>>) -> Self {
        Self { training, seats: Seats::default() }
    }
}

impl Cameras for SystemCameras {
    fn list(&self) -> Vec<CameraView> {
        let found = match guarded(|| query(ApiBackend::Auto)) {
            Ok(cameras) => cameras,
            Err(fault) => {
                tracing::debug!(error = %fault, "cameras cannot be listed");
                Vec::new()
            }
        };
        let real = found.iter().map(view);
        let training = self.training.iter().map(|_| CameraView {
            id: TRAINING.to_owned(),
            name: training::NAME.to_owned(),
            training: true,
        });
        real.chain(training).collect()
    }

    fn open(&self, wish: &OpenCamera) -> Result<Box<dyn OpenedCamera>, CameraFault> {
        if wish.camera == TRAINING {
            let documents = self.training.clone().ok_or(CameraFault::Missing)?;
            return Ok(Box::new(NokhwaCamera::of_training(documents, wish.size)?));
        }
        allowed()?;
        Ok(Box::new(self.seats.open(&wish.camera, || open(wish))?))
    }
}

fn open(wish: &OpenCamera) -> Result<NokhwaCamera, CameraFault> {
    let cameras = guarded(|| query(ApiBackend::Auto))?;
    let camera = cameras.iter().find(|camera| id(camera.index()) == wish.camera);
    let index = camera.ok_or(CameraFault::Missing)?.index().clone();
    // Whatever it offers first: what is wanted is chosen from all that it offers.
    let any = RequestedFormat::with_formats(RequestedFormatType::None, choice::READABLE);
    let camera = guarded(|| Camera::new(index, any))?;
    NokhwaCamera::start(camera, wish.size, None)
}

fn view(camera: &CameraInfo) -> CameraView {
    CameraView { id: id(camera.index()), name: camera.human_name(), training: false }
}

fn id(index: &CameraIndex) -> String {
    match index {
        CameraIndex::Index(number) => number.to_string(),
        CameraIndex::String(name) => name.clone(),
    }
}

/// Asks the system, which asks the officer once (macOS); elsewhere the answer is yes at once.
fn allowed() -> Result<(), CameraFault> {
    if nokhwa::nokhwa_check() {
        return Ok(());
    }
    let (tell, told) = mpsc::channel();
    nokhwa::nokhwa_initialize(move |granted| {
        // Nobody waiting any more is no fault.
        let _ = tell.send(granted);
    });
    match told.recv_timeout(ASKED) {
        Ok(true) => Ok(()),
        _ => Err(CameraFault::Denied),
    }
}

/// The drivers' library panics where it should fail: then the camera failed, and not this program.
fn guarded<T>(act: impl FnOnce() -> Result<T, NokhwaError>) -> Result<T, CameraFault> {
    let done = catch_unwind(AssertUnwindSafe(act));
    done.unwrap_or_else(|_| Err(NokhwaError::GeneralError("its driver's library panicked".into())))
        .map_err(|error| fault(&error.to_string()))
}

/// The library passes the system's own words on; codes where they have one, since words are translated.
fn fault(words: &str) -> CameraFault {
    let words_small = words.to_lowercase();
    let says = |any: &[&str]| any.iter().any(|each| words_small.contains(each));
    if says(&["os error 13)", "permission denied", "0x80070005", "not authorized"]) {
        CameraFault::Denied
    } else if says(&["os error 16)", "resource busy", "0xc00d3704", "0xc00d3ea3", "in use"]) {
        CameraFault::Busy
    } else if says(&["os error 19)", "os error 2)", "no such device", "0xc00d3ea2", "0xc00d36e6"]) {
        CameraFault::Missing
    } else {
        CameraFault::Failed(words.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_words_are_told_apart() {
        let told = |words: &str| fault(words).to_string();
        let denied = "Could not open device 0: V4L2 Error: Permission denied (os error 13)";
        assert_eq!(told(denied), CameraFault::Denied.to_string(), "no right to open it");
        let busy = "Could not open device stream: Device or resource busy (os error 16)";
        assert_eq!(told(busy), CameraFault::Busy.to_string(), "somebody else has it");
        let gone = "Could not capture frame: No such device (os error 19)";
        assert_eq!(told(gone), CameraFault::Missing.to_string(), "it was pulled out");
        assert!(matches!(fault("some other thing"), CameraFault::Failed(_)), "anything else is a failure");
    }

    #[test]
    fn a_panic_in_a_driver_is_a_fault_of_the_camera() {
        let answer = guarded::<()>(|| panic!("as drivers do"));
        assert!(matches!(answer, Err(CameraFault::Failed(_))), "the program goes on");
    }

    #[test]
    fn a_real_centre_has_no_training_camera() {
        let cameras = SystemCameras::new(None);
        assert!(cameras.list().iter().all(|camera| !camera.training), "none is listed");
        let wish = OpenCamera { camera: TRAINING.to_owned(), size: None };
        assert!(matches!(cameras.open(&wish), Err(CameraFault::Missing)), "and none opens");
    }
}
