//! Who is at which camera. A driver that hangs keeps its thread for as long as it hangs: whoever tries again meanwhile would
//! leave another one behind it, and is refused instead.

use std::{
    collections::HashMap,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use image::RgbImage;
use sportello_contract::desk::camera::PictureSize;
use sportello_desk::ports::{CameraFault, OpenedCamera};

/// Nobody waits longer for a driver that has begun something; opening takes some of them seconds.
const LATE: Duration = Duration::from_secs(10);

/// The cameras that somebody is at, each with when its driver was last heard of.
#[derive(Clone)]
pub struct Seats {
    taken: Arc<(Mutex<HashMap<String, Instant>>, Condvar)>,
    late: Duration,
}

impl Default for Seats {
    fn default() -> Self {
        Self::of(LATE)
    }
}

impl Seats {
    fn of(late: Duration) -> Self {
        Self { taken: Arc::default(), late }
    }

    /// Opens this camera, once whoever is at it has let it go. [`CameraFault::Hangs`] where its driver does not come back to them.
    pub fn open<C: OpenedCamera>(
        &self,
        camera: &str,
        open: impl FnOnce() -> Result<C, CameraFault>,
    ) -> Result<Seated<C>, CameraFault> {
        let seat = self.take(camera)?;
        Ok(Seated { camera: open()?, seat })
    }

    fn take(&self, camera: &str) -> Result<Seat, CameraFault> {
        let (_, freed) = &*self.taken;
        let (mut taken, began) = (self.taken(), Instant::now());
        while let Some(heard) = taken.get(camera) {
            if heard.elapsed() >= self.late {
                return Err(CameraFault::Hangs);
            }
            // Whoever is there goes on looking: this program has it.
            if began.elapsed() >= self.late {
                return Err(CameraFault::Busy);
            }
            let wait = self.late.saturating_sub(heard.elapsed());
            taken = freed.wait_timeout(taken, wait).unwrap_or_else(PoisonError::into_inner).0;
        }
        taken.insert(camera.to_owned(), Instant::now());
        drop(taken);
        Ok(Seat { seats: self.clone(), camera: camera.to_owned() })
    }

    fn taken(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        // Entries come and go whole: a panic elsewhere does not spoil them.
        self.taken.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place at a camera, for as long as it lasts.
struct Seat {
    seats: Seats,
    camera: String,
}

impl Seat {
    /// The driver came back, and is asked for the next.
    fn heard(&self) {
        if let Some(heard) = self.seats.taken().get_mut(&self.camera) {
            *heard = Instant::now();
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.taken().remove(&self.camera);
        self.seats.taken.1.notify_all();
    }
}

/// A camera that is open, in its seat.
pub struct Seated<C> {
    camera: C,
    /// Left after the camera: closing it can hang, too.
    seat: Seat,
}

impl<C: OpenedCamera> OpenedCamera for Seated<C> {
    fn sizes(&self) -> Vec<PictureSize> {
        self.camera.sizes()
    }

    fn frame(&mut self) -> Result<RgbImage, CameraFault> {
        self.seat.heard();
        self.camera.frame()
    }

    fn photographed(&mut self) {
        self.camera.photographed();
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            atomic::{AtomicU32, Ordering},
            mpsc,
        },
        thread,
    };

    use super::*;

    /// Hangs for as long as its sender lives, in the frame where it is told to.
    struct ScriptedCamera {
        hangs: Option<mpsc::Receiver<()>>,
    }

    impl OpenedCamera for ScriptedCamera {
        fn sizes(&self) -> Vec<PictureSize> {
            Vec::new()
        }

        fn frame(&mut self) -> Result<RgbImage, CameraFault> {
            if let Some(hangs) = &self.hangs {
                let _ = hangs.recv();
            }
            Ok(RgbImage::new(4, 3))
        }
    }

    const SHORT: Duration = Duration::from_millis(60);

    fn is_refused(seats: &Seats, camera: &str, opened: &AtomicU32) -> bool {
        let again = seats.open(camera, || {
            opened.fetch_add(1, Ordering::SeqCst);
            Ok(ScriptedCamera { hangs: None })
        });
        matches!(again, Err(CameraFault::Hangs))
    }

    #[test]
    fn a_driver_that_hangs_when_opened_keeps_one_thread_however_often_it_is_tried() {
        let (seats, opened) = (Seats::of(SHORT), Arc::new(AtomicU32::new(0)));
        let (let_go, hangs) = mpsc::channel::<()>();
        let (began, begun) = mpsc::channel();
        let (hanging, count) = (seats.clone(), Arc::clone(&opened));
        let thread = thread::spawn(move || {
            hanging
                .open("0", || {
                    count.fetch_add(1, Ordering::SeqCst);
                    began.send(()).unwrap();
                    let _ = hangs.recv();
                    Ok(ScriptedCamera { hangs: None })
                })
                .map(drop)
                .is_ok()
        });
        begun.recv().unwrap();
        assert!(is_refused(&seats, "0", &opened), "the first that comes may wait for it a little");
        let again = Instant::now();
        for _ in 0..20 {
            assert!(is_refused(&seats, "0", &opened), "still hanging");
        }
        assert!(again.elapsed() < SHORT, "nobody waits for it a second time");
        assert_eq!(opened.load(Ordering::SeqCst), 1, "the driver was asked once: one thread hangs");
        assert!(!is_refused(&seats, "1", &opened), "another camera is another driver's affair");
        drop(let_go);
        assert!(thread.join().unwrap(), "it came back after all");
        assert!(!is_refused(&seats, "0", &opened), "and is opened again");
    }

    #[test]
    fn a_driver_that_hangs_in_a_frame_is_not_opened_beside() {
        let (seats, opened) = (Seats::of(SHORT), AtomicU32::new(0));
        let (let_go, hangs) = mpsc::channel::<()>();
        let hanging = seats.clone();
        let (began, begun) = mpsc::channel();
        let thread = thread::spawn(move || {
            let mut camera = hanging.open("0", || Ok(ScriptedCamera { hangs: Some(hangs) })).ok().unwrap();
            began.send(()).unwrap();
            camera.frame().is_ok()
        });
        begun.recv().unwrap();
        assert!(is_refused(&seats, "0", &opened), "it waits for a frame that does not come");
        assert_eq!(opened.load(Ordering::SeqCst), 0, "nothing more is asked of it");
        drop(let_go);
        assert!(thread.join().unwrap(), "the frame came");
    }

    #[test]
    fn whoever_lets_go_in_time_is_waited_for() {
        let (seats, opened) = (Seats::of(Duration::from_secs(20)), AtomicU32::new(0));
        let mut before = seats.open("0", || Ok(ScriptedCamera { hangs: None })).ok().unwrap();
        let closing = thread::spawn(move || {
            before.frame().unwrap();
            thread::sleep(SHORT);
        });
        assert!(!is_refused(&seats, "0", &opened), "it is opened as soon as it is free");
        closing.join().unwrap();
        let failed = seats.open("0", || Err::<ScriptedCamera, _>(CameraFault::Missing));
        assert!(matches!(failed, Err(CameraFault::Missing)), "what does not open says why");
        assert!(!is_refused(&seats, "0", &opened), "and keeps no seat");
    }
}
