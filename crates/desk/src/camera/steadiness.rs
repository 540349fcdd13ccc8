//! When a frame is worth a shot: good for long enough, and not of what was photographed before.

use std::sync::Arc;

use image::RgbImage;
use sportello_capture::{
    framing::{Advice, Corners, Framing, Glance},
    picture::real,
};
use sportello_contract::desk::camera::FrameAdvice;

/// So many good frames in a row: half a second at fifteen a second.
const GOOD_FRAMES: u32 = 8;

/// A frame that can become the image of a side.
#[derive(Clone)]
pub(super) struct Candidate {
    pub picture: Arc<RgbImage>,
    pub outline: Option<Corners>,
    sharpness: f32,
}

/// What the frames of one camera have shown so far.
#[derive(Default)]
pub(super) struct Steadiness {
    good: u32,
    /// The sharpest of the good ones in a row.
    best: Option<Candidate>,
    latest: Option<Candidate>,
    before: Option<Glance>,
    /// What was photographed last: seen again, even after a hand was before it, it is not shot by itself.
    shot: Option<(Glance, Corners)>,
}

impl Steadiness {
    /// Begins anew, after a gap or with another camera, and still knows what was photographed.
    pub fn after_a_gap(&self) -> Self {
        Self { shot: self.shot.clone(), ..Self::default() }
    }

    /// The frame before, to tell movement by.
    pub fn before(&self) -> Option<&Glance> {
        self.before.as_ref()
    }

    /// Takes a frame in; gives what to say of it, and how far it is to shooting by itself, of 100.
    pub fn see(&mut self, picture: &Arc<RgbImage>, framing: &Framing, glance: Glance) -> (FrameAdvice, u8) {
        let again = self.shot.as_ref().is_some_and(|(shot, outline)| glance.still_shows(shot, outline));
        self.before = Some(glance);
        let seen = Candidate {
            picture: Arc::clone(picture),
            outline: framing.outline,
            sharpness: framing.sharpness,
        };
        self.latest = Some(seen.clone());
        if framing.advice != Advice::Good || again {
            (self.good, self.best) = (0, None);
            let advice = if again { FrameAdvice::NextSide } else { words(framing.advice) };
            return (advice, 0);
        }
        self.good += 1;
        if self.best.as_ref().is_none_or(|best| seen.sharpness > best.sharpness) {
            self.best = Some(seen);
        }
        let ready = u8::try_from(self.good.min(GOOD_FRAMES) * 100 / GOOD_FRAMES).unwrap_or(100);
        (FrameAdvice::Good, ready)
    }

    /// The frame to keep: the sharpest good one, else the last. What it shows is not shot by itself again.
    pub fn shoot(&mut self) -> Option<Candidate> {
        let chosen = self.best.take().or_else(|| self.latest.clone())?;
        self.good = 0;
        // Where no document was made out, whatever lies there is what was photographed.
        let (width, height) = chosen.picture.dimensions();
        let (right, bottom) = (real(width), real(height));
        let all = Corners([(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)]);
        self.shot = self.before.clone().map(|glance| (glance, chosen.outline.unwrap_or(all)));
        Some(chosen)
    }
}

const fn words(advice: Advice) -> FrameAdvice {
    match advice {
        Advice::ShowDocument => FrameAdvice::ShowDocument,
        Advice::MoreLight => FrameAdvice::MoreLight,
        Advice::WholeDocument => FrameAdvice::WholeDocument,
        Advice::MoveCloser => FrameAdvice::MoveCloser,
        Advice::Straighten => FrameAdvice::Straighten,
        Advice::HoldStill => FrameAdvice::HoldStill,
        Advice::Sharpen => FrameAdvice::Sharpen,
        Advice::LessGlare => FrameAdvice::LessGlare,
        Advice::Good => FrameAdvice::Good,
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, imageops};
    use sportello_capture::framing;

    use super::*;

    /// A card of some grey, with lines of print, in the middle of a table.
    fn card(print: u32) -> Arc<RgbImage> {
        let mut table = RgbImage::from_pixel(1280, 720, Rgb([70, 72, 70]));
        let card = RgbImage::from_fn(900, 568, |x, y| {
            let printed = x > 40 && x < 860 && y > 40 && y < 520 && y % 24 < 8 && (x * print / 7) % 12 < 5;
            Rgb(if printed { [40, 40, 60] } else { [225, 226, 220] })
        });
        imageops::overlay(&mut table, &card, 190, 76);
        Arc::new(table)
    }

    fn show(steady: &mut Steadiness, picture: &Arc<RgbImage>) -> (FrameAdvice, u8) {
        let (framing, glance) = framing::frame(picture, steady.before());
        steady.see(picture, &framing, glance)
    }

    #[test]
    fn a_card_held_still_is_shot_once_and_then_its_other_side() {
        let (front, back) = (card(7), card(11));
        let mut steady = Steadiness::default();
        for frame in 1..GOOD_FRAMES {
            let (advice, ready) = show(&mut steady, &front);
            assert_eq!(advice, FrameAdvice::Good, "frame {frame} shows the front");
            assert!(ready < 100, "frame {frame}: not yet, it may still move");
        }
        assert_eq!(show(&mut steady, &front), (FrameAdvice::Good, 100), "long enough");
        let shot = steady.shoot().expect("a frame was seen");
        assert!(shot.outline.is_some(), "and where the card lies in it");
        for _ in 0..20 {
            assert_eq!(show(&mut steady, &front), (FrameAdvice::NextSide, 0), "the front still lies there");
        }
        let hand = Arc::new(RgbImage::from_pixel(1280, 720, Rgb([190, 150, 130])));
        assert_eq!(show(&mut steady, &hand).1, 0, "a hand reaches over");
        show(&mut steady, &front);
        assert_eq!(show(&mut steady, &front), (FrameAdvice::NextSide, 0), "and thinks better of it");
        let mut reopened = steady.after_a_gap();
        assert_eq!(show(&mut reopened, &front), (FrameAdvice::NextSide, 0), "nor after a gap");
        let turned: Vec<_> = (0..=GOOD_FRAMES).map(|_| show(&mut steady, &back)).collect();
        assert!(
            turned.iter().all(|(advice, _)| *advice != FrameAdvice::NextSide),
            "the back is something else"
        );
        assert_eq!(turned.last().map(|(_, ready)| *ready), Some(100), "and is held still too");
    }

    #[test]
    fn the_button_works_on_any_frame() {
        let mut steady = Steadiness::default();
        assert!(steady.shoot().is_none(), "before the first frame there is nothing");
        let table = Arc::new(RgbImage::from_pixel(640, 480, Rgb([120, 120, 120])));
        assert_eq!(show(&mut steady, &table), (FrameAdvice::ShowDocument, 0), "a bare table");
        let shot = steady.shoot().expect("the officer wants it so");
        assert!(shot.outline.is_none() && shot.picture == table, "the whole frame");
        assert_eq!(show(&mut steady, &table), (FrameAdvice::NextSide, 0), "which is not shot by itself then");
    }
}
