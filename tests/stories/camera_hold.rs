//! The shutter: what is photographed is what lay under the camera when it was pressed, not when the shot's turn came. The camera
//! is a file: whatever picture it holds is what is seen.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::Duration,
};

use image::RgbImage;
use sportello_capture::{
    mrz,
    specimen::{self, Bearer, Paper},
};
use sportello_contract::desk::camera::{CameraState, CameraView, OpenCamera, PictureSize};
use sportello_desk::{
    Desk, DeskError, Ports, camera, drafts,
    ports::{CameraFault, Cameras, OpenedCamera},
    sessions,
};
use sportello_domain::{account::Profile, catalogue::RecognitionMethod, document::DocumentSide};
use sportello_stories::Scene;
use time::macros::date;

use crate::WORKER;

/// Some fifty frames a second.
const PACE: Duration = Duration::from_millis(20);

struct FileCamera(PathBuf);

impl Cameras for FileCamera {
    fn list(&self) -> Vec<CameraView> {
        vec![CameraView { id: "file".into(), name: "File".into(), training: false }]
    }

    fn open(&self, _: &OpenCamera) -> Result<Box<dyn OpenedCamera>, CameraFault> {
        Ok(Box::new(Self(self.0.clone())))
    }
}

impl OpenedCamera for FileCamera {
    fn sizes(&self) -> Vec<PictureSize> {
        Vec::new()
    }

    fn frame(&mut self) -> Result<RgbImage, CameraFault> {
        thread::sleep(PACE);
        let picture = image::open(&self.0).map_err(|error| CameraFault::Failed(error.to_string()))?;
        Ok(picture.into_rgb8())
    }
}

/// Lays a passport of this number under the camera, whole or not at all.
fn lay(file: &Path, number: &str) {
    let bearer = Bearer::new("Rossi", "Ada", mrz::Sex::Female, date!(1990 - 01 - 02));
    let paper = Paper::new(number, "ITA", date!(2024 - 01 - 02), date!(2034 - 01 - 02));
    let page = specimen::passport_page(&bearer, &paper).unwrap();
    let half = file.with_extension("half.png");
    specimen::on_table(&page, (1800, 1200)).save(&half).unwrap();
    std::fs::rename(half, file).unwrap();
}

/// Looks as the window does until so many more frames were seen.
async fn looked(desk: &Desk, frames: u32) {
    let (mut after, mut seen) = (0, 0);
    while seen < frames {
        let frame = camera::camera_frame(desk, after).await.unwrap().view;
        seen += u32::from(frame.state == CameraState::Live && frame.number > after);
        after = frame.number;
    }
}

fn code<T>(outcome: Result<T, DeskError>) -> String {
    outcome.err().unwrap().to_wire("").code
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shot_is_of_the_moment_of_its_press() {
    let scene = Scene::set(WORKER).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seen.png");
    lay(&file, "YA1234567");
    let ports = Ports { cameras: Arc::new(FileCamera(file.clone())), ..scene.ports("counter").await };
    let desk = Desk::open(ports).await.unwrap();
    scene.grounds.register(&desk, "counter").await;
    assert_eq!(code(camera::camera_hold(&desk)), "sessionEnded", "nobody is there to press");
    let officer = scene.officer(Profile::Rao);
    officer.sign_in(&desk, Profile::Rao).await;
    assert_eq!(code(camera::camera_hold(&desk)), "cameraNoPicture", "nothing is seen");
    let draft = drafts::start_draft(&desk, Some(RecognitionMethod::Offline)).await.unwrap().id;
    let shoot = async |held| camera::camera_shoot(&desk, draft, DocumentSide::Both, held).await;

    camera::open_camera(&desk, OpenCamera { camera: "file".into(), size: None }).unwrap();
    looked(&desk, 3).await;
    let held = camera::camera_hold(&desk).unwrap();
    // The document is changed for another before the shot's turn comes, which is then seen for a while.
    lay(&file, "YB7654321");
    looked(&desk, 12).await;
    let shot = shoot(held).await.unwrap();
    assert_eq!(shot.draft.content.document.number, "YA1234567", "what lay there at the press");
    assert_eq!(code(shoot(held).await), "cameraNoPicture", "a press is one image");

    let held = camera::camera_hold(&desk).unwrap();
    camera::close_camera(&desk);
    let shot = shoot(held).await.unwrap();
    assert_eq!(shot.draft.content.document.number, "YB7654321", "though the camera was closed since");

    camera::open_camera(&desk, OpenCamera { camera: "file".into(), size: None }).unwrap();
    looked(&desk, 3).await;
    let held = camera::camera_hold(&desk).unwrap();
    sessions::sign_out(&desk).await.unwrap();
    officer.sign_in(&desk, Profile::Rao).await;
    assert_eq!(code(shoot(held).await), "cameraNoPicture", "what was held went with its session");
    drop(desk);
    scene.stop().await;
}
