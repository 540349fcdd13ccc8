//! The thread that looks through a camera. Drivers hang, so nobody waits for it: it leaves what it saw, and ends when it
//! is told to or when nobody has looked for a while.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use image::RgbImage;
use sportello_capture::{framing, picture::whole};
use sportello_contract::desk::camera::{
    CameraState, FrameAdvice, FrameView, OpenCamera, PicturePoint, PictureSize,
};
use tokio::sync::watch;

use super::steadiness::{Candidate, Steadiness};
use crate::ports::{CameraFault, Cameras, OpenedCamera};

/// Between two tries for a camera that is not there.
const AGAIN: Duration = Duration::from_secs(1);
/// Frames (or tries, a second each) that nobody asked for, after which the camera is closed: some ten seconds.
const UNASKED_FRAMES: u32 = 300;
const UNASKED_TRIES: u32 = 10;
/// So many waits of a second in a row without a frame, and the camera counts as silent.
const QUIET: u32 = 3;
/// The same before the first frame.
const QUIET_AT_FIRST: u32 = 15;
/// How long the camera before may take to let go: so many looks.
const LOOK: Duration = Duration::from_millis(50);
const LETS_GO: u32 = 40;

/// A camera that is looked through.
pub(super) struct Watch {
    seen: Mutex<Seen>,
    /// The number of the newest frame or change of state.
    news: watch::Sender<u32>,
    ended: AtomicBool,
    /// The thread has let the camera go.
    gone: AtomicBool,
    /// The shot was taken: for the camera, which turns the document over in training.
    photographed: AtomicBool,
    unasked: AtomicU32,
    quiet: AtomicU32,
}

struct Seen {
    view: FrameView,
    picture: Option<Arc<RgbImage>>,
    steady: Steadiness,
}

impl Watch {
    /// Starts to look, in place of the one before.
    pub fn start(
        cameras: Arc<dyn Cameras>,
        wish: OpenCamera,
        before: Option<Arc<Self>>,
    ) -> std::io::Result<Arc<Self>> {
        let steady =
            before.as_ref().map_or_else(Steadiness::default, |before| before.seen().steady.after_a_gap());
        let seen = Seen { view: nothing_seen(CameraState::Opening), picture: None, steady };
        let watch = Arc::new(Self {
            seen: Mutex::new(seen),
            news: watch::Sender::new(0),
            ended: AtomicBool::new(false),
            gone: AtomicBool::new(false),
            photographed: AtomicBool::new(false),
            unasked: AtomicU32::new(0),
            quiet: AtomicU32::new(0),
        });
        let for_thread = Arc::clone(&watch);
        thread::Builder::new().name("camera".into()).spawn(move || {
            if let Some(before) = before {
                before.wait_until_gone();
            }
            for_thread.look_until_closed(&*cameras, &wish);
            for_thread.gone.store(true, Ordering::Relaxed);
        })?;
        Ok(watch)
    }

    /// The thread ends after the frame it waits for.
    pub fn close(&self) {
        self.ended.store(true, Ordering::Relaxed);
    }

    /// Whoever opens a camera that is still streaming hears that somebody else has it. One that hangs is not waited for.
    fn wait_until_gone(&self) {
        let mut looked = 0;
        while !self.gone.load(Ordering::Relaxed) && looked < LETS_GO {
            thread::sleep(LOOK);
            looked += 1;
        }
    }

    /// Waits until there is something beyond this number.
    pub async fn beyond(&self, number: u32) {
        // Fails only when the sender is gone, and the sender is here.
        let _ = self.news.subscribe().wait_for(|newest| *newest > number).await;
    }

    /// What was seen last. `came`: something new had come in time.
    pub fn look(&self, came: bool) -> (FrameView, Option<Arc<RgbImage>>) {
        self.unasked.store(0, Ordering::Relaxed);
        let quiet = if came { 0 } else { self.quiet.fetch_add(1, Ordering::Relaxed) + 1 };
        let seen = self.seen();
        let mut view = seen.view.clone();
        let silent = match view.state {
            CameraState::Live => quiet >= QUIET,
            // The system may ask the officer first.
            CameraState::Opening => quiet >= QUIET_AT_FIRST,
            _ => false,
        };
        if silent {
            view.state = CameraState::Silent;
        }
        (view, seen.picture.clone())
    }

