//! Bar codes: the tax code in Code 39 on the back of the Italian identity card and of the health card.

use image::{GrayImage, RgbImage, imageops};
use rxing::common::HybridBinarizer;
use rxing::oned::Code39Reader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader};
use sportello_domain::tax_code::TaxCode;

use crate::picture::{Pyramid, TextLine, real, shrunk};

/// Sizes of the page that are tried: fine bars need the large one, soft ones the small one.
const SIDES: [u32; 2] = [1800, 1100];

/// The tax code in a bar code of the page. `angle` is the page's direction of reading, radians clockwise.
pub fn tax_code(page: &RgbImage, angle: f32) -> Option<TaxCode> {
    SIDES.into_iter().find_map(|side| {
        let (small, _) = shrunk(page, side);
        let grey = imageops::grayscale(&turned(&small, angle));
        scan(grey)
    })
}

/// The page turned upright; bars are read along rows.
fn turned(page: &RgbImage, angle: f32) -> RgbImage {
    if angle.sin().abs() < 0.01 {
        return page.clone();
    }
    let (width, height) = (real(page.width()), real(page.height()));
    let (sin, cos) = (angle.sin().abs(), angle.cos().abs());
    let whole = TextLine {
        x: width / 2.0,
        y: height / 2.0,
        angle,
        length: width * cos + height * sin,
        height: width * sin + height * cos,
    };
    let rows = crate::picture::whole(whole.height).max(16);
    Pyramid::of(page).strip(&whole, rows, 1.0, 0.0).0
}

fn scan(grey: GrayImage) -> Option<TaxCode> {
    let (width, height) = grey.dimensions();
    let source = Luma8LuminanceSource::new(grey.into_raw(), width, height).ok()?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    // The decoder is somebody else's: a panic in it is a code that cannot be read.
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        Code39Reader::new().decode_with_hints(&mut bitmap, &hints)
    }))
    .ok()?
    .ok()?;
    read.getText().trim().parse().ok()
}
