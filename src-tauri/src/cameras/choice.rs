//! Which of a camera's formats is used.

use std::collections::BTreeSet;

use nokhwa::utils::{CameraFormat, FrameFormat};
use sportello_contract::desk::camera::PictureSize;

/// Those in colour, which documents are photographed in.
pub const READABLE: &[FrameFormat] =
    &[FrameFormat::MJPEG, FrameFormat::YUYV, FrameFormat::NV12, FrameFormat::RAWRGB, FrameFormat::RAWBGR];
/// Below this a picture stutters behind the hand.
const SMOOTH: u32 = 15;
/// More pixels than a document on a table needs cost time with every frame.
const ENOUGH: u32 = 1920 * 1080;

/// The sizes a camera offers, largest first.
pub fn sizes(formats: &[CameraFormat]) -> Vec<PictureSize> {
    let sizes: BTreeSet<_> = readable(formats).map(|format| (area(format), size(format))).collect();
    sizes.into_iter().rev().map(|(_, size)| size).collect()
}

/// The format for a size; without a wish (or where the camera has it no more) the largest that moves smoothly.
pub fn best(formats: &[CameraFormat], wish: Option<PictureSize>) -> Option<CameraFormat> {
    let wished =
        readable(formats).filter(|format| Some(size(format)) == wish).max_by_key(|format| pace(format));
    let smooth = || {
        readable(formats)
            .filter(|format| format.frame_rate() >= SMOOTH && area(format) <= ENOUGH)
            .max_by_key(|format| (area(format), pace(format)))
    };
    let any = || readable(formats).min_by_key(|format| (area(format).abs_diff(ENOUGH), pace(format)));
    wished.or_else(smooth).or_else(any).copied()
}

fn readable(formats: &[CameraFormat]) -> impl Iterator<Item = &CameraFormat> {
    formats.iter().filter(|format| READABLE.contains(&format.format()))
}

fn size(format: &CameraFormat) -> PictureSize {
    PictureSize { width: format.width(), height: format.height() }
}

fn area(format: &CameraFormat) -> u32 {
    format.width().saturating_mul(format.height())
}

/// Frames a second, no more than are looked at; then what loses nothing before what is compressed.
fn pace(format: &CameraFormat) -> (u32, bool) {
    (format.frame_rate().min(30), format.format() != FrameFormat::MJPEG)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(width: u32, height: u32, format: FrameFormat, fps: u32) -> CameraFormat {
        CameraFormat::new_from(width, height, format, fps)
    }

    /// What a usual webcam says of itself.
    fn webcam() -> Vec<CameraFormat> {
        vec![
            offer(640, 480, FrameFormat::YUYV, 30),
            offer(1280, 720, FrameFormat::YUYV, 10),
            offer(1280, 720, FrameFormat::MJPEG, 30),
            offer(1920, 1080, FrameFormat::YUYV, 5),
            offer(1920, 1080, FrameFormat::MJPEG, 30),
            offer(3840, 2160, FrameFormat::MJPEG, 30),
            offer(640, 480, FrameFormat::GRAY, 60),
        ]
    }

    #[test]
    fn large_and_smooth_and_in_colour() {
        let chosen = best(&webcam(), None).expect("one of them");
        assert_eq!(chosen, offer(1920, 1080, FrameFormat::MJPEG, 30), "the largest that is needed and moves");
        let wished = best(&webcam(), Some(PictureSize { width: 640, height: 480 }));
        assert_eq!(wished, Some(offer(640, 480, FrameFormat::YUYV, 30)), "as wished, and not in grey");
        let unknown = best(&webcam(), Some(PictureSize { width: 1, height: 1 }));
        assert_eq!(unknown, Some(chosen), "what it does not offer is as if nothing was wished");
        let slow = [offer(1600, 1200, FrameFormat::YUYV, 5)];
        assert_eq!(best(&slow, None), Some(slow[0]), "better a slow one than none");
        assert_eq!(best(&[offer(640, 480, FrameFormat::GRAY, 30)], None), None, "grey alone is no help");
    }

    #[test]
    fn each_size_is_offered_once() {
        let sizes: Vec<_> = sizes(&webcam()).iter().map(|size| size.width).collect();
        assert_eq!(sizes, [3840, 1920, 1280, 640], "largest first");
    }
}
