//! The frame of the moment in which the officer presses: what the draft still saves comes before a shot, and until then the
//! document may have been moved. So the frame is kept at once, and becomes an image when its turn comes.

use sportello_domain::error_code::ErrorCode;

use super::steadiness::Candidate;
use crate::{Desk, DeskError};

/// The frame that is kept. It is one: nothing is shot while a shot is on its way.
#[derive(Default)]
pub(crate) struct HeldShot {
    number: u32,
    shot: Option<Candidate>,
}

impl HeldShot {
    /// In place of the one before, which nobody took.
    fn hold(&mut self, shot: Candidate) -> u32 {
        self.number = self.number.wrapping_add(1);
        self.shot = Some(shot);
        self.number
    }

    /// The one of this number, once.
    pub(super) fn take(&mut self, number: u32) -> Option<Candidate> {
        if self.number == number { self.shot.take() } else { None }
    }

    /// Whoever signs in next is not shown what the one before had under the camera. Its number is never given again.
    pub(crate) fn let_go(&mut self) {
        self.shot = None;
    }
}

/// Keeps the frame that is photographed now, for [`super::camera_shoot`]; gives its number.
pub fn camera_hold(desk: &Desk) -> Result<u32, DeskError> {
    desk.session()?;
    let shot = desk.camera.now().and_then(|watch| watch.shoot());
    let shot = shot.ok_or_else(|| DeskError::told(ErrorCode::CameraNoPicture))?;
    Ok(desk.memory().held_shot.hold(shot))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use image::{Rgb, RgbImage};
    use sportello_capture::framing;

    use super::{super::steadiness::Steadiness, *};

    fn shot(grey: u8) -> Candidate {
        let picture = Arc::new(RgbImage::from_pixel(64, 48, Rgb([grey; 3])));
        let mut steady = Steadiness::default();
        let (framing, glance) = framing::frame(&picture, None);
        steady.see(&picture, &framing, glance);
        steady.shoot().unwrap()
    }

    fn grey(shot: Option<Candidate>) -> Option<u8> {
        shot.map(|shot| shot.picture.get_pixel(0, 0).0[0])
    }

    #[test]
    fn the_frame_of_the_press_is_taken_once() {
        let mut held = HeldShot::default();
        assert_eq!(grey(held.take(0)), None, "before the first press there is none");
        let first = held.hold(shot(80));
        let second = held.hold(shot(90));
        assert_eq!(grey(held.take(first)), None, "the one before is gone");
        assert_eq!(grey(held.take(second)), Some(90), "the last one pressed");
        assert_eq!(grey(held.take(second)), None, "and once");
        let third = held.hold(shot(70));
        held.let_go();
        assert_eq!(grey(held.take(third)), None, "nobody else takes it");
        assert_ne!(held.hold(shot(60)), third, "nor another one by its number");
    }
}
