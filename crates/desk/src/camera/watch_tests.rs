use std::collections::VecDeque;

use image::Rgb;
use sportello_contract::desk::camera::CameraView;

use super::*;

/// What a camera does, one after the other; then it goes on with the last.
#[derive(Clone, Copy)]
enum Act {
    Show(u8),
    Fail,
    Hang,
}

/// What opening it gives: what it then does, or why it does not open.
type Opening = Result<Vec<Act>, fn() -> CameraFault>;

struct Scripted(Mutex<VecDeque<Opening>>);

impl Scripted {
    fn cameras(opens: Vec<Opening>) -> Arc<Self> {
        Arc::new(Self(Mutex::new(opens.into())))
    }
}

impl Cameras for Scripted {
    fn list(&self) -> Vec<CameraView> {
        Vec::new()
    }

    fn open(&self, _: &OpenCamera) -> Result<Box<dyn OpenedCamera>, CameraFault> {
        let next = self.0.lock().unwrap().pop_front().unwrap_or(Err(|| CameraFault::Missing));
        next.map(|acts| Box::new(Playing(acts.into())) as Box<dyn OpenedCamera>).map_err(|fault| fault())
    }
}

struct Playing(VecDeque<Act>);

impl OpenedCamera for Playing {
    fn sizes(&self) -> Vec<PictureSize> {
        vec![PictureSize { width: 64, height: 48 }]
    }

    fn frame(&mut self) -> Result<RgbImage, CameraFault> {
        let act = if self.0.len() > 1 { self.0.pop_front() } else { self.0.front().copied() };
        thread::sleep(Duration::from_millis(2));
        match act.unwrap_or(Act::Fail) {
            Act::Show(grey) => Ok(RgbImage::from_pixel(64, 48, Rgb([grey; 3]))),
            Act::Fail => Err(CameraFault::Missing),
            Act::Hang => loop {
                thread::park();
            },
        }
    }
}

fn wish() -> OpenCamera {
    OpenCamera { camera: "0".into(), size: None }
}

/// Looks as the window does until a state comes; what was seen on the way.
async fn until(watch: &Watch, wanted: CameraState) -> (FrameView, Option<Arc<RgbImage>>) {
    let mut after = 0;
    for _ in 0..1000 {
        let came = tokio::time::timeout(Duration::from_millis(300), watch.beyond(after)).await.is_ok();
        let (view, picture) = watch.look(came);
        if view.state == wanted {
            return (view, picture);
        }
        after = view.number;
    }
    panic!("the camera never was {wanted:?}");
}

#[tokio::test]
async fn frames_come_and_can_be_shot() {
    let watch = Watch::start(Scripted::cameras(vec![Ok(vec![Act::Show(120)])]), wish(), None).unwrap();
    assert!(watch.shoot().is_none(), "before the first frame there is nothing to shoot");
    let (view, picture) = until(&watch, CameraState::Live).await;
    assert_eq!(view.size, PictureSize { width: 64, height: 48 }, "the size of the frame");
    assert_eq!(view.sizes, [view.size], "and what the camera offers");
    assert_eq!(picture.expect("a picture").get_pixel(0, 0).0, [120; 3], "and the frame itself");
    watch.beyond(view.number).await;
    assert!(watch.look(true).0.number > view.number, "the next one comes");
    assert!(watch.shoot().is_some(), "the button works whatever the advice");
    watch.close();
    until(&watch, CameraState::Closed).await;
    assert!(watch.shoot().is_none(), "a closed camera takes no picture");
}

#[tokio::test]
async fn a_camera_pulled_out_goes_on_when_it_is_back() {
    let opens = vec![
        Ok(vec![Act::Show(80), Act::Show(80), Act::Fail]),
        Err((|| CameraFault::Denied) as fn() -> CameraFault),
        Ok(vec![Act::Show(90)]),
    ];
    let watch = Watch::start(Scripted::cameras(opens), wish(), None).unwrap();
    until(&watch, CameraState::Live).await;
    let (view, picture) = until(&watch, CameraState::Missing).await;
    assert!(picture.is_none() && view.outline.is_none(), "nothing old is shown while it is away");
    assert!(watch.shoot().is_none(), "and nothing old is shot");
    until(&watch, CameraState::Denied).await;
    let (_, picture) = until(&watch, CameraState::Live).await;
    assert_eq!(picture.expect("a picture").get_pixel(0, 0).0, [90; 3], "it is back");
    watch.close();
}

#[tokio::test]
async fn a_driver_that_hangs_is_told_and_holds_nothing_up() {
    let watch =
        Watch::start(Scripted::cameras(vec![Ok(vec![Act::Show(80), Act::Hang])]), wish(), None).unwrap();
    until(&watch, CameraState::Live).await;
    until(&watch, CameraState::Silent).await;
    watch.close();
}

#[tokio::test]
async fn what_nobody_looks_at_is_closed() {
    let watch = Watch::start(Scripted::cameras(vec![Ok(vec![Act::Show(80)])]), wish(), None).unwrap();
    until(&watch, CameraState::Live).await;
    tokio::time::timeout(Duration::from_mins(1), async {
        while watch.seen().view.state != CameraState::Closed {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .expect("the light beside the lens goes out by itself");
}
