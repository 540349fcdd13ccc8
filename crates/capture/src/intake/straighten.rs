//! A document out of its photograph: what lies between four corners, seen from the front.

use image::{Rgb, RgbImage};
use serde::{Deserialize, Serialize};

use super::normalise::{LONGEST_SIDE, decode_normalised, normalise};
use super::{IntakeError, NormalisedPage};
use crate::perspective::{CornersError, Homography, Outline, Point};
use crate::picture::{Pyramid, real, sample, whole};

/// What the sheet may be; its exact shape is known then, whatever the corners say to a few parts in a hundred.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sheet {
    /// Any of the others, or none of them.
    Any,
    /// Cards (ID-1).
    Card,
    /// Older identity cards (ID-2).
    LargeCard,
    /// One page of a passport (ID-3).
    PassportPage,
    /// A passport laid open: two pages, one above the other.
    OpenPassport,
    A4,
}

/// Width and height in millimetres, upright or on its side.
const SIZES: [(Sheet, f32, f32); 5] = [
    (Sheet::Card, 85.6, 54.0),
    (Sheet::LargeCard, 105.0, 74.0),
    (Sheet::PassportPage, 125.0, 88.0),
    (Sheet::OpenPassport, 125.0, 176.0),
    (Sheet::A4, 210.0, 297.0),
];
/// How far the corners may be from a known shape and still mean it.
const NEAR: f32 = 0.06;

/// Why a page cannot be straightened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StraightenError {
    #[error(transparent)]
    Corners(#[from] CornersError),
    #[error(transparent)]
    Page(#[from] IntakeError),
}

/// Cuts out what lies between four corners (in the picture's pixels, in any order) as if seen from the front, as large
/// as it is on the picture, its top where the picture's is.
pub fn straighten(image: &RgbImage, corners: [Point; 4], sheet: Sheet) -> Result<RgbImage, CornersError> {
    let outline = Outline::of(corners, image.dimensions())?;
    let (width, height) = size_of(&outline, image.dimensions(), sheet)?;
    let (right, bottom) = (real(width), real(height));
    let flat = [(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)];
    let back = Homography::between(flat, outline.corners()).ok_or(CornersError::NotFourSided)?;
    // Largest step on the picture for one step on the sheet.
    let [top, side, low, other_side] = outline.sides();
    let shrinks = (top.max(low) / right).max(side.max(other_side) / bottom);
    let pyramid;
    let (level, scale) = if shrinks > 1.8 {
        pyramid = Pyramid::of(image);
        pyramid.at(1.0 / shrinks)
    } else {
        (image, 1.0)
    };
    Ok(drawn(level, scale, &back, (width, height), shrinks * scale))
}

/// [`straighten`] on a page as it is kept, and kept the same way.
pub fn straighten_page(
    jpeg: &[u8],
    corners: [Point; 4],
    sheet: Sheet,
) -> Result<NormalisedPage, StraightenError> {
    Ok(normalise(straighten(&decode_normalised(jpeg)?, corners, sheet)?)?)
}

fn size_of(outline: &Outline, picture: (u32, u32), sheet: Sheet) -> Result<(u32, u32), CornersError> {
    let [top, right, bottom, left] = outline.sides();
    let aspect = shape(outline.aspect(picture), sheet);
    let (across, down) = (top.max(bottom), right.max(left));
    // Neither direction may lose pixels, so the one that is short of them is stretched.
    let (width, height) =
        if across < down * aspect { (down * aspect, down) } else { (across, across / aspect) };
    let fits = (real(LONGEST_SIDE) / width.max(height)).min(1.0);
    let (width, height) = (whole((width * fits).round()), whole((height * fits).round()));
    if width.min(height) < 16 {
        return Err(CornersError::TooSlanted);
    }
    Ok((width, height))
}

/// The shape that is meant: the nearest known one, if it is near.
fn shape(aspect: f32, sheet: Sheet) -> f32 {
    let off = |known: f32| (aspect / known).ln().abs();
    let known = SIZES.iter().filter(|(kind, ..)| sheet == Sheet::Any || *kind == sheet);
    known
        .flat_map(|(_, width, height)| [width / height, height / width])
        .min_by(|a, b| off(*a).total_cmp(&off(*b)))
        .filter(|nearest| off(*nearest) <= NEAR)
        .unwrap_or(aspect)
}

fn drawn(
    level: &RgbImage,
    scale: f32,
    back: &Homography,
    (width, height): (u32, u32),
    step: f32,
) -> RgbImage {
    // One sample for each pixel would skip some of the picture's: so many stand beside each other instead.
    let finer = if step > 1.15 { 2 } else { 1 };
    let place =
        |x: f32, y: f32| back.apply((x, y)).map_or((0.0, 0.0), |(x, y)| (x * scale - 0.5, y * scale - 0.5));
    RgbImage::from_fn(width, height, |x, y| {
        if finer == 1 {
            let (x, y) = place(real(x) + 0.5, real(y) + 0.5);
            return Rgb(smooth_sample(level, x, y));
        }
        let mut sums = [0u32; 3];
        for (dx, dy) in [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)] {
            let (x, y) = place(real(x) + dx, real(y) + dy);
            for (sum, value) in sums.iter_mut().zip(sample(level, x, y)) {
                *sum += u32::from(value);
            }
        }
        Rgb(sums.map(|sum| u8::try_from((sum + 2) / 4).unwrap_or(u8::MAX)))
    })
}

/// Cubic (Catmull-Rom), which keeps strokes sharp; at the picture's edge as straight lines between pixels.
fn smooth_sample(image: &RgbImage, x: f32, y: f32) -> [u8; 3] {
    let (width, height) = image.dimensions();
    if x < 1.0 || y < 1.0 || x >= real(width.saturating_sub(2)) || y >= real(height.saturating_sub(2)) {
        return sample(image, x, y);
    }
    let (left, top) = (whole(x), whole(y));
    let (across, down) = (weights(x - real(left)), weights(y - real(top)));
    let row_length = width as usize * 3;
    let start = (top as usize - 1) * row_length + (left as usize - 1) * 3;
    let mut sums = [0f32; 3];
    for (row, weight) in down.into_iter().enumerate() {
        let Some(pixels) = image.as_raw().get(start + row * row_length..start + row * row_length + 12) else {
            return sample(image, x, y);
        };
        for (pixel, part) in pixels.chunks_exact(3).zip(across) {
            for (sum, value) in sums.iter_mut().zip(pixel) {
                *sum += f32::from(*value) * part * weight;
            }
        }
    }
    sums.map(|sum| u8::try_from(whole((sum + 0.5).clamp(0.0, 255.0))).unwrap_or(u8::MAX))
}

/// How much each of four neighbours counts at `t` between the second and the third.
fn weights(t: f32) -> [f32; 4] {
    let (t2, t3) = (t * t, t * t * t);
    [t2 - 0.5 * (t + t3), 1.0 + 1.5 * t3 - 2.5 * t2, 0.5 * t + 2.0 * t2 - 1.5 * t3, 0.5 * (t3 - t2)]
}

#[cfg(test)]
#[path = "straighten_tests.rs"]
mod tests;
