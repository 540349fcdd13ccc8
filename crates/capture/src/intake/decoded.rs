//! A page between its file and the form in which it is kept.

use image::metadata::Orientation;
use image::{DynamicImage, RgbImage};

use super::{IntakeError, NormalisedPage, colour, normalise};

/// A page as its file holds it. What changes every pixel is put off until there are fewer of them.
pub struct Decoded {
    /// On white where it was transparent.
    pub image: RgbImage,
    /// The colour profile (ICC) the pixels are meant in; sRGB where there is none.
    pub profile: Option<Vec<u8>>,
    /// How it has to be turned to stand upright.
    pub orientation: Orientation,
}

impl Decoded {
    /// A page that needs nothing more.
    pub fn plain(image: RgbImage) -> Self {
        Self { image, profile: None, orientation: Orientation::NoTransforms }
    }

    /// Shrunk, in sRGB, upright, without metadata.
    pub fn kept(self) -> Result<NormalisedPage, IntakeError> {
        let mut image = normalise::shrunk(self.image)?;
        if let Some(profile) = self.profile {
            colour::to_srgb(&mut image, &profile);
        }
        if self.orientation != Orientation::NoTransforms {
            let mut turned = DynamicImage::from(image);
            turned.apply_orientation(self.orientation);
            image = turned.into_rgb8();
        }
        normalise::encoded(&image)
    }
}