    /// The frame to keep; `None` where the camera shows nothing now.
    pub fn shoot(&self) -> Option<Candidate> {
        let mut seen = self.seen();
        if seen.view.state != CameraState::Live {
            return None;
        }
        let shot = seen.steady.shoot()?;
        seen.view.ready = 0;
        self.photographed.store(true, Ordering::Relaxed);
        Some(shot)
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens the camera, again and again while it is not there, and looks through it.
    fn look_until_closed(&self, cameras: &dyn Cameras, wish: &OpenCamera) {
        while self.goes_on(UNASKED_FRAMES / UNASKED_TRIES) {
            let fault = match cameras.open(wish) {
                Ok(mut camera) => self.look_through(&mut *camera),
                Err(fault) => fault,
            };
            if self.ended.load(Ordering::Relaxed) {
                break;
            }
            if self.change(fault.state()) {
                tracing::warn!(error = %fault, "the camera gives no picture");
            }
            thread::sleep(AGAIN);
        }
        self.change(CameraState::Closed);
    }

    /// Until it fails or is to be closed.
    fn look_through(&self, camera: &mut dyn OpenedCamera) -> CameraFault {
        let sizes = camera.sizes();
        while self.goes_on(1) {
            match camera.frame() {
                Ok(picture) => self.take(picture, &sizes),
                Err(fault) => return fault,
            }
            if self.photographed.swap(false, Ordering::Relaxed) {
                camera.photographed();
            }
        }
        CameraFault::Missing
    }

    /// Counts what nobody asked for; false when it is to end.
    fn goes_on(&self, weight: u32) -> bool {
        let unasked = self.unasked.fetch_add(weight, Ordering::Relaxed) + weight;
        if unasked > UNASKED_FRAMES {
            self.close();
        }
        !self.ended.load(Ordering::Relaxed)
    }

    fn take(&self, picture: RgbImage, sizes: &[PictureSize]) {
        let picture = Arc::new(picture);
        let before = self.seen().steady.before().cloned();
        // Without the lock: it takes some milliseconds.
        let (framing, glance) = framing::frame(&picture, before.as_ref());
        let (width, height) = picture.dimensions();
        self.quiet.store(0, Ordering::Relaxed);
        let number = {
            let mut seen = self.seen();
            let (advice, ready) = seen.steady.see(&picture, &framing, glance);
            let number = seen.view.number + 1;
            seen.view = FrameView {
                state: CameraState::Live,
                number,
                size: PictureSize { width, height },
                sizes: sizes.to_vec(),
                advice,
                outline: framing.outline.map(|corners| corners.0.map(point)),
                ready,
            };
            seen.picture = Some(picture);
            number
        };
        self.news.send_replace(number);
    }

    /// A state without a picture; whether it is another than before.
    fn change(&self, state: CameraState) -> bool {
        let number = {
            let mut seen = self.seen();
            if seen.view.state == state {
                return false;
            }
            let number = seen.view.number + 1;
            *seen = Seen {
                view: FrameView { number, ..nothing_seen(state) },
                picture: None,
                steady: seen.steady.after_a_gap(),
            };
            number
        };
        self.news.send_replace(number);
        true
    }
}

impl CameraFault {
    const fn state(&self) -> CameraState {
        match self {
            Self::Missing => CameraState::Missing,
            Self::Denied => CameraState::Denied,
            Self::Busy => CameraState::Busy,
            Self::Hangs => CameraState::Stuck,
            Self::Failed(_) => CameraState::Failed,
        }
    }
}

/// What is told while there is nothing to see.
pub(super) fn nothing_seen(state: CameraState) -> FrameView {
    FrameView {
        state,
        number: 0,
        size: PictureSize { width: 0, height: 0 },
        sizes: Vec::new(),
        advice: FrameAdvice::ShowDocument,
        outline: None,
        ready: 0,
    }
}

/// A place as the window is told it.
pub(super) fn point((x, y): (f32, f32)) -> PicturePoint {
    PicturePoint { x: whole(x.round()), y: whole(y.round()) }
}

#[cfg(test)]
#[path = "watch_tests.rs"]
mod tests;
