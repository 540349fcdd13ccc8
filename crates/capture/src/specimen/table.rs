//! A picture laid on a table, as a camera above it sees it.

use image::{Rgb, RgbImage, imageops};

use crate::picture::{real, whole};

/// Dull and darker than paper, as tables under cameras are.
const TABLE: Rgb<u8> = Rgb([92, 96, 94]);
/// The share of the frame that a picture may fill in each direction.
const FILLS: f32 = 0.84;

/// The bare table, of this many pixels.
pub fn table((width, height): (u32, u32)) -> RgbImage {
    RgbImage::from_pixel(width, height, TABLE)
}

/// The picture in the middle of it, all of it to be seen.
pub fn on_table(picture: &RgbImage, size: (u32, u32)) -> RgbImage {
    let mut seen = table(size);
    let (width, height) = (real(picture.width()), real(picture.height()));
    let factor = (real(size.0) / width.max(1.0)).min(real(size.1) / height.max(1.0)) * FILLS;
    let (across, down) = (whole(width * factor).max(1), whole(height * factor).max(1));
    let laid = imageops::resize(picture, across, down, imageops::FilterType::CatmullRom);
    let middle = |room: u32, taken: u32| i64::from(room.saturating_sub(taken) / 2);
    imageops::overlay(&mut seen, &laid, middle(size.0, across), middle(size.1, down));
    seen
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;
    use crate::{
        framing::{Advice, frame},
        specimen::{SpecimenKind, invent_of},
    };

    #[test]
    fn what_lies_on_the_table_is_worth_a_shot() {
        for kind in [SpecimenKind::IdentityCard, SpecimenKind::Passport, SpecimenKind::DrivingLicence] {
            for (number, side) in
                invent_of(kind, 3, date!(2026 - 03 - 14)).draw().unwrap().sides.iter().enumerate()
            {
                let (seen, _) = frame(&on_table(&side.image, (1280, 720)), None);
                assert_eq!(seen.advice, Advice::Good, "{kind:?}, side {number}");
            }
        }
        assert_eq!(frame(&table((1280, 720)), None).0.advice, Advice::ShowDocument, "the bare table");
    }
}
